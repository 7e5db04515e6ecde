package concern_test

import (
	"fmt"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

func TestDigestCountsOnesOwn(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		_, matters := w.Send(w.Counsellor, About(Alva, Milo))
		w.Assess(w.Officer, matters[0])
		w.Send(w.Nurse, About(Milo))
		digest := func(who access.Actor) string {
			var counts []notify.Count
			err := w.Store.Data.Read(w.Context(), func(tx *db.Tx) (err error) {
				counts, err = w.Digest(w.Context(), tx, who, w.Clock.Time().Add(-24*time.Hour))
				return err
			})
			w.Must("count", err)
			return fmt.Sprint(counts)
		}
		for _, step := range []struct {
			at                                               string
			officer, second, manager, counsellor, far, admin string
		}{
			{"2026-11-23 09:00", "[]", "[]", "[{concern.digest.protection 2} {concern.digest.unassigned 2}]", "[]", "[]", "[]"},
			{"2026-11-30 07:30", "[]", "[]", "[{concern.digest.late 2} {concern.digest.unassigned 2}]", "[]", "[]", "[]"},
			{"2026-12-02 07:30", "[]", "[]", "[{concern.digest.late 2} {concern.digest.unassigned 2}]", "[]", "[]", "[]"},
		} {
			w.Clock.Set(step.at)
			for name, got := range map[string][2]string{"officer": {digest(w.Officer), step.officer}, "second": {digest(w.Second), step.second},
				"manager": {digest(w.Manager), step.manager}, "counsellor": {digest(w.Counsellor), step.counsellor},
				"far": {digest(w.FarHead), step.far}, "administrator": {digest(w.Administrator), step.admin}} {
				if got[0] != got[1] {
					w.Errorf("at %s the %s counts %s, want %s", step.at, name, got[0], got[1])
				}
			}
		}
		w.Clock.Set("2026-12-07 07:30")
		if got := digest(w.Officer); got != "[{concern.digest.decision 1}]" {
			w.Errorf("the day before the decision: %s", got)
		}
		_, err := w.Decide(w.Context(), w.Officer, matters[0], Decision(concern.Opened))
		w.Must("decide", err)
		w.Must("tell", w.GiveFeedback(w.Context(), w.Officer, matters[0]))
		if got := digest(w.Counsellor); got != "[{concern.digest.answered 1}]" {
			w.Errorf("the counsellor: %s", got)
		}
		if got := digest(w.Colleague); got != "[]" {
			w.Errorf("a colleague of the counsellor's: %s", got)
		}
	})
}
