package concern

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
)

// ReportState is how far a report has come at the sender.
type ReportState string

const (
	// Draft (utkast): only its author sees it.
	Draft ReportState = "draft"
	// Sent (skickad): delivered to the receiving unit; nobody there has confirmed.
	Sent ReportState = "sent"
	// Acknowledged (mottagen): a person at the receiving unit has confirmed every matter.
	Acknowledged ReportState = "acknowledged"
)

// Limits on what one report may hold; far above what practice needs.
const (
	MaxChildren  = 12
	MaxGuardians = 6
	MaxText      = 20_000
	MaxLine      = 200
)

// A Report (orosanmälan, ConcernReport) is the sender's own record of a concern
// about one or several children. It belongs to the unit of the person who wrote
// it, not to the person.
//
// A private person keeps no record here: their report is no more than a reference
// and a moment, which holds the matters of one account together. It has no unit,
// author or text, and nobody reads it.
//
// Invariant: a sent report never changes; what it says lies in [Content].
type Report struct {
	ID           string
	Reference    string
	Unit         string
	Organisation string
	Author       string
	Mandate      string
	// Deputy takes over what the mandate left once it is over; "" while it is in force.
	Deputy         string
	State          ReportState
	Municipality   string
	Category       string
	Danger         bool
	WantsFeedback  bool
	Keyset         string
	SavedAt        time.Time
	SentAt         time.Time
	AcknowledgedAt time.Time
}

// public says that a private person sent the report.
func (r Report) public() bool { return r.Unit == "" && r.State != "" }

// Content is what the reporter wrote, sealed as one text at the sender and once
// for each child at the receiver. What was seen, heard and said stands apart
// from what the reporter makes of it.
type Content struct {
	Children       []ReportedChild
	Seen           string
	Heard          string
	Said           string
	Interpretation string
	DangerWhy      string
	Guardians      []ReportedGuardian
	// Adults is who a private person says that the child lives with.
	Adults     string `json:",omitempty"`
	NotToldWhy string
	// Unsafe says that it may put the child in danger if a guardian gets to know,
	// as it can under honour-based oppression.
	Unsafe       bool
	ReporterName string
	ReporterWork string
	// Phone is how to reach the reporter; a private person may give an e-mail address.
	Phone string
	// Descriptions is what the attachments show, by the content's id, for who cannot see them.
	Descriptions map[string]string `json:",omitempty"`
}

// ReportedChild (barn) is a child as the reporter knows them. Everything but some way
// to tell who is meant may be missing.
type ReportedChild struct {
	Given  string
	Family string
	Number string
	Birth  string
	// Age is about how old the child is, in a private person's words.
	Age       string `json:",omitempty"`
	FoundHow  string
	Protected bool
}

// Empty says that nothing was typed about the child.
func (c ReportedChild) Empty() bool {
	return c.Given == "" && c.Family == "" && c.Number == "" && c.Birth == "" && c.Age == "" && c.FoundHow == ""
}

// namesProtected says whether the account names a child with a protected identity.
// It gives away every child in it: siblings share a family name and a home.
func (c Content) namesProtected() bool {
	return slices.ContainsFunc(c.Children, func(child ReportedChild) bool { return child.Protected })
}

// ReportedGuardian is a guardian (vårdnadshavare) and whether the reporter told
// them about the report.
type ReportedGuardian struct {
	Name string
	Told bool
}

// A DraftReport is everything a reporter fills in. It can always be kept,
// whatever it lacks; [DraftReport.Check] says what must be there to send it.
type DraftReport struct {
	ID            string
	Municipality  string
	Category      string
	Danger        bool
	WantsFeedback bool
	Content       Content
}

// Check gives the faults that stand between the draft and sending, in the order
// of the page. It asks for as little as a receiver can act on: which
// municipality, who reports, who the child is, and what was seen, heard or said.
func (d DraftReport) Check(today civil.Date, feedbackRight func(category string) (known, feedback bool)) error {
	var faults fault.List
	if d.Municipality == "" {
		faults.Add(fault.Invalid("municipality", "concern.report.municipality_missing"))
	}
	if known, feedback := feedbackRight(d.Category); !known {
		faults.Add(fault.Invalid("category", "concern.report.category_missing"))
	} else if d.WantsFeedback && !feedback {
		faults.Add(fault.Invalid("wants_feedback", "concern.report.no_feedback_right"))
	}
	children := 0
	for i, c := range d.Content.Children {
		if c.Empty() {
			continue
		}
		children++
		faults = append(faults, c.check(i, today)...)
	}
	if children == 0 {
		faults.Add(fault.Invalid("child.0.given", "concern.report.child_missing"))
	}
	if strings.TrimSpace(d.Content.Seen+d.Content.Heard+d.Content.Said) == "" {
		faults.Add(fault.Invalid("seen", "concern.report.nothing_observed"))
	}
	return append(faults, d.unfit()...).Err()
}

