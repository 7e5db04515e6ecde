package identity

import (
	"slices"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// A Duty (jourpass) is the days on which somebody at a unit is called when nobody
// else has answered.
type Duty struct {
	ID          string
	Unit        string
	User        string
	First, Last civil.Date
}

// DutyDraft is what a manager types into the rota.
type DutyDraft struct {
	User        string
	First, Last civil.Date
}

// furthestDuty is how many days ahead a rota is kept.
const furthestDuty = 366

// Check says what is wrong with the draft for a unit with the given staff. Two may
// be on duty on the same day; both are called.
func (d DutyDraft) Check(s Staff, today civil.Date) error {
	var faults fault.List
	if !slices.ContainsFunc(s, func(m Member) bool { return m.User == d.User && m.Role.Acts() }) {
		faults.Add(fault.Invalid("user", "account.duty.user_missing"))
	}
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
	case d.Last.Sub(today) > furthestDuty:
		faults.Add(fault.Invalid("last", "account.duty.too_far"))
	}
	return faults.Err()
}
