package coordination

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// EditionState is how far a municipality's own version of a form has come.
type EditionState string

const (
	// EditionDraft (utkast): somebody is writing it.
	EditionDraft EditionState = "draft"
	// EditionChecked (kontrollerad): it keeps within the limits, and waits for somebody else.
	EditionChecked EditionState = "checked"
	// EditionInForce (beslutad): matters begin with it from its day; it stands still.
	EditionInForce EditionState = "in_force"
)

// firstEdition is where the numbers of municipalities' own versions begin; the
// versions of the file are below.
const firstEdition = 1000

// An Edition (egen version) is one version of a form as a municipality has adjusted
// it. A matter keeps the version it began with.
//
// Invariant: whoever puts it in force is another than whoever made it and whoever
// last changed it, and from then on it stands still.
type Edition struct {
	ID           string
	Municipality string
	State        EditionState
	MadeBy       string
	MadeAt       time.Time
	ChangedBy    string
	ChangedAt    time.Time
	InForceBy    string
	InForceAt    time.Time
	From         civil.Date
	// Form is the form as it reads, with its number.
	Form     Form
	Revision int64
}

// EditionWords is what somebody types to adjust a form.
type EditionWords struct {
	// Revision is that of the edition when the form was opened, so that nobody writes
	// over somebody else unseen.
	Revision      int64
	Name, Purpose string
	Ages          Ages
	// Needs is how each sector takes part, "" for not at all; Notes what it brings.
	Needs, Notes map[string]string
	Raisers      []string
	Written      bool
	Months       int
	ConsentNote  string
	// Contents and Steps are one for each line.
	Contents, Steps []string
	FirstWeeks      int
	EveryWeeks      int
	Decision        string
}

// MaxRows is how many contents, and how many steps, a form can have.
const MaxRows = 20

// Sectors is every sector that can have a place in a form, in the order pages list them.
var Sectors = []string{"school", "social", "police", "leisure", "health", "association", "agency"}

// raising are the sectors whose own work is help to children; no other begins.
var raising = []string{"school", "social", "health", "leisure"}

// adjusted is the form with what the draft says in the place of what it said. What a
// municipality may not adjust is the base's own.
func (f Form) adjusted(d EditionWords, base Form) Form {
	f.Name, f.Purpose = f.Name.reworded(d.Name), f.Purpose.reworded(d.Purpose)
	f.Ages, f.Raisers, f.Decision = d.Ages, d.Raisers, d.Decision
	f.Consent = base.Consent
	f.Consent.Written, f.Consent.Months, f.Consent.Note = d.Written, d.Months, f.Consent.Note.reworded(d.ConsentNote)
	f.FollowUp = Rhythm{FirstWeeks: d.FirstWeeks, EveryWeeks: d.EveryWeeks}
	f.Short, f.Light, f.Basis, f.Checked, f.Limits, f.Open = base.Short, base.Light, base.Basis, base.Checked, nil, base.Open
	before := f.Participants
	f.Participants = nil
	for _, sector := range Sectors {
		if d.Needs[sector] == "" {
			continue
		}
		p := Participant{Sector: sector}
		for _, list := range [][]Participant{base.Participants, before} {
			if i := slices.IndexFunc(list, func(x Participant) bool { return x.Sector == sector }); i >= 0 {
				p = list[i]
			}
		}
		p.Need, p.Note, p.Holds = d.Needs[sector], p.Note.reworded(d.Notes[sector]), HoldsAll
		if slices.Contains(commitmentsOnly, sector) {
			p.Holds = HoldsCommitments
		}
		f.Participants = append(f.Participants, p)
	}
	f.Contents = contentsOf(d.Contents, f.Contents, base.Contents)
	known := slices.Concat(f.Steps, base.Steps)
	f.Steps = nil
	for _, line := range d.Steps {
		f.Steps = append(f.Steps, knownText(line, known))
	}
	return f
}

// commitmentsOnly are the sectors that never hold more than commitments.
var commitmentsOnly = []string{"police", "association", "agency"}

// reworded is the text with other Swedish words; English words that no longer say the same fall away.
func (t Text) reworded(swedish string) Text {
	if t.Swedish == swedish {
		return t
	}
	return Text{Swedish: swedish}
}

func knownText(swedish string, known []Text) Text {
	if i := slices.IndexFunc(known, func(t Text) bool { return t.Swedish == swedish }); i >= 0 {
		return known[i]
	}
	return Text{Swedish: swedish}
}

