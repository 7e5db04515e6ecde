package disclosure_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/person"
	"samspel/internal/frame/person/persontest"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/ground/personnummer"
	"samspel/internal/room/disclosure"
)

// office is the room at one authority, with another room that holds something.
type office struct {
	*testing.T
	*disclosure.Requests
	manager, officer, elsewhere, colleague access.Actor
	// held is what the other room answers with, and asked which persons it was asked about;
	// closed is more, which those in apart may not know of.
	held, closed []person.Holding
	apart        []string
	told         []string
	asked        []string
}

func each(t *testing.T, body func(w *office)) {
	t.Helper()
	lines := slices.Concat(register.Lines, audit.Lines, identity.Lines, person.Lines, disclosure.Lines)
	prepare := func(ctx context.Context, s *db.Store) error { return register.New(s).AddInvented(ctx) }
	dbtest.EachPrepared(t, lines, "disclosure", prepare, func(t *testing.T, s *db.Store) {
		now := func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }
		log, err := audit.New(s, now)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { log.Close() })
		keys, reg := persontest.Keyring(t, s, now), register.New(s)
		gate := identity.New(s, log, now, identity.Settings{Secrets: identity.Secrets{Seal: keys.SealOwn, Open: keys.OpenOwn}})
		w := &office{T: t}
		w.Requests = disclosure.New(disclosure.Services{Store: s, Audit: log, People: person.New(s, keys, now), Keys: keys, Register: reg, Names: gate.UserName,
			Managers: func(ctx context.Context, tx *db.Tx, unit string) ([]string, error) {
				return gate.ShieldedIn(ctx, tx, unit, access.Manager)
			},
			Tell: func(_ context.Context, _ *db.Tx, user, _, link string) error {
				w.told = append(w.told, user+" "+link)
				return nil
			},
			Sources: []disclosure.Source{func(_ context.Context, who access.Actor, persons []string) ([]person.Holding, []string, error) {
				w.asked = persons
				if slices.Contains(w.apart, who.User) {
					return w.held, w.apart, nil
				}
				return slices.Concat(w.held, w.closed), nil, nil
			}}, Now: now, NewID: id.New, NewReference: id.NewReference})
		o := register.Organisation{ID: id.New(), Name: "Ekstads kommun, socialnämnden", Sector: access.Social, Public: true, Municipality: "9901"}
		units := []register.Unit{{ID: id.New(), Organisation: o.ID, Name: "Mottagningen", Kind: "unit"}, {ID: id.New(), Organisation: o.ID, Name: "Familjerätten", Kind: "unit"}}
		w.must("build", s.Data.Write(t.Context(), func(tx *db.Tx) error {
			return errors.Join(reg.AddOrganisation(t.Context(), tx, o), reg.AddUnit(t.Context(), tx, units[0]), reg.AddUnit(t.Context(), tx, units[1]))
		}))
		hire := func(name string, unit register.Unit, role access.Role) access.Actor {
			u, m, _, err := gate.AddByOperator(t.Context(), identity.UserDraft{Name: name, Email: name + "@exempel.invalid", Organisation: o.ID},
				identity.MandateDraft{Unit: unit.ID, Role: role, Protected: true})
			w.must("hire", err)
			return access.Actor{User: u.ID, Mandate: m.ID, Unit: unit.ID, Organisation: o.ID, Municipality: "9901", Sector: access.Social, Role: role, Protected: true, Strong: true}
		}
		w.colleague = hire("Ove", units[0], access.Manager)
		w.manager, w.officer, w.elsewhere = hire("Karin", units[0], access.Manager), hire("Amina", units[0], access.Officer), hire("Rut", units[1], access.Manager)
		body(w)
	})
}

func (w *office) must(what string, err error) {
	w.Helper()
	if err != nil {
		w.Fatalf("%s: %v", what, err)
	}
}

func (w *office) refused(what string, err error, kind fault.Kind, key string) {
	w.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != kind || key != "" && f.Key != key {
		w.Errorf("%s: %v", what, err)
	}
}

