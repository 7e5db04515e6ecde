package coordination

import (
	"slices"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// Topic is a kind of information, as consents and decisions name it.
type Topic string

const (
	// Words (barnets egna ord): what the child says.
	Words   Topic = "words"
	Home    Topic = "home"
	School  Topic = "school"
	Health  Topic = "health"
	Social  Topic = "social"
	Leisure Topic = "leisure"
	Safety  Topic = "safety"
)

// Topics is every kind, in the order pages list them.
var Topics = []Topic{Words, Home, School, Health, Social, Leisure, Safety}

// Decides is who can lift the secrecy for a child, as a human has judged it by age
// and maturity.
type Decides string

const (
	GuardiansDecide Decides = "guardians"
	// BothDecide: the guardians and the child together.
	BothDecide Decides = "both"
	// ChildDecides: the child alone, or a young person who has come of age.
	ChildDecides Decides = "child"
)

// ConsentState is how far a consent has come.
type ConsentState string

const (
	// ConsentAsked (tillfrågat): not everybody who must say yes has done so.
	ConsentAsked ConsentState = "asked"
	// ConsentActive (gäller): everybody has said yes.
	ConsentActive ConsentState = "active"
	// ConsentRefused (nekat): somebody who must say yes has said no.
	ConsentRefused ConsentState = "refused"
	// ConsentWithdrawn (återkallat): somebody has taken their yes back.
	ConsentWithdrawn ConsentState = "withdrawn"
	// ConsentReplaced (ersatt): a newer one stands instead.
	ConsentReplaced ConsentState = "replaced"
)

// mayAnswer says whether a giver who has not answered may.
func (s ConsentState) mayAnswer() bool {
	return s == ConsentAsked || s == ConsentRefused || s == ConsentWithdrawn
}

// A Consent (samtycke) is that those who can lift the secrecy for a child have said
// yes: between these organisations, about these kinds of information, for this
// purpose, during this time. It lifts secrecy and nothing else.
//
// Invariant: active only while every giver has said yes.
type Consent struct {
	ID           string
	Matter       string
	Organisation string
	Author       string
	Form         string
	FormVersion  int
	Decides      Decides
	// Parties are organisations. With Topics they are what everybody was asked about; what
	// a giver has since taken out of their yes is in the giver, see Common.
	Parties  []string
	Topics   []Topic
	From, To civil.Date
	State    ConsentState
	Language string
	AskedAt  time.Time
	EndedAt  time.Time
	Givers   []Giver
	Version  int64
}

// ConsentBody is what was written with it, sealed.
type ConsentBody struct {
	Purpose string
	// Explained is how it was explained, and Judgement why these givers decide.
	Explained string
	Judgement string
}

// Answer is what a giver has said.
type Answer string

const (
	AnswerWaiting   Answer = "waiting"
	AnswerYes       Answer = "yes"
	AnswerNo        Answer = "no"
	AnswerWithdrawn Answer = "withdrawn"
)

// How is the way an answer was given.
type How string

const (
	HowUnknown    How = ""
	HowWritten    How = "written"
	HowOral       How = "oral"
	HowElectronic How = "electronic"
)

// Capacity is as what somebody answers.
type Capacity string

const (
	AsChild    Capacity = "child"
	AsGuardian Capacity = "guardian"
)

// A Giver (den som samtycker) is one of those who must say yes.
type Giver struct {
	ID         string
	Person     string
	Capacity   Capacity
	Answer     Answer
	How        How
	AnsweredAt time.Time
	RecordedBy string
	// Taken is what they have taken out of their own yes.
	Taken Scope
}

// A Scope is organisations, and kinds of information.
type Scope struct {
	Parties []string
	Topics  []Topic
}

func (s Scope) without(taken Scope) Scope {
	return Scope{less(s.Parties, taken.Parties), less(s.Topics, taken.Topics)}
}

func less[T comparable](list, taken []T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return slices.Contains(taken, x) })
}

