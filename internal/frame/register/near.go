package register

import "samspel/internal/frame/access"

// A Place (arbetsplats) is a unit with the organisation it belongs to.
type Place struct {
	Unit, UnitName                 string
	Organisation, OrganisationName string
	Sector                         access.Sector
	// Public says that the organisation is an authority.
	Public bool
}
