package coordination

import (
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
)

// These are the room's rules, in words a jurist can read in
// testdata/policy.golden. Order is the policy: the first line that fits settles
// it, and no line means no. Permissions only add: a ground more, or a member more,
// never shows anybody less.

// mayTakePart: a person with content in their work. Whoever administers reads none.
func mayTakePart(who access.Actor) access.Decision {
	switch {
	case who.System():
		return access.Deny("a system takes no part")
	case who.Role == access.Reporter, who.Role == access.Officer, who.Role == access.Manager:
		return access.Allow("works with children")
	}
	return access.Deny("no role that works with children")
}

// mayRaise: those whose own work is help to children. The police, associations and
// other agencies take part when they are asked, and begin nothing about a child here.
func mayRaise(who access.Actor) access.Decision {
	if d := mayTakePart(who); !d.Allowed() {
		return d
	}
	switch who.Sector {
	case access.School, access.Social, access.Health, access.Leisure:
		return access.Allow("works with children")
	case access.Police, access.Association, access.Agency:
	}
	return access.Deny("takes part when asked, and raises nothing")
}

// shielded: a protected identity opens for a mandate that covers it, and to somebody
// who has lately shown who they are.
func shielded(who access.Actor, protected bool, ground string) access.Decision {
	switch {
	case !protected:
		return access.Allow(ground)
	case !who.Protected:
		return access.Deny("protected identity")
	case !who.Strong:
		return access.Prove("protected identity, and too long since the reader showed who they are")
	}
	return access.Allow(ground + ", mandate for protected identities")
}

// mayReadNeed: the unit where it was raised, which assesses it.
func mayReadNeed(who access.Actor, n Need) access.Decision {
	switch d := mayTakePart(who); {
	case !d.Allowed():
		return d
	case n.Unit != who.Unit:
		return access.Deny("another unit's need")
	}
	return shielded(who, n.Protected, "own unit's need")
}

// mayList: whoever may take part has a list, of their own.
func mayList(who access.Actor) access.Decision { return mayTakePart(who) }

// mayOpen: a member of the team who takes part. Being a manager, or of the same
// organisation, is no way in.
func mayOpen(who access.Actor, s Standing) access.Decision {
	if d := mayTakePart(who); !d.Allowed() {
		return d
	}
	if _, ok := s.joined(who.User, who.Unit); !ok {
		return access.Deny("not a member of the team")
	}
	if slices.Contains(s.Apart, who.User) {
		return access.Deny("close to the family, and may not know")
	}
	return shielded(who, s.Matter.Protected, "member of the team")
}

// mayAnswer: the person who is asked, or somebody at the unit that is.
func mayAnswer(who access.Actor, s Standing) access.Decision {
	if d := mayTakePart(who); !d.Allowed() {
		return d
	}
	if _, ok := s.asked(who.User, who.Unit); !ok {
		return access.Deny("not asked")
	}
	if slices.Contains(s.Apart, who.User) {
		return access.Deny("close to the family, and may not know")
	}
	return shielded(who, s.Matter.Protected, "asked to take part")
}

// maySeeShared: what is common to the team, such as the question, who takes part
// and what has been consented to. The matter's own organisation has it; others while
// there is a ground between the two.
func maySeeShared(who access.Actor, s Standing) access.Decision {
	switch d := mayOpen(who, s); {
	case !d.Allowed():
		return d
	case who.Organisation == s.Matter.Organisation:
		return access.Allow("the organisation's own matter")
	}
	if g, ok := s.Grounds.Between(s.Matter.Organisation, who.Organisation); ok {
		return access.Allow(g.words())
	}
	return access.Deny("no ground for this organisation")
}

// mayHearChild: the child's own words are a kind of information like any other.
func mayHearChild(who access.Actor, s Standing) access.Decision {
	switch d := maySeeShared(who, s); {
	case !d.Allowed():
		return d
	case who.Organisation == s.Matter.Organisation:
		return access.Allow("the organisation's own matter")
	}
	if g, ok := s.Grounds.About(s.Matter.Organisation, who.Organisation, Words); ok {
		return access.Allow(g.words())
	}
	return access.Deny("no ground for the child's words")
}

