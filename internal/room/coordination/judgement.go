package coordination

import (
	"strings"
	"time"

	"samspel/internal/ground/fault"
)

// JudgementKind is what was judged.
type JudgementKind string

const (
	// JudgedKept: the mode is needed for another week.
	JudgedKept JudgementKind = "kept"
	// JudgedOff: it can end, says the first of two.
	JudgedOff JudgementKind = "off_asked"
	// JudgedContact: the child is reached another way.
	JudgedContact JudgementKind = "contact"
)

// A Judgement (bedömning) is what somebody writes down while protected mode is on. It is
// never changed; the latest says how the child is reached.
type Judgement struct {
	ID         string
	Protection string
	Kind       JudgementKind
	At         time.Time
	By         string
}

// checkJudgement says what is missing: secrecy towards a guardian goes on, or ends, for a
// reason that somebody has written.
func checkJudgement(kind JudgementKind, words ProtectionBody) error {
	switch {
	case kind == JudgedContact && strings.TrimSpace(words.Contact) == "":
		return fault.Invalid("contact", "coordination.protection.contact_missing")
	case kind != JudgedContact && strings.TrimSpace(words.Why) == "":
		return fault.Invalid("why", "coordination.protection.why_missing")
	}
	return nil
}
