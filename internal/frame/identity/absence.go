package identity

import (
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// An Absence (frånvaro) is the days somebody is away from a mandate, and the
// colleague who stands in meanwhile. It moves notices and never rights: what the
// colleague may open is what their own mandate lets them.
//
// Invariant: one mandate has no two absences on the same day, and whoever stands in
// works in the same unit and was not away on any of the days when it was said. It
// ends by itself.
type Absence struct {
	ID      string
	Mandate string
	User    string
	Unit    string
	// Deputy is the user who stands in.
	Deputy      string
	First, Last civil.Date
	// Ended says that it was called off before its last day.
	Ended bool
}

// On says whether the person is away on the day.
func (a Absence) On(day civil.Date) bool {
	return !a.Ended && !day.Before(a.First) && !day.After(a.Last)
}

// Over says whether the absence has been.
func (a Absence) Over(today civil.Date) bool { return a.Ended || today.After(a.Last) }

func (a Absence) meets(first, last civil.Date) bool {
	return !a.Ended && !first.After(a.Last) && !last.Before(a.First)
}

// AbsenceDraft is what somebody says about being away, or a manager for them.
type AbsenceDraft struct {
	Mandate     string
	Deputy      string
	First, Last civil.Date
}

// keepPresence is how many days absences and duties are kept when they are over. The
// log keeps who said what for as long as it keeps anything.
const keepPresence = 365

// longestAbsence is in days. A longer one is a mandate that should end.
const longestAbsence = 366

// Check says what is wrong with the draft for somebody away from m. Own is that
// person's absences, in is what the deputy may act under on the first day, and
// theirs the deputy's absences.
func (d AbsenceDraft) Check(m Mandate, own []Absence, in []Mandate, theirs []Absence, today civil.Date) error {
	var faults fault.List
	switch {
	case d.First.IsZero():
		faults.Add(fault.Invalid("first", "account.absence.first_missing"))
	case d.First.Before(today):
		faults.Add(fault.Invalid("first", "account.absence.first_past", "today", today))
	}
	switch {
	case d.Last.IsZero():
		faults.Add(fault.Invalid("last", "account.absence.last_missing"))
	case d.Last.Before(d.First):
		faults.Add(fault.Invalid("last", "account.absence.last_before_first"))
	case d.Last.Sub(d.First) >= longestAbsence:
		faults.Add(fault.Invalid("last", "account.absence.too_long"))
	}
	meets := func(a Absence) bool { return a.meets(d.First, d.Last) }
	if slices.ContainsFunc(own, func(a Absence) bool { return a.Mandate == m.ID && meets(a) }) {
		faults.Add(fault.Invalid("first", "account.absence.overlaps"))
	}
	switch {
	case d.Deputy == "":
		faults.Add(fault.Invalid("deputy", "account.absence.deputy_missing"))
	case d.Deputy == m.User:
		faults.Add(fault.Invalid("deputy", "account.absence.deputy_self"))
	case !slices.ContainsFunc(in, func(other Mandate) bool { return other.Unit == m.Unit && standsIn(m.Role, other.Role) }):
		faults.Add(fault.Invalid("deputy", "account.absence.deputy_elsewhere"))
	case slices.ContainsFunc(theirs, meets):
		faults.Add(fault.Invalid("deputy", "account.absence.deputy_away"))
	}
	return faults.Err()
}

// standsIn says whether somebody with a role can stand in for another in the same
// unit. Those who receive reports of concern stand in for each other and those who
// make them do; an administrator is away from nothing that comes in.
func standsIn(away, deputy access.Role) bool {
	switch away {
	case access.Officer:
		return deputy == access.Officer || deputy == access.Manager
	case access.Reporter:
		return deputy == access.Reporter || deputy == access.Manager
	case access.Manager:
		return deputy == access.Officer || deputy == access.Manager || deputy == access.Reporter
	case access.Archivist, access.Administrator, access.Reviewer, access.Public, access.Family:
	}
	return false
}
