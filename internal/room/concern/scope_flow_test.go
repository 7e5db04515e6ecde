package concern_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/id"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

var errTakenBack = errors.New("taken back")

// What a list gives is what the policy allows, row for row, whoever asks and
// whatever there is: the SQL has no rules of its own.
func TestScopeEqualsPolicy(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		town := newTown(w)
		rapid.Check(w.T, func(rt *rapid.T) {
			reports := rapid.SliceOfN(town.report(), 1, 12).Draw(rt, "reports")
			var matters []concern.Matter
			for range rapid.IntRange(0, 12).Draw(rt, "matters") {
				matters = append(matters, town.matter(rt, reports))
			}
			actors := rapid.SliceOfN(town.actor(), 1, 6).Draw(rt, "actors")
			page := rapid.IntRange(1, 4).Draw(rt, "page")
			filter := concern.InboxFilter{
				Urgency: rapid.SampledFrom(append([]concern.Urgency{""}, concern.Urgencies...)).Draw(rt, "urgency"),
				Whose:   rapid.SampledFrom([]concern.Whose{concern.Everybodys, concern.Mine, concern.Nobodys}).Draw(rt, "whose"),
				Step:    rapid.SampledFrom([]concern.Step{"", concern.StepProtection, concern.StepDecision, concern.StepFeedback}).Draw(rt, "step"),
			}
			var wrong []string
			err := w.Store.Data.Write(w.Context(), func(tx *db.Tx) error {
				wrong = nil
				for _, r := range reports {
					if err := concern.StoreReport(w.Context(), tx, r); err != nil {
						return err
					}
				}
				for _, m := range matters {
					if err := concern.StoreMatter(w.Context(), tx, m); err != nil {
						return err
					}
				}
				for _, who := range actors {
					found, err := town.compare(tx, who, reports, matters, filter, page)
					if err != nil {
						return err
					}
					wrong = append(wrong, found...)
				}
				return errTakenBack
			})
			if !errors.Is(err, errTakenBack) {
				rt.Fatal(err)
			}
			for _, what := range wrong {
				rt.Error(what)
			}
		})
	})
}

// town is what random rows and actors are made of.
type town struct {
	*World
	now      time.Time
	places   []Place
	users    []string
	mandates []string
	deputies map[string]string // of mandates that are over
	children []person.Person
}

func newTown(w *World) town {
	w.Helper()
	t := town{World: w, now: w.Clock.Time(), deputies: map[string]string{},
		places: []Place{w.School, w.OtherSchool, w.Clinic, w.Reception, w.Investigation, w.Away}}
	gone := w.Hire("Egil Tall", w.School, access.Reporter)
	forgotten := w.Hire("Ebba Gran", w.OtherSchool, access.Reporter)
	w.Leave(gone, w.OtherCounsellor)
	w.Leave(forgotten, access.Actor{})
	for _, who := range []access.Actor{gone, forgotten, w.Counsellor, w.Colleague, w.OtherCounsellor, w.Nurse, w.Officer, w.Manager, w.FarOfficer} {
		t.users = append(t.users, who.User)
		t.mandates = append(t.mandates, who.Mandate)
		deputy, err := w.Identity.DeputyOf(w.Context(), who.Mandate)
		w.Must("find the deputy", err)
		t.deputies[who.Mandate] = deputy
	}
	for range 2 {
		child := person.Person{ID: id.New(), Controller: w.Reception.Organisation, Matter: id.New(), Kind: person.Child, Given: "Alva"}
		var err error
		child.Keyset, err = w.Keys.Create(w.Context(), person.Scope{Controller: child.Controller, Matter: child.Matter, Person: child.ID})
		w.Must("make a key", err)
		w.Must("add a child", w.Store.Data.Write(w.Context(), func(tx *db.Tx) error { return w.People.Add(w.Context(), tx, child) }))
		t.children = append(t.children, child)
	}
	return t
}