// ConsentDraft is what somebody types to ask for consent.
type ConsentDraft struct {
	ID       string
	Decides  Decides
	Parties  []string
	Topics   []Topic
	To       civil.Date
	Language string
	Body     ConsentBody
}

// longestConsent is a little over a year: a consent nobody has asked about for
// longer than that was given by somebody else's child.
const longestConsent = 370

// Check says everything that is missing or wrong in the draft.
func (d ConsentDraft) Check(today civil.Date) error {
	var faults fault.List
	if d.Decides == "" {
		faults.Add(fault.Invalid("decides", "coordination.consent.decides_missing"))
	}
	if d.Body.Judgement == "" {
		faults.Add(fault.Invalid("judgement", "coordination.consent.judgement_missing"))
	}
	if len(d.Parties) == 0 {
		faults.Add(fault.Invalid("parties", "coordination.consent.parties_missing"))
	}
	if len(d.Topics) == 0 {
		faults.Add(fault.Invalid("topics", "coordination.consent.topics_missing"))
	}
	if d.Body.Purpose == "" {
		faults.Add(fault.Invalid("purpose", "coordination.consent.purpose_missing"))
	}
	switch {
	case d.To.IsZero():
		faults.Add(fault.Invalid("to", "coordination.consent.to_missing"))
	case d.To.Before(today):
		faults.Add(fault.Invalid("to", "coordination.consent.to_past"))
	case d.To.Sub(today) > longestConsent:
		faults.Add(fault.Invalid("to", "coordination.consent.to_far", "latest", today.AddDays(longestConsent)))
	}
	if d.Language == "" {
		faults.Add(fault.Invalid("language", "coordination.consent.language_missing"))
	}
	if d.Body.Explained == "" {
		faults.Add(fault.Invalid("explained", "coordination.consent.explained_missing"))
	}
	return faults.Err()
}

// Common is what everybody's yes has in common: what the consent is about, when it is
// about anything.
func (c Consent) Common() Scope {
	common := Scope{c.Parties, c.Topics}
	for _, g := range c.Givers {
		common = common.without(g.Taken)
	}
	return common
}

// own is what one giver's yes is about, whatever the others have taken out of theirs.
func (c Consent) own(g Giver) Scope { return Scope{c.Parties, c.Topics}.without(g.Taken) }

// effective says whether the consent lifts anything at the moment: everybody has
// said yes, and the day is one of its days.
func (c Consent) effective(at time.Time) bool {
	day := civil.Of(at)
	if c.State != ConsentActive || day.Before(c.From) || day.After(c.To) || len(c.Givers) == 0 {
		return false
	}
	return !slices.ContainsFunc(c.Givers, func(g Giver) bool { return g.Answer != AnswerYes })
}

// Respond records what a giver has said, yes or no. One who has not answered may when
// another's no has settled it: a form that had gone would tell of the no.
func (c Consent) Respond(giver string, yes bool, how How, by string, at time.Time) (Consent, error) {
	i := slices.IndexFunc(c.Givers, func(g Giver) bool { return g.ID == giver })
	switch {
	case !c.State.mayAnswer() || i < 0 || c.Givers[i].Answer != AnswerWaiting:
		return c, fault.Refused("coordination.consent.answered")
	case how == HowUnknown:
		return c, fault.Invalid("how", "coordination.consent.how_missing")
	}
	c.Givers = slices.Clone(c.Givers)
	g := &c.Givers[i]
	g.Answer, g.How, g.AnsweredAt, g.RecordedBy = AnswerNo, how, at, by
	if yes {
		g.Answer = AnswerYes
	}
	switch {
	case c.State != ConsentAsked:
	case !yes:
		c.State, c.EndedAt = ConsentRefused, at
	case !slices.ContainsFunc(c.Givers, func(g Giver) bool { return g.Answer != AnswerYes }):
		c.State = ConsentActive
	}
	return c, nil
}

