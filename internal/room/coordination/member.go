package coordination

import (
	"time"

	"samspel/internal/ground/fault"
)

// MemberState is how somebody has answered.
type MemberState string

const (
	// Invited (tillfrågad): has not answered.
	Invited MemberState = "invited"
	// Joined (med): takes part.
	Joined MemberState = "joined"
	// Declined (tackat nej).
	Declined MemberState = "declined"
	// Left (lämnat): took part before.
	Left MemberState = "left"
)

// Holds is what a member may write.
type Holds string

const (
	// HoldsAll: everything.
	HoldsAll Holds = "all"
	// HoldsCommitments: what they do themselves, and no notes about the child.
	HoldsCommitments Holds = "commitments"
)

// A Member (medlem) is a person in a role at a unit who is asked to take part, or
// a unit where somebody is to answer; then User is "".
//
// Invariant: who takes part is a person who has accepted.
type Member struct {
	ID           string
	Matter       string
	Organisation string
	Unit         string
	User         string
	State        MemberState
	Holds        Holds
	OpenedAt     time.Time
	InvitedBy    string
	InvitedAt    time.Time
	AnsweredAt   time.Time
	Version      int64
}

// MemberBody is what is written with an invitation, sealed with the matter.
type MemberBody struct {
	// Duty is what they are in the matter: "mentor", "läkare".
	Duty    string
	Message string
}

// Current says whether the member is asked or takes part.
func (m Member) Current() bool { return m.State == Invited || m.State == Joined }

// asked says whether the person at the unit is the one to answer.
func (m Member) asked(user, unit string) bool {
	return m.State == Invited && m.Unit == unit && (m.User == "" || m.User == user)
}

// Join is the person at the unit accepting.
func (m Member) Join(user, unit string, at time.Time) (Member, error) {
	if !m.asked(user, unit) {
		return m, fault.Refused("coordination.member.answered")
	}
	m.State, m.User, m.AnsweredAt = Joined, user, at
	return m, nil
}

// Decline is the person at the unit saying no.
func (m Member) Decline(user, unit string, at time.Time) (Member, error) {
	if !m.asked(user, unit) {
		return m, fault.Refused("coordination.member.answered")
	}
	m.State, m.AnsweredAt = Declined, at
	return m, nil
}

// Leave ends the taking part. Whoever holds the baton cannot.
func (m Member) Leave(b Baton, at time.Time) (Member, error) {
	switch {
	case m.State != Joined:
		return m, fault.Refused("coordination.member.not_joined")
	case b.User == m.User && b.Unit == m.Unit:
		return m, fault.Refused("coordination.member.holds_baton")
	}
	m.State, m.AnsweredAt = Left, at
	return m, nil
}

// InviteDraft is what somebody types to ask a unit, or a person at it.
type InviteDraft struct {
	Unit, User string
	Body       MemberBody
}
