package law

import (
	"strconv"
	"strings"

	"samspel/internal/ground/civil"
)

// Ref (lagrum) points at a provision. Chapter is empty in acts without chapters;
// Paragraph (stycke) and Item (punkt) are 0 where the whole section is meant.
type Ref struct {
	SFS       string `json:"sfs"`
	Chapter   string `json:"chapter,omitempty"`
	Section   string `json:"section"`
	Paragraph int    `json:"paragraph,omitempty"`
	Item      int    `json:"item,omitempty"`
}

// String is the reference as Swedish lawyers write it: "19 kap. 6 § andra stycket SoL".
func (r Ref) String() string {
	var parts []string
	if r.Chapter != "" {
		parts = append(parts, r.Chapter+" kap.")
	}
	parts = append(parts, r.Section+" §")
	if r.Paragraph > 0 {
		parts = append(parts, ordinals[r.Paragraph-1]+" stycket")
	}
	if r.Item > 0 {
		parts = append(parts, strconv.Itoa(r.Item))
	}
	return strings.Join(append(parts, shortName(r.SFS)), " ")
}

var ordinals = []string{"första", "andra", "tredje", "fjärde", "femte"}

// Row is what every rule has, whatever it is about.
type Row struct {
	ID  string `json:"id"`
	Ref Ref    `json:"ref"`
	// From and To are the first and last day the row is known to hold; a zero To means that
	// no end is known.
	From civil.Date `json:"from"`
	To   civil.Date `json:"to,omitzero"`
	// Source is the act, or the amending act, that gave the provision its wording.
	Source string `json:"source"`
	// Checked is the date of the consolidated text the row was checked against.
	Checked string `json:"checked"`
	// Open is a question that a jurist has yet to answer; empty when there is none.
	Open string `json:"open,omitempty"`
}

// InForce says whether the row holds on the day.
func (r Row) InForce(on civil.Date) bool {
	return !on.Before(r.From) && (r.To.IsZero() || !on.After(r.To))
}

func (r Row) row() Row { return r }

// Statute is one act that rows cite.
type Statute struct {
	SFS   string `json:"sfs"`
	Short string `json:"short"`
	Title string `json:"title"`
	// TextOf is the date of the text that the rows were checked against; only a
	// month where the text does not say more.
	TextOf string `json:"text_of"`
}

// Statutes is every act that rows cite.
func Statutes() []Statute { return statutes() }

func shortName(sfs string) string {
	for _, s := range statutes() {
		if s.SFS == sfs {
			return s.Short
		}
	}
	return "SFS " + sfs
}
