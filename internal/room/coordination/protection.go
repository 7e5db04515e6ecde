package coordination

import (
	"slices"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// ProtectionReason is why a matter is in protected mode.
type ProtectionReason string

const (
	// BecauseHonour: honour-related violence or oppression (hedersrelaterat våld och förtryck).
	BecauseHonour ProtectionReason = "honour"
	// BecauseViolence: somebody at home may hurt the child.
	BecauseViolence ProtectionReason = "violence"
	// BecauseConflict: a guardian's interest goes against the child's.
	BecauseConflict ProtectionReason = "conflict"
	// BecauseChildAsked: the child asks for it, and it can be assumed to be needed.
	BecauseChildAsked ProtectionReason = "asked"
	BecauseOther      ProtectionReason = "other"
)

// ProtectionReasons is every reason, in the order pages list them.
var ProtectionReasons = []ProtectionReason{BecauseHonour, BecauseViolence, BecauseConflict, BecauseChildAsked, BecauseOther}

const (
	// confirmWithin is how soon a second person must have confirmed the mode.
	confirmWithin = 24 * time.Hour
	// reassessDays is how often somebody judges whether it is still needed.
	reassessDays = 7
)

// A Protection (skyddat läge) makes a matter that which no guardian can notice. It
// takes effect at once, on one person's word; it ends on two persons' only, and never
// by itself.
//
// Invariant: whoever confirms is another than who switched it on, and whoever ends it
// another than who asked for that.
type Protection struct {
	ID     string
	Matter string
	Keyset string
	Reason ProtectionReason
	// ChildSees says that the child's own sign-in is safe, and stays open.
	ChildSees   bool
	OnAt        time.Time
	OnBy        string
	OnUnit      string
	ConfirmedAt time.Time
	ConfirmedBy string
	// ReassessOn is the day by which somebody judges again.
	ReassessOn civil.Date
	OffAskedAt time.Time
	OffAskedBy string
	OffAt      time.Time
	OffBy      string
	AlarmedAt  time.Time
	Version    int64
}

// ProtectionBody is what is written when it is switched on, sealed.
type ProtectionBody struct {
	Why string
	// Contact is how and when the child can be reached without anybody noticing.
	Contact string
}

// On says whether the mode is on. Nothing but [Protection.End] makes it not be.
func (p Protection) On() bool { return p.ID != "" && p.OffAt.IsZero() }

// hides says whether the mode shows somebody in the family nothing.
func (p Protection) hides(as Capacity) bool { return p.On() && !(as == AsChild && p.ChildSees) }

// Unconfirmed says whether a second person should have confirmed it by now.
func (p Protection) Unconfirmed(now time.Time) bool {
	return p.On() && p.ConfirmedAt.IsZero() && !now.Before(p.OnAt.Add(confirmWithin))
}

// Due says whether the day has come to judge again.
func (p Protection) Due(today civil.Date) bool { return p.On() && !today.Before(p.ReassessOn) }

// Confirm is a second person saying that the mode is right.
func (p Protection) Confirm(by string, at time.Time) (Protection, error) {
	switch {
	case !p.On():
		return p, fault.Refused("coordination.protection.not_on")
	case !p.ConfirmedAt.IsZero():
		return p, fault.Refused("coordination.protection.confirmed_already")
	case by == p.OnBy:
		return p, fault.Refused("coordination.protection.confirm_own")
	}
	p.ConfirmedAt, p.ConfirmedBy = at, by
	return p, nil
}

// Reassess is somebody judging that it is still needed: a request to end it falls.
func (p Protection) Reassess(today civil.Date) (Protection, error) {
	if !p.On() {
		return p, fault.Refused("coordination.protection.not_on")
	}
	p.ReassessOn, p.OffAskedAt, p.OffAskedBy = today.AddDays(reassessDays), time.Time{}, ""
	return p, nil
}

// AskOff is the first of two persons judging that it is not needed any more.
func (p Protection) AskOff(by string, at time.Time) (Protection, error) {
	switch {
	case !p.On():
		return p, fault.Refused("coordination.protection.not_on")
	case p.OffAskedBy != "":
		return p, fault.Refused("coordination.protection.off_asked")
	}
	p.OffAskedAt, p.OffAskedBy = at, by
	return p, nil
}

// End is the second.
func (p Protection) End(by string, at time.Time) (Protection, error) {
	switch {
	case !p.On():
		return p, fault.Refused("coordination.protection.not_on")
	case p.OffAskedBy == "":
		return p, fault.Refused("coordination.protection.off_not_asked")
	case by == p.OffAskedBy:
		return p, fault.Refused("coordination.protection.off_own")
	}
	p.OffAt, p.OffBy = at, by
	return p, nil
}

// ProtectionDraft is what somebody types to switch the mode on. Named and Apart are members.
type ProtectionDraft struct {
	Reason ProtectionReason
	// Named stay in the team; the actor always does.
	Named []string
	// Apart are close to the family, and may not know.
	Apart     []string
	ChildSees bool
	Body      ProtectionBody
}

// Check says what is missing. It is little: what can be written afterwards must not
// stand between a child and protection.
func (d ProtectionDraft) Check() error {
	var faults fault.List
	if !slices.Contains(ProtectionReasons, d.Reason) {
		faults.Add(fault.Invalid("reason", "coordination.protection.reason_missing"))
	}
	return faults.Err()
}

// shrink is the team and the baton when only the named are left, and who was shut
// out as what. A baton that is left goes to the actor, or to one of the named when the
// actor holds commitments only. Whoever may not know is never among the named; the actor always is.
func (s Standing) shrink(d ProtectionDraft, me Member, at time.Time) (after Standing, shut map[string]MemberState) {
	return s.keeping(func(m Member) bool {
		return slices.Contains(d.Named, m.ID) && m.State == Joined && !slices.Contains(d.Apart, m.ID)
	}, me, at)
}

// keeping is the team and the baton when only the actor and those who may stay are left.
func (s Standing) keeping(stays func(Member) bool, me Member, at time.Time) (after Standing, shut map[string]MemberState) {
	after, shut = s, map[string]MemberState{}
	after.Team = slices.Clone(s.Team)
	holder := false
	for i, m := range after.Team {
		if !m.Current() {
			continue
		}
		if m.ID == me.ID || stays(m) {
			holder = holder || m.State == Joined && m.User == s.Matter.Baton.User && m.Unit == s.Matter.Baton.Unit
			continue
		}
		shut[m.ID] = m.State
		after.Team[i].State, after.Team[i].AnsweredAt = Left, at
	}
	b := &after.Matter.Baton
	if to, ok := after.member(b.OfferedTo); ok && to.State != Joined {
		b.OfferedTo, b.OfferedAt = "", time.Time{}
	}
	if !holder {
		heir := me
		if i := slices.IndexFunc(after.Team, func(m Member) bool { return m.State == Joined && m.Holds == HoldsAll }); i >= 0 && me.Holds != HoldsAll {
			heir = after.Team[i]
		}
		*b = Baton{Holder: Holder{heir.User, heir.Unit, heir.Organisation}, Since: at}
	}
	return after, shut
}

// A Glass (nödöppning) is a duty officer's opening of a matter they have no part in,
// for two hours.
type Glass struct {
	ID         string
	Matter     string
	Keyset     string
	User       string
	Unit       string
	OpenedAt   time.Time
	Until      time.Time
	ReviewedAt time.Time
	ReviewedBy string
}

const glassLife = 2 * time.Hour

// open says whether it still is.
func (g Glass) open(now time.Time) bool { return now.Before(g.Until) }

// Review is somebody else saying whether it was right.
func (g Glass) Review(by string, at time.Time) (Glass, error) {
	switch {
	case by == g.User:
		return g, fault.Refused("coordination.glass.review_own")
	case !g.ReviewedAt.IsZero():
		return g, fault.Refused("coordination.glass.reviewed")
	}
	g.ReviewedAt, g.ReviewedBy = at, by
	return g, nil
}
