package retention

import (
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/law"
	"samspel/internal/ground/civil"
)

// Regime is which retention rules a controller is under.
type Regime string

const (
	Social        Regime = "social"         // socialnämnd
	PrivateSocial Regime = "private_social" // enskild verksamhet inom socialtjänsten
	Health        Regime = "health"         // vårdgivare
	Other         Regime = "other"          // skola, fritid, polis och andra
)

// RegimeOf is the rules of a controller of the sector.
func RegimeOf(sector access.Sector, public bool) Regime {
	switch sector {
	case access.Social:
		if public {
			return Social
		}
		return PrivateSocial
	case access.Health:
		return Health
	case access.School, access.Police, access.Leisure, access.Association, access.Agency:
	}
	return Other
}

// Class (handlingsslag) is what the documents of a matter are. A room says the
// first; the rest are what a person has marked the matter with, because the program
// cannot know of it.
type Class string

const (
	// Report (anmälan): the sender's own copy of a report of concern.
	Report Class = "report"
	// Investigation (utredning): a report that led to an investigation, or came during one.
	Investigation Class = "investigation"
	// NotOpened (ej inledd utredning).
	NotOpened Class = "not_opened"
	// Passed (överlämnad): a report handed to another municipality.
	Passed Class = "passed"
	// Coordination (samordning): a controller's copy of a matter with others.
	Coordination Class = "coordination"
	// Asked (begäran): somebody asked for an extract, an official document or who has read.
	Asked Class = "request"
	// LogReview (loggranskning): a month of reviewing the log.
	LogReview Class = "log_review"

	Placement        Class = "placement"
	Parenthood       Class = "parenthood"
	Adoption         Class = "adoption"
	CustodyAgreement Class = "custody_agreement"
	// Sampled and NotSampled say what the day of birth, when it is not known, does not.
	Sampled    Class = "sampled"
	NotSampled Class = "not_sampled"
)

// Classes is what a room can say a matter is.
var Classes = []Class{Report, Investigation, NotOpened, Passed, Coordination, Asked, LogReview}

// Marks is what a person can mark a matter with, in the order pages list them.
var Marks = []Class{Investigation, Placement, Adoption, Parenthood, CustodyAgreement, Sampled, NotSampled}

// A Matter is what one controller keeps of one person in one matter, as far as
// retention goes.
type Matter struct {
	Class    Class
	Marks    []Class
	LastNote civil.Date
	// Closed is zero while anything is still to be done in it.
	Closed civil.Date
}

// aside says that the documents belong to the authority's own work and to nobody's
// personal file, so that only its own plan and the rules for them are about them.
func (m Matter) aside() bool { return m.Class == Asked || m.Class == LogReview }

func (m Matter) is(c Class) bool { return m.Class == c || slices.Contains(m.Marks, c) }

// A Plan (dokumenthanteringsplan) is what a controller has decided for itself.
type Plan struct {
	// KeepsSample says that the municipality is one of those that keep everything for research.
	KeepsSample bool
	// Years is how long each class is kept after the last note; a class that is not
	// there is not decided on.
	Years map[Class]int
}

// Forever in [Plan.Years] is what is kept for good.
const Forever = -1

// A File (personakt) is everything one controller keeps of one person.
type File struct {
	Regime  Regime
	Birth   civil.Date // zero when not known
	Plan    Plan
	Matters []Matter
}

// Wait is why nothing falls due yet.
type Wait string

const (
	// WaitsOpen: something of the person's is still going on at the controller.
	WaitsOpen Wait = "open"
	// WaitsBirth: what depends on the day of birth cannot be worked out.
	WaitsBirth Wait = "birth"
	// WaitsPlan: the controller has no written plan for the class.
	WaitsPlan Wait = "plan"
)

// Outcome is what becomes of a matter's documents in the end.
type Outcome string

const (
	Disposed   Outcome = "disposed"    // gallras
	Kept       Outcome = "kept"        // bevaras
	HandedOver Outcome = "handed_over" // lämnas till socialnämnden
	Waiting    Outcome = "waiting"     // går inte att säga
)

// A Term (gallringsfrist) is when one matter's documents may, and when they must, go.
type Term struct {
	Outcome Outcome
	// Wait says why, when Outcome is [Waiting].
	Wait Wait
	// From is the first day on which they may; By the last on which they must have
	// gone, zero when no law says one.
	From, By civil.Date
	// Rules are the ids in package law that settled it, the deciding one first.
	Rules []string
}

// Due says whether the day is one on which the documents may go, or be handed over.
func (t Term) Due(on civil.Date) bool {
	return (t.Outcome == Disposed || t.Outcome == HandedOver) && !on.Before(t.From)
}

// Late says whether they should have gone before the day.
func (t Term) Late(on civil.Date) bool { return t.Due(on) && !t.By.IsZero() && on.After(t.By) }

