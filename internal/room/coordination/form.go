package coordination

import (
	"slices"
	"strings"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// A Form (samverkansform) is what one way of working together demands: who takes
// part, who must consent, what must be there and how often it is followed up. It is
// data; the program knows no form by name.
//
// Invariant: id and version name one text for ever. A matter keeps the version it
// was opened with until somebody changes its form.
type Form struct {
	ID      string     `json:"id"`
	Version int        `json:"version"`
	From    civil.Date `json:"from"`
	// Checked is the day of the statute texts it was checked against.
	Checked string `json:"checked"`
	Short   Text   `json:"short"`
	Name    Text   `json:"name"`
	Purpose Text   `json:"purpose"`
	// Light forms may begin within one organisation, and become another form later.
	Light bool `json:"light"`
	Ages  Ages `json:"ages"`
	// Raisers are the sectors that may raise a need for it.
	Raisers      []string      `json:"raisers"`
	Participants []Participant `json:"participants"`
	Consent      ConsentRule   `json:"consent"`
	Contents     []FormContent `json:"contents"`
	Steps        []Text        `json:"steps"`
	FollowUp     Rhythm        `json:"follow_up"`
	Basis        []Basis       `json:"basis"`
	// Limits is how far a municipality may adjust it; nil when it may not.
	Limits *Limits `json:"limits,omitempty"`
	// Open is a question that a jurist has yet to answer.
	Open string `json:"open,omitempty"`
	// Edition is which of a municipality's own versions it is, and Decision what it rests on
	// there; 0 and "" for a form that is the same everywhere.
	Edition  int    `json:"edition,omitempty"`
	Decision string `json:"decision,omitempty"`
}

// Limits is how far a municipality may adjust a form, and why no further. What is not
// here it may not adjust at all.
type Limits struct {
	Ages       Ages     `json:"ages"`
	Months     int      `json:"months"`
	FirstWeeks int      `json:"first_weeks"`
	EveryWeeks int      `json:"every_weeks"`
	Keep       []string `json:"keep"`
	Why        []Text   `json:"why"`
}

// Text is the same words in both languages.
type Text struct {
	Swedish string `json:"sv"`
	English string `json:"en"`
}

// In is the text in the language; Swedish unless lang is "en" and there is English.
func (t Text) In(lang string) string {
	if lang == "en" && t.English != "" {
		return t.English
	}
	return t.Swedish
}

// Ages is the youngest and the oldest, both included.
type Ages struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Participant is a sector in a form.
type Participant struct {
	Sector string `json:"sector"`
	// Need is "must", "should" or "may".
	Need  string `json:"need"`
	Holds Holds  `json:"holds"`
	Note  Text   `json:"note"`
}

// ConsentRule is who must say yes to the form itself. What may be shared is a
// question of its own; see [Grounds].
type ConsentRule struct {
	// Needed: the matter does not become active without it.
	Needed    bool `json:"needed"`
	Guardians bool `json:"guardians"`
	Child     bool `json:"child"`
	Written   bool `json:"written"`
	// Months is how long a consent is proposed to last.
	Months int  `json:"months"`
	Note   Text `json:"note"`
}

// FormContent is one thing that a plan of the form must hold. Law says that a
// statute demands it.
type FormContent struct {
	ID   string `json:"id"`
	Law  bool   `json:"law"`
	Text Text   `json:"text"`
}

// Rhythm is how soon, and then how often, it is followed up.
type Rhythm struct {
	FirstWeeks int `json:"first_weeks"`
	EveryWeeks int `json:"every_weeks"`
}

// Basis is a provision the form rests on, with words that stand in it.
type Basis struct {
	SFS     string `json:"sfs"`
	Short   string `json:"short"`
	Chapter string `json:"chapter,omitempty"`
	Section string `json:"section"`
	Quote   string `json:"quote"`
}

// String is the reference as Swedish lawyers write it.
func (b Basis) String() string {
	at := b.Section + " § " + b.Short
	if b.Chapter != "" {
		at = b.Chapter + " kap. " + at
	}
	return at
}

// Ages at which a human is asked to judge again who decides; they decide nothing
// by themselves.
const (
	ageToAsk   = 12
	ageToLean  = 15
	ageOfMajor = 18
)

// Proposes is who decides, to begin from, by the age; a human judges by maturity.
func (r ConsentRule) Proposes(age int) Decides {
	switch {
	case age >= ageOfMajor:
		return ChildDecides
	case age >= ageToAsk && r.Child:
		return BothDecide
	}
	return GuardiansDecide
}

// Prompt is the age whose birthday calls for a new judgement, "" when none does.
func (r ConsentRule) Prompt(age int) string {
	switch {
	case age >= ageOfMajor:
		return "18"
	case age >= ageToLean:
		return "15"
	case age >= ageToAsk:
		return "12"
	}
	return ""
}

// Fits refuses a form whose ages the child is outside of on the day. A child whose
// birth is not known fits every form.
func (f Form) Fits(birth, on civil.Date) error {
	if birth.IsZero() {
		return nil
	}
	if age := birth.AgeOn(on); age < f.Ages.From || age > f.Ages.To {
		return fault.Invalid("form", "coordination.form.wrong_age", "from", f.Ages.From, "to", f.Ages.To)
	}
	return nil
}

// RaisedBy says whether somebody in the sector may raise a need for the form.
func (f Form) RaisedBy(sector string) bool { return slices.Contains(f.Raisers, sector) }

// HoldsIn is what a member of the sector holds, and false when the form has no
// place for the sector.
func (f Form) HoldsIn(sector string) (Holds, bool) {
	i := slices.IndexFunc(f.Participants, func(p Participant) bool { return p.Sector == sector })
	if i < 0 {
		return "", false
	}
	return f.Participants[i].Holds, true
}

// Missing are the sectors that must take part and do not, given those that do.
func (f Form) Missing(sectors []string) []string {
	var missing []string
	for _, p := range f.Participants {
		if p.Need == "must" && !slices.Contains(sectors, p.Sector) {
			missing = append(missing, p.Sector)
		}
	}
	return missing
}

// Provisions is the statutes the form rests on, each once.
func (f Form) Provisions() string {
	var list []string
	for _, b := range f.Basis {
		if !slices.Contains(list, b.String()) {
			list = append(list, b.String())
		}
	}
	return strings.Join(list, ", ")
}
