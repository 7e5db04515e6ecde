package concern

import "samspel/internal/frame/access"

// These are the room's rules, in words a jurist can read in
// testdata/policy.golden. Order is the policy: the first line that fits settles
// it, and no line means no. Each list in SQL is narrowed by the same rule
// (matterScope, reportScope), and a property test holds the two together.

// mayReport: everyone with a duty to report. Administrators read and write no content.
func mayReport(who access.Actor) access.Decision {
	if who.System() && !who.Within(access.SendReports) {
		return access.Deny("a system that may not send")
	}
	switch who.Role {
	case access.Reporter, access.Officer, access.Manager:
		return access.Allow("duty to report")
	case access.Administrator:
		return access.Deny("administrators handle no content")
	case access.Reviewer:
		return access.Deny("log reviewers handle no content")
	case access.Archivist:
		return access.Deny("a records officer, who reports as anybody")
	case access.Public:
		return access.Deny("a private person, who has a form of their own")
	case access.Family:
		return access.Deny("a child or a guardian, who has a page of their own")
	}
	return access.Deny("no role that reports")
}

// mayReportPublicly: anybody at all, whose name nobody asks for. Somebody who has
// signed in reports in the duty they have.
func mayReportPublicly(who access.Actor) access.Decision {
	if who.SignedIn() || who.Role != access.Public {
		return access.Deny("signed in, and so no private person here")
	}
	return access.Allow("anybody should report")
}

// mayEditDraft: only the author, and only until it is sent.
func mayEditDraft(who access.Actor, r Report) access.Decision {
	switch {
	case who.System():
		return access.Deny("a system keeps no drafts")
	case !mayReport(who).Allowed():
		return mayReport(who)
	case r.Author != who.User || r.Unit != who.Unit:
		return access.Deny("another person's draft")
	case r.State != Draft:
		return access.Deny("already sent")
	}
	return access.Allow("own draft")
}

// mayReadReport: a draft is its author's; a sent report belongs to the unit it
// was written in, and to the deputy of whoever wrote it, so that it survives them. Never the
// receiver's part. A private person's report is nobody's.
func mayReadReport(who access.Actor, r Report) access.Decision {
	switch {
	case who.System() && (!mayFollow(who).Allowed() || r.State == Draft):
		return access.Deny("a system that may not follow")
	case who.System():
		return ownReport(who, r)
	case !mayReport(who).Allowed():
		return mayReport(who)
	case r.public():
		return access.Deny("a private person's report, which nobody keeps")
	case r.State != Draft && isDeputy(who, r):
		return access.Allow("deputy for who wrote it")
	case r.Unit != who.Unit:
		return access.Deny("another unit's report")
	case r.State == Draft && r.Author != who.User:
		return access.Deny("another person's draft")
	case r.State == Draft:
		return access.Allow("own draft")
	}
	return access.Allow("own unit's report")
}

// mayFollow: a system sees how far its own reports have come, if it was let to.
func mayFollow(who access.Actor) access.Decision {
	if who.System() && who.Role == access.Reporter && who.Within(access.FollowReports) {
		return access.Allow("own reports")
	}
	return access.Deny("not a system that may follow")
}

// ownReport: what a system has sent itself; not what people or other systems of its
// unit have.
func ownReport(who access.Actor, r Report) access.Decision {
	if r.Author != who.User || r.Unit != who.Unit {
		return access.Deny("another's report")
	}
	return access.Allow("own report")
}

// mayAskFeedback: whoever may read the report; a system if it was let to.
func mayAskFeedback(who access.Actor, r Report) access.Decision {
	switch {
	case !who.System():
		return mayReadReport(who, r)
	case who.Role != access.Reporter || !who.Within(access.AskFeedback) || r.State == Draft:
		return access.Deny("a system that may not ask")
	}
	return ownReport(who, r)
}

// isDeputy: named when the author's mandate ended, and still in the same organisation.
func isDeputy(who access.Actor, r Report) bool {
	return r.Deputy != "" && r.Deputy == who.User && r.Organisation == who.Organisation
}

// maySeeInInbox: officers and managers of the unit that received it. A protected
// child stands there as "skyddad" to those without the mandate, so that the clock
// is nobody's secret.
func maySeeInInbox(who access.Actor, m Matter) access.Decision {
	if d := mayReceive(who); !d.Allowed() {
		return d
	}
	if m.Unit != who.Unit {
		return access.Deny("another unit's matter")
	}
	return access.Allow("own unit's matter")
}

// mayOpen: as the inbox, and a mandate for protected identities when the child has one.
func mayOpen(who access.Actor, m Matter) access.Decision {
	switch d := maySeeInInbox(who, m); {
	case !d.Allowed():
		return d
	case m.Protected && !who.Protected:
		return access.Deny("protected identity")
	case m.Protected:
		return access.Allow("own unit's matter, mandate for protected identities")
	}
	return access.Allow("own unit's matter")
}

// mayReadMatter: whoever may open it; a protected child's only when the reader has
// lately shown who they are, so that a screen left open opens nothing.
func mayReadMatter(who access.Actor, m Matter) access.Decision {
	d := mayOpen(who, m)
	if d.Allowed() && m.Protected && !who.Strong {
		return access.Prove("protected identity, and too long since the reader showed who they are")
	}
	return d
}

// mayReceive: whether the actor has an inbox at all.
func mayReceive(who access.Actor) access.Decision {
	switch {
	case who.System():
		return access.Deny("a system receives nothing")
	case who.Sector != access.Social:
		return access.Deny("not social services")
	case who.Role == access.Officer, who.Role == access.Manager:
		return access.Allow("receives reports for the unit")
	}
	return access.Deny("no role that receives")
}

// mayOversee: the manager of a unit that receives, over that unit. No role spans the
// units of an organisation, so nobody sees several units' counts side by side.
func mayOversee(who access.Actor) access.Decision {
	switch d := mayReceive(who); {
	case !d.Allowed():
		return d
	case who.Role == access.Manager:
		return access.Allow("manages the unit")
	}
	return access.Deny("only a manager oversees the unit")
}

// mayWorkOn: whoever may read an open matter may assess, decide, inform and give feedback.
func mayWorkOn(who access.Actor, m Matter) access.Decision {
	if d := mayReadMatter(who, m); !d.Allowed() {
		return d
	}
	if m.State == Forwarded {
		return access.Deny("forwarded to another municipality")
	}
	return access.Allow("own unit's matter")
}

// mayAssign: an officer takes a matter; a manager gives it to anybody in the unit
// who may open it.
func mayAssign(who access.Actor, m Matter, to string) access.Decision {
	if to != who.User {
		return mayGive(who, m)
	}
	if d := mayWorkOn(who, m); !d.Allowed() {
		return d
	}
	return access.Allow("takes it")
}

// mayGive: a manager gives away also what they may not open themselves, and sees no
// more of it than the inbox shows.
func mayGive(who access.Actor, m Matter) access.Decision {
	switch d := maySeeInInbox(who, m); {
	case !d.Allowed():
		return d
	case m.State == Forwarded:
		return access.Deny("forwarded to another municipality")
	case who.Role == access.Manager:
		return access.Allow("manager assigns")
	}
	return access.Deny("only a manager assigns to others")
}

// mayExtend: a named decision-maker, which is the unit's manager.
func mayExtend(who access.Actor, m Matter) access.Decision {
	switch d := mayWorkOn(who, m); {
	case !d.Allowed():
		return d
	case who.Role == access.Manager:
		return access.Allow("decision-maker for extensions")
	}
	return access.Deny("only a manager extends")
}
