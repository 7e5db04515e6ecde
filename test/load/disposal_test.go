package load_test

import (
	"net/http"
	"testing"

	"samspel/internal/frame/db"
	"samspel/test/worldtest"
)

// BenchmarkDisposal draws what an organisation is to dispose of, with the reasons and the
// record of the reading, where as many more of its copies as the flag says fall due.
func BenchmarkDisposal(b *testing.B) {
	w := worldtest.Open(b)
	if err := w.App.Records.Walk(b.Context()); err != nil {
		b.Fatal(err)
	}
	err := w.App.Store.Data.Write(b.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(b.Context(), `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
			INSERT INTO retention_copy (matter_id, controller_id, source, child_id, class, last_note, closed_on, outcome, wait, due_year)
			SELECT x.matter_id || '-' || n.i, x.controller_id, x.source, x.child_id, x.class, x.last_note, x.closed_on, x.outcome, x.wait, x.due_year + n.i % 20
			FROM   (SELECT matter_id, controller_id, source, child_id, class, last_note, closed_on, outcome, wait, due_year FROM retention_copy WHERE due_year IS NOT NULL AND controller_id = $2 ORDER BY due_year, matter_id LIMIT 1) x, n`,
			*children, w.Demo.Actor("arkivarie").Organisation)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	reader := w.As("arkivarie")
	cost(b, func() {
		if a := reader.Get("/gallring"); a.Status != http.StatusOK {
			b.Fatalf("%s: status %d", a, a.Status)
		}
	})
}
