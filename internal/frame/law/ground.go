package law

import "samspel/internal/ground/civil"

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
	Swedish   string `json:"sv"`
	English   string `json:"en"`
	// Also are other provisions the ground cannot be read without.
	Also []Ref `json:"also,omitempty"`
	// Lifts are the only kinds of secrecy the ground lifts; empty means all but those
	// in Excludes.
	Lifts    []string `json:"lifts,omitempty"`
	Excludes []string `json:"excludes,omitempty"`
	// Tests are what a human must answer and give reasons for.
	Tests []GroundTest `json:"tests"`
}

// GroundTest is one question of a ground, put as what must be so.
type GroundTest struct {
	Swedish string `json:"sv"`
	English string `json:"en"`
}

// Grounds is every ground on the day.
func Grounds(on civil.Date) []Ground { return inForce(grounds(), on) }

// GroundFor is the ground with the given id as it reads on the day.
func GroundFor(id string, on civil.Date) (Ground, bool) { return find(grounds(), id, on) }

// Name is what to call the ground in the language; Swedish unless lang is "en".
func (g Ground) Name(lang string) string { return inLanguage(lang, g.Swedish, g.English) }

// In is the test in the language; Swedish unless lang is "en".
func (t GroundTest) In(lang string) string { return inLanguage(lang, t.Swedish, t.English) }