// contentsOf is the lines as contents. One that is known keeps its id, and with it what
// the plan does with it; a new one is a text of its own in the plan.
func contentsOf(lines []string, before, base []FormContent) []FormContent {
	known := slices.Concat(before, base)
	var list []FormContent
	next := 1
	for _, c := range known {
		var n int
		if _, err := fmt.Sscanf(c.ID, "own_%d", &n); err == nil && n >= next {
			next = n + 1
		}
	}
	for _, line := range lines {
		if i := slices.IndexFunc(known, func(c FormContent) bool { return c.Text.Swedish == line }); i >= 0 {
			list = append(list, known[i])
			continue
		}
		list = append(list, FormContent{ID: fmt.Sprintf("own_%d", next), Text: Text{Swedish: line}})
		next++
	}
	return list
}

// within says in words everything that keeps the form from being put in force.
func (f Form) within(base Form) error {
	var faults fault.List
	miss := func(text, field, key string) {
		if strings.TrimSpace(text) == "" {
			faults.Add(fault.Invalid(field, key))
		}
	}
	l := base.Limits
	miss(f.Name.Swedish, "name", "coordination.edition.name_missing")
	miss(f.Purpose.Swedish, "purpose", "coordination.edition.purpose_missing")
	if f.Ages.From < l.Ages.From || f.Ages.To > l.Ages.To || f.Ages.From > f.Ages.To {
		faults.Add(fault.Invalid("from_age", "coordination.edition.ages_wrong", "from", l.Ages.From, "to", l.Ages.To))
	}
	must := 0
	for _, p := range f.Participants {
		if p.Need == "must" {
			must++
		}
		miss(p.Note.Swedish, "note_"+p.Sector, "coordination.edition.note_missing")
	}
	for _, sector := range l.Keep {
		if !slices.ContainsFunc(f.Participants, func(p Participant) bool { return p.Sector == sector && p.Need == "must" }) {
			faults.Add(fault.Invalid("need_"+sector, "coordination.edition.sector_kept"))
		}
	}
	if must < 2 {
		faults.Add(fault.Invalid("need_school", "coordination.edition.one_alone"))
	}
	if len(f.Raisers) == 0 {
		faults.Add(fault.Invalid("raisers", "coordination.edition.raisers_missing"))
	}
	for _, sector := range f.Raisers {
		if _, takesPart := f.HoldsIn(sector); !takesPart || !slices.Contains(raising, sector) {
			faults.Add(fault.Invalid("raisers", "coordination.edition.raisers_wrong"))
			break
		}
	}
	if f.Consent.Months < 1 || f.Consent.Months > l.Months {
		faults.Add(fault.Invalid("months", "coordination.edition.months_wrong", "most", l.Months))
	}
	miss(f.Consent.Note.Swedish, "consent_note", "coordination.edition.consent_missing")
	for _, c := range base.Contents {
		if c.Law && !slices.ContainsFunc(f.Contents, func(x FormContent) bool { return x.ID == c.ID }) {
			faults.Add(fault.Invalid("contents", "coordination.edition.content_by_law", "content", c.Text.Swedish))
		}
	}
	if !slices.ContainsFunc(f.Contents, func(c FormContent) bool { return c.ID == "follow_up" }) {
		faults.Add(fault.Invalid("contents", "coordination.edition.follow_up_kept"))
	}
	if len(f.Contents) == 0 || len(f.Contents) > MaxRows || repeated(f.Contents) {
		faults.Add(fault.Invalid("contents", "coordination.edition.rows_wrong", "most", MaxRows))
	}
	if len(f.Steps) == 0 || len(f.Steps) > MaxRows {
		faults.Add(fault.Invalid("steps", "coordination.edition.rows_wrong", "most", MaxRows))
	}
	if f.FollowUp.FirstWeeks < 1 || f.FollowUp.FirstWeeks > l.FirstWeeks {
		faults.Add(fault.Invalid("first_weeks", "coordination.edition.weeks_wrong", "most", l.FirstWeeks))
	}
	if f.FollowUp.EveryWeeks < 1 || f.FollowUp.EveryWeeks > l.EveryWeeks {
		faults.Add(fault.Invalid("every_weeks", "coordination.edition.weeks_wrong", "most", l.EveryWeeks))
	}
	miss(f.Decision, "decision", "coordination.edition.decision_missing")
	return faults.Err()
}

func repeated(list []FormContent) bool {
	seen := make(map[string]bool, len(list))
	for _, c := range list {
		if seen[c.ID] {
			return true
		}
		seen[c.ID] = true
	}
	return false
}

// Write puts what somebody has typed in the edition's place. It is a draft again.
func (e Edition) Write(d EditionWords, base Form, by string, at time.Time) (Edition, error) {
	switch {
	case e.State == EditionInForce:
		return e, fault.Refused("coordination.edition.in_force")
	case d.Revision != e.Revision:
		return e, fault.Invalid("revision", "coordination.edition.raced")
	}
	e.Form, e.State, e.ChangedBy, e.ChangedAt = e.Form.adjusted(d, base), EditionDraft, by, at
	return e, nil
}