// known is a record of somebody, such as another room makes.
func (w *office) known(p person.Person) string {
	w.Helper()
	p.ID, p.Controller, p.Matter = id.New(), w.manager.Organisation, id.New()
	var err error
	p.Keyset, err = w.Keys.Create(w.Context(), person.Scope{Controller: p.Controller, Matter: p.Matter, Person: p.ID})
	w.must("make a keyset", err)
	w.must("add somebody", w.Store.Data.Write(w.Context(), func(tx *db.Tx) error { return w.People.Add(w.Context(), tx, p) }))
	return p.ID
}

func TestAnExtract(t *testing.T) {
	t.Parallel()
	each(t, func(w *office) {
		ctx := w.Context()
		number := personnummer.Invented(civil.On(2013, 5, 4), 1)
		child := w.known(person.Person{Kind: person.Child, Given: "Moa", Family: "Gran", Number: number})
		alike := w.known(person.Person{Kind: person.Child, Given: "Moa", Family: "Gran", Birth: civil.On(2013, 5, 4)})
		w.known(person.Person{Kind: person.Child, Given: "Moa", Family: "Gran", Number: personnummer.Invented(civil.On(2013, 5, 4), 2)})
		d := disclosure.Draft{ID: id.New(), Kind: disclosure.Extract, ReceivedOn: civil.On(2026, 11, 20), Asker: disclosure.Guardian, Given: "Moa", Family: "Gran", Number: number.Formatted(),
			Body: disclosure.RequestBody{AskerName: "Ulla Gran"}}
		_, err := w.Register(ctx, w.officer, d)
		w.refused("an officer registers an extract", err, fault.KindPrivate, "")
		_, err = w.Register(ctx, w.manager, disclosure.Draft{Kind: disclosure.Extract})
		w.refused("an empty form", err, fault.KindInvalid, "")
		r, err := w.Register(ctx, w.manager, d)
		w.must("register", err)
		again, err := w.Register(ctx, w.manager, d)
		if err != nil || again.ID != r.ID || again.Reference != r.Reference {
			w.Errorf("the same form is two requests: %v %v", again.ID, err)
		}
		if r.DueOn != civil.On(2026, 12, 20) {
			w.Errorf("due on %s", r.DueOn)
		}
		_, err = w.Request(ctx, w.elsewhere, r.ID)
		w.refused("another unit reads", err, fault.KindPrivate, "")
		_, err = w.Request(ctx, w.officer, r.ID)
		w.refused("an officer reads an extract", err, fault.KindPrivate, "")
		w.refused("gathered before the identity is checked", w.Gather(ctx, w.manager, r.ID), fault.KindRefused, "disclosure.request.identify_first")
		w.refused("nobody says how", w.Identify(ctx, w.manager, r.ID, "", "", false), fault.KindInvalid, "")
		w.must("identify", w.Identify(ctx, w.manager, r.ID, "Id-kort på plats", "Vårdnaden kontrollerad", true))

		w.held = []person.Holding{
			{Room: "concern", Kind: "report", ID: "1", Person: child, At: w.Now(), Lines: []person.Line{{Name: "seen", Text: "Hon var rädd."}}},
			{Room: "concern", Kind: "reporter", ID: "1", Person: child, At: w.Now(), Marks: []person.Mark{person.MarkReporter}, Lines: []person.Line{{Name: "name", Text: "Granne Grannsson"}}},
			{Room: "coordination", Kind: "item_note", ID: "2", Person: alike, At: w.Now(), Marks: []person.Mark{person.MarkProtected}, Lines: []person.Line{{Name: "text", Text: "Hemligt möte."}}},
		}
		w.must("gather", w.Gather(ctx, w.manager, r.ID))
		if !slices.Contains(w.asked, child) || !slices.Contains(w.asked, alike) || len(w.asked) != 3 { // the request's own record of her has the same number
			w.Errorf("asked about %d persons", len(w.asked))
		}
		v, err := w.Request(ctx, w.manager, r.ID)
		w.must("read", err)
		if len(v.Pieces) != 3 || !slices.Equal(v.Pieces[2].Marks, []disclosure.Mark{disclosure.MarkProtected, disclosure.MarkGuardian, disclosure.MarkLikeness}) ||
			!slices.Equal(v.Pieces[0].Marks, []disclosure.Mark{disclosure.MarkGuardian}) || v.Person.Name() != "Moa Gran" {
			w.Errorf("gathered %+v", v.Pieces)
		}
		w.must("gather again", w.Gather(ctx, w.manager, r.ID))
		if v, err = w.Request(ctx, w.manager, r.ID); err != nil || len(v.Pieces) != 3 {
			w.Errorf("gathered again: %d pieces, %v", len(v.Pieces), err)
		}
		release := disclosure.Judgement{Verdict: disclosure.Release}
		withhold := disclosure.Judgement{Verdict: disclosure.Withhold, Provision: "guardian", Reasons: "Barnet kan fara illa."}
		w.refused("nothing ticked", w.Judge(ctx, w.manager, r.ID, nil, release), fault.KindInvalid, "disclosure.piece.none_chosen")
		w.refused("a provision that is none", w.Judge(ctx, w.manager, r.ID, []string{v.Pieces[0].ID}, disclosure.Judgement{Verdict: disclosure.Withhold, Provision: "x", Reasons: "y"}), fault.KindInvalid, "disclosure.piece.provision_missing")
		w.refused("somebody else's piece", w.Judge(ctx, w.manager, r.ID, []string{id.New()}, release), fault.KindPrivate, "")
		w.must("release", w.Judge(ctx, w.manager, r.ID, []string{v.Pieces[0].ID}, release))
		w.refused("decided before all is judged", w.Decide(ctx, w.manager, r.ID, ""), fault.KindRefused, "disclosure.decision.unjudged")
		w.must("withhold two", w.Judge(ctx, w.manager, r.ID, []string{v.Pieces[1].ID, v.Pieces[2].ID}, withhold))
		_, err = w.Paper(ctx, w.manager, r.ID)
		w.refused("an answer before the decision", err, fault.KindRefused, "disclosure.request.decide_first")
		w.refused("handed over before the decision", w.HandOver(ctx, w.manager, r.ID, "På plats"), fault.KindRefused, "disclosure.request.decide_first")
		w.must("decide", w.Decide(ctx, w.manager, r.ID, ""))
		answer, err := w.Paper(ctx, w.manager, r.ID)
		w.must("print", err)
		if answer.Decision.Outcome != disclosure.InPart || len(answer.Told()) != 1 || len(answer.Withheld()) != 1 || answer.Withheld()[0].Kind != "reporter" {
			w.Errorf("the answer is %s with %d told and %d withheld", answer.Decision.Outcome, len(answer.Told()), len(answer.Withheld()))
		}
		for _, p := range answer.Pieces {
			if p.Verdict == disclosure.Withhold && len(p.Body.Lines) > 0 {
				w.Errorf("what is withheld is still here: %s", p.Kind)
			}
		}
		w.must("hand over", w.HandOver(ctx, w.manager, r.ID, "På plats"))
		list, err := w.List(ctx, w.manager, disclosure.PageKey{})
		if err != nil || len(list.Open) != 0 || len(list.Done) != 1 || list.Done[0].Outcome != disclosure.InPart {
			w.Errorf("the register is %+v: %v", list, err)
		}
		if list, err = w.List(ctx, w.officer, disclosure.PageKey{}); err != nil || len(list.Done) != 0 {
			w.Errorf("an officer's register holds an extract: %v", err)
		}
	})
}