// moment is one of few, so that rows are often equally old.
func (t town) moment() *rapid.Generator[time.Time] {
	return rapid.Custom(func(rt *rapid.T) time.Time {
		return db.Moment(t.now.Add(-time.Duration(rapid.IntRange(0, 40).Draw(rt, "halves of a day")) * 12 * time.Hour))
	})
}

func (t town) actor() *rapid.Generator[access.Actor] {
	return rapid.Custom(func(rt *rapid.T) access.Actor {
		at := rapid.SampledFrom(t.places).Draw(rt, "place")
		return access.Actor{
			User: rapid.SampledFrom(t.users).Draw(rt, "user"), Mandate: rapid.SampledFrom(t.mandates).Draw(rt, "mandate"),
			Unit: at.Unit, Organisation: at.Organisation, Municipality: at.Municipality, Sector: at.Sector,
			Role:      rapid.SampledFrom(append([]access.Role{"", "janitor"}, access.Roles...)).Draw(rt, "role"),
			Protected: rapid.Bool().Draw(rt, "protected"),
			Scope:     rapid.SampledFrom([]string{"", "", string(access.SendReports), string(access.FollowReports), "orosanmalan:skicka orosanmalan:folja"}).Draw(rt, "scope"),
		}
	})
}

func (t town) report() *rapid.Generator[concern.Report] {
	return rapid.Custom(func(rt *rapid.T) concern.Report {
		at := rapid.SampledFrom(t.places).Draw(rt, "place")
		r := concern.Report{
			ID: id.New(), Reference: id.New(), Unit: at.Unit, Organisation: at.Organisation,
			Author: rapid.SampledFrom(t.users).Draw(rt, "author"), Mandate: rapid.SampledFrom(t.mandates).Draw(rt, "mandate"),
			State:   rapid.SampledFrom([]concern.ReportState{concern.Draft, concern.Sent, concern.Acknowledged}).Draw(rt, "state"),
			SavedAt: t.moment().Draw(rt, "saved"),
		}
		if r.State != concern.Draft {
			r.SentAt = t.moment().Draw(rt, "sent")
		}
		if r.State == concern.Acknowledged {
			r.AcknowledgedAt = t.now
		}
		r.Deputy = t.deputies[r.Mandate]
		if r.State != concern.Draft && rapid.IntRange(0, 4).Draw(rt, "private") == 0 {
			r.Unit, r.Organisation, r.Author, r.Mandate, r.Deputy = "", "", "", "", ""
		}
		return r
	})
}

// matter is one at any point of a course that the rules allow.
func (t town) matter(rt *rapid.T, reports []concern.Report) concern.Matter {
	at := rapid.SampledFrom(t.places).Draw(rt, "place")
	of := rapid.SampledFrom(reports).Draw(rt, "report")
	delivered := t.moment().Draw(rt, "delivered")
	times := concern.TimesAt(delivered)
	m := concern.DeliverAt(concern.Matter{
		ID: id.New(), Report: of.ID, Unit: at.Unit, Organisation: at.Organisation, SenderUnit: of.Unit,
		Child: rapid.SampledFrom(t.children).Draw(rt, "child").ID, Protected: rapid.Bool().Draw(rt, "protected"),
		Officer: rapid.SampledFrom(append([]string{""}, t.users...)).Draw(rt, "officer"),
	}, delivered, rapid.Bool().Draw(rt, "wants feedback"))
	course := []func(concern.Matter) (concern.Matter, error){
		func(m concern.Matter) (concern.Matter, error) { return m.Receive(delivered, times) },
		func(m concern.Matter) (concern.Matter, error) { return m.AssessProtection(NoNeed, delivered, times) },
		func(m concern.Matter) (concern.Matter, error) {
			return m.Decide(Decision(rapid.SampledFrom(concern.Outcomes).Draw(rt, "outcome")), delivered, times)
		},
		func(m concern.Matter) (concern.Matter, error) {
			return m.AskFeedback(t.moment().Draw(rt, "asked"), times)
		},
		func(m concern.Matter) (concern.Matter, error) { return m.GiveFeedback(delivered, times) },
		func(m concern.Matter) (concern.Matter, error) { return m.Forward("elsewhere", times) },
	}
	for _, step := range course {
		if rapid.IntRange(0, 3).Draw(rt, "takes the step") == 0 {
			continue
		}
		if after, err := step(m); err == nil {
			m = after
		}
	}
	return m
}

