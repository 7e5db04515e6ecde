package grant

import (
	"time"

	"samspel/internal/ground/fault"
)

// A Rejection (avslag) is the agency's no to a requisition, by decision and with reasons.
// The money is the municipality's to call for again, while its last day has not passed.
type Rejection struct {
	RegistrationNumber, Reason string
	RejectedBy                 string
	RejectedAt                 time.Time
}

func (d Rejection) check() error {
	var wrong fault.List
	if !says(d.RegistrationNumber) {
		wrong.Add(fault.Invalid("number", "grant.decision.number_missing"))
	}
	if !reads(d.Reason) {
		wrong.Add(fault.Invalid("reason", "grant.rejection.reason"))
	}
	return wrong.Err()
}
