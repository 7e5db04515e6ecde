// Package access holds who is asking, what was answered and on what ground.
// Rooms write their rules in policy.go as plain functions that return a
// [Decision]; nothing is allowed that a rule does not allow, and a page whose
// flow never asked is an error.
package access

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
)

// Role (roll) is what a mandate (uppdrag) lets its holder do in its unit.
type Role string

const (
	// Reporter (anmälare) is duty-bound staff in school, health care, police and so on.
	Reporter Role = "reporter"
	// Officer (socialsekreterare) receives and assesses reports of concern.
	Officer Role = "officer"
	// Manager (chef) leads a unit: assigns, extends deadlines, sees what is late.
	Manager Role = "manager"
	// Administrator (administratör) manages people and mandates and reads no content.
	Administrator Role = "administrator"
	// Reviewer (loggranskare) goes through who has read about children in the
	// organisation, and reads none of it.
	Reviewer Role = "reviewer"
	// Archivist (arkivarie) keeps an organisation's records: when they go, and that they go.
	Archivist Role = "archivist"
	// Public (allmänheten) is a private person, who has no mandate and whom nobody knows.
	Public Role = "public"
	// Family (familj) is a child or a guardian. It is no role of a mandate: what they
	// may see follows from what they are to one child, and no rule for staff fits them.
	Family Role = "family"
)

// Roles is every role that a mandate can have, in the order pages list them.
var Roles = []Role{Reporter, Officer, Manager, Archivist, Administrator, Reviewer}

// Known says whether r is one of [Roles].
func (r Role) Known() bool {
	for _, k := range Roles {
		if r == k {
			return true
		}
	}
	return false
}

// Sector (sektor) is the part of society an organisation belongs to; its secrecy
// regime follows from it.
type Sector string

const (
	School      Sector = "school"      // skola
	Social      Sector = "social"      // socialtjänst
	Health      Sector = "health"      // hälso- och sjukvård
	Police      Sector = "police"      // polis
	Leisure     Sector = "leisure"     // fritid
	Association Sector = "association" // förening
	Agency      Sector = "agency"      // myndighet
)

// Acts says whether somebody with the role has matters of their own to act in.
func (r Role) Acts() bool { return r == Reporter || r == Officer || r == Manager }

// Scope (omfattning) is what a system may do under its mandate, as its token says it.
type Scope string

const (
	// SendReports lets a system send reports of concern.
	SendReports Scope = "orosanmalan:skicka"
	// FollowReports lets it read how far its own reports have come.
	FollowReports Scope = "orosanmalan:folja"
	// AskFeedback lets it ask for feedback on them.
	AskFeedback Scope = "orosanmalan:aterkoppling"
)

// Scopes is every scope, in the order pages list them.
var Scopes = []Scope{SendReports, FollowReports, AskFeedback}

// Actor is a person signed in under exactly one mandate, or a system that acts under one. Choosing another
// mandate is a change of privilege and gives a new session.
type Actor struct {
	User         string
	Session      string
	Mandate      string
	Unit         string
	Organisation string
	Municipality string
	Sector       Sector
	Role         Role
	// Protected says that the mandate covers protected identities (skyddade personuppgifter).
	Protected bool
	// Strong says that the actor has shown who they are within the last quarter of an
	// hour: at the sign-in, or again after it.
	Strong bool
	// Assurance is the level of assurance (LOA, tillitsnivå) of the sign-in.
	Assurance int
	// Scope is what a system may do, its scopes with a space between; "" is a person.
	Scope string
}

// System says that a program asks, and no person.
func (a Actor) System() bool { return a.Scope != "" }

// Within says whether a system's token lets it do what the scope names.
func (a Actor) Within(s Scope) bool { return slices.Contains(strings.Fields(a.Scope), string(s)) }

// SignedIn says whether anybody is asking at all.
func (a Actor) SignedIn() bool { return a.User != "" }

// LogValue keeps logs to ids.
func (a Actor) LogValue() slog.Value {
	return slog.GroupValue(slog.String("user", a.User), slog.String("mandate", a.Mandate))
}

// Decision (åtkomstbeslut) is yes or no with its ground, a short sentence that the audit record
// keeps. The zero Decision is no.
type Decision struct {
	allowed bool
	proof   bool
	ground  string
}

// Allow says yes on the given ground.
func Allow(ground string) Decision { return Decision{allowed: true, ground: ground} }

// Deny says no on the given ground.
func Deny(ground string) Decision { return Decision{ground: ground} }

// Prove says no for the time being: yes, once the actor has shown again who they
// are. A rule answers so only to somebody who has the right otherwise; to
// everybody else it would tell that there is something.
func Prove(ground string) Decision { return Decision{proof: true, ground: ground} }

// Allowed says whether the answer was yes.
func (d Decision) Allowed() bool { return d.allowed }

// NeedsProof says whether the answer is yes as soon as the actor is [Actor.Strong].
func (d Decision) NeedsProof() bool { return d.proof }

// Ground is why.
func (d Decision) Ground() string {
	if d.ground == "" {
		return "no rule allows it"
	}
	return d.ground
}

// String is "allow: own unit" or "deny: another unit's report".
func (d Decision) String() string {
	if d.allowed {
		return "allow: " + d.Ground()
	}
	if d.proof {
		return "prove: " + d.Ground()
	}
	return "deny: " + d.Ground()
}

// Tracker remembers whether a request asked for access.
type Tracker struct{ asked atomic.Bool }

// Asked says whether any rule was consulted.
func (t *Tracker) Asked() bool { return t.asked.Load() }

type trackerKey struct{}

// WithTracker puts a fresh tracker in the context of one request.
func WithTracker(ctx context.Context) (context.Context, *Tracker) {
	t := new(Tracker)
	return context.WithValue(ctx, trackerKey{}, t), t
}

// MarkAsked notes that a rule was consulted. Only the function that records the
// answer calls it (audit.Log.Require), and flows about the actor's own account.
func MarkAsked(ctx context.Context) {
	if t, ok := ctx.Value(trackerKey{}).(*Tracker); ok {
		t.asked.Store(true)
	}
}