func TestADocument(t *testing.T) {
	t.Parallel()
	each(t, func(w *office) {
		ctx := w.Context()
		r, err := w.Register(ctx, w.officer, disclosure.Draft{Kind: disclosure.Document, ReceivedOn: civil.On(2026, 11, 23), Body: disclosure.RequestBody{Asked: "Protokollet från i fredags"}})
		w.must("register", err)
		w.must("add", w.AddPiece(ctx, w.officer, r.ID, "", "Protokoll, bilaga 3", "Åsa Ek var med."))
		w.refused("add nothing", w.AddPiece(ctx, w.officer, r.ID, "", "", ""), fault.KindInvalid, "disclosure.piece.title_missing")
		v, err := w.Request(ctx, w.officer, r.ID)
		w.must("read", err)
		w.must("release a part", w.Judge(ctx, w.officer, r.ID, []string{v.Pieces[0].ID}, disclosure.Judgement{Verdict: disclosure.Part, Provision: "social_services", Reasons: "Namnet.", Kept: "[borttaget] var med."}))
		w.refused("an officer withholds", w.Decide(ctx, w.officer, r.ID, ""), fault.KindRefused, "disclosure.decision.manager")
		w.must("decide", w.Decide(ctx, w.manager, r.ID, ""))
		if v, err = w.Paper(ctx, w.officer, r.ID); err != nil || v.Decision.Outcome != disclosure.InPart || v.Pieces[0].Body.Kept != "[borttaget] var med." {
			w.Errorf("the answer is %+v: %v", v.Decision, err)
		}
		w.refused("judged after the decision", w.Judge(ctx, w.manager, r.ID, []string{v.Pieces[0].ID}, disclosure.Judgement{Verdict: disclosure.Release}), fault.KindRefused, "disclosure.request.decided")
		none, err := w.Register(ctx, w.officer, disclosure.Draft{Kind: disclosure.Document, ReceivedOn: civil.On(2026, 11, 23), Body: disclosure.RequestBody{Asked: "Något som inte finns"}})
		w.must("register", err)
		w.must("an officer says that there is none", w.Decide(ctx, w.officer, none.ID, "Vi har sökt i diariet."))
		list, err := w.List(ctx, w.officer, disclosure.PageKey{})
		if err != nil || len(list.Open) != 2 || list.MayExtract {
			w.Errorf("the register is %+v: %v", list, err)
		}
	})
}

