package coordination

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/frame/access"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
)

var pictured = civil.On(2026, time.November, 23)

// does is an intervention as its reader sees it in full.
func does(id, organisation string, topic Topic, begins, ends int, state InterventionState) ItemView {
	in := &InterventionBody{Responsible: "Kim Ek, mentor", Begins: pictured.AddDays(begins), State: state}
	if ends != 0 {
		in.Ends = pictured.AddDays(ends)
	}
	return ItemView{Item: Item{ID: id, Organisation: organisation, Kind: Intervention, Topic: topic}, Insight: Insight{Sight: Full}, Title: id, UnitName: organisation,
		Sector: access.School, Body: ItemBody{Intervention: in}}
}

func changes(id string, days int, prepares string) ItemView {
	return ItemView{Item: Item{ID: id, Kind: Transitional}, Insight: Insight{Sight: Full}, Title: id,
		Body: ItemBody{Transition: &TransitionBody{On: pictured.AddDays(days), Prepares: prepares}}}
}

func TestWhatIsMissingInAPicture(t *testing.T) {
	t.Parallel()
	asked := func(name string, days int) TeamRow {
		return TeamRow{Name: name, Member: Member{State: Invited, InvitedAt: pictured.AddDays(-days).Start()}}
	}
	words := NeedBody{ChildWish: "Jag vill sova."}
	for name, c := range map[string]struct {
		view MatterView
		want string
	}{
		"nothing at all, and nothing shared":    {MatterView{}, ""},
		"no words":                              {MatterView{Shared: true, Words: true}, "words  0 false"},
		"no words for this reader":              {MatterView{Shared: true}, ""},
		"asked today":                           {MatterView{Team: []TeamRow{asked("BUP", 0)}}, "answer BUP 0 false"},
		"asked six days ago":                    {MatterView{Team: []TeamRow{asked("BUP", 6)}}, "answer BUP 6 false"},
		"asked seven days ago":                  {MatterView{Team: []TeamRow{asked("BUP", 7)}}, "answer BUP 7 true"},
		"the longest wait first":                {MatterView{Team: []TeamRow{asked("a", 1), asked("b", 9)}}, "answer b 9 true, answer a 1 false"},
		"has answered":                          {MatterView{Team: []TeamRow{{Name: "BUP", Member: Member{State: Joined}}}}, ""},
		"a sector the form demands":             {MatterView{Shared: true, Body: words, Missing: []string{"health"}}, "sector health 0 false"},
		"a change that nobody prepares":         {MatterView{Items: []ItemView{changes("skolbyte", 90, "")}}, "transition skolbyte 90 false"},
		"a change far away":                     {MatterView{Items: []ItemView{changes("skolbyte", 91, "")}}, ""},
		"a change that somebody prepares":       {MatterView{Items: []ItemView{changes("skolbyte", 9, "Kim")}}, ""},
		"a change that has been":                {MatterView{Items: []ItemView{changes("skolbyte", -1, "")}}, ""},
		"two do the same":                       {MatterView{Items: []ItemView{does("a", "skolan", Home, -9, 0, Ongoing), does("b", "nämnden", Home, -9, 0, Ongoing)}}, "overlap b 0 false"}, // nämnden before skolan
		"one organisation does two things":      {MatterView{Items: []ItemView{does("a", "skolan", Home, -9, 0, Ongoing), does("b", "skolan", Home, -9, 0, Ongoing)}}, ""},
		"one after the other":                   {MatterView{Items: []ItemView{does("a", "skolan", Home, -9, 0, Ongoing), does("b", "nämnden", Home, 9, 0, Planned)}}, ""},
		"only a title is shown, so no overlaps": {MatterView{Items: []ItemView{does("a", "skolan", Home, -9, 0, Ongoing), {Item: Item{ID: "b", Kind: Intervention, Topic: Home}, Insight: Insight{Sight: TitleOnly}}}}, ""},
	} {
		c.view.Today = pictured
		var got []string
		for _, g := range pictureOf(c.view, PlanView{}).Lacks {
			got = append(got, fmt.Sprint(g.Kind, " ", g.What, " ", g.Days, " ", g.Late))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", name, strings.Join(got, ", "), c.want)
		}
	}
}