// maySeeConsent: what was said with a consent is for the organisations it is between.
func maySeeConsent(who access.Actor, s Standing, c Consent) access.Decision {
	switch d := maySeeShared(who, s); {
	case !d.Allowed():
		return d
	case who.Organisation == s.Matter.Organisation, slices.Contains(c.Common().Parties, who.Organisation):
		return d
	}
	return access.Deny("a consent between others")
}

// mayKnowWho: whose child an invitation is about, which is a thing to share like any other.
func mayKnowWho(who access.Actor, s Standing) access.Decision {
	if mayOpen(who, s).Allowed() {
		return mayOpen(who, s)
	}
	switch d := mayAnswer(who, s); {
	case !d.Allowed():
		return d
	case who.Organisation == s.Matter.Organisation:
		return access.Allow("the organisation's own matter")
	}
	if g, ok := s.Grounds.Between(s.Matter.Organisation, who.Organisation); ok {
		return access.Allow(g.words())
	}
	return access.Deny("no ground for this organisation")
}

func (g Ground) words() string {
	if g.Consent != "" {
		return "consent"
	}
	return "decision to share"
}

// mayWrite: what the own organisation does and knows, in a matter that is open.
func mayWrite(who access.Actor, s Standing, kind ItemKind) access.Decision {
	switch d := mayOpen(who, s); {
	case !d.Allowed():
		return d
	case !s.Matter.State.Open():
		return access.Deny("the matter is closed")
	}
	me, _ := s.joined(who.User, who.Unit)
	if me.Holds == HoldsCommitments && kind != Intervention {
		return access.Deny("holds commitments only")
	}
	return access.Allow("own organisation's words")
}

// mayRevise: the unit that wrote it, and nobody else.
func mayRevise(who access.Actor, s Standing, it Item) access.Decision {
	switch d := mayWrite(who, s, it.Kind); {
	case !d.Allowed():
		return d
	case it.Unit != who.Unit:
		return access.Deny("another unit's item")
	}
	return access.Allow("own unit's item")
}

// maySee is how much of an item the reader sees, and why: the one place where
// membership, ground, the owner's mark and protection meet. No line means nothing.
func maySee(who access.Actor, s Standing, it Item) Insight {
	if it.Matter != s.Matter.ID || !mayOpen(who, s).Allowed() {
		return Insight{Reason: BecauseNotThere}
	}
	switch {
	case it.Unit == who.Unit:
		return Insight{Sight: Full, Reason: BecauseOwnUnit}
	case it.Organisation == who.Organisation:
		return Insight{Sight: it.Shown.sight(), Reason: BecauseOwnOrganisation}
	}
	g, ok := s.Grounds.For(it, who.Organisation)
	switch {
	case !ok:
		return Insight{Reason: BecauseNoGround}
	case it.Shown.sight() == Nothing:
		return Insight{Reason: BecauseOwner}
	case g.Consent != "":
		return Insight{Sight: it.Shown.sight(), Reason: BecauseConsent, Ground: g}
	}
	return Insight{Sight: it.Shown.sight(), Reason: BecauseDecision, Ground: g}
}

// mayHold: whoever has the baton does what is common to all: invites, asks for
// consent, changes the form.
func mayHold(who access.Actor, s Standing) access.Decision {
	switch d := mayOpen(who, s); {
	case !d.Allowed():
		return d
	case s.Matter.Baton.User != who.User || s.Matter.Baton.Unit != who.Unit:
		return access.Deny("somebody else holds it together")
	case !s.Matter.State.Open():
		return access.Deny("the matter is closed")
	}
	return access.Allow("holds the matter together")
}

// mayTakeBaton: the member it is offered to.
func mayTakeBaton(who access.Actor, s Standing) access.Decision {
	if d := mayOpen(who, s); !d.Allowed() {
		return d
	}
	if me, _ := s.joined(who.User, who.Unit); me.ID != s.Matter.Baton.OfferedTo {
		return access.Deny("not offered")
	}
	return access.Allow("offered the baton")
}

