package concern_test

import (
	"testing"

	"samspel/internal/ground/fault"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

func TestSameNumberIsTheSameChild(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		_, first := w.Send(w.Counsellor)
		_, far := w.Send(w.Counsellor, To(Bjorklunda))
		typed := Alva
		typed.Given, typed.Family = "Alwa", "Granlid-Holm"
		_, second := w.Send(w.Nurse, About(typed), As("health_dental"))
		_, other := w.Send(w.Nurse, About(Milo), As("health_dental"))

		v := w.Opened(w.Officer, second[0])
		if len(v.Earlier) != 1 || v.Earlier[0].Matter.ID != first[0] || len(v.Perhaps) != 0 {
			w.Errorf("%d earlier and %d perhaps", len(v.Earlier), len(v.Perhaps))
		}
		if v := w.Opened(w.Officer, other[0]); len(v.Earlier)+len(v.Perhaps) != 0 {
			w.Error("another child has earlier reports")
		}
		if v := w.Opened(w.FarOfficer, far[0]); len(v.Earlier)+len(v.Perhaps) != 0 {
			w.Error("another municipality's reports are told of")
		}
		w.Must("say that it is another child after all", w.ConfirmSame(w.Context(), w.Officer, second[0], first[0], false))
		for _, matter := range []string{first[0], second[0]} {
			if v := w.Opened(w.Second, matter); len(v.Earlier)+len(v.Perhaps) != 0 {
				w.Error("what a human has judged is shown as before")
			}
		}
	})
}

func TestSameNameIsTheSameChildWhenAHumanSaysSo(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		child := concern.ReportedChild{Given: "Juni", Family: "Vallmo", Birth: "2017-05-06"}
		shout := concern.ReportedChild{Given: " JUNI", Family: "vallmo ", Birth: "2017-05-06"}
		_, first := w.Send(w.Counsellor, About(child))
		_, second := w.Send(w.Nurse, About(shout), As("health_dental"))
		_, unborn := w.Send(w.Nurse, About(concern.ReportedChild{Given: "Juni", Family: "Vallmo"}), As("health_dental"))
		_, elder := w.Send(w.Nurse, About(concern.ReportedChild{Given: "Juni", Family: "Vallmo", Birth: "2012-05-06"}), As("health_dental"))

		v := w.Opened(w.Officer, second[0])
		if len(v.Earlier) != 0 || len(v.Perhaps) != 1 || v.Perhaps[0].Matter.ID != first[0] {
			w.Fatalf("%d earlier and %d perhaps", len(v.Earlier), len(v.Perhaps))
		}
		for _, matter := range []string{unborn[0], elder[0]} {
			if v := w.Opened(w.Officer, matter); len(v.Earlier)+len(v.Perhaps) != 0 {
				w.Error("a name without the day of birth counts as a match")
			}
		}
		w.Must("say that it is", w.ConfirmSame(ctx, w.Officer, second[0], first[0], true))
		for _, matter := range []string{first[0], second[0]} {
			if v := w.Opened(w.Second, matter); len(v.Earlier) != 1 || len(v.Perhaps) != 0 {
				w.Errorf("confirmed: %d earlier and %d perhaps", len(v.Earlier), len(v.Perhaps))
			}
		}
		if list := w.Opened(w.Officer, second[0]).Entries; len(list) != 1 || list[0].Kind != concern.EntrySame {
			w.Errorf("the answer is not among the %d entries", len(list))
		}
		// The last answer holds, from whichever side it is given.
		w.Must("say that it is not", w.ConfirmSame(ctx, w.Second, first[0], second[0], false))
		for _, matter := range []string{first[0], second[0]} {
			if v := w.Opened(w.Second, matter); len(v.Earlier)+len(v.Perhaps) != 0 {
				w.Errorf("denied: %d earlier and %d perhaps", len(v.Earlier), len(v.Perhaps))
			}
		}
		w.Refused("say that a matter is itself", w.ConfirmSame(ctx, w.Officer, first[0], first[0], true), fault.KindPrivate, "")
		w.Refused("join two children nothing joins", w.ConfirmSame(ctx, w.Officer, first[0], elder[0], true), fault.KindPrivate, "")
		if v := w.Opened(w.Officer, elder[0]); len(v.Earlier)+len(v.Perhaps) != 0 {
			w.Error("two children nothing joins are joined")
		}
		said := 0
		for _, line := range append(w.Records(w.Officer), w.Records(w.Second)...) {
			if line == "concern.matter.same done" {
				said++
			}
		}
		if said != 2 {
			w.Errorf("%d answers are recorded, want 2", said)
		}
	})
}
