package concern_test

import (
	"slices"
	"testing"

	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/ground/personnummer"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

// A sent report has nothing outside its seal to be found by. It is found all the same, at
// the organisation that sent it, by the child's number or by name and day of birth.
func TestSentReportsAreHeld(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		r, _ := w.Send(w.Counsellor, func(d *concern.DraftReport) { d.Content.Unsafe = true })
		w.Send(w.Counsellor, About(Milo))
		about := func(organisation string, p person.Person) []string {
			p.ID, p.Controller, p.Matter, p.Kind = id.New(), organisation, id.New(), person.Child
			var err error
			p.Keyset, err = w.Keys.Create(ctx, person.Scope{Controller: p.Controller, Matter: p.Matter, Person: p.ID})
			w.Must("make a keyset", err)
			w.Must("add somebody", w.Store.Data.Write(ctx, func(tx *db.Tx) error { return w.People.Add(ctx, tx, p) }))
			return []string{p.ID}
		}
		born := civil.On(2015, 3, 14)
		for _, tt := range []struct {
			name  string
			child person.Person
			found bool
		}{
			{"another number", person.Person{Given: "Alva", Family: "Granlid", Number: personnummer.Invented(born, 3)}, false},
			{"another name", person.Person{Given: "Alma", Family: "Granlid", Birth: born}, false},
			{"the same number", person.Person{Given: "A", Family: "G", Number: personnummer.Invented(born, 0)}, true},
			{"name and day of birth", person.Person{Given: "alva", Family: "Granlid", Birth: born}, true},
		} {
			persons := about(w.Counsellor.Organisation, tt.child)
			held, apart, err := w.Holdings(ctx, w.Counsellor, persons)
			w.Must("gather", err)
			if found := len(held) > 0; found != tt.found || apart != nil {
				t.Errorf("%s: %d are gathered, and %v may not know", tt.name, len(held), apart)
			}
			for _, h := range held {
				if h.ID != r.ID || h.Person != persons[0] || h.Kind != "sent_report" && h.Kind != "sent_reporter" || !slices.Contains(h.Marks, person.MarkUnaware) {
					t.Errorf("%s: %+v", tt.name, h)
				}
			}
		}
		persons := about(w.Officer.Organisation, person.Person{Given: "Alva", Family: "Granlid", Number: personnummer.Invented(born, 0)})
		if held, _, err := w.Holdings(ctx, w.Officer, persons); err != nil || len(held) != 0 {
			t.Errorf("who received it gathers %d things that others have sent: %v", len(held), err)
		}
	})
}
