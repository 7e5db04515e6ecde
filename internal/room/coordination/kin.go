package coordination

import (
	"strings"
	"time"

	"samspel/internal/ground/fault"
)

// A Kin (anhörigs ingång) is a child or a guardian who can sign in to one matter, as
// the one person they are in it. It is no place in the team.
type Kin struct {
	ID       string
	Matter   string
	User     string
	Person   string
	Child    string
	Capacity Capacity
	MadeBy   string
	MadeAt   time.Time
	// Open is the judgement, by age and maturity, of whether they may read here. It is
	// a human's; dates only prompt for it.
	Open     bool
	JudgedBy string
	JudgedAt time.Time
	EndedAt  time.Time
}

// Judge records whether they may read, with the reasons.
func (k Kin) Judge(open bool, reasons, by string, at time.Time) (Kin, error) {
	switch {
	case !k.EndedAt.IsZero():
		return k, fault.Refused("coordination.kin.ended")
	case strings.TrimSpace(reasons) == "":
		return k, fault.Invalid("judgement", "coordination.kin.judgement_missing")
	}
	k.Open, k.JudgedBy, k.JudgedAt = open, by, at
	return k, nil
}

// VoiceKind is what a child or a guardian says.
type VoiceKind string

const (
	// VoiceMatters: what matters to me.
	VoiceMatters  VoiceKind = "matters"
	VoiceAgree    VoiceKind = "agree"
	VoiceDisagree VoiceKind = "disagree"
	// VoiceChange: I want this to be changed.
	VoiceChange   VoiceKind = "change"
	VoiceQuestion VoiceKind = "question"
)

// VoiceKinds is every kind, in the order pages list them.
var VoiceKinds = []VoiceKind{VoiceMatters, VoiceAgree, VoiceDisagree, VoiceChange, VoiceQuestion}

// A Voice (röst) is what a child or a guardian has said themselves. Nobody changes it,
// and no other member of the family reads it.
type Voice struct {
	ID         string
	Matter     string
	Kin        string
	Person     string
	Capacity   Capacity
	Kind       VoiceKind
	At         time.Time
	Keyset     string
	AnsweredAt time.Time
	AnsweredBy string
}

// VoiceDraft is what they type.
type VoiceDraft struct {
	ID   string
	Kind VoiceKind
	Text string
}

// Check says what is missing. To agree needs no words.
func (d VoiceDraft) Check() error {
	var faults fault.List
	if d.Kind == "" {
		faults.Add(fault.Invalid("kind", "coordination.voice.kind_missing"))
	}
	if strings.TrimSpace(d.Text) == "" && d.Kind != VoiceAgree && d.Kind != "" {
		faults.Add(fault.Invalid("text", "coordination.voice.text_missing"))
	}
	return faults.Err()
}

// A Told (visat för familjen) is the wording of an item that its owner shows the
// family. A new wording is shown when somebody has decided so again.
type Told struct {
	Item        string
	Matter      string
	Number      int
	ToChild     bool
	ToGuardians bool
	DecidedBy   string
	DecidedAt   time.Time
}

func (t Told) to(as Capacity) bool {
	return as == AsChild && t.ToChild || as == AsGuardian && t.ToGuardians
}
