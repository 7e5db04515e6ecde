package coordination

import "time"

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
