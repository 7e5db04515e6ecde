package register

import (
	"encoding/hex"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"samspel/internal/frame/access"
	"samspel/internal/frame/law"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/ground/orgnr"
)

// Region (region) runs health care in a county.
type Region struct {
	Code string
	Name string
	// County is the name of the county (län), which is not always the region's.
	County string
}

// Municipality (kommun) has the four-digit code that Statistics Sweden gives it.
type Municipality struct {
	Code   string
	Name   string
	Region string
	// Invented municipalities are there for the demo and for tests only.
	Invented bool
}

// Organisation is an authority, a company or an association that answers for what
// it knows: the controller (personuppgiftsansvarig). In a municipality each
// committee with its administration is one.
//
// Invariant: an organisation from the store has a name, a sector and a secrecy regime.
type Organisation struct {
	ID           string
	Name         string
	Sector       access.Sector
	Public       bool
	Municipality string // code; empty when it works in no single one
	Region       string // code; empty when it belongs to none
	// SecrecyRegime is an id in package law; left empty it becomes its sector's usual one.
	SecrecyRegime string
	Number        orgnr.Number
}

// Unit (enhet) is where people work: a school unit, a reception group, a station.
type Unit struct {
	ID           string
	Organisation string
	Name         string
	Kind         string
	// ReceivesConcerns says that reports of concern in the organisation's
	// municipality come to this unit.
	ReceivesConcerns bool
}

// check completes o and refuses what no organisation can be.
func (o Organisation) check() (Organisation, error) {
	o.Name = strings.TrimSpace(o.Name)
	if !id.Valid(o.ID) || o.Name == "" {
		return Organisation{}, fault.Invalid("name", "register.organisation.name_missing")
	}
	if o.SecrecyRegime == "" {
		o.SecrecyRegime = usualRegime(o.Sector, o.Public)
	}
	known := func(r law.Regime) bool { return r.ID == o.SecrecyRegime && r.Public == o.Public }
	if !slices.ContainsFunc(law.Secrecy(o.Sector), known) {
		return Organisation{}, fault.Invalid("sector", "register.organisation.regime_unknown")
	}
	return o, nil
}

func usualRegime(sector access.Sector, public bool) string {
	for _, r := range law.Secrecy(sector) {
		if r.Public == public {
			return r.ID
		}
	}
	return ""
}

func (u Unit) check() (Unit, error) {
	u.Name = strings.TrimSpace(u.Name)
	if !id.Valid(u.ID) || u.Name == "" {
		return Unit{}, fault.Invalid("name", "register.unit.name_missing")
	}
	return u, nil
}

// SortKey turns a name into text that any database orders as Swedish does: å, ä
// and ö after z, capitals beside small letters.
func SortKey(name string) string {
	var buf collate.Buffer
	// A Collator is not safe to share.
	return hex.EncodeToString(collate.New(language.Swedish).KeyFromString(&buf, name))
}
