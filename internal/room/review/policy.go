package review

import "samspel/internal/frame/access"

// These are the room's rules, in words a jurist can read in testdata/policy.golden.
// Order is the policy: the first line that fits settles it, and no line means no. What
// mayDecide refuses, the checks of review_entry refuse too.

// mayReview: a reviewer, in their own organisation.
func mayReview(who access.Actor) access.Decision {
	switch {
	case who.System():
		return access.Deny("a system reviews nobody")
	case who.Role == access.Reviewer && who.Organisation != "":
		return access.Allow("reviews the organisation's log")
	}
	return access.Deny("not a reviewer")
}

// mayRead: the organisation's own periods. Each controller answers for its own log.
func mayRead(who access.Actor, p Period) access.Decision {
	if d := mayReview(who); !d.Allowed() {
		return d
	}
	if p.Organisation != who.Organisation {
		return access.Deny("another organisation's period")
	}
	return access.Allow("reviews the organisation's log")
}

// mayDecide: never the own reading, and never that of a manager of the unit one works
// in, who may decide over one's work.
func mayDecide(who access.Actor, e Entry) access.Decision {
	if d := mayReview(who); !d.Allowed() {
		return d
	}
	switch {
	case e.Organisation != who.Organisation:
		return access.Deny("another organisation's period")
	case e.Reader == who.User:
		return access.Deny("own reading")
	case e.Role == string(access.Manager) && e.Unit == who.Unit:
		return access.Deny("a manager of the own unit")
	}
	return access.Allow("reviews the organisation's log")
}

// mayDisclose: the organisation's own access lists.
func mayDisclose(who access.Actor, d Disclosure) access.Decision {
	if x := mayReview(who); !x.Allowed() {
		return x
	}
	if d.Organisation != who.Organisation {
		return access.Deny("another organisation's list")
	}
	return access.Allow("answers who has read")
}

// mayHandOver: when a person has decided about everything that is marked in it.
func mayHandOver(who access.Actor, d Disclosure) access.Decision {
	x := mayDisclose(who, d)
	if x.Allowed() && !d.Settled() {
		return access.Deny("the list is not settled")
	}
	return x
}

// mayJudge: never about the own reading, which somebody could want to hide.
func mayJudge(who access.Actor, d Disclosure, l Line) access.Decision {
	if x := mayDisclose(who, d); !x.Allowed() {
		return x
	}
	if l.Reader == who.User {
		return access.Deny("own reading")
	}
	return access.Allow("answers who has read")
}

// mayAnswer: whose reading it is, when somebody has asked.
func mayAnswer(who access.Actor, e Entry) access.Decision {
	switch {
	case !who.SignedIn() || who.System() || who.User != e.Reader:
		return access.Deny("another's reading")
	case e.AskedAt.IsZero():
		return access.Deny("nobody has asked")
	}
	return access.Allow("own reading")
}

// mayDeclare: everybody who works under a mandate says themselves whom they are close to.
func mayDeclare(who access.Actor) access.Decision {
	if who.System() || who.Mandate == "" || !who.Role.Known() {
		return access.Deny("no mandate")
	}
	return access.Allow("own declarations")
}
