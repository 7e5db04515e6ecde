package identity

import "strings"

// A FamilyAccount (familjekonto) is how a child or a guardian signs in, before it
// has been stored. Name is what they sign in as; it says nothing of who they are.
type FamilyAccount struct {
	ID         string
	Name       string
	Invitation Invitation

	organisation string
}

// familyPlace ends the address of every family's account. Nothing can be sent to it.
const familyPlace = "@familj.invalid"

// familyAddress is the address that an account with the name has; "" for what is no name.
func familyAddress(name string) string {
	name = normalCode(name)
	if name == "" || strings.ContainsRune(name, '@') {
		return ""
	}
	return strings.ToLower(name) + familyPlace
}

// familyName is the name in an address; "" when it is no family's.
func familyName(address string) string {
	name, is := strings.CutSuffix(address, familyPlace)
	if !is {
		return ""
	}
	return strings.ToUpper(name)
}

// familyIssuer keeps e-identifications of families apart from those of the staff:
// the same person may have both, and neither leads to the other.
func familyIssuer(issuer string) string { return "familj " + issuer }