// mayListReliefs: a manager sees to it that what the own unit holds together is held.
func mayListReliefs(who access.Actor) access.Decision {
	switch d := mayTakePart(who); {
	case !d.Allowed():
		return d
	case who.Role != access.Manager:
		return access.Deny("not a manager")
	}
	return access.Allow("manager of the unit")
}

// mayRelieve: while the holder is away, a manager of the holder's unit moves the baton
// without reading anything, and whoever stands in takes it if they are in the team. In
// protected mode the team is named, and a manager outside it moves nothing.
func mayRelieve(who access.Actor, s Standing, a Away) access.Decision {
	_, joined := s.joined(who.User, who.Unit)
	switch d := mayTakePart(who); {
	case !d.Allowed():
		return d
	case who.Unit != s.Matter.Baton.Unit:
		return access.Deny("another unit's baton")
	case slices.Contains(s.Apart, who.User):
		return access.Deny("close to the family, and may not know")
	case !s.Matter.State.Open():
		return access.Deny("the matter is closed")
	case !a.On() || who.User == s.Matter.Baton.User:
		return access.Deny("the holder is at work")
	case s.Protection.On() && !joined:
		return access.Deny("protected mode, and not in the team")
	case who.Role == access.Manager:
		return shielded(who, s.Matter.Protected, "manager of the unit whose holder is away")
	case who.User == a.Deputy && joined:
		return shielded(who, s.Matter.Protected, "stands in for the holder, and is in the team")
	}
	return access.Deny("neither manager nor deputy in the team")
}

// mayShare: a member decides about what their own organisation has written.
func mayShare(who access.Actor, s Standing) access.Decision {
	switch d := mayOpen(who, s); {
	case !d.Allowed():
		return d
	case !s.Matter.State.Open():
		return access.Deny("the matter is closed")
	}
	return access.Allow("own organisation's decision")
}

// mayEndSharing: a member of the organisation that decided.
func mayEndSharing(who access.Actor, s Standing, d Sharing) access.Decision {
	switch may := mayShare(who, s); {
	case !may.Allowed():
		return may
	case d.Organisation != who.Organisation:
		return access.Deny("another organisation's decision")
	}
	return access.Allow("own organisation's decision")
}

// Consent: whoever holds the matter together asks and records answers (mayHold). A
// withdrawal anybody records who may see the consent (maySeeConsent): a no must never
// wait for somebody.

// mayMeet: that there is a meeting, what it is for and who is asked to it. It is told
// like what is common: in the organisation that called it, and outside of it on a ground.
func mayMeet(who access.Actor, s Standing, m Meeting) access.Decision {
	switch d := mayOpen(who, s); {
	case !d.Allowed():
		return d
	case m.Matter != s.Matter.ID:
		return access.Deny("another matter's meeting")
	case m.Organisation == who.Organisation:
		return access.Allow("the organisation's own meeting")
	}
	if g, ok := s.Grounds.Between(m.Organisation, who.Organisation); ok {
		return access.Allow(g.words())
	}
	return access.Deny("no ground for this organisation")
}

// mayRunMeeting: whoever holds the matter together calls, cancels and writes down who came.
func mayRunMeeting(who access.Actor, s Standing, m Meeting) access.Decision {
	if d := mayMeet(who, s, m); !d.Allowed() {
		return d
	}
	return mayHold(who, s)
}

// mayMinute: a member who knows of the meeting and may write notes, until the
// minutes are confirmed.
func mayMinute(who access.Actor, s Standing, m Meeting) access.Decision {
	switch d := mayMeet(who, s, m); {
	case !d.Allowed():
		return d
	case !m.State.Writable():
		return access.Deny("the minutes are not open")
	}
	return mayWrite(who, s, Note)
}

// mayAdjust: a municipality adjusts its forms through its schools, social services and
// leisure: those who manage a unit there, and those who administer. A form holds
// nothing about anybody.
func mayAdjust(who access.Actor, public bool) access.Decision {
	switch {
	case who.System(), who.Role != access.Manager && who.Role != access.Administrator:
		return access.Deny("neither manages nor administers")
	case who.Municipality == "", !public:
		return access.Deny("no municipality's")
	}
	switch who.Sector {
	case access.School, access.Social, access.Leisure:
		return access.Allow("manages or administers in the municipality")
	case access.Health, access.Police, access.Association, access.Agency:
	}
	return access.Deny("not of the municipality's own")
}