// compare gives a line for each list that differs from the policy.
func (t town) compare(tx *db.Tx, who access.Actor, reports []concern.Report, matters []concern.Matter, filter concern.InboxFilter, page int) (wrong []string, err error) {
	ctx := t.Context()
	differ := func(list string, got, want []string) {
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			wrong = append(wrong, list+" of "+string(who.Role)+" in "+string(who.Sector)+": the list and the policy differ")
		}
	}
	ids := func(list []concern.Matter) (ids []string) {
		for _, m := range list {
			ids = append(ids, m.ID)
		}
		return ids
	}

	left, err := t.Identity.LeftTo(ctx, tx, who.User)
	if err != nil {
		return nil, err
	}
	got, err := concern.ListReports(ctx, tx, who, left, page)
	if err != nil {
		return nil, err
	}
	var want []string
	for _, r := range reports {
		if concern.MayReadReport(who, r).Allowed() {
			want = append(want, r.ID)
		}
	}
	differ("the reports", got, want)

	var open, filtered, done []string
	groups := map[concern.Urgency]int{}
	nobodys := 0
	for _, m := range matters {
		switch {
		case !concern.MaySeeInInbox(who, m).Allowed():
			continue
		case m.Next.Step == concern.StepNone:
			done = append(done, m.ID)
			continue
		}
		open = append(open, m.ID)
		groups[m.Next.Urgency(t.now)]++
		if m.Officer == "" {
			nobodys++
		}
		if (filter.Urgency == "" || m.Next.Urgency(t.now) == filter.Urgency) && (filter.Step == "" || m.Next.Step == filter.Step) &&
			(filter.Whose == concern.Everybodys || filter.Whose == concern.Mine && m.Officer == who.User || filter.Whose == concern.Nobodys && m.Officer == "") {
			filtered = append(filtered, m.ID)
		}
	}
	everything, finished, err := concern.ListMatters(ctx, tx, who, concern.InboxFilter{}, t.now, page)
	if err != nil {
		return nil, err
	}
	differ("the inbox", ids(everything), open)
	differ("what is done", ids(finished), done)
	if !slices.IsSortedFunc(everything, func(a, b concern.Matter) int { return a.Next.Due.Compare(b.Next.Due) }) {
		wrong = append(wrong, "the inbox is not in order")
	}
	some, _, err := concern.ListMatters(ctx, tx, who, filter, t.now, page)
	if err != nil {
		return nil, err
	}
	differ("the filtered inbox", ids(some), filtered)

	tally, due, err := concern.Counts(ctx, tx, who, t.now)
	if err != nil {
		return nil, err
	}
	if tally.Late != groups[concern.Late] || tally.Today != groups[concern.Today] || tally.Soon != groups[concern.Soon] || tally.Ample != groups[concern.Ample] || tally.Unassigned != nobodys {
		wrong = append(wrong, "the tally counts other rows than the policy allows")
	}
	if due != groups[concern.Late]+groups[concern.Today] {
		wrong = append(wrong, "the menu counts other rows than the policy allows")
	}

	for _, of := range matters {
		var aboutWant, siblingsWant []string
		for _, m := range matters {
			if m.ID == of.ID || !concern.MayOpen(who, m).Allowed() {
				continue
			}
			if m.Child == t.children[0].ID {
				aboutWant = append(aboutWant, m.ID)
			}
			if m.Report == of.Report {
				siblingsWant = append(siblingsWant, m.ID)
			}
		}
		about, siblings, err := concern.RelatedMatters(ctx, tx, who, []string{t.children[0].ID}, of)
		if err != nil {
			return nil, err
		}
		differ("earlier matters", ids(about), aboutWant)
		differ("siblings", ids(siblings), siblingsWant)
	}
	return wrong, nil
}
