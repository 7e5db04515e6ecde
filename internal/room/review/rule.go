package review

import "strings"

// Rule is why a line is on the list.
type Rule string

const (
	// Emergency: read through an emergency opening (nödöppning). Every one is reviewed.
	Emergency Rule = "emergency"
	// Protected: about somebody whose data are protected. Every one is reviewed.
	Protected Rule = "protected"
	// Relative: about somebody the reader has declared as close to them.
	Relative Rule = "relative"
	// Surname: the reader has a surname in common with somebody in the matter.
	Surname Rule = "surname"
	// Colleague: about somebody who works in the organisation or is close to one who does.
	Colleague Rule = "colleague"
	// NoTask: by somebody who has no task in the matter.
	NoTask Rule = "task"
	// Hours: at an hour when the unit hardly ever reads.
	Hours Rule = "hours"
	// Many: on a day with many more matters than the reader and the unit usually open.
	Many Rule = "many"
	// Sample: drawn by lot.
	Sample Rule = "sample"
)

// Rules is every rule, what weighs most first.
var Rules = []Rule{Emergency, Protected, Relative, Surname, Colleague, NoTask, Hours, Many, Sample}

// heavy says that whatever the rule points out is looked at by itself, with reasons.
func (r Rule) heavy() bool { return r == Emergency || r == Protected || r == Relative }

// RuleBook (regelbok) is the figures of the rules: data, so that a change of them can be
// read and dated.
type RuleBook struct {
	Version string `json:"version"`
	Source  string `json:"source"`
	// About begins every action that opens something about a child.
	About []string `json:"about"`
	// Lists are actions that show names only, and are left to the log.
	Lists     []string `json:"lists"`
	Emergency Marks    `json:"emergency"`
	Protected Marks    `json:"protected"`
	// Reporter tells what is done by whoever reports, whose name may be secret.
	Reporter Marks `json:"reporter"`
	Sample   struct {
		PerMille int `json:"per_mille"`
		Least    int `json:"least"`
	} `json:"sample"`
	Hours struct {
		// From and To are the hours of an ordinary office day, for units whose own habits
		// fewer than Enough readings tell of.
		From   int `json:"from"`
		To     int `json:"to"`
		Enough int `json:"enough"`
		// RarePerMille is how small an hour's part of the unit's readings is at most.
		RarePerMille int `json:"rare_per_mille"`
	} `json:"hours"`
	Many struct {
		Least int `json:"least"`
		Times int `json:"times"`
	} `json:"many"`
}

// Marks tell a kind of record by its action or by its ground.
type Marks struct {
	Actions []string `json:"actions"`
	Grounds []string `json:"grounds"`
}

func (m Marks) fit(action, ground string) bool {
	for _, a := range m.Actions {
		if strings.HasPrefix(action, a) {
			return true
		}
	}
	for _, g := range m.Grounds {
		if strings.Contains(ground, g) {
			return true
		}
	}
	return false
}

// concerns says whether the action opens something about a child.
func (b RuleBook) concerns(action string) bool {
	for _, l := range b.Lists {
		if action == l {
			return false
		}
	}
	for _, a := range b.About {
		if strings.HasPrefix(action, a) {
			return true
		}
	}
	return false
}