// Withdraw takes a giver's yes back, and with that the whole consent: what all must
// say yes to falls with the first who does not. The others' yes is theirs to take back
// still, and nothing more falls; so it is when a newer consent stands instead, which would
// otherwise tell that the others have given it.
func (c Consent) Withdraw(giver, by string, at time.Time) (Consent, error) {
	i := slices.IndexFunc(c.Givers, func(g Giver) bool { return g.ID == giver })
	if i < 0 || c.Givers[i].Answer != AnswerYes {
		return c, fault.Refused("coordination.consent.not_active")
	}
	c.Givers = slices.Clone(c.Givers)
	c.Givers[i].Answer, c.Givers[i].AnsweredAt, c.Givers[i].RecordedBy = AnswerWithdrawn, at, by
	if c.State == ConsentActive || c.State == ConsentAsked {
		c.State, c.EndedAt = ConsentWithdrawn, at
	}
	return c, nil
}

// Narrow takes organisations or kinds of information out of the consent. It never
// widens it, and what lets nobody be told anything is no consent.
func (c Consent) Narrow(parties []string, topics []Topic) (Consent, error) {
	if c.State != ConsentActive && c.State != ConsentAsked {
		return c, fault.Refused("coordination.consent.not_active")
	}
	common := c.Common()
	taken := common.without(Scope{parties, topics})
	switch {
	case len(taken.Parties)+len(taken.Topics) == 0:
		return c, fault.Invalid("parties", "coordination.consent.nothing_taken")
	case len(common.Parties)-len(taken.Parties) < 2 || len(taken.Topics) == len(common.Topics):
		return c, fault.Invalid("parties", "coordination.consent.all_taken")
	}
	left := Scope{c.Parties, c.Topics}.without(taken)
	c.Parties, c.Topics = left.Parties, left.Topics
	return c, nil
}

// TakeOut takes a part out of a giver's own yes. What the others have said yes to is as
// it was, and they can not tell: the consent is about what is left in common, and falls
// when that is nothing.
func (c Consent) TakeOut(giver string, part Scope, at time.Time) (Consent, error) {
	i := slices.IndexFunc(c.Givers, func(g Giver) bool { return g.ID == giver })
	if i < 0 || c.Givers[i].Answer != AnswerYes {
		return c, fault.Refused("coordination.consent.not_active")
	}
	own := c.own(c.Givers[i])
	left := own.without(part)
	switch {
	case len(left.Parties) == len(own.Parties) && len(left.Topics) == len(own.Topics):
		return c, fault.Invalid("parties", "coordination.family.part_missing")
	case len(left.Parties) < 2 || len(left.Topics) == 0:
		return c, fault.Invalid("parties", "coordination.family.part_all")
	}
	c.Givers = slices.Clone(c.Givers)
	c.Givers[i].Taken = Scope{c.Parties, c.Topics}.without(left)
	if common := c.Common(); (c.State == ConsentActive || c.State == ConsentAsked) && (len(common.Parties) < 2 || len(common.Topics) == 0) {
		c.State, c.EndedAt = ConsentWithdrawn, at
	}
	return c, nil
}

// leavesOut says whether a guardian's word is missing, who was not known when it was
// asked for.
func (c Consent) leavesOut(guardian string) bool {
	return (c.State == ConsentActive || c.State == ConsentAsked) && c.Decides != ChildDecides &&
		!slices.ContainsFunc(c.Givers, func(g Giver) bool { return g.Person == guardian })
}

// Renew says whether somebody should ask again: a month is left, or less.
func (c Consent) Renew(today civil.Date) bool {
	return c.State == ConsentActive && c.To.Sub(today) <= 30
}

// lastDayAsChild is the day before somebody comes of age.
func lastDayAsChild(birth civil.Date) civil.Date { return birthday(birth, ageOfMajor).AddDays(-1) }
