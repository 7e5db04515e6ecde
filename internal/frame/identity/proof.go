package identity

// Ways are the ways in that a person has to show again who they are.
type Ways struct {
	Password bool
	Passkey  bool
	Provider bool
}

// None says that only a new sign-in is left.
func (w Ways) None() bool { return w == Ways{} }
