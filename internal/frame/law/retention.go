package law

import (
	"slices"

	"samspel/internal/ground/civil"
)

// Keeping is what a retention rule demands.
type Keeping string

const (
	// Dispose (ska gallras): it falls due some years after CountedFrom.
	Dispose Keeping = "dispose"
	// NotBefore (får inte gallras förrän): it may not fall due earlier.
	NotBefore Keeping = "not_before"
	// Finish (ska vara avslutad): how many calendar years after the one it fell due in it must be done.
	Finish Keeping = "finish"
	// Keep (ska bevaras): never.
	Keep Keeping = "keep"
	// Sample (forskningens urval): never, for those who fall in a representative sample.
	Sample Keeping = "sample"
	// HandOver (ska lämnas över): to the committee that decided, when it falls due.
	HandOver Keeping = "hand_over"
	// Plan (egen plan): the controller's own written plan says.
	Plan Keeping = "plan"
)

// RetentionRule (gallringsregel) is how long documents of a class are kept by
// controllers of a regime. A class that is empty is every class.
type RetentionRule struct {
	Row
	Regime string  `json:"regime"`
	Class  string  `json:"class,omitempty"`
	Keeps  Keeping `json:"keeps"`
	Years  int     `json:"years,omitempty"`
	// UntilAge is in whole years.
	UntilAge int `json:"until_age,omitempty"`
	// CountedFrom is last_note, ended, birth or due.
	CountedFrom string `json:"counted_from,omitempty"`
	// NotClosedBefore: matters closed before the day are outside the rule.
	NotClosedBefore civil.Date `json:"not_closed_before,omitzero"`
	// BornOn are the days of the month that make a sample.
	BornOn  []int  `json:"born_on,omitempty"`
	Swedish string `json:"sv"`
	English string `json:"en"`
}

// Retention is every rule of the regime on the day, in the order of the statutes.
func Retention(regime string, on civil.Date) []RetentionRule {
	return slices.DeleteFunc(inForce(retention(), on), func(r RetentionRule) bool { return r.Regime != regime })
}

// RetentionRuleFor is the rule with the given id as it reads on the day.
func RetentionRuleFor(id string, on civil.Date) (RetentionRule, bool) {
	return find(retention(), id, on)
}

// Name is what to call the rule in the language; Swedish unless lang is "en".
func (r RetentionRule) Name(lang string) string { return inLanguage(lang, r.Swedish, r.English) }
