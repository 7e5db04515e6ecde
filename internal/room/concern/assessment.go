package concern

import (
	"strings"
	"unicode/utf8"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// A ProtectionAssessment (omedelbar skyddsbedömning, SoL 20 kap. 1 §) is the
// documented answer to one question: does the child need protection now?
type ProtectionAssessment struct {
	Needed   bool
	Answered bool
	Reasons  string
	Measures string
	// ContactPlan says how and when guardians may be contacted without putting the child in danger.
	ContactPlan string
}

// Check asks for an answer and its reasons; measures too when protection is needed.
func (a ProtectionAssessment) Check() error {
	var faults fault.List
	if !a.Answered {
		faults.Add(fault.Invalid("needed", "concern.protection.answer_missing"))
	}
	faults.Add(required("reasons", a.Reasons, "concern.protection.reasons_missing"))
	if a.Needed {
		faults.Add(required("measures", a.Measures, "concern.protection.measures_missing"))
	}
	faults.Add(fits("reasons", a.Reasons))
	faults.Add(fits("measures", a.Measures))
	faults.Add(fits("contact_plan", a.ContactPlan))
	return faults.Err()
}

// An Extension (förlängning) of the preliminary assessment, for synnerliga skäl.
type Extension struct {
	To      civil.Date
	Reasons string
}

// maxExtensionDays keeps a slip of the keyboard from moving a child's deadline a year.
const maxExtensionDays = 60

// Check asks for a later last day, within reason, and the reasons.
func (x Extension) Check(m Matter, today civil.Date) error {
	var faults fault.List
	last := Clock{Due: m.DecisionDue}.LastDay()
	switch {
	case x.To.IsZero():
		faults.Add(fault.Invalid("to", "concern.extension.date_missing"))
	case !x.To.After(last) || x.To.Before(today):
		faults.Add(fault.Invalid("to", "concern.extension.too_early", "last", last))
	case x.To.Sub(last) > maxExtensionDays:
		faults.Add(fault.Invalid("to", "concern.extension.too_late", "latest", last.AddDays(maxExtensionDays)))
	}
	faults.Add(required("reasons", x.Reasons, "concern.extension.reasons_missing"))
	faults.Add(fits("reasons", x.Reasons))
	return faults.Err()
}

// Informed (underrättelse) is one person's part of SoL 20 kap. 4 §: who was told of the decision, and when.
type Informed struct {
	Who string // "child", "guardian_1", "guardian_2"
	On  civil.Date
}

// A Decision (beslut) ends the preliminary assessment.
type Decision struct {
	Outcome  Outcome
	Reasons  string
	Informed []Informed
	// NotInformedWhy is required when nobody has been informed: särskilda skäl.
	NotInformedWhy string
}

// Check asks for one of the three outcomes, reasons, and who was informed or why nobody was.
func (d Decision) Check(today civil.Date) error {
	var faults fault.List
	if !d.Outcome.known() {
		faults.Add(fault.Invalid("outcome", "concern.decision.outcome_missing"))
	}
	faults.Add(required("reasons", d.Reasons, "concern.decision.reasons_missing"))
	for _, informed := range d.Informed {
		if informed.On.IsZero() || informed.On.After(today) {
			faults.Add(fault.Invalid("informed_on", "concern.decision.informed_future"))
			break
		}
	}
	if len(d.Informed) == 0 {
		faults.Add(required("not_informed_why", d.NotInformedWhy, "concern.decision.informed_missing"))
	}
	faults.Add(fits("reasons", d.Reasons))
	faults.Add(fits("not_informed_why", d.NotInformedWhy))
	return faults.Err()
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

func required(field, text, key string) *fault.Error {
	if blank(text) {
		return fault.Invalid(field, key)
	}
	return nil
}

func fits(field, text string) *fault.Error {
	if utf8.RuneCountInString(text) > MaxText {
		return fault.Invalid(field, "concern.report.too_long", "limit", MaxText)
	}
	return nil
}
