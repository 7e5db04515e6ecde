package identity

// A Holding (innehav) is what somebody would leave behind at a unit if their mandate
// ended now.
type Holding struct {
	// Matters are open, and Drafts not yet sent.
	Matters, Drafts int
	// Heirs are who takes it over by rule when nobody is named: the unit's managers.
	Heirs []string
}

// Any says whether anything would be left.
func (h Holding) Any() bool { return h.Matters > 0 || h.Drafts > 0 }