// Check says that the edition keeps within the limits, and lets it wait for somebody else.
func (e Edition) Check(base Form) (Edition, error) {
	if e.State == EditionInForce {
		return e, fault.Refused("coordination.edition.in_force")
	}
	if err := e.Form.within(base); err != nil {
		return e, err
	}
	e.State = EditionChecked
	return e, nil
}

// PutInForce lets matters begin with the edition from a day on. It takes another person.
func (e Edition) PutInForce(base Form, by string, from civil.Date, at time.Time) (Edition, error) {
	switch {
	case e.State != EditionChecked:
		return e, fault.Refused("coordination.edition.not_checked")
	case by == e.MadeBy || by == e.ChangedBy:
		return e, fault.Refused("coordination.edition.own_hand")
	case from.IsZero() || from.Before(civil.Of(at)):
		return e, fault.Invalid("from", "coordination.edition.from_wrong")
	}
	if err := e.Form.within(base); err != nil {
		return e, err
	}
	e.State, e.InForceBy, e.InForceAt, e.From, e.Form.From = EditionInForce, by, at, from, from
	return e, nil
}

// A FormChange is one thing that two versions of a form say differently, by the part
// it stands in.
type FormChange struct{ Part, Before, After string }

// Changes is what the later of two versions says differently, in the order of the page.
func Changes(before, after Form) []FormChange {
	var list []FormChange
	add := func(part, a, b string) {
		if a != b {
			list = append(list, FormChange{part, a, b})
		}
	}
	add("name", before.Name.Swedish, after.Name.Swedish)
	add("purpose", before.Purpose.Swedish, after.Purpose.Swedish)
	add("ages", fmt.Sprintf("%d–%d", before.Ages.From, before.Ages.To), fmt.Sprintf("%d–%d", after.Ages.From, after.Ages.To))
	for _, sector := range Sectors {
		a, b := before.participant(sector), after.participant(sector)
		add("need."+sector, a.Need, b.Need)
		if a.Need != "" && b.Need != "" {
			add("note."+sector, a.Note.Swedish, b.Note.Swedish)
		}
	}
	add("raisers", ordered(before.Raisers), ordered(after.Raisers))
	add("written", fmt.Sprint(before.Consent.Written), fmt.Sprint(after.Consent.Written))
	add("months", fmt.Sprint(before.Consent.Months), fmt.Sprint(after.Consent.Months))
	add("consent_note", before.Consent.Note.Swedish, after.Consent.Note.Swedish)
	add("contents", joinedContents(before.Contents), joinedContents(after.Contents))
	add("steps", joinedTexts(before.Steps), joinedTexts(after.Steps))
	add("first_weeks", fmt.Sprint(before.FollowUp.FirstWeeks), fmt.Sprint(after.FollowUp.FirstWeeks))
	add("every_weeks", fmt.Sprint(before.FollowUp.EveryWeeks), fmt.Sprint(after.FollowUp.EveryWeeks))
	add("decision", before.Decision, after.Decision)
	return list
}

func (f Form) participant(sector string) Participant {
	i := slices.IndexFunc(f.Participants, func(p Participant) bool { return p.Sector == sector })
	if i < 0 {
		return Participant{}
	}
	return f.Participants[i]
}

// ordered is the sectors one for each line, in the order pages list them.
func ordered(sectors []string) string {
	var list []string
	for _, s := range Sectors {
		if slices.Contains(sectors, s) {
			list = append(list, s)
		}
	}
	return strings.Join(list, "\n")
}

func joinedContents(list []FormContent) string {
	texts := make([]Text, len(list))
	for i, c := range list {
		texts[i] = c.Text
	}
	return joinedTexts(texts)
}

func joinedTexts(list []Text) string {
	lines := make([]string, len(list))
	for i, t := range list {
		lines[i] = t.Swedish
	}
	return strings.Join(lines, "\n")
}

// Words is the form as somebody types it.
func (f Form) Words() EditionWords {
	d := EditionWords{Name: f.Name.Swedish, Purpose: f.Purpose.Swedish, Ages: f.Ages, Needs: map[string]string{}, Notes: map[string]string{}, Raisers: f.Raisers,
		Written: f.Consent.Written, Months: f.Consent.Months, ConsentNote: f.Consent.Note.Swedish, FirstWeeks: f.FollowUp.FirstWeeks, EveryWeeks: f.FollowUp.EveryWeeks, Decision: f.Decision}
	for _, p := range f.Participants {
		d.Needs[p.Sector], d.Notes[p.Sector] = p.Need, p.Note.Swedish
	}
	for _, c := range f.Contents {
		d.Contents = append(d.Contents, c.Text.Swedish)
	}
	for _, t := range f.Steps {
		d.Steps = append(d.Steps, t.Swedish)
	}
	return d
}