// mayAdjustThis: the municipality's own versions.
func mayAdjustThis(who access.Actor, e Edition) access.Decision {
	switch d := mayAdjust(who, true); {
	case !d.Allowed():
		return d
	case e.Municipality != who.Municipality:
		return access.Deny("another municipality's")
	}
	return access.Allow("own municipality's form")
}

// mayEnforce: who manages a unit. That it is somebody else than whoever wrote it is
// the edition's own rule.
func mayEnforce(who access.Actor, e Edition) access.Decision {
	switch d := mayAdjustThis(who, e); {
	case !d.Allowed():
		return d
	case who.Role != access.Manager:
		return access.Deny("does not manage a unit")
	}
	return access.Allow("manages a unit in the municipality")
}

// mayDecide: to make a commitment of a decision, one must both know of the meeting
// and write the plan.
func mayDecide(who access.Actor, s Standing, m Meeting) access.Decision {
	switch d := mayMeet(who, s, m); {
	case !d.Allowed():
		return d
	case !m.State.Writable() && m.State != MeetingConfirmed:
		return access.Deny("the meeting has not been called, or was cancelled")
	}
	return mayWritePlan(who, s)
}

// mayConfirm: a member who was there.
func mayConfirm(who access.Actor, s Standing, m Meeting, list []Attendance) access.Decision {
	switch d := mayMeet(who, s, m); {
	case !d.Allowed():
		return d
	case !s.Matter.State.Open():
		return access.Deny("the matter is closed")
	case m.State != MeetingHeld:
		return access.Deny("nothing to confirm")
	}
	me, _ := s.joined(who.User, who.Unit)
	for _, a := range list {
		if a.Role == AttendsAsMember && a.Subject == me.ID && a.State == Attended {
			return access.Allow("was at the meeting")
		}
	}
	return access.Deny("was not at the meeting")
}

// mayHear is how much of what a colleague in the team has said about a topic the
// reader sees, such as a wording in the minutes or a message: all or nothing, by
// maySee for what is about the child, and for what is not on any ground at all.
func mayHear(who access.Actor, s Standing, it Item) Insight {
	it.Matter, it.Shown = s.Matter.ID, ShownFull
	if it.Topic != Common {
		return maySee(who, s, it)
	}
	switch {
	case !mayOpen(who, s).Allowed():
		return Insight{Reason: BecauseNotThere}
	case it.Unit == who.Unit:
		return Insight{Sight: Full, Reason: BecauseOwnUnit}
	case it.Organisation == who.Organisation:
		return Insight{Sight: Full, Reason: BecauseOwnOrganisation}
	}
	g, ok := s.Grounds.Between(it.Organisation, who.Organisation)
	switch {
	case !ok:
		return Insight{Reason: BecauseNoGround}
	case g.Consent != "":
		return Insight{Sight: Full, Reason: BecauseConsent, Ground: g}
	}
	return Insight{Sight: Full, Reason: BecauseDecision, Ground: g}
}

// mayReadPlan: the team's common words, for a member who holds more than
// commitments, while there is a ground.
func mayReadPlan(who access.Actor, s Standing) access.Decision {
	d := maySeeShared(who, s)
	if !d.Allowed() {
		return d
	}
	if me, _ := s.joined(who.User, who.Unit); me.Holds == HoldsCommitments {
		return access.Deny("holds commitments only")
	}
	return d
}

// mayWritePlan: whoever reads it, in a matter that is open.
func mayWritePlan(who access.Actor, s Standing) access.Decision {
	switch d := mayReadPlan(who, s); {
	case !d.Allowed():
		return d
	case !s.Matter.State.Open():
		return access.Deny("the matter is closed")
	}
	return access.Allow("writes the plan with the team")
}