func TestWhatIsComingInAPicture(t *testing.T) {
	t.Parallel()
	born := func(day string) person.Person {
		d, err := civil.Parse(day)
		if err != nil {
			t.Fatal(err)
		}
		return person.Person{Birth: d}
	}
	hidden := born("2008-11-24")
	hidden.Hidden = true
	for name, c := range map[string]struct {
		view MatterView
		want string
	}{
		"eighteen tomorrow":               {MatterView{Child: born("2008-11-24")}, "of_age 2026-11-24"},
		"eighteen today":                  {MatterView{Child: born("2008-11-23")}, "of_age 2026-11-23"},
		"eighteen yesterday":              {MatterView{Child: born("2008-11-22")}, ""},
		"eighteen in more than a year":    {MatterView{Child: born("2009-11-24")}, ""},
		"born on the twenty-ninth":        {MatterView{Child: born("2008-02-29"), Today: civil.On(2026, time.February, 1)}, "of_age 2026-03-01"},
		"a birthday the reader may not":   {MatterView{Child: hidden}, ""},
		"twenty-two: the form's limit":    {MatterView{Child: born("2004-12-01"), Form: Form{Ages: Ages{To: 21}}}, "age 2026-12-01"},
		"nothing takes over":              {MatterView{Items: []ItemView{does("a", "skolan", School, -9, 20, Ongoing)}}, "ending 2026-12-13"},
		"something takes over":            {MatterView{Items: []ItemView{does("a", "skolan", School, -9, 20, Ongoing), does("b", "skolan", School, 19, 0, Planned)}}, ""},
		"ends in more than two months":    {MatterView{Items: []ItemView{does("a", "skolan", School, -9, 61, Ongoing)}}, ""},
		"a consent that ends":             {MatterView{Consents: []ConsentView{{Effective: true, Consent: Consent{To: pictured.AddDays(5)}}}}, "consent 2026-11-28"},
		"a consent that was withdrawn":    {MatterView{Consents: []ConsentView{{Consent: Consent{To: pictured.AddDays(5)}}}}, ""},
		"the soonest first":               {MatterView{Items: []ItemView{changes("a", 9, ""), changes("b", 3, "")}}, "written 2026-11-26, written 2026-12-02"},
		"a change that was taken back":    {MatterView{Items: []ItemView{{Item: Item{Kind: Transitional, WithdrawnAt: pictured.Start()}, Body: changes("a", 9, "").Body}}}, ""},
		"a change of which all is hidden": {MatterView{Items: []ItemView{{Item: Item{Kind: Transitional}, Insight: Insight{Sight: TitleOnly}}}}, ""},
	} {
		if c.view.Today.IsZero() {
			c.view.Today = pictured
		}
		var got []string
		for _, x := range pictureOf(c.view, PlanView{}).Coming {
			got = append(got, fmt.Sprint(x.Kind, " ", x.On))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", name, strings.Join(got, ", "), c.want)
		}
	}
}

func TestWhatThePlanLacksInAPicture(t *testing.T) {
	t.Parallel()
	promise := func(what string, state CommitmentState, late, overdue bool) CommitmentView {
		return CommitmentView{Commitment: Commitment{State: state, ProposedAt: pictured.AddDays(-3).Start(), Due: pictured.AddDays(-2)}, Body: CommitmentBody{What: what}, UnitName: "BUP", Late: late, Overdue: overdue}
	}
	for name, c := range map[string]struct {
		plan PlanView
		want string
	}{
		"no plan":                   {PlanView{}, ""},
		"asked":                     {PlanView{Loose: []CommitmentView{promise("a", CommitmentProposed, false, false)}}, "promise a BUP 3 false"},
		"asked for too long":        {PlanView{Loose: []CommitmentView{promise("a", CommitmentProposed, true, false)}}, "promise a BUP 3 true"},
		"not done in time":          {PlanView{Loose: []CommitmentView{promise("a", CommitmentOngoing, false, true)}}, "overdue a BUP 2 true"},
		"on its way":                {PlanView{Loose: []CommitmentView{promise("a", CommitmentOngoing, false, false)}}, ""},
		"done":                      {PlanView{Loose: []CommitmentView{promise("a", CommitmentDone, false, false)}}, ""},
		"declined, and nobody else": {PlanView{Needs: []PlanNeedView{{PlanNeed: PlanNeed{Text: "skjuts"}}}}, "taker skjuts  0 false"},
		"taken":                     {PlanView{Needs: []PlanNeedView{{PlanNeed: PlanNeed{Text: "skjuts"}, Taken: true}}}, ""},
		"what is late first": {PlanView{Needs: []PlanNeedView{{PlanNeed: PlanNeed{Text: "skjuts"}, Taken: true, Goals: []GoalView{{Commitments: []CommitmentView{
			promise("a", CommitmentProposed, false, false), promise("b", CommitmentAccepted, false, true)}}}}}}, "overdue b BUP 2 true, promise a BUP 3 false"},
	} {
		c.plan.Today = pictured
		var got []string
		for _, x := range lacksOf(c.plan) {
			got = append(got, fmt.Sprint(x.Kind, " ", x.What, " ", x.Other, " ", x.Days, " ", x.Late))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", name, strings.Join(got, ", "), c.want)
		}
	}
}

// Whatever a reader sees nothing of changes nothing in the picture, and every
// intervention that is seen is in it once.
func TestAPictureIsOfWhatIsSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := MatterView{Today: pictured}
		seen := 0
		for i := range rapid.IntRange(0, 12).Draw(t, "items") {
			x := does(fmt.Sprint(i), rapid.SampledFrom([]string{"a", "b"}).Draw(t, "organisation"), rapid.SampledFrom(Topics).Draw(t, "topic"),
				rapid.IntRange(-800, 800).Draw(t, "begins"), 0, rapid.SampledFrom(InterventionStates).Draw(t, "state"))
			if rapid.Bool().Draw(t, "title only") {
				x.Body, x.Insight.Sight = ItemBody{}, TitleOnly
			}
			v.Items, seen = append(v.Items, x), seen+1
		}
		p := pictureOf(v, PlanView{})
		if len(p.Bars)+len(p.Untimed) != seen {
			t.Fatalf("%d of %d interventions are in the picture", len(p.Bars)+len(p.Untimed), seen)
		}
		if p.First.Day != 1 || p.Last.AddDays(1).Day != 1 || p.First.After(v.Today) || p.Last.Before(v.Today) || p.Last.Sub(p.First) > 1000 {
			t.Fatalf("the picture runs from %v to %v", p.First, p.Last)
		}
		slices.Reverse(v.Items)
		again := pictureOf(v, PlanView{})
		if again.First != p.First || again.Last != p.Last || len(again.Coming) != len(p.Coming) {
			t.Fatal("the order of what was written changes the picture")
		}
	})
}
