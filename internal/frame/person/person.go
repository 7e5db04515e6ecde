package person

import (
	"fmt"
	"log/slog"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
)

// Kind is what a person is in the matter.
type Kind string

const (
	// Child (barn) is whom the matter is about.
	Child Kind = "child"
	// Guardian (vårdnadshavare) is also a parent or another adult close to the child;
	// see [Relation] for which.
	Guardian Kind = "guardian"
)

// Protection is the level of protected personal data (skyddade personuppgifter).
type Protection string

const (
	Unprotected Protection = "none"
	// SecrecyMarked (sekretessmarkering) is a warning that disclosure may be dangerous.
	SecrecyMarked Protection = "secrecy_marked"
	// ProtectedRegistration (skyddad folkbokföring): the address is in no register.
	ProtectedRegistration Protection = "protected_registration"
	// FictitiousIdentity (fingerade personuppgifter): the link to the old identity is secret.
	FictitiousIdentity Protection = "fictitious_identity"
)

// Person is somebody in one matter of one controller. Printing one gives its id only.
type Person struct {
	ID         string
	Controller string // the organisation that answers for the data
	Matter     string
	Keyset     string
	Kind       Kind
	Protection Protection // empty is Unprotected

	Given  string
	Family string
	Birth  civil.Date          // zero when not known
	Number personnummer.Number // zero when not known

	// Language is what the person understands best, as a language tag.
	Language    string
	Interpreter bool
	// SafeContact is how and when it is safe to make contact. Never an address.
	SafeContact string

	// Hidden says that [Person.Shown] has taken away who it is.
	Hidden bool
}

// protectedName stands for the name of somebody the reader may not know.
const protectedName = "skyddad"

// Shown is p as a reader sees it: of a protected identity (skyddade personuppgifter)
// nothing is left but that there is one, unless the reader's mandate covers them.
func (p Person) Shown(mayProtected bool) Person {
	if !p.Protected() || mayProtected {
		return p
	}
	return Person{
		ID: p.ID, Controller: p.Controller, Matter: p.Matter, Keyset: p.Keyset,
		Kind: p.Kind, Protection: p.Protection, Family: protectedName, Hidden: true,
	}
}

// Protected says whether the person's data are protected at any level.
func (p Person) Protected() bool { return p.Protection != Unprotected && p.Protection != "" }

// Name is the given and the family name, or the one that is known.
func (p Person) Name() string {
	if p.Given == "" || p.Family == "" {
		return p.Given + p.Family
	}
	return p.Given + " " + p.Family
}

// check completes p and refuses what cannot be stored.
func (p Person) check() (Person, error) {
	if p.Protection == "" {
		p.Protection = Unprotected
	}
	if p.Birth.IsZero() {
		p.Birth = p.Number.BirthDate()
	}
	switch {
	case p.Hidden:
		return Person{}, fmt.Errorf("person %s: hidden, and so not to be stored", p.ID)
	case p.ID == "" || p.Controller == "" || p.Matter == "" || p.Keyset == "":
		return Person{}, fmt.Errorf("person %s: controller, matter and keyset are required", p.ID)
	case p.Kind != Child && p.Kind != Guardian:
		return Person{}, fault.Invalid("kind", "person.kind_unknown")
	}
	return p, nil
}

// Format prints the id, whatever the verb.
func (p Person) Format(f fmt.State, _ rune) { fmt.Fprint(f, "person "+p.ID) }

// LogValue keeps logs to the id.
func (p Person) LogValue() slog.Value { return slog.StringValue(p.ID) }
