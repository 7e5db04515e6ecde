package grant

import "samspel/internal/frame/access"

// These are the room's rules, in words a jurist can read in testdata/policy.golden.
// Order is the policy: the first line that fits settles it, and no line means no. Each
// list in SQL is narrowed by the same rule (yearScope), and a property test holds the
// two together.

// mayStartScheme: an agency that gives grants has its own.
func mayStartScheme(who access.Actor) access.Decision {
	switch {
	case who.System():
		return access.Deny("a system")
	case who.Sector != access.Agency:
		return access.Deny("no agency")
	case who.Role == access.Officer || who.Role == access.Manager:
		return access.Allow("works at an agency")
	}
	return access.Deny("no role that handles grants")
}

// mayRun: those who handle grants at the agency of the scheme prepare everything in it.
func mayRun(who access.Actor, agency string) access.Decision {
	switch {
	case !mayStartScheme(who).Allowed():
		return mayStartScheme(who)
	case agency == "" || who.Organisation != agency:
		return access.Deny("another agency's scheme")
	}
	return access.Allow("own agency's scheme")
}

// mayDecide: a manager of the agency who has lately shown who they are. That it is
// another person than who prepared it is a rule of what is decided, and the database's.
func mayDecide(who access.Actor, agency string) access.Decision {
	switch {
	case !mayRun(who, agency).Allowed():
		return mayRun(who, agency)
	case who.Role != access.Manager:
		return access.Deny("not a manager")
	case !who.Strong:
		return access.Prove("decides about money")
	}
	return access.Allow("manager of the own agency's scheme")
}

// handlesFor says whether the actor handles grants for the municipality they work in:
// its social services' officers and managers.
func handlesFor(who access.Actor) bool {
	return !who.System() && who.Sector == access.Social && who.Municipality != "" &&
		(who.Role == access.Officer || who.Role == access.Manager)
}

// mayReadYear: the agency, and every municipality with a frame in it.
func mayReadYear(who access.Actor, y SchemeYear, hasFrame bool) access.Decision {
	switch {
	case mayRun(who, y.Agency).Allowed():
		return mayRun(who, y.Agency)
	case !handlesFor(who):
		return access.Deny("neither the agency nor a municipality's officer")
	case y.State == Preparing || !hasFrame:
		return access.Deny("the municipality has no frame")
	}
	return access.Allow("the municipality has a frame")
}
