package concern

import "time"

// EntryKind is what an [Entry] tells of.
type EntryKind string

const (
	EntryReceived   EntryKind = "received"
	EntryAssigned   EntryKind = "assigned"
	EntryProtection EntryKind = "protection"
	EntryExtension  EntryKind = "extension"
	EntryDecision   EntryKind = "decision"
	EntryForwarded  EntryKind = "forwarded"
	EntryArrived    EntryKind = "arrived"
	EntryFeedback   EntryKind = "feedback"
	EntryWithheld   EntryKind = "withheld"
	EntrySame       EntryKind = "same"
	// EntryCallTaken is somebody taking a [Call].
	EntryCallTaken EntryKind = "call_taken"
	// EntryInherited is the matter going over when a mandate ended.
	EntryInherited EntryKind = "inherited"
)

// An Entry (journalanteckning) is one thing done in a matter, by whom and when.
// It is never changed; a mistake is answered by a new entry.
type Entry struct {
	ID     string
	Matter string
	Kind   EntryKind
	At     time.Time
	Author string
	Body   EntryBody
}

// EntryBody is what was written, sealed with the matter; at most one part is set.
type EntryBody struct {
	Protection *ProtectionAssessment `json:",omitempty"`
	Extension  *Extension            `json:",omitempty"`
	Decision   *Decision             `json:",omitempty"`
	// Text is reasons for forwarding or for withholding feedback.
	Text string `json:",omitempty"`
	// Officer is who the matter was given to.
	Officer string `json:",omitempty"`
	// Unit is where the matter went or came from.
	Unit string `json:",omitempty"`
}
