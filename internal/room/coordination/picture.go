package coordination

import (
	"cmp"
	"slices"

	"samspel/internal/ground/civil"
)

// Setting (plats) is where in a child's life a strength or a worry is.
type Setting string

const (
	ChildItself   Setting = "child"
	Family        Setting = "family"
	AtSchool      Setting = "school"
	Peers         Setting = "peers"
	Neighbourhood Setting = "neighbourhood"
	Online        Setting = "online"
	OwnHealth     Setting = "health"
)

// Settings is every setting, from the child outwards.
var Settings = []Setting{ChildItself, Family, AtSchool, Peers, Neighbourhood, Online, OwnHealth}

// TransitionBody is what is particular to a transition (byte): something in the child's
// life that changes on a day, and needs to be prepared.
type TransitionBody struct {
	On civil.Date
	// Prepares is who sees to it; "" is nobody yet.
	Prepares string
}

// A Picture (helhetsbild) is what a team needs to see at once, made of what one reader
// sees. Whatever is hidden from the reader has left no trace in it.
type Picture struct {
	// Bars are the interventions with their time, organisation by organisation.
	Bars []Bar
	// Untimed are interventions of which only a title or less is shown.
	Untimed []ItemView
	Lacks   []Lack
	// Places are the settings where something is known.
	Places []Place
	// Coming is what changes, the soonest first.
	Coming []Transition
	// First and Last are the months the bars are drawn over.
	First, Last civil.Date
}

// A Bar is an intervention in the picture.
type Bar struct {
	ItemView
	Begins, Ends civil.Date
	State        InterventionState
}

// Place is what is known of one setting.
type Place struct {
	Setting   Setting
	Strengths []ItemView
	Worries   []ItemView
}

// LackKind is what is missing.
type LackKind string

const (
	// LackAnswer: somebody who is asked to take part has not answered.
	LackAnswer LackKind = "answer"
	// LackSector: the form demands somebody whom nobody has asked.
	LackSector LackKind = "sector"
	// LackTransition: something changes soon, and nobody prepares it.
	LackTransition LackKind = "transition"
	// LackOverlap: two organisations do the same kind of thing at the same time.
	LackOverlap LackKind = "overlap"
	// LackWords: the child's own words are missing.
	LackWords LackKind = "words"
	// LackPromise: somebody is asked for a commitment and has not answered.
	LackPromise LackKind = "promise"
	// LackOverdue: what somebody has promised is not done in time.
	LackOverdue LackKind = "overdue"
	// LackTaker: a need that nobody has taken.
	LackTaker LackKind = "taker"
)

// A Lack is something that is missing or goes twice.
type Lack struct {
	Kind LackKind
	// What is a name, a sector or a title; Other is the second of two, or who is asked.
	What, Other string
	// Days is for how long, or until when.
	Days int
	// Late says that it has waited too long.
	Late bool
}

// TransitionKind is why something changes.
type TransitionKind string

const (
	// TransitionWritten: somebody wrote it down.
	TransitionWritten TransitionKind = "written"
	TransitionOfAge   TransitionKind = "of_age" // 18 years
	TransitionAge     TransitionKind = "age"    // the form's upper limit
	TransitionConsent TransitionKind = "consent"
	TransitionEnding  TransitionKind = "ending" // an intervention that nothing follows
)

// A Transition (byte) is a day on which something in the child's life changes.
type Transition struct {
	Kind     TransitionKind
	On       civil.Date
	What     string
	By       string
	Prepares string
	Age      int
}

const (
	// ahead is how many days before it a transition is in the picture, and soon how many
	// days before it somebody must prepare it.
	ahead, soon = 365, 90
	// ends is how many days before its last day an intervention is a transition.
	ends = 60
)

// pictureOf makes the picture of what the reader sees of a matter and of its plan.
func pictureOf(v MatterView, plan PlanView) Picture {
	var p Picture
	for _, x := range v.Items {
		if !x.Item.WithdrawnAt.IsZero() {
			continue
		}
		switch x.Item.Kind {
		case Intervention:
			if in := x.Body.Intervention; in != nil {
				p.Bars = append(p.Bars, Bar{ItemView: x, Begins: in.Begins, Ends: in.Ends, State: in.State})
			} else {
				p.Untimed = append(p.Untimed, x)
			}
		case Strength, Worry:
			p.place(x)
		case Transitional, Note:
		}
	}
	slices.SortStableFunc(p.Bars, func(a, b Bar) int {
		return cmp.Or(cmp.Compare(sectorOrder(a.Sector), sectorOrder(b.Sector)), cmp.Compare(a.UnitName, b.UnitName), a.Begins.Sub(b.Begins))
	})
	slices.SortFunc(p.Places, func(a, b Place) int {
		return cmp.Compare(slices.Index(Settings, a.Setting), slices.Index(Settings, b.Setting))
	})
	p.Coming = comingIn(v, p.Bars)
	p.Lacks = slices.Concat(lacksIn(v, p), lacksOf(plan))
	p.First, p.Last = span(p.Bars, v.Today)
	return p
}

func (p *Picture) place(x ItemView) {
	if x.Insight.Sight != Full {
		return // a heading without its place says nothing
	}
	i := slices.IndexFunc(p.Places, func(o Place) bool { return o.Setting == x.Body.Setting })
	if i < 0 {
		i = len(p.Places)
		p.Places = append(p.Places, Place{Setting: x.Body.Setting})
	}
	if x.Item.Kind == Strength {
		p.Places[i].Strengths = append(p.Places[i].Strengths, x)
	} else {
		p.Places[i].Worries = append(p.Places[i].Worries, x)
	}
}

