package identity

import (
	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// A Mandate (uppdrag) is what one person does in one unit during a period: a
// role and the reach that comes with it.
//
// Invariant: it is never changed, only ended or shortened; a wider or longer one
// is granted anew, by somebody else than its holder.
type Mandate struct {
	ID   string
	User string
	Unit string
	Role access.Role
	From civil.Date
	// To is the last day; the zero Date means until further notice.
	To civil.Date
	// Ended says that the mandate was ended at once, whatever its days.
	Ended bool
	// Deputy (ersättare) is the user who takes over what is left when the mandate ends.
	Deputy string
	// Protected says that the mandate covers protected identities (skyddade personuppgifter).
	Protected bool
	// Unconfirmed is the last day unless somebody confirms the mandate; zero while
	// nobody needs to.
	Unconfirmed civil.Date

	// UnitName, Organisation, OrganisationName, Municipality and Sector say where the unit is.
	UnitName         string
	Organisation     string
	OrganisationName string
	Municipality     string
	Sector           access.Sector
}

// InForce says whether somebody may act under m on the day. Both the first and
// the last day count.
func (m Mandate) InForce(on civil.Date) bool {
	return !m.Ended && !on.Before(m.From) && (m.To.IsZero() || !on.After(m.To))
}

// Over says whether m has been in force and no longer is.
func (m Mandate) Over(on civil.Date) bool {
	return m.Ended || !m.To.IsZero() && on.After(m.To)
}

// MandateDraft is what an administrator types to grant a mandate.
type MandateDraft struct {
	User      string
	Unit      string
	Role      access.Role
	From, To  civil.Date
	Deputy    string
	Protected bool
}

// longestMandate is how many days ahead a last day may be set: about two years.
// A mandate nobody has looked at for longer than that should end by itself.
const longestMandate = 731

// Check says what is wrong with the draft, for a unit in the given sector. An
// empty first day means today; a mandate is never granted backwards in time,
// since that would lend its holder a past they did not have.
func (d MandateDraft) Check(sector access.Sector, today civil.Date) (MandateDraft, error) {
	var faults fault.List
	switch {
	case !d.Role.Known():
		faults.Add(fault.Invalid("role", "account.mandate.role_missing"))
	case d.Role == access.Officer && sector != access.Social && sector != access.Agency:
		faults.Add(fault.Invalid("role", "account.mandate.officer_elsewhere"))
	}
	if d.From.IsZero() {
		d.From = today
	}
	if d.From.Before(today) {
		faults.Add(fault.Invalid("from", "account.mandate.from_past", "today", today))
	}
	switch {
	case d.To.IsZero():
	case d.To.Before(d.From):
		faults.Add(fault.Invalid("to", "account.mandate.to_before_from"))
	case d.To.Sub(today) > longestMandate:
		faults.Add(fault.Invalid("to", "account.mandate.to_far", "latest", today.AddDays(longestMandate)))
	}
	if d.Deputy != "" && d.Deputy == d.User {
		faults.Add(fault.Invalid("deputy", "account.mandate.deputy_self"))
	}
	return d, faults.Err()
}

// EndDraft is what an administrator types to end a mandate. The zero LastDay
// ends it at once.
type EndDraft struct {
	Mandate string
	LastDay civil.Date
	Deputy  string
}

// End is m ended or shortened as the draft says. It never makes a mandate longer.
func (m Mandate) End(d EndDraft, today civil.Date) (Mandate, error) {
	switch {
	case m.Over(today):
		return m, fault.Refused("account.mandate.over")
	case d.Deputy == m.User && d.Deputy != "":
		return m, fault.Invalid("deputy", "account.mandate.deputy_self")
	case d.LastDay.IsZero():
		m.Ended = true
	case d.LastDay.Before(today) || d.LastDay.Before(m.From):
		return m, fault.Invalid("last_day", "account.mandate.last_day_past")
	case !m.To.IsZero() && d.LastDay.After(m.To):
		return m, fault.Invalid("last_day", "account.mandate.not_longer", "to", m.To)
	default:
		m.To = d.LastDay
	}
	if d.Deputy != "" {
		m.Deputy = d.Deputy
	}
	return m, nil
}
