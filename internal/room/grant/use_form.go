package grant

import (
	"slices"

	"samspel/internal/ground/civil"
)

// A UseForm (redovisningsformulär) is what an account of use is asked in: what can be
// chosen. It is data; the program knows none of the choices by name.
//
// Invariant: a version names one text for ever, and an account keeps the version it was
// begun with.
type UseForm struct {
	Version int        `json:"version"`
	From    civil.Date `json:"from"`
	// Checked is the day the choices were last held against the source.
	Checked string `json:"checked"`
	Source  string `json:"source"`
	// Kinds of activity, Posts that money goes to, Partners to work with and Degrees to
	// which a purpose is reached.
	Kinds    []UseChoice `json:"kinds"`
	Posts    []UseChoice `json:"posts"`
	Partners []UseChoice `json:"partners"`
	Degrees  []UseChoice `json:"degrees"`
}

// A UseChoice is one of the answers to choose among.
type UseChoice struct {
	ID   string `json:"id"`
	Text struct {
		Swedish string `json:"sv"`
		English string `json:"en"`
	} `json:"text"`
}

// In is the choice in a language.
func (c UseChoice) In(lang string) string {
	if lang == "en" && c.Text.English != "" {
		return c.Text.English
	}
	return c.Text.Swedish
}

// ChoiceText is the choice with the id in a language; the id itself where there is none.
func ChoiceText(all []UseChoice, id, lang string) string {
	if i := slices.IndexFunc(all, func(c UseChoice) bool { return c.ID == id }); i >= 0 {
		return all[i].In(lang)
	}
	return id
}

func chosen(all []UseChoice, id string) bool {
	return slices.ContainsFunc(all, func(c UseChoice) bool { return c.ID == id })
}
