package coordination

import (
	"time"

	"samspel/internal/ground/fault"
)

// CopyFormat is how a copy was made.
type CopyFormat string

const (
	CopyPDF   CopyFormat = "pdf"
	CopyWord  CopyFormat = "docx"
	CopyPaper CopyFormat = "paper"
)

// CopyFormats is every format.
var CopyFormats = []CopyFormat{CopyPDF, CopyWord, CopyPaper}

// A Copy (kopia) is that somebody took a plan out of the program for a recipient.
type Copy struct {
	ID     string
	Plan   string
	Matter string
	Format CopyFormat
	At     time.Time
	Author string
}

// CopyBody is who it was for, sealed.
type CopyBody struct{ Recipient string }

// CopyDraft is what somebody types to take a copy. ID is the form's own; Number is the
// version of the plan, 0 for the latest.
type CopyDraft struct {
	ID        string
	Number    int
	Format    CopyFormat
	Recipient string
}

// Check says everything that is missing.
func (d CopyDraft) Check() error {
	var faults fault.List
	if d.Recipient == "" {
		faults.Add(fault.Invalid("recipient", "coordination.copy.recipient_missing"))
	}
	if d.Format == "" {
		faults.Add(fault.Invalid("format", "coordination.copy.format_missing"))
	}
	return faults.Err()
}

// Repeats says whether the form was sent again: the same copy for the same recipient
// within a quarter of an hour. Anything else that leaves is a copy of its own.
func (c Copy) Repeats(earlier Copy, recipient, before string) bool {
	return c.Plan == earlier.Plan && c.Format == earlier.Format && c.Author == earlier.Author && recipient == before && c.At.Sub(earlier.At) < sameCopy
}

const sameCopy = 15 * time.Minute
