package concern

import (
	"strings"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// ReporterChoice is whether a private person says who they are.
type ReporterChoice string

const (
	// Anonymous (anonym): nothing about who reports is kept, whatever was typed.
	Anonymous ReporterChoice = "anonymous"
	// Named (med namn): social services get the name, and the guardians may learn it.
	Named ReporterChoice = "named"
)

// A PublicReport (anmälan från en enskild) is what a private person fills in, who has
// not signed in and whom nobody knows (SoL 19 kap. 4 §). It is nowhere but in their
// own page until it is sent.
type PublicReport struct {
	// ID is the errand of the form: handed in twice it is one report.
	ID           string
	Municipality string
	Danger       bool
	Reporter     ReporterChoice
	Content      Content
}

// Check gives the faults that stand between the form and sending, in the order of the
// page: some way to find the child, where, and what was seen or heard. Who reports is
// asked, and may be answered with nobody.
func (p PublicReport) Check(today civil.Date) error {
	var faults fault.List
	d := p.delivered(today)
	found := 0
	for i, c := range p.Content.Children {
		if c.Empty() {
			continue
		}
		found++
		if c.Given+c.Family+c.Number+c.FoundHow == "" {
			faults.Add(fault.Invalid(childField(i, "given"), "concern.report.child_missing"))
		}
		faults = append(faults, c.check(i, today)...)
	}
	if found == 0 {
		faults.Add(fault.Invalid("child.0.given", "concern.report.child_missing"))
	}
	if p.Municipality == "" {
		faults.Add(fault.Invalid("municipality", "concern.report.municipality_missing"))
	}
	if strings.TrimSpace(p.Content.Seen+p.Content.Said) == "" {
		faults.Add(fault.Invalid("seen", "concern.public.nothing_told"))
	}
	switch {
	case p.Reporter != Anonymous && p.Reporter != Named:
		faults.Add(fault.Invalid("reporter", "concern.public.choice_missing"))
	case p.Reporter == Named && d.Content.ReporterName == "" && d.Content.Phone == "":
		faults.Add(fault.Invalid("reporter_name", "concern.public.name_missing"))
	}
	return append(faults, d.unfit()...).Err()
}

// delivered is the report as the receiver gets it, field by field, so that nothing
// follows along that was not meant to. Nobody asks for feedback.
func (p PublicReport) delivered(today civil.Date) DraftReport {
	d := DraftReport{ID: p.ID, Municipality: p.Municipality, Category: publicCategory, Danger: p.Danger, Content: Content{
		Seen: p.Content.Seen, Said: p.Content.Said, Interpretation: p.Content.Interpretation,
		DangerWhy: p.Content.DangerWhy, Adults: p.Content.Adults, Unsafe: p.Content.Unsafe,
	}}
	for _, c := range p.Content.Children {
		d.Content.Children = append(d.Content.Children, c.dated(today))
	}
	if p.Reporter == Named {
		d.Content.ReporterName, d.Content.Phone = p.Content.ReporterName, p.Content.Phone
	}
	return d
}

// publicCategory is the category of 19 kap. 4 § in the law data.
const publicCategory = "anyone"

// dated makes an age that is a day the day of birth.
func (c ReportedChild) dated(today civil.Date) ReportedChild {
	if birth, err := civil.Parse(c.Age); err == nil && c.Birth == "" && !birth.After(today) {
		c.Birth, c.Age = birth.String(), ""
	}
	return c
}
