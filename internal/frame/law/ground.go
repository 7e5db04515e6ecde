package law

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"samspel/internal/ground/civil"
)

// GroundKind is what a ground does.
type GroundKind string

const (
	ByConsent  GroundKind = "consent"    // samtycke
	Duty       GroundKind = "duty"       // uppgiftsskyldighet
	Permission GroundKind = "permission" // möjlighet att lämna ut
	// Scope rows say where secrecy holds at all; they let nothing through.
	Scope GroundKind = "scope"
	// Refusal is the decision not to disclose, which is recorded as well.
	Refusal GroundKind = "refusal"
)

// Ground (sekretessbrytande bestämmelse) is a reason in law why one may tell another
// something that is secret. The program shows the tests and keeps the answers; it
// never says whether they are met.
type Ground struct {
	Row
	Kind GroundKind `json:"kind"`
	// Giver and Recipient are who may tell whom, in words of this file.
	Giver     string `json:"giver"`
	Recipient string `json:"recipient"`
	// Public says that it speaks to authorities only, not to private bodies.
	Public  bool   `json:"public,omitempty"`
	Swedish string `json:"sv"`
	English string `json:"en"`
	// Also are other provisions the ground cannot be read without.
	Also []Ref `json:"also,omitempty"`
	// Lifts are the only kinds of secrecy the ground lifts; empty means all but those
	// in Excludes.
	Lifts    []string `json:"lifts,omitempty"`
	Excludes []string `json:"excludes,omitempty"`
	// When is when the ground is used, and NotEnough what is no reason to use it: a line
	// each, for whoever chooses among many.
	When      GroundText `json:"when,omitzero"`
	NotEnough GroundText `json:"not_enough,omitzero"`
	// Tests are what a human must answer and give reasons for, put as what must be so.
	Tests []GroundText `json:"tests"`
}

// GroundText is something that a ground says, in both languages.
type GroundText struct {
	Swedish string `json:"sv"`
	English string `json:"en"`
}

// Grounds is every ground on the day.
func Grounds(on civil.Date) []Ground { return inForce(grounds(), on) }

// GroundFor is the ground with the given id as it reads on the day.
func GroundFor(id string, on civil.Date) (Ground, bool) { return find(grounds(), id, on) }

// Name is what to call the ground in the language; Swedish unless lang is "en".
func (g Ground) Name(lang string) string { return inLanguage(lang, g.Swedish, g.English) }

// In is the text in the language; Swedish unless lang is "en".
func (t GroundText) In(lang string) string { return inLanguage(lang, t.Swedish, t.English) }

// Reaches says whether the ground can lift the secrecy: one that it names or, where it
// names none, any that it does not exclude.
func (g Ground) Reaches(secrecy Regime) bool {
	holds := func(provision string) bool { return covers(provision, secrecy.Ref) }
	switch {
	case g.Public && !secrecy.Public:
		return false
	case len(g.Lifts) > 0:
		return slices.ContainsFunc(g.Lifts, holds)
	}
	return !slices.ContainsFunc(g.Excludes, holds)
}

var sections = regexp.MustCompile(`(\d+(?: [a-z])?)(?:–(\d+))?(?: §§?)?(?: (\S+) stycket)?`)

// covers says whether a provision as lawyers write it, such as "OSL 25 kap. 2 § andra
// stycket, 3–5 §§", holds the section.
func covers(provision string, r Ref) bool {
	rest, ok := strings.CutPrefix(provision, shortName(r.SFS)+" "+r.Chapter+" kap. ")
	return ok && slices.ContainsFunc(sections.FindAllStringSubmatch(rest, -1), func(m []string) bool {
		from, to, paragraph := m[1], m[2], m[3]
		if paragraph != "" && r.Paragraph != slices.Index(ordinals, paragraph)+1 {
			return false
		}
		if to == "" {
			return from == r.Section
		}
		return number(from) <= number(r.Section) && number(r.Section) <= number(to)
	})
}

// number is a section's, without its letter.
func number(section string) int {
	digits, _, _ := strings.Cut(section, " ")
	n, _ := strconv.Atoi(digits)
	return n
}
