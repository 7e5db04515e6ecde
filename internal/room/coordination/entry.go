package coordination

import "time"

// EntryKind is what an [Entry] tells of.
type EntryKind string

const (
	EntryOpened           EntryKind = "opened"
	EntryForm             EntryKind = "form_changed"
	EntryInvited          EntryKind = "invited"
	EntryJoined           EntryKind = "joined"
	EntryDeclined         EntryKind = "declined"
	EntryLeft             EntryKind = "left"
	EntryBatonOffered     EntryKind = "baton_offered"
	EntryBatonTaken       EntryKind = "baton_taken"
	EntryBatonDeclined    EntryKind = "baton_declined"
	EntryBatonInherited   EntryKind = "baton_inherited"
	EntryBatonRelieved    EntryKind = "baton_relieved"
	EntryConsentAsked     EntryKind = "consent_asked"
	EntryConsentAnswered  EntryKind = "consent_answered"
	EntryConsentNarrowed  EntryKind = "consent_narrowed"
	EntryConsentWithdrawn EntryKind = "consent_withdrawn"
	EntryShared           EntryKind = "shared"
	EntryNotShared        EntryKind = "not_shared"
	EntrySharingEnded     EntryKind = "sharing_ended"
	EntryActive           EntryKind = "active"
	EntryPaused           EntryKind = "paused"
	EntryPlanBegun        EntryKind = "plan_begun"
	EntryPlanLaid         EntryKind = "plan_laid"
	EntryPlanAgreed       EntryKind = "plan_agreed"
	EntryFollowedUp       EntryKind = "followed_up"

	EntryProtected           EntryKind = "protected"
	EntryProtectionConfirmed EntryKind = "protection_confirmed"
	EntryProtectionKept      EntryKind = "protection_kept"
	EntryProtectionOffAsked  EntryKind = "protection_off_asked"
	EntryProtectionEnded     EntryKind = "protection_ended"
	EntryProtectionContact   EntryKind = "protection_contact"
	EntryProtectionApart     EntryKind = "protection_apart"
	EntryGlass               EntryKind = "glass"
)

// An Entry (händelse i ärendet) is one thing that has happened in a matter, in ids. It is never changed.
type Entry struct {
	ID     string
	Matter string
	Kind   EntryKind
	At     time.Time
	// Author is who did it; "" is the clock.
	Author       string
	Organisation string
	// Subject is the row it is about: a member, a consent, a decision.
	Subject string
}
