package bench

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"samspel/internal/app"
)

// BenchmarkPages measures the hot paths without a network between: the same
// handler, the same encrypted files and audit log.
func BenchmarkPages(b *testing.B) {
	log := slog.New(slog.DiscardHandler)
	a, err := app.Open(context.Background(), app.Config{Data: b.TempDir()}, log, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := a.Close(); err != nil {
			b.Error(err)
		}
	})
	seeded, err := Seed(context.Background(), a, 2000, time.Now(), func(int) {})
	if err != nil {
		b.Fatal(err)
	}
	h := a.Handler(false, nil, nil)
	d := &Driver{Site: "http://samspel.invalid", Seeded: seeded}
	for _, operation := range Operations {
		b.Run(operation, func(b *testing.B) {
			b.SetParallelism(8)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					r, err := d.Request(b.Context(), operation, d.sent.Add(1))
					if err != nil {
						b.Error(err)
						return
					}
					out := httptest.NewRecorder()
					ctx, done := context.WithCancel(b.Context())
					h.ServeHTTP(out, r.WithContext(ctx))
					done()
					if out.Code != http.StatusOK && out.Code != http.StatusSeeOther {
						text, _ := io.ReadAll(out.Body)
						b.Errorf("%s answered %d: %.200s", operation, out.Code, text)
						return
					}
				}
			})
		})
	}
}