// mayLay: whoever holds the matter together lays it forward and begins its next version.
func mayLay(who access.Actor, s Standing) access.Decision {
	if d := mayWritePlan(who, s); !d.Allowed() {
		return d
	}
	return mayHold(who, s)
}

// maySeeCommitment is maySee for a commitment. Who asked sees what they asked until
// it is answered; a member who holds commitments only sees their own organisation's.
func maySeeCommitment(who access.Actor, s Standing, c Commitment) Insight {
	in := maySee(who, s, c.item())
	if c.Matter != s.Matter.ID || !mayOpen(who, s).Allowed() {
		return Insight{Reason: BecauseNotThere}
	}
	if c.State == CommitmentProposed && c.ProposerUnit == who.Unit {
		return Insight{Sight: Full, Reason: BecauseOwnUnit}
	}
	if me, _ := s.joined(who.User, who.Unit); me.Holds == HoldsCommitments && c.Organisation != who.Organisation {
		return Insight{Reason: BecauseNotThere}
	}
	return in
}

// mayAnswerFor: the unit that is asked, or responsible.
func mayAnswerFor(who access.Actor, s Standing, c Commitment) access.Decision {
	switch d := mayOpen(who, s); {
	case !d.Allowed():
		return d
	case !s.Matter.State.Open():
		return access.Deny("the matter is closed")
	case c.Unit != who.Unit:
		return access.Deny("another unit's commitment")
	}
	return access.Allow("own unit's commitment")
}

// mayAskOutside: the unit a commitment belongs to, while it waits or goes on. In
// protected mode nobody outside is asked anything.
func mayAskOutside(who access.Actor, s Standing, c Commitment) access.Decision {
	switch d := mayAnswerFor(who, s, c); {
	case !d.Allowed():
		return d
	case s.Protection.On():
		return access.Deny("protected mode")
	case !c.State.Live():
		return access.Deny("the commitment has ended")
	}
	return access.Allow("own unit's commitment")
}

// mayReply: the one account that a question was made for, until it is answered, taken
// back or too old, and while the matter is as it was when it was asked.
func mayReply(who access.Actor, s Standing, e Errand) access.Decision {
	switch d := mayHaveFamily(who); {
	case !d.Allowed():
		return d
	case e.User != who.User:
		return access.Deny("asked of somebody else")
	case !e.Open(civil.Of(s.Now)):
		return access.Deny("answered, taken back or too old")
	case s.Protection.On(), !s.Matter.State.Open():
		return access.Deny("the matter is closed, or in protected mode")
	}
	return access.Allow("asked this question")
}

// mayDrop: who asked, until it is answered; then the unit that accepted.
func mayDrop(who access.Actor, s Standing, c Commitment) access.Decision {
	if c.State != CommitmentProposed {
		return mayAnswerFor(who, s, c)
	}
	switch d := mayOpen(who, s); {
	case !d.Allowed():
		return d
	case !s.Matter.State.Open():
		return access.Deny("the matter is closed")
	case c.ProposerUnit != who.Unit:
		return access.Deny("asked by another unit")
	}
	return access.Allow("asked for it")
}

// mayProtect: any member of the team whose work obliges them to report concern, and
// who may open the matter. A manager elsewhere, or an association, is neither.
func mayProtect(who access.Actor, s Standing) access.Decision {
	switch d := mayOpen(who, s); {
	case !d.Allowed():
		return d
	case who.Sector == access.Association:
		return access.Deny("not bound by duty to report")
	case !s.Matter.State.Open():
		return access.Deny("the matter is closed")
	}
	return access.Allow("member of the team, bound by duty")
}

// mayBreak: the officer on duty in social services, having just shown who they are.
func mayBreak(who access.Actor, onDuty bool) access.Decision {
	switch {
	case !mayTakePart(who).Allowed(), who.Sector != access.Social, who.Role == access.Reporter:
		return access.Deny("not an officer of social services")
	case !onDuty:
		return access.Deny("not on duty")
	case !who.Strong:
		return access.Prove("emergency opening, and too long since the reader showed who they are")
	}
	return access.Allow("officer on duty, emergency opening")
}