// checkFrom is [DraftReport.Check], and of a system that it says who reports: the
// duty is a person's, and the receiver must be able to ask them.
func (d DraftReport) checkFrom(system bool, today civil.Date, feedbackRight func(category string) (known, feedback bool)) error {
	var faults fault.List
	if err := d.Check(today, feedbackRight); err != nil {
		faults = fault.All(err)
	}
	if system && strings.TrimSpace(d.Content.ReporterName) == "" {
		faults.Add(fault.Invalid("reporter_name", "concern.report.reporter_missing"))
	}
	return faults.Err()
}

func (c ReportedChild) check(i int, today civil.Date) fault.List {
	var faults fault.List
	if c.Number != "" {
		if _, err := personnummer.Parse(c.Number, today); err != nil {
			faults.Add(fault.Invalid(childField(i, "number"), "concern.report.number_wrong"))
		}
	}
	if c.Birth != "" {
		switch birth, err := civil.Parse(c.Birth); {
		case err != nil:
			faults.Add(fault.Invalid(childField(i, "birth"), "concern.report.birth_wrong"))
		case birth.After(today):
			faults.Add(fault.Invalid(childField(i, "birth"), "concern.report.birth_future"))
		}
	}
	return faults
}

// What stands unsealed beside the text is codes or nothing: no word anybody typed.
var (
	municipalityForm = regexp.MustCompile(`^([0-9]{4})?$`)
	categoryForm     = regexp.MustCompile(`^[a-z_]{0,40}$`)
)

// Fits says whether the draft can be stored at all, complete or not.
func (d DraftReport) Fits() error { return d.unfit().Err() }

func (d DraftReport) unfit() fault.List {
	var faults fault.List
	code := func(field, text string, form *regexp.Regexp, key string) {
		if !form.MatchString(text) {
			faults.Add(fault.Invalid(field, key))
		}
	}
	code("municipality", d.Municipality, municipalityForm, "concern.report.municipality_missing")
	code("category", d.Category, categoryForm, "concern.report.category_missing")
	long := func(field, text string, limit int) {
		if utf8.RuneCountInString(text) > limit {
			faults.Add(fault.Invalid(field, "concern.report.too_long", "limit", limit))
		}
	}
	if len(d.Content.Children) > MaxChildren {
		faults.Add(fault.Invalid("child.0.given", "concern.report.too_many_children", "limit", MaxChildren))
	}
	if len(d.Content.Guardians) > MaxGuardians {
		faults.Add(fault.Invalid("guardian.0.name", "concern.report.too_many_guardians", "limit", MaxGuardians))
	}
	for i, c := range d.Content.Children {
		long(childField(i, "given"), c.Given, MaxLine)
		long(childField(i, "family"), c.Family, MaxLine)
		long(childField(i, "number"), c.Number, MaxLine)
		long(childField(i, "birth"), c.Birth, MaxLine)
		long(childField(i, "age"), c.Age, MaxLine)
		long(childField(i, "found"), c.FoundHow, MaxLine)
	}
	for i, g := range d.Content.Guardians {
		long(guardianField(i, "name"), g.Name, MaxLine)
	}
	c := d.Content
	long("seen", c.Seen, MaxText)
	long("heard", c.Heard, MaxText)
	long("said", c.Said, MaxText)
	long("interpretation", c.Interpretation, MaxText)
	long("danger_why", c.DangerWhy, MaxText)
	long("adults", c.Adults, MaxLine)
	long("not_told_why", c.NotToldWhy, MaxText)
	long("reporter_name", c.ReporterName, MaxLine)
	long("reporter_work", c.ReporterWork, MaxLine)
	long("phone", c.Phone, MaxLine)
	for content, text := range c.Descriptions {
		long("description."+content, text, MaxLine)
	}
	return faults
}

func childField(i int, name string) string    { return "child." + strconv.Itoa(i) + "." + name }
func guardianField(i int, name string) string { return "guardian." + strconv.Itoa(i) + "." + name }

// ForChild is the receiver's copy for one child: the whole account, with this
// child first and the others as siblings in the same report.
func (c Content) ForChild(i int) Content {
	copied := c
	copied.Children = append([]ReportedChild{c.Children[i]}, c.Children[:i]...)
	copied.Children = append(copied.Children, c.Children[i+1:]...)
	return copied
}

// Headline is the first observation in a few words, for the receiver's inbox.
func (c Content) Headline() string {
	for _, text := range []string{c.Seen, c.Said, c.Heard} {
		if text = strings.Join(strings.Fields(text), " "); text != "" {
			return shorten(text, 110)
		}
	}
	return ""
}

// shorten cuts at a word when the text is longer than limit runes.
func shorten(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	cut := string(runes[:limit])
	if space := strings.LastIndexByte(cut, ' '); space > limit/2 {
		cut = cut[:space]
	}
	return cut + " …"
}
