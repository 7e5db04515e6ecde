package grant

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"samspel/internal/ground/fault"
)

// A Scheme (bidragsordning) is a grant that an agency gives year after year. What
// holds for it is data of each [SchemeYear]; the program knows no certain one.
type Scheme struct {
	ID string
	// Agency is the organisation that decides and pays.
	Agency  string
	Name    string
	AddedBy string
	AddedAt time.Time
}

// SchemeDraft is what an agency says of a new scheme.
type SchemeDraft struct{ Name string }

const (
	nameLimit = 200
	textLimit = 2000
	rowLimit  = 100
)

func (d SchemeDraft) check() error {
	if !says(d.Name) {
		return fault.Invalid("name", "grant.scheme.name_missing")
	}
	return nil
}

// says tells whether s is one line that says something.
func says(s string) bool {
	return strings.TrimSpace(s) != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= nameLimit &&
		!strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' })
}
