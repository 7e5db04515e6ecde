package disclosure

import (
	"slices"

	"samspel/internal/frame/access"
)

// These are the room's rules, in words a jurist can read in testdata/policy.golden.
// Order is the policy: the first line that fits settles it, and no line means no.

// mayAnswer: somebody with a responsibility at an authority that holds records of
// children. Associations and the police answer for their own elsewhere.
func mayAnswer(who access.Actor) access.Decision {
	switch {
	case who.System():
		return access.Deny("a system answers nobody")
	case who.Role != access.Officer && who.Role != access.Manager:
		return access.Deny("no responsibility for documents")
	}
	switch who.Sector {
	case access.Social, access.School, access.Health, access.Leisure:
		return access.Allow("responsible for the unit's documents")
	case access.Police, access.Association, access.Agency:
	}
	return access.Deny("the organisation's records are not here")
}

// mayExtract: everything about a person is gathered for a manager whose mandate covers
// protected identities, and who has lately shown who they are.
func mayExtract(who access.Actor) access.Decision {
	switch d := mayAnswer(who); {
	case !d.Allowed():
		return d
	case who.Role != access.Manager:
		return access.Deny("not the manager")
	case !who.Protected:
		return access.Deny("mandate does not cover protected identities")
	case !who.Strong:
		return access.Prove("everything about a person, and too long since the reader showed who they are")
	}
	return access.Allow("manager, mandate for protected identities")
}

// mayRegister: a request of the kind.
func mayRegister(who access.Actor, k Kind) access.Decision {
	if k == Extract {
		return mayExtract(who)
	}
	return mayAnswer(who)
}

// mayHandle: a request at the own unit, unless it is about what the actor may not know of.
func mayHandle(who access.Actor, r Request) access.Decision {
	switch d := mayAnswer(who); {
	case !d.Allowed():
		return d
	case r.Unit != who.Unit:
		return access.Deny("another unit's request")
	case slices.Contains(r.Apart, who.User):
		return access.Deny("close to the family, and may not know")
	}
	if r.Kind == Extract {
		return mayExtract(who)
	}
	return access.Allow("own unit's request")
}

// mayDecide: a decision to withhold is the manager's; an officer releases what is
// released whole.
func mayDecide(who access.Actor, r Request, o Outcome) access.Decision {
	switch d := mayHandle(who, r); {
	case !d.Allowed(), who.Role == access.Manager, o == Whole, o == Nothing:
		return d
	}
	return access.Deny("a decision to withhold is the manager's")
}
