package web

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// A Field is one question of a form. Texts come translated; what was typed and
// what is wrong with it come from Form.
type Field struct {
	Form  *Form
	Name  string
	Label string
	Hint  string
	// Optional says so after the label; every other question wants an answer.
	Optional bool
	// Later says that the form is kept without the answer, which is wanted in the end.
	Later bool
	// Value is the answer from before, shown until the form has been sent.
	Value string
	// Width is "short", "amount" or "code"; the whole column otherwise.
	Width string
	// Rows is the height of a text area.
	Rows int
	// Max is the longest answer, told to the browser too.
	Max int
	// Type, InputMode and Autocomplete are the input's attributes of the same names.
	Type         string
	InputMode    string
	Autocomplete string
	// Unit stands after the input: "kr", "dagar".
	Unit string
	// Many lets several files be chosen at once.
	Many bool
	// Quiet draws the label for screen readers only, where a heading already asks.
	Quiet bool
}

// An Option is one answer of a choice.
type Option struct {
	Value string
	Label string
	Hint  string
	// Chosen says that it is ticked until the form has been sent.
	Chosen bool
}

func (f Field) wrong() string { return f.Form.Error(f.Name) }

func (f Field) value() string {
	if f.Form.Sent() {
		return f.Form.Value(f.Name)
	}
	return f.Value
}

func (f Field) chosen(value string) bool {
	if f.Form.Sent() {
		return f.Form.Has(f.Name, value)
	}
	return f.Value == value
}

// id is where the error summary leads: the field, or the first answer of a choice.
func (f Field) id(option int) string {
	if option == 0 {
		return f.Name
	}
	return f.Name + "-" + strconv.Itoa(option+1)
}

func (f Field) described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.Name+"-h")
	}
	if f.wrong() != "" {
		ids = append(ids, f.Name+"-f")
	}
	return strings.Join(ids, " ")
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return strconv.Itoa(f.Rows)
}

func (f Field) width() string {
	if f.Width == "" {
		return ""
	}
	return "w-" + f.Width
}

// attributes are those that inputs of every sort share.
func (f Field) attributes() templ.Attributes {
	a := templ.Attributes{}
	if described := f.described(); described != "" {
		a["aria-describedby"] = described
	}
	if f.wrong() != "" {
		a["aria-invalid"] = "true"
	}
	if f.InputMode != "" {
		a["inputmode"] = f.InputMode
	}
	if f.Autocomplete != "" {
		a["autocomplete"] = f.Autocomplete
	}
	return a
}

func optionHint(f Field, i int) string { return fmt.Sprintf("%s-%d-h", f.Name, i+1) }