// mayReadGlass: who opened, while it is open and they are on duty.
func mayReadGlass(who access.Actor, onDuty bool, g Glass, s Standing) access.Decision {
	switch d := mayBreak(who, onDuty); {
	case g.User != who.User || g.Unit != who.Unit:
		return access.Deny("somebody else's opening")
	case !g.open(s.Now):
		return access.Deny("the opening has ended")
	case slices.Contains(s.Apart, who.User):
		return access.Deny("close to the family, and may not know")
	case !d.Allowed():
		return d
	}
	if _, party := s.party(who.Organisation); !party {
		return access.Deny("the organisation takes no part")
	}
	return access.Allow("officer on duty, emergency opening")
}

// glassSees is how much of an item an emergency opening shows: the own organisation's
// in full, others' as far as a ground and their owner let it.
func glassSees(who access.Actor, s Standing, it Item) Sight {
	if it.Organisation == who.Organisation {
		return Full
	}
	if _, ok := s.Grounds.For(it, who.Organisation); !ok {
		return Nothing
	}
	if it.Shown.sight() == ThatItExists {
		return Nothing
	}
	return it.Shown.sight()
}

// mayHaveFamily: an account of a child or a guardian has a first page, whatever is on it.
func mayHaveFamily(who access.Actor) access.Decision {
	if who.Role != access.Family || who.Mandate != "" {
		return access.Deny("not a child's or a guardian's account")
	}
	return access.Allow("own page")
}

// mayBeNear: the child themselves, or who has custody of a child that is not of age,
// when a human has not judged otherwise and nothing says that they may not know.
// Protected matters never come as far as this.
func mayBeNear(who access.Actor, k Kin, guards bool) access.Decision {
	switch d := mayHaveFamily(who); {
	case !d.Allowed():
		return d
	case k.User != who.User, !k.EndedAt.IsZero():
		return access.Deny("another account's")
	case !k.Open:
		return access.Deny("judged not to read here")
	case k.Capacity == AsChild && k.Person == k.Child:
		return access.Allow("the child themselves")
	case k.Capacity == AsGuardian && guards:
		return access.Allow("guardian of the child")
	}
	return access.Deny("no custody of the child")
}

// mayTellFamily: a member of the matter's own organisation, whose records of the
// family these are. In protected mode the named are all there is.
func mayTellFamily(who access.Actor, s Standing) access.Decision {
	switch d := mayOpen(who, s); {
	case !d.Allowed():
		return d
	case who.Organisation != s.Matter.Organisation:
		return access.Deny("another organisation's records of the family")
	case !s.Matter.State.Open():
		return access.Deny("the matter is closed")
	}
	return access.Allow("member of the team, own organisation's records of the family")
}

// mayTellPlan: whoever shows the family things, of a plan that they write themselves.
func mayTellPlan(who access.Actor, s Standing) access.Decision {
	if d := mayTellFamily(who, s); !d.Allowed() {
		return d
	}
	return mayWritePlan(who, s)
}

// maySeeEnd: how a matter ends is common, and whoever holds it together always knows.
func maySeeEnd(who access.Actor, s Standing) access.Decision {
	if d := mayHold(who, s); d.Allowed() {
		return d
	}
	return maySeeShared(who, s)
}

// mayAskAfterwards: a member who sees what is common writes down what the family
// answers, while the matter ends and when it has. It is the one thing that is written
// in a closed matter.
func mayAskAfterwards(who access.Actor, s Standing) access.Decision {
	if s.Matter.State != Closing && s.Matter.State != Closed {
		return access.Deny("the matter goes on")
	}
	return maySeeShared(who, s)
}

// mayOversee: the counts of a municipality are for its managers, and for those who hold
// a matter together in it. No count is about fewer than five.
func mayOversee(who access.Actor, holds bool) access.Decision {
	switch d := mayRaise(who); {
	case !d.Allowed():
		return d
	case who.Municipality == "":
		return access.Deny("works in no single municipality")
	case who.Role == access.Manager:
		return access.Allow("manager in the municipality")
	case holds:
		return access.Allow("holds a matter together in the municipality")
	}
	return access.Deny("neither manager nor holding a matter together")
}
