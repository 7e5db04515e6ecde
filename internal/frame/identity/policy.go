package identity

import (
	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
)

// place is where an organisation is, as far as administration goes.
type place struct{ Organisation, Municipality string }

// administers says whether the place is within the actor's reach: the own
// organisation, and every organisation of the same municipality. A region or an
// agency has no municipality, and then only the own organisation counts.
func administers(who access.Actor, at place) bool {
	return at.Organisation != "" && at.Organisation == who.Organisation ||
		at.Municipality != "" && at.Municipality == who.Municipality
}

// mayListPeople decides who may see the staff of a municipality.
func mayListPeople(who access.Actor) access.Decision {
	if who.Role != access.Administrator {
		return access.Deny("not an administrator")
	}
	return access.Allow("administrator of the municipality")
}

// mayManage decides who may see, invite or shut the account of a person whose
// home is at the given place.
func mayManage(who access.Actor, home place) access.Decision {
	switch {
	case who.Role != access.Administrator:
		return access.Deny("not an administrator")
	case !administers(who, home):
		return access.Deny("a person of another municipality")
	}
	return access.Allow("administrator of the municipality")
}

// mayRegister decides who may see and manage the systems that act for a unit.
func mayRegister(who access.Actor, unit place) access.Decision {
	switch {
	case who.Role != access.Administrator:
		return access.Deny("not an administrator")
	case !administers(who, unit):
		return access.Deny("a unit of another municipality")
	}
	return access.Allow("administrator of the municipality")
}

// mayGrant decides who may grant a mandate. Nobody grants one to themselves,
// neither as its holder nor as the deputy who inherits what it leaves.
func mayGrant(who access.Actor, user, deputy string, home, unit place) access.Decision {
	switch {
	case who.Role != access.Administrator:
		return access.Deny("not an administrator")
	case user == who.User:
		return access.Deny("own mandate")
	case deputy != "" && deputy == who.User:
		return access.Deny("own deputyship")
	case !administers(who, home):
		return access.Deny("a person of another municipality")
	case !administers(who, unit):
		return access.Deny("a unit of another municipality")
	}
	return access.Allow("administrator of the municipality")
}

// mayEnd decides who may end or shorten a mandate at a unit.
func mayEnd(who access.Actor, user, deputy string, unit place) access.Decision {
	switch {
	case who.Role != access.Administrator:
		return access.Deny("not an administrator")
	case user == who.User:
		return access.Deny("own mandate")
	case deputy != "" && deputy == who.User:
		return access.Deny("own deputyship")
	case !administers(who, unit):
		return access.Deny("a unit of another municipality")
	}
	return access.Allow("administrator of the municipality")
}

// mayName decides whether a person may be named deputy at a unit: only somebody
// who already works in the same organisation, so that a deputy is never a way in.
func mayName(deputy []Mandate, organisation string) access.Decision {
	for _, m := range deputy {
		if m.Organisation == organisation && m.Role.Acts() {
			return access.Allow("works in the organisation")
		}
	}
	return access.Deny("does not work in the organisation")
}

// mayClose decides who may shut an account, or end its sessions.
func mayClose(who access.Actor, user string, home place) access.Decision {
	if who.Role == access.Administrator && user == who.User {
		return access.Deny("own account")
	}
	return mayManage(who, home)
}

// mayChangeWaysIn decides who may change how they come in: only their own, and only
// having lately shown who they are. A screen left open must not become a way in.
func mayChangeWaysIn(who access.Actor) access.Decision {
	switch {
	case !who.SignedIn():
		return access.Deny("nobody")
	case !who.Strong:
		return access.Prove("own account, and too long since they showed who they are")
	}
	return access.Allow("own account")
}

// mayRecover decides who may strike somebody's lost ways in and invite them anew: a
// second person, at the same municipality, who has lately shown who they are.
func mayRecover(who access.Actor, user string, home place) access.Decision {
	d := mayManage(who, home)
	switch {
	case !d.Allowed():
		return d
	case user == who.User:
		return access.Deny("own account")
	case !who.Strong:
		return access.Prove("administrator of the municipality, and too long since they showed who they are")
	}
	return d
}

// maySeePresence decides who may see who is away from a unit and who is on duty:
// everybody who works there.
func maySeePresence(who access.Actor) access.Decision {
	if who.Unit == "" || !who.Role.Known() {
		return access.Deny("no unit")
	}
	return access.Allow("works at the unit")
}

// maySayAbsence decides who may say that the holder of a mandate is away: the
// holder, or a manager of the same unit.
func maySayAbsence(who access.Actor, m Mandate, today civil.Date) access.Decision {
	switch {
	case m.Over(today):
		return access.Deny("the mandate is over")
	case !m.Role.Acts():
		return access.Deny("nothing comes to whoever has no matters")
	case m.User == who.User:
		return access.Allow("own absence")
	case who.Role == access.Manager && m.Unit == who.Unit:
		return access.Allow("manager of the unit")
	}
	return access.Deny("another person's absence")
}

// maySetDuty decides who may change a unit's rota.
func maySetDuty(who access.Actor) access.Decision {
	if who.Role != access.Manager || who.Unit == "" {
		return access.Deny("not a manager")
	}
	return access.Allow("manager of the unit")
}

// mayConfirm decides who may say whether a mandate is still needed: a manager of the
// unit or an administrator of the municipality, and nobody for themselves.
func mayConfirm(who access.Actor, m Mandate) access.Decision {
	switch {
	case m.User == who.User:
		return access.Deny("own mandate")
	case who.Role == access.Manager && who.Unit != "" && m.Unit == who.Unit:
		return access.Allow("manager of the unit")
	case who.Role == access.Administrator && administers(who, place{m.Organisation, m.Municipality}):
		return access.Allow("administrator of the municipality")
	}
	return access.Deny("neither manager of the unit nor administrator")
}

// maySeeAccess decides who may see who has access: managers to their unit,
// administrators to the municipality.
func maySeeAccess(who access.Actor) access.Decision {
	switch {
	case who.Role == access.Manager && who.Unit != "":
		return access.Allow("manager of the unit")
	case who.Role == access.Administrator:
		return access.Allow("administrator of the municipality")
	}
	return access.Deny("neither manager nor administrator")
}
