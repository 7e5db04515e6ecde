package law

import (
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
)

// Strength is how much it takes to disclose.
type Strength string

const (
	// Strong: secret unless it is clear that nobody is harmed (omvänt skaderekvisit).
	Strong Strength = "strong"
	// Weak: open unless harm can be assumed (rakt skaderekvisit).
	Weak Strength = "weak"
	// Minimum: only health and sexual life, and only where considerable harm can be assumed.
	Minimum Strength = "minimum"
	// Unauthorised: those in private activity may not disclose without authority (obehörigen röja).
	Unauthorised Strength = "unauthorised"
	// Reservation: bound only by a reservation made at disclosure (förbehåll).
	Reservation Strength = "reservation"
)

// Regime is the secrecy (sekretess) or duty of confidentiality (tystnadsplikt) that
// covers what an organisation knows about a person.
type Regime struct {
	Row
	// Sector is empty where the regime follows the information and not the organisation.
	Sector access.Sector `json:"sector,omitempty"`
	// Public says that the regime binds authorities; else it binds private bodies.
	Public   bool     `json:"public"`
	Strength Strength `json:"strength"`
	Swedish  string   `json:"sv"`
	English  string   `json:"en"`
}

// Secrecy is every regime that can hold in the sector, in every wording; the first
// of each kind, public and private, is the one most of its organisations are under.
func Secrecy(sector access.Sector) []Regime {
	return slices.DeleteFunc(slices.Clone(regimes()), func(r Regime) bool { return r.Sector == "" || r.Sector != sector })
}

// SecrecyRegime is the regime with the given id as it reads on the day.
func SecrecyRegime(id string, on civil.Date) (Regime, bool) { return find(regimes(), id, on) }

// Name is what to call the regime in the language; Swedish unless lang is "en".
func (r Regime) Name(lang string) string { return inLanguage(lang, r.Swedish, r.English) }
