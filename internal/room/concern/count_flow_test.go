package concern_test

import (
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

// Whatever people do, in whatever order and however late, the kept counts are what
// counting the matters again gives, before and after they are folded.
func TestCountsEqualRecount(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		var matters []string
		rapid.Check(w.T, func(rt *rapid.T) {
			for range rapid.IntRange(1, 12).Draw(rt, "acts") {
				w.Clock.Pass(time.Duration(rapid.IntRange(0, 30*24).Draw(rt, "hours")) * time.Hour)
				if len(matters) == 0 || rapid.IntRange(0, 3).Draw(rt, "send") == 0 {
					but := []But{As(rapid.SampledFrom([]string{"school", "police", "health_dental"}).Draw(rt, "category"))}
					if rapid.Bool().Draw(rt, "siblings") {
						but = append(but, About(Alva, Milo))
					}
					if rapid.Bool().Draw(rt, "asks not") {
						but = append(but, NotAsking)
					}
					_, sent := w.Send(w.Counsellor, but...)
					matters = append(matters, sent...)
					continue
				}
				m := rapid.SampledFrom(matters).Draw(rt, "matter")
				var err error
				switch rapid.IntRange(0, 6).Draw(rt, "act") {
				case 0:
					err = w.Receive(ctx, w.Officer, m)
				case 1, 2:
					err = w.AssessProtection(ctx, w.Officer, m, NoNeed)
				case 3:
					_, err = w.Decide(ctx, w.Officer, m, Decision(rapid.SampledFrom(concern.Outcomes).Draw(rt, "outcome")))
				case 4:
					err = w.GiveFeedback(ctx, w.Officer, m)
				case 5:
					err = w.WithholdFeedback(ctx, w.Officer, m, "Det kan röja var barnet är.")
				case 6:
					err = w.Forward(ctx, w.Officer, m, Bjorklunda, "Familjen har flyttat.")
				}
				if err != nil && len(fault.All(err)) == 0 {
					rt.Fatal(err)
				}
			}
			for _, unit := range []string{w.Reception.Unit, w.Away.Unit} {
				kept, again, err := w.CountsAndRecount(ctx, unit)
				if err != nil || !maps.Equal(kept, again) {
					rt.Fatalf("kept %v, counted again %v, %v", kept, again, err)
				}
			}
			if rapid.Bool().Draw(rt, "fold") {
				if err := w.FoldCounts(ctx); err != nil {
					rt.Fatal(err)
				}
			}
		})
		if wrong, err := w.Recount(ctx); wrong != 0 || err != nil {
			w.Errorf("%d counts were put right, %v", wrong, err)
		}
	})
}

func TestRecountPutsRight(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		w.Send(w.Counsellor)
		w.Must("miscount", w.Miscount(ctx, w.Reception.Unit, "2026-11", 3))
		if wrong, err := w.Recount(ctx); wrong != 1 || err != nil {
			w.Errorf("%d counts were wrong, %v", wrong, err)
		}
		if kept, again, err := w.CountsAndRecount(ctx, w.Reception.Unit); err != nil || kept["2026-11 feedback withheld"] != 0 || again["2026-11 received school"] != 1 {
			w.Errorf("kept %v, counted again %v, %v", kept, again, err)
		}
		if wrong, err := w.Recount(ctx); wrong != 0 || err != nil {
			w.Errorf("then %d counts were wrong, %v", wrong, err)
		}
	})
}

func TestOversight(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		_, matters := w.Send(w.Counsellor, About(Alva, Milo)) // Monday at eight
		w.Clock.Pass(30 * time.Hour)
		w.Must("assess", w.AssessProtection(ctx, w.Officer, matters[0], NoNeed)) // late
		_, err := w.Decide(ctx, w.Officer, matters[0], Decision(concern.Opened)) // on day 1
		w.Must("decide", err)
		_, quick := w.Send(w.Nurse, As("health_dental"))
		w.Must("assess in time", w.AssessProtection(ctx, w.Second, quick[0], NoNeed))
		w.Clock.Pass(10 * time.Minute)

		for _, who := range []struct {
			name string
			see  error
		}{{"an officer", oversee(w, w.Officer)}, {"a head of school", oversee(w, w.Head)}, {"an administrator", oversee(w, w.Administrator)}} {
			w.Refused(who.name, who.see, fault.KindPrivate, "")
		}
		v, err := w.Oversight(ctx, w.Manager, 12)
		w.Must("oversee", err)
		if want := (concern.Standing{Late: 1, Week: 0, Open: 3, Unacknowledged: 1, Unassigned: 1}); v.Now != want {
			w.Errorf("the unit stands at %+v, not %+v", v.Now, want)
		}
		last := v.Months[len(v.Months)-1]
		if last.Month != "2026-11" || !last.Running || last.Received != 3 || last.Decided != 1 ||
			last.Protection != (concern.Share{In: 1, Of: 2}) || last.Decision != (concern.Share{In: 1, Of: 1}) || last.Feedback != (concern.Share{}) {
			w.Errorf("the month is %+v", last)
		}
		if twice, ok := v.Whole.MedianDays(); !ok || twice != 2 {
			w.Errorf("twice the median is %d", twice)
		}
		var load []int
		for _, l := range v.Load {
			load = append(load, l.Open)
		}
		// By name: Greta Bok, Olle Sälg, Tove Rönn, Ylva Pil.
		if len(load) != 4 || load[0] != 0 || load[1] != 1 || load[2] != 1 || load[3] != 0 {
			w.Errorf("the load is %+v", v.Load)
		}
		if far, err := w.Oversight(ctx, w.FarHead, 24); err != nil || far.Now.Open != 0 || far.Whole.Received != 0 || len(far.Months) != 24 {
			w.Errorf("another municipality sees %+v, %v", far, err)
		}

		_, err = w.Statistics(ctx, w.Manager, civil.Third{Year: 2026, N: 3})
		w.Refused("the third that runs", err, fault.KindAbsent, "")
		w.Clock.Set("2027-01-01 00:10")
		s, err := w.Statistics(ctx, w.Manager, civil.Third{Year: 2026, N: 3})
		w.Must("read the statistics", err)
		for _, line := range s.Received.Cells {
			if line[0].N != 0 {
				w.Errorf("three reports are shown by kind: %+v", s.Received)
			}
		}
		if got := w.Records(w.Manager); len(got) != 2 || got[len(got)-1] != "concern.statistics.read done" {
			w.Errorf("of the manager is recorded %q", got)
		}
	})
}

func oversee(w *World, who access.Actor) error {
	_, err := w.Oversight(w.Context(), who, 12)
	if err == nil {
		return nil
	}
	if _, other := w.Statistics(w.Context(), who, civil.Third{Year: 2026, N: 2}); other == nil {
		return nil
	}
	return err
}
