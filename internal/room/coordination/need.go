package coordination

import (
	"strings"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
)

// NeedState is how far a need has come.
type NeedState string

const (
	// NeedRaised (väckt): nobody has assessed it.
	NeedRaised NeedState = "raised"
	// NeedRefused (avslaget): assessed, and refused for reasons that are written down.
	NeedRefused NeedState = "refused"
	// NeedAccepted (godtaget): a form was chosen, and there is a matter.
	NeedAccepted NeedState = "accepted"
)

// AskedBy is whose question it was.
type AskedBy string

const (
	AskedByStaff    AskedBy = "staff"
	AskedByChild    AskedBy = "child"
	AskedByGuardian AskedBy = "guardian"
)

// Origin is where the need came from.
type Origin string

const (
	// FromWork: somebody saw it in their own work.
	FromWork Origin = "own"
	// FromReport: a report of concern led to it.
	FromReport Origin = "report"
)

// Limits on what one text may hold; far above what practice needs.
const (
	MaxText = 20_000
	MaxLine = 200
)

// A Need (behov av samordning) is the question whether several organisations must
// act together around a child. It is assessed where it was raised, since sending it
// elsewhere would be to share it.
//
// Invariant: refused only with reasons.
type Need struct {
	ID           string
	Organisation string
	Unit         string
	Author       string
	AskedBy      AskedBy
	Origin       Origin
	Child        string
	Keyset       string
	// Protected says that the child's identity is protected (skyddade personuppgifter).
	Protected bool
	State     NeedState
	RaisedAt  time.Time
	DecidedAt time.Time
	DecidedBy string
	Version   int64
}

// NeedBody is what was written when the need was raised, sealed.
type NeedBody struct {
	Question string
	// ChildWish is what the child wants, in the child's words, and ChildHow how it was
	// learnt, or why it was not.
	ChildWish string
	ChildHow  string
	// Believed is who is thought to be needed.
	Believed string
}

// NewChild is the child and the guardians as somebody types them.
type NewChild struct {
	Given, Family, Number, Birth string
	Protected                    bool
	Guardians                    []NewGuardian
}

// NewGuardian is a guardian as somebody types them.
type NewGuardian struct {
	Given, Family string
	// Sole says that this one has custody alone.
	Sole bool
}

func (g NewGuardian) empty() bool { return g.Given == "" && g.Family == "" }

// NeedDraft is what somebody types to raise a need. ID is the form's, so that the
// same form sent twice is one need.
type NeedDraft struct {
	ID      string
	AskedBy AskedBy
	Origin  Origin
	Child   NewChild
	Body    NeedBody
}

// AcceptDraft is what whoever assesses a need chooses when it becomes a matter: a form,
// and perhaps why, and the area it is counted in.
type AcceptDraft struct {
	Form, Reasons, Area string
}

// Check says everything that is missing or wrong in the draft.
func (d NeedDraft) Check(today civil.Date) error {
	var faults fault.List
	if d.Child.Given == "" && d.Child.Family == "" {
		faults.Add(fault.Invalid("given", "coordination.need.child_missing"))
	}
	if d.Child.Number != "" {
		if _, err := personnummer.Parse(d.Child.Number, today); err != nil {
			faults.Add(fault.Invalid("number", "coordination.need.number_wrong"))
		}
	}
	if d.Child.Number == "" && d.Child.Birth == "" {
		faults.Add(fault.Invalid("birth", "coordination.need.birth_missing"))
	}
	if birth, err := civil.Parse(d.Child.Birth); d.Child.Birth != "" && (err != nil || birth.After(today)) {
		faults.Add(fault.Invalid("birth", "coordination.need.birth_wrong"))
	}
	if d.AskedBy == "" {
		faults.Add(fault.Invalid("asked_by", "coordination.need.asked_by_missing"))
	}
	if d.Body.Question == "" {
		faults.Add(fault.Invalid("question", "coordination.need.question_missing"))
	}
	if d.Body.ChildHow == "" {
		faults.Add(fault.Invalid("child_how", "coordination.need.child_how_missing"))
	}
	return faults.Err()
}

// Refuse ends the need without a matter. The law lets a plan that somebody asks for
// be refused only exceptionally, so the reasons must be there.
func (n Need) Refuse(reasons string, by string, at time.Time) (Need, error) {
	if n.State != NeedRaised {
		return n, fault.Refused("coordination.need.already_decided")
	}
	if strings.TrimSpace(reasons) == "" {
		return n, fault.Invalid("reasons", "coordination.need.reasons_missing")
	}
	n.State, n.DecidedAt, n.DecidedBy = NeedRefused, at, by
	return n, nil
}

// Accept chooses a form, and gives the matter that begins. Whoever accepts holds it
// together until somebody else has taken over.
func (n Need) Accept(f Form, birth civil.Date, holder Holder, at time.Time) (Need, Matter, error) {
	if n.State != NeedRaised {
		return n, Matter{}, fault.Refused("coordination.need.already_decided")
	}
	if err := f.Fits(birth, civil.Of(at)); err != nil {
		return n, Matter{}, err
	}
	n.State, n.DecidedAt, n.DecidedBy = NeedAccepted, at, holder.User
	return n, Matter{
		ID: n.ID, Organisation: n.Organisation, Child: n.Child, Keyset: n.Keyset, Protected: n.Protected,
		Form: f.ID, FormVersion: f.Version, State: Forming, OpenedAt: at, Baton: Baton{Holder: holder, Since: at},
	}, nil
}