// What comes under protection while a request waits is told only when somebody has judged
// it again, knowing that; and an answer that was decided before does not leave.
func TestProtectedWhileItWaits(t *testing.T) {
	t.Parallel()
	each(t, func(w *office) {
		ctx := w.Context()
		number := personnummer.Invented(civil.On(2013, 5, 4), 1)
		child := w.known(person.Person{Kind: person.Child, Given: "Moa", Family: "Gran", Number: number})
		ordinary := []person.Holding{
			{Room: "coordination", Kind: "item_note", ID: "1", Person: child, Lines: []person.Line{{Name: "text", Text: "Möte"}}},
			{Room: "coordination", Kind: "item_note", ID: "2", Person: child, Lines: []person.Line{{Name: "text", Text: "Mer"}}},
		}
		protected := slices.Clone(ordinary)
		for i := range protected {
			protected[i].Marks = []person.Mark{person.MarkProtected}
		}
		w.held = ordinary
		r, err := w.Register(ctx, w.manager, disclosure.Draft{Kind: disclosure.Extract, ReceivedOn: civil.On(2026, 11, 20), Asker: disclosure.Guardian, Given: "Moa", Family: "Gran",
			Number: number.Formatted(), Body: disclosure.RequestBody{AskerName: "Ulla Gran"}})
		w.must("register", err)
		w.must("identify", w.Identify(ctx, w.manager, r.ID, "Visade pass", "Kontrollerad", true))
		w.must("gather", w.Gather(ctx, w.manager, r.ID))
		v, err := w.Request(ctx, w.manager, r.ID)
		w.must("read", err)
		judge := func() {
			w.must("release one", w.Judge(ctx, w.manager, r.ID, []string{v.Pieces[0].ID}, disclosure.Judgement{Verdict: disclosure.Release}))
			w.must("withhold one", w.Judge(ctx, w.manager, r.ID, []string{v.Pieces[1].ID}, disclosure.Judgement{Verdict: disclosure.Withhold, Provision: "guardian", Reasons: "Skada."}))
		}
		judge()
		w.held = protected
		w.refused("decided as if nothing had come", w.Decide(ctx, w.manager, r.ID, ""), fault.KindRefused, "disclosure.decision.changed")
		v, err = w.Request(ctx, w.manager, r.ID)
		w.must("read again", err)
		if v.Unjudged() != 1 || !slices.Contains(v.Pieces[0].Marks, disclosure.MarkProtected) || !v.Pieces[1].Silent() {
			t.Fatalf("after protected mode: %+v", v.Pieces)
		}
		w.held = ordinary
		w.must("gather when it has ended", w.Gather(ctx, w.manager, r.ID))
		judge()
		w.must("decide", w.Decide(ctx, w.manager, r.ID, ""))

		r, err = w.Register(ctx, w.manager, disclosure.Draft{Kind: disclosure.Extract, ReceivedOn: civil.On(2026, 11, 20), Asker: disclosure.Guardian, Given: "Moa", Family: "Gran",
			Number: number.Formatted(), Body: disclosure.RequestBody{AskerName: "Ulla Gran"}})
		w.must("register another", err)
		w.must("identify", w.Identify(ctx, w.manager, r.ID, "Visade pass", "Kontrollerad", true))
		w.must("gather", w.Gather(ctx, w.manager, r.ID))
		v, err = w.Request(ctx, w.manager, r.ID)
		w.must("read", err)
		judge()
		w.must("decide", w.Decide(ctx, w.manager, r.ID, ""))
		w.held = protected
		_, err = w.Paper(ctx, w.manager, r.ID)
		w.refused("printed", err, fault.KindRefused, "disclosure.request.changed")
		w.refused("handed over", w.HandOver(ctx, w.manager, r.ID, "På plats"), fault.KindRefused, "disclosure.request.changed")
	})
}