// Term works out the term of the i-th matter by the rules in force on the day.
// What cannot be worked out waits, for a person; it never falls due by itself.
func (f File) Term(i int, on civil.Date) Term {
	m := f.Matters[i]
	t := Term{Outcome: Disposed}
	regime := f.Regime
	if m.aside() {
		regime = Other
	}
	rules := law.Retention(string(regime), on)
	for _, r := range rules {
		if kept, ok := f.kept(m, r); ok {
			return kept
		}
	}
	if slices.ContainsFunc(f.Matters, func(m Matter) bool { return m.Closed.IsZero() }) {
		return Term{Outcome: Waiting, Wait: WaitsOpen}
	}
	for _, r := range rules {
		if r.Class != "" && !m.is(Class(r.Class)) {
			continue
		}
		switch r.Keeps {
		case law.Dispose, law.NotBefore:
			if !r.NotClosedBefore.IsZero() && m.Closed.Before(r.NotClosedBefore) {
				continue
			}
			day, ok := f.counted(r)
			if !ok {
				return Term{Outcome: Waiting, Wait: WaitsBirth, Rules: []string{r.ID}}
			}
			t = t.after(day, r)
		case law.Plan:
			years, ok := f.Plan.Years[m.Class]
			switch {
			case !ok:
				return Term{Outcome: Waiting, Wait: WaitsPlan, Rules: []string{r.ID}}
			case years == Forever:
				return Term{Outcome: Kept, Rules: []string{r.ID}}
			}
			t = t.after(yearsAfter(f.lastNote(), years), r)
		case law.HandOver:
			t.Outcome = HandedOver
			t.Rules = append([]string{r.ID}, t.Rules...)
		case law.Sample:
			if sampled, known := f.sampled(m, r); sampled {
				t.Outcome = HandedOver // only private providers come here; others were kept above
				t.Rules = append([]string{r.ID}, t.Rules...)
			} else if !known {
				return Term{Outcome: Waiting, Wait: WaitsBirth, Rules: []string{r.ID}}
			}
		case law.Finish, law.Keep:
		}
	}
	for _, r := range rules {
		if r.Keeps == law.Finish {
			t.By = civil.On(t.From.Year+r.Years, time.December, 31)
		}
	}
	return t
}

// kept is the term of what never goes.
func (f File) kept(m Matter, r law.RetentionRule) (Term, bool) {
	switch {
	case r.Keeps == law.Keep && m.is(Class(r.Class)):
		return Term{Outcome: Kept, Rules: []string{r.ID}}, true
	case r.Keeps != law.Sample || f.Regime == PrivateSocial:
		return Term{}, false
	}
	sampled, known := f.sampled(m, r)
	switch {
	case sampled:
		return Term{Outcome: Kept, Rules: []string{r.ID}}, true
	case !known:
		return Term{Outcome: Waiting, Wait: WaitsBirth, Rules: []string{r.ID}}, true
	}
	return Term{}, false
}

func (f File) sampled(m Matter, r law.RetentionRule) (sampled, known bool) {
	switch {
	case f.Plan.KeepsSample || m.is(Sampled):
		return true, true
	case m.is(NotSampled):
		return false, true
	case f.Birth.IsZero():
		return false, false
	}
	return slices.Contains(r.BornOn, f.Birth.Day), true
}

// counted is the day from which a rule lets the documents go.
func (f File) counted(r law.RetentionRule) (civil.Date, bool) {
	switch r.CountedFrom {
	case "last_note":
		return yearsAfter(f.lastNote(), r.Years), true
	case "ended":
		return yearsAfter(f.lastClosed(), r.Years), true
	}
	return yearsAfter(f.Birth, r.UntilAge), !f.Birth.IsZero()
}

func (f File) lastNote() civil.Date {
	return f.latest(func(m Matter) civil.Date { return m.LastNote })
}

func (f File) lastClosed() civil.Date {
	return f.latest(func(m Matter) civil.Date { return m.Closed })
}

func (f File) latest(day func(Matter) civil.Date) civil.Date {
	last := day(f.Matters[0])
	for _, m := range f.Matters[1:] {
		if d := day(m); d.After(last) {
			last = d
		}
	}
	return last
}

// after is t not before the day. The rule that sets the latest day stands first; of
// two that agree, the one that says more about the documents.
func (t Term) after(day civil.Date, r law.RetentionRule) Term {
	if t.From.IsZero() || day.After(t.From) || day == t.From && r.Class != "" {
		t.From = day
		t.Rules = append([]string{r.ID}, t.Rules...)
		return t
	}
	t.Rules = append(t.Rules, r.ID)
	return t
}

// yearsAfter is the same day some years later; 29 February becomes 1 March where
// there is none, never a day too early.
func yearsAfter(d civil.Date, years int) civil.Date {
	if d.IsZero() {
		return d
	}
	return civil.On(d.Year+years, d.Month, d.Day)
}
