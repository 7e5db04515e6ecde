package web

// Variant is how much a button asks to be pressed. A page has one [Primary].
type Variant string

const (
	Primary   Variant = ""
	Secondary Variant = "secondary"
	Tertiary  Variant = "tertiary"
)

// A ButtonView is one button. Its label begins with a verb.
type ButtonView struct {
	Label   string
	Variant Variant
	// Name and Value tell the form which of its buttons was pressed.
	Name  string
	Value string
	// Action is another address than the form's own.
	Action string
	// Form is the id of the form that the button belongs to, when it stands outside it.
	Form string
	// Lang is the language of the label, when it is not the page's.
	Lang string
	Icon string
	// Danger is for what cannot be undone.
	Danger bool
}