// Who is found to be close to the family when everything is gathered neither decides about
// what they may not know of nor hands it over: it is taken away, for somebody else.
func TestCloseToTheFamilyWhileItWaits(t *testing.T) {
	t.Parallel()
	each(t, func(w *office) {
		ctx := w.Context()
		number := personnummer.Invented(civil.On(2013, 5, 4), 1)
		child := w.known(person.Person{Kind: person.Child, Given: "Moa", Family: "Gran", Number: number})
		w.held = []person.Holding{{Room: "coordination", Kind: "item_note", ID: "öppen", Person: child, Lines: []person.Line{{Name: "text", Text: "Öppet"}}}}
		w.closed = []person.Holding{{Room: "coordination", Kind: "item_note", ID: "stängd", Person: child, Lines: []person.Line{{Name: "text", Text: "Stängt"}}}}
		gathered := func() (string, []string) {
			r, err := w.Register(ctx, w.manager, disclosure.Draft{Kind: disclosure.Extract, ReceivedOn: civil.On(2026, 11, 20), Asker: disclosure.Self, Given: "Moa", Family: "Gran", Number: number.Formatted()})
			w.must("register", err)
			w.must("identify", w.Identify(ctx, w.manager, r.ID, "Visade pass", "", true))
			w.must("gather", w.Gather(ctx, w.manager, r.ID))
			v, err := w.Request(ctx, w.manager, r.ID)
			w.must("read", err)
			ids := []string{v.Pieces[0].ID, v.Pieces[1].ID}
			w.must("judge", w.Judge(ctx, w.manager, r.ID, ids, disclosure.Judgement{Verdict: disclosure.Release}))
			return r.ID, ids
		}
		decided, _ := gathered()
		w.must("decide", w.Decide(ctx, w.manager, decided, ""))
		waiting, _ := gathered()
		w.apart = []string{w.manager.User, w.colleague.User}
		_, err := w.Paper(ctx, w.manager, decided)
		w.refused("printed", err, fault.KindPrivate, "")
		w.refused("handed over", w.HandOver(ctx, w.manager, decided, "På plats"), fault.KindPrivate, "")
		w.refused("decided", w.Decide(ctx, w.manager, waiting, ""), fault.KindRefused, "disclosure.raced")
		if v, err := w.Request(ctx, w.manager, waiting); err != nil || len(v.Pieces) != 1 || v.Pieces[0].Source != "öppen" {
			t.Errorf("who is close to the family reads %+v, %v", v.Pieces, err)
		}
		w.must("decide about the rest", w.Decide(ctx, w.manager, waiting, ""))
		if len(w.told) != 1 || !strings.HasPrefix(w.told[0], w.elsewhere.User+" /utlamnanden/") {
			t.Fatalf("told are %q", w.told)
		}
		second := w.told[0][strings.LastIndex(w.told[0], "/")+1:]
		w.must("gather the rest", w.Gather(ctx, w.elsewhere, second))
		if v, err := w.Request(ctx, w.elsewhere, second); err != nil || len(v.Pieces) != 1 || v.Pieces[0].Source != "stängd" {
			t.Errorf("who answers instead reads %+v, %v", v.Pieces, err)
		}
	})
}