// comingIn is what changes within a year.
func comingIn(v MatterView, bars []Bar) (list []Transition) {
	add := func(t Transition, within int) {
		if days := t.On.Sub(v.Today); days >= 0 && days <= within {
			list = append(list, t)
		}
	}
	for _, x := range v.Items {
		if t := x.Body.Transition; t != nil && x.Item.WithdrawnAt.IsZero() {
			add(Transition{Kind: TransitionWritten, On: t.On, What: x.Title, By: x.UnitName, Prepares: t.Prepares}, ahead)
		}
	}
	if birth := v.Child.Birth; !birth.IsZero() && !v.Child.Hidden {
		add(Transition{Kind: TransitionOfAge, On: birthday(birth, ageOfMajor), Age: ageOfMajor}, ahead)
		if limit := v.Form.Ages.To + 1; limit > 1 && limit != ageOfMajor {
			add(Transition{Kind: TransitionAge, On: birthday(birth, limit), Age: limit}, ahead)
		}
	}
	for _, b := range bars {
		if b.State == Ongoing && !b.Ends.IsZero() && !followed(b, bars) {
			add(Transition{Kind: TransitionEnding, On: b.Ends, What: b.Title, By: b.UnitName}, ends)
		}
	}
	for _, c := range v.Consents {
		if c.Effective {
			add(Transition{Kind: TransitionConsent, On: c.Consent.To}, ends)
		}
	}
	slices.SortStableFunc(list, func(a, b Transition) int { return a.On.Sub(b.On) })
	return list
}

// followed says that something of the same kind goes on when the intervention ends.
func followed(b Bar, bars []Bar) bool {
	return slices.ContainsFunc(bars, func(o Bar) bool {
		return o.Item.ID != b.Item.ID && o.Item.Topic == b.Item.Topic && o.State != Ended && (o.Ends.IsZero() || o.Ends.After(b.Ends))
	})
}

// lacksIn is what is missing, what has waited longest first.
func lacksIn(v MatterView, p Picture) (list []Lack) {
	for _, row := range v.Team {
		if row.Member.State == Invited {
			days := v.Today.Sub(civil.Of(row.Member.InvitedAt))
			list = append(list, Lack{Kind: LackAnswer, What: cmp.Or(row.Name, row.UnitName), Days: days, Late: days >= answerDays})
		}
	}
	slices.SortStableFunc(list, func(a, b Lack) int { return cmp.Compare(b.Days, a.Days) })
	if v.Shared {
		if v.Words && v.Body.ChildWish == "" {
			list = append(list, Lack{Kind: LackWords})
		}
		for _, sector := range v.Missing {
			list = append(list, Lack{Kind: LackSector, What: sector})
		}
	}
	for _, t := range p.Coming {
		if days := t.On.Sub(v.Today); t.Kind == TransitionWritten && t.Prepares == "" && days <= soon {
			list = append(list, Lack{Kind: LackTransition, What: t.What, Days: days})
		}
	}
	for i, a := range p.Bars {
		for _, b := range p.Bars[i+1:] {
			if a.Item.Organisation != b.Item.Organisation && a.Item.Topic == b.Item.Topic && a.State == Ongoing && b.State == Ongoing {
				list = append(list, Lack{Kind: LackOverlap, What: a.Title, Other: b.Title})
			}
		}
	}
	return list
}

// lacksOf is what the plan waits for, what is late first.
func lacksOf(v PlanView) (list []Lack) {
	for _, c := range v.promised() {
		switch {
		case c.Overdue:
			list = append(list, Lack{Kind: LackOverdue, What: c.Body.What, Other: cmp.Or(c.Name, c.UnitName), Days: v.Today.Sub(c.Commitment.Due), Late: true})
		case c.Commitment.State == CommitmentProposed:
			list = append(list, Lack{Kind: LackPromise, What: c.Body.What, Other: cmp.Or(c.Name, c.UnitName), Days: v.Today.Sub(civil.Of(c.Commitment.ProposedAt)), Late: c.Late})
		}
	}
	slices.SortStableFunc(list, func(a, b Lack) int {
		if a.Late != b.Late {
			if a.Late {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.Days, a.Days)
	})
	for _, n := range v.Needs {
		if !n.Taken {
			list = append(list, Lack{Kind: LackTaker, What: n.Text})
		}
	}
	return list
}

// span is whole months around the bars: at least three back and six on, at most a year
// back and a year and a half on, so that today is seen and no month is too narrow.
func span(bars []Bar, today civil.Date) (first, last civil.Date) {
	first, last = today.AddDays(-91), today.AddDays(183)
	for _, b := range bars {
		if b.Begins.Before(first) {
			first = b.Begins
		}
		if b.Ends.After(last) {
			last = b.Ends
		}
	}
	if earliest := today.AddDays(-365); first.Before(earliest) {
		first = earliest
	}
	if latest := today.AddDays(548); last.After(latest) {
		last = latest
	}
	return civil.On(first.Year, first.Month, 1), civil.On(last.Year, last.Month+1, 1).AddDays(-1)
}

// birthday is the first day somebody is of the age.
func birthday(birth civil.Date, years int) civil.Date {
	day := civil.On(birth.Year+years, birth.Month, birth.Day)
	for birth.AgeOn(day.AddDays(-1)) >= years {
		day = day.AddDays(-1)
	}
	return day
}
