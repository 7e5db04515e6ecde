package person

import "time"

// A Holding (registeruppgift) is one thing that a room holds about somebody, as it
// hands it to those who answer a request about them. Who answers judges each by itself:
// that it is here says nothing about whether it may be told.
type Holding struct {
	// Room and Kind are what it is, and ID which, in words of the room.
	Room, Kind, ID string
	// Person is the record it is about.
	Person string
	At     time.Time
	Lines  []Line
	Marks  []Mark
}

// A Line is one text with its name.
type Line struct{ Name, Text string }

// Add puts a line last, unless it is empty.
func (h *Holding) Add(name, text string) {
	if text != "" {
		h.Lines = append(h.Lines, Line{name, text})
	}
}

// A Mark (markering) is something in a holding that a human must think of before it is
// told. It decides nothing.
type Mark string

const (
	// MarkOthers: other people than the one who asks are in it.
	MarkOthers Mark = "others"
	// MarkReporter: it says who reported a concern.
	MarkReporter Mark = "reporter"
	// MarkUnaware: guardians were not to know, for the child's sake.
	MarkUnaware Mark = "unaware"
	// MarkProtected: it lies in a matter in protected mode, or was written while it was.
	MarkProtected Mark = "protected"
	// MarkIdentity: it is about somebody with a protected identity.
	MarkIdentity Mark = "identity"
)