// What the one who answers may not know of, somebody else answers, and the first notices
// nothing: not in the request, not in the list, not by asking for it.
func TestASecondPerson(t *testing.T) {
	t.Parallel()
	each(t, func(w *office) {
		ctx := w.Context()
		number := personnummer.Invented(civil.On(2013, 5, 4), 1)
		child := w.known(person.Person{Kind: person.Child, Given: "Moa", Family: "Gran", Number: number})
		w.held = []person.Holding{{Room: "coordination", Kind: "item_note", ID: "öppen", Person: child, Lines: []person.Line{{Name: "text", Text: "Öppet"}}}}
		w.closed = []person.Holding{{Room: "coordination", Kind: "item_note", ID: "stängd", Person: child, Lines: []person.Line{{Name: "text", Text: "Stängt"}}, Marks: []person.Mark{person.MarkProtected}}}
		w.apart = []string{w.manager.User, w.colleague.User}
		r, err := w.Register(ctx, w.manager, disclosure.Draft{Kind: disclosure.Extract, ReceivedOn: civil.On(2026, 11, 20), Asker: disclosure.Self, Given: "Moa", Family: "Gran", Number: number.Formatted()})
		w.must("register", err)
		w.must("identify", w.Identify(ctx, w.manager, r.ID, "Visade pass", "", true))
		w.must("gather", w.Gather(ctx, w.manager, r.ID))
		w.must("gather again", w.Gather(ctx, w.manager, r.ID))
		if len(w.told) != 1 || !strings.HasPrefix(w.told[0], w.elsewhere.User+" /utlamnanden/") {
			t.Fatalf("told are %q", w.told)
		}
		second := w.told[0][strings.LastIndex(w.told[0], "/")+1:]
		v, err := w.Request(ctx, w.manager, r.ID)
		if err != nil || len(v.Pieces) != 1 || v.Request.SecondOf != "" {
			t.Errorf("the first sees %+v: %v", v.Pieces, err)
		}
		for _, close := range []access.Actor{w.manager, w.colleague} {
			close.Unit = w.elsewhere.Unit
			_, err = w.Request(ctx, close, second)
			w.refused("somebody close opens it", err, fault.KindPrivate, "")
			if l, err := w.List(ctx, close, disclosure.PageKey{}); err != nil || len(l.Open) != 0 {
				t.Errorf("somebody close has %d in their list: %v", len(l.Open), err)
			}
		}
		if l, err := w.List(ctx, w.elsewhere, disclosure.PageKey{}); err != nil || len(l.Open) != 1 || l.Open[0].DueOn != r.DueOn {
			t.Errorf("who is to answer has %d in their list: %v", len(l.Open), err)
		}
		w.must("gather the rest", w.Gather(ctx, w.elsewhere, second))
		v, err = w.Request(ctx, w.elsewhere, second)
		if err != nil || len(v.Pieces) != 1 || v.Pieces[0].Source != "stängd" || v.Request.SecondOf != r.ID || v.Request.IdentifiedAt.IsZero() || v.Person.Given != "Moa" || v.Body.Identity != "Visade pass" {
			t.Fatalf("the second sees %+v: %v", v, err)
		}
		w.must("withhold", w.Judge(ctx, w.elsewhere, second, []string{v.Pieces[0].ID}, disclosure.Judgement{Verdict: disclosure.Withhold, Provision: disclosure.Provisions()[0].ID, Reasons: "Skada."}))
		w.must("decide", w.Decide(ctx, w.elsewhere, second, ""))
		if v, err = w.Request(ctx, w.elsewhere, second); err != nil || v.Outcome != disclosure.Nothing {
			t.Errorf("what is withheld in silence comes to %s: %v", v.Outcome, err)
		}
	})
}

// Where everybody who could answer is close to the family, nothing more is made.
func TestNobodyToAnswerSecond(t *testing.T) {
	t.Parallel()
	each(t, func(w *office) {
		ctx := w.Context()
		w.apart = []string{w.manager.User, w.colleague.User, w.elsewhere.User}
		r, err := w.Register(ctx, w.manager, disclosure.Draft{Kind: disclosure.Extract, ReceivedOn: civil.On(2026, 11, 20), Asker: disclosure.Self, Given: "Moa", Family: "Gran", Birth: "2013-05-04"})
		w.must("register", err)
		w.must("identify", w.Identify(ctx, w.manager, r.ID, "Visade pass", "", true))
		w.must("gather", w.Gather(ctx, w.manager, r.ID))
		if len(w.told) != 0 {
			t.Errorf("told are %q", w.told)
		}
	})
}
