package person

import (
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// RelationKind is what an adult is to a child.
type RelationKind string

const (
	JointGuardian        RelationKind = "guardian_joint"         // gemensam vårdnad
	SoleGuardian         RelationKind = "guardian_sole"          // ensam vårdnad
	AppointedGuardian    RelationKind = "guardian_appointed"     // särskilt förordnad vårdnadshavare
	ParentWithoutCustody RelationKind = "parent_without_custody" // förälder utan vårdnad
	FosterCarer          RelationKind = "foster_carer"           // familjehem
	Relative             RelationKind = "relative"               // närstående
	TrustedAdult         RelationKind = "trusted_adult"          // trygg vuxen
)

// RelationKinds is every kind, in the order pages list them.
var RelationKinds = []RelationKind{
	JointGuardian, SoleGuardian, AppointedGuardian, ParentWithoutCustody, FosterCarer, Relative, TrustedAdult,
}

// Relation (relation) is what an adult is to a child during a time, and who said so when.
type Relation struct {
	ID    string
	Child string // a Person
	Adult string // a Person in the same matter
	Kind  RelationKind
	From  civil.Date // zero when not known
	To    civil.Date // the last day; zero while it lasts
	// Source is where it was learnt, such as the population register or the child.
	Source    string
	CheckedOn civil.Date
	// ConflictOfInterest says that the adult's interest goes against the child's.
	ConflictOfInterest bool
	// MayNotKnow says that the adult may not learn that the matter exists.
	MayNotKnow bool
}

// Holds says whether the relation is there on the day.
func (r Relation) Holds(on civil.Date) bool {
	return !on.Before(r.From) && (r.To.IsZero() || !on.After(r.To))
}

// Guards says whether the adult has custody of the child.
func (r Relation) Guards() bool {
	return r.Kind == JointGuardian || r.Kind == SoleGuardian || r.Kind == AppointedGuardian
}

func (r Relation) check() error {
	known := false
	for _, k := range RelationKinds {
		known = known || k == r.Kind
	}
	switch {
	case !known:
		return fault.Invalid("kind", "person.relation.kind_unknown")
	case r.Source == "" || r.CheckedOn.IsZero():
		return fault.Invalid("source", "person.relation.source_missing")
	case !r.From.IsZero() && !r.To.IsZero() && r.To.Before(r.From):
		return fault.Invalid("to", "person.relation.ends_before_it_begins")
	}
	return nil
}
