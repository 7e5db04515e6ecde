package coordination

import (
	"slices"
	"strings"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// ErrandKind is what is asked.
type ErrandKind string

const (
	// ErrandAccept: whether they take something on.
	ErrandAccept ErrandKind = "accept"
	// ErrandProgress: how it goes.
	ErrandProgress ErrandKind = "progress"
)

// ErrandAnswer is what they answer.
type ErrandAnswer string

// Answers are those that fit what is asked, in the order the page lists them.
func (k ErrandKind) Answers() []ErrandAnswer {
	if k == ErrandAccept {
		return []ErrandAnswer{"yes", "no"}
	}
	return []ErrandAnswer{"well", "partly", "not"}
}

// An Errand (fråga utåt) is one question about one commitment to somebody outside the
// team, such as a coach. They see the question and nothing else: not whose matter it
// is, nor that there is one, nor who else is asked.
//
// Invariant: it is answered once, by the account it was made for, before its day has
// passed and while nobody has taken it back.
type Errand struct {
	ID           string
	Matter       string
	Commitment   string
	Organisation string
	Unit         string
	Author       string
	// User is the account that answers; it opens nothing else.
	User    string
	Keyset  string
	Kind    ErrandKind
	Answer  ErrandAnswer
	AskedAt time.Time
	// Until is the last day.
	Until   civil.Date
	EndedAt time.Time
	Version int64
}

// ErrandBody is what is written when it is asked, sealed.
type ErrandBody struct {
	// Who is asked; only the unit that asks sees it.
	Who string
	// Question is all that they see.
	Question string
	// Consent is who has said yes to asking them, and how.
	Consent string
}

// ErrandReply is what they write with the answer, sealed.
type ErrandReply struct{ Text string }

// ErrandDraft is what somebody types to ask. ID is the form's own.
type ErrandDraft struct {
	ID    string
	Kind  ErrandKind
	Until civil.Date
	Body  ErrandBody
}

// longestErrand is how long a question can wait.
const longestErrand = 30

// Check says everything that is missing or wrong. names are those of the family: the
// question must make sense to somebody who does not know whose matter it is about.
func (d ErrandDraft) Check(today civil.Date, names ...string) error {
	var faults fault.List
	if d.Kind != ErrandAccept && d.Kind != ErrandProgress {
		faults.Add(fault.Invalid("kind", "coordination.errand.kind_missing"))
	}
	if d.Body.Who == "" {
		faults.Add(fault.Invalid("who", "coordination.errand.who_missing"))
	}
	switch {
	case d.Body.Question == "":
		faults.Add(fault.Invalid("question", "coordination.errand.question_missing"))
	case slices.ContainsFunc(names, func(name string) bool { return mentions(d.Body.Question, name) }):
		faults.Add(fault.Invalid("question", "coordination.errand.question_names"))
	}
	if d.Body.Consent == "" {
		faults.Add(fault.Invalid("consent", "coordination.errand.consent_missing"))
	}
	if d.Until.Before(today) || d.Until.Sub(today) > longestErrand {
		faults.Add(fault.Invalid("until", "coordination.errand.until_wrong", "latest", today.AddDays(longestErrand)))
	}
	return faults.Err()
}

// mentions says whether a name stands as a word in a text.
func mentions(text, name string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" .,;:!?()\"'”’-\n\t", r) })
	for _, part := range strings.Fields(strings.ToLower(name)) {
		if slices.Contains(words, part) || slices.Contains(words, part+"s") {
			return true
		}
	}
	return false
}

// Open says whether it waits for an answer.
func (e Errand) Open(today civil.Date) bool { return e.EndedAt.IsZero() && !e.Until.Before(today) }

// Reply is the answer, once.
func (e Errand) Reply(answer ErrandAnswer, at time.Time) (Errand, error) {
	switch {
	case !e.Open(civil.Of(at)):
		return e, fault.Refused("coordination.errand.over")
	case !slices.Contains(e.Kind.Answers(), answer):
		return e, fault.Invalid("answer", "coordination.errand.answer_missing")
	}
	e.Answer, e.EndedAt = answer, at
	return e, nil
}

// End takes it back, or says that its day has passed.
func (e Errand) End(at time.Time) (Errand, error) {
	if !e.EndedAt.IsZero() {
		return e, fault.Refused("coordination.errand.over")
	}
	e.EndedAt = at
	return e, nil
}
