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

// MayTakePart says whether the room has anything for the actor at all, for a menu.
func MayTakePart(who access.Actor) bool { return mayStartScheme(who).Allowed() || handlesFor(who) }

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

// ownFrame: somebody who handles grants for a municipality with a frame in a year that
// is decided.
func ownFrame(who access.Actor, y SchemeYear, hasFrame bool) access.Decision {
	if !handlesFor(who) {
		return access.Deny("no municipality's officer")
	}
	return mayReadYear(who, y, hasFrame)
}

// mayReadStatement: the agency, and the municipality that the money is of.
func mayReadStatement(who access.Actor, y SchemeYear, municipality string, hasFrame bool) access.Decision {
	switch {
	case y.State == Preparing:
		return access.Deny("no money yet")
	case mayRun(who, y.Agency).Allowed():
		return mayRun(who, y.Agency)
	case !handlesFor(who) || who.Municipality != municipality:
		return access.Deny("another municipality's money")
	}
	return ownFrame(who, y, hasFrame)
}

// maySign: the head of the municipality's unit, or whom they have let.
func maySign(who access.Actor, y SchemeYear, hasFrame, signs bool) access.Decision {
	switch {
	case !ownFrame(who, y, hasFrame).Allowed():
		return ownFrame(who, y, hasFrame)
	case who.Role != access.Manager && !signs:
		return access.Deny("neither signatory nor delegate")
	case !who.Strong:
		return access.Prove("calls for money")
	case signs:
		return access.Allow("delegated to sign for the municipality")
	}
	return access.Allow("signs for the municipality")
}

// mayGiveAuthority: the head of the municipality's unit, who cannot have it from
// somebody else.
func mayGiveAuthority(who access.Actor) access.Decision {
	switch {
	case !handlesFor(who):
		return access.Deny("no municipality's officer")
	case who.Role != access.Manager:
		return access.Deny("not the signatory")
	case !who.Strong:
		return access.Prove("gives authority over money")
	}
	return access.Allow("signs for the municipality")
}

// mayCertify: the head of the municipality's unit, or whom they have let. That it is
// another person than who wrote it is a rule of what is certified, and the database's.
func mayCertify(who access.Actor, municipality string, certifies bool) access.Decision {
	switch {
	case !handlesFor(who) || who.Municipality != municipality:
		return access.Deny("not the municipality's officer")
	case who.Role != access.Manager && !certifies:
		return access.Deny("neither signatory nor certifier")
	case !who.Strong:
		return access.Prove("certifies for the municipality")
	}
	return access.Allow("certifies for the municipality")
}

// mayReadLetter: the agency that wrote it, and those who handle grants for the municipality
// it was written to.
func mayReadLetter(who access.Actor, agency, municipality string) access.Decision {
	switch {
	case mayRun(who, agency).Allowed():
		return mayRun(who, agency)
	case !handlesFor(who) || who.Municipality != municipality:
		return access.Deny("written to somebody else")
	}
	return access.Allow("written to the own municipality")
}

// mayReadUse: the municipality's own, and the agency what has been sent to it.
func mayReadUse(who access.Actor, y SchemeYear, municipality string, hasFrame, sent bool) access.Decision {
	switch {
	case handlesFor(who) && who.Municipality == municipality:
		return ownFrame(who, y, hasFrame)
	case !mayRun(who, y.Agency).Allowed():
		return access.Deny("neither the agency nor the municipality")
	case !sent:
		return access.Deny("the municipality has not sent it")
	}
	return mayRun(who, y.Agency)
}

// mayReview: those who handle grants at the agency, when they have lately shown who they
// are. That it is another person than who wrote or certified is a rule of the account, and
// the database's.
func mayReview(who access.Actor, agency string) access.Decision {
	switch {
	case !mayRun(who, agency).Allowed():
		return mayRun(who, agency)
	case !who.Strong:
		return access.Prove("accepts what money was used for")
	}
	return access.Allow("own agency's scheme")
}

// seesSmall: small numbers of children are for the municipality that counted them and the
// officer at the agency who reads its account.
func seesSmall(who access.Actor, y SchemeYear, municipality string) access.Decision {
	switch {
	case handlesFor(who) && who.Municipality == municipality:
		return access.Allow("the municipality's own numbers")
	case mayRun(who, y.Agency).Allowed() && who.Role == access.Officer:
		return access.Allow("reads the account at the agency")
	}
	return access.Deny("small numbers are hidden")
}

// mayReadReview: the agency, and those who handle grants for the municipality it is of.
func mayReadReview(who access.Actor, agency string, r Review) access.Decision {
	switch {
	case mayRun(who, agency).Allowed():
		return mayRun(who, agency)
	case !mayAnswer(who, r).Allowed():
		return access.Deny("neither the agency nor the municipality's officer")
	}
	return access.Allow("the municipality is reviewed")
}

// mayAnswer: those who handle grants for the municipality that is reviewed.
func mayAnswer(who access.Actor, r Review) access.Decision {
	if !handlesFor(who) || r.Municipality == "" || who.Municipality != r.Municipality {
		return access.Deny("not the municipality's officer")
	}
	return access.Allow("answers for the municipality")
}

// mayReadRuling: the agency, and once it is decided the municipality that it is about.
func mayReadRuling(who access.Actor, agency string, r Ruling) access.Decision {
	switch {
	case mayRun(who, agency).Allowed():
		return mayRun(who, agency)
	case !handlesFor(who) || r.Municipality == "" || who.Municipality != r.Municipality:
		return access.Deny("neither the agency nor the municipality's officer")
	case r.State != Approved:
		return access.Deny("nothing is decided")
	}
	return access.Allow("it is about the municipality")
}
