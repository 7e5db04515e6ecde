package law

import "samspel/internal/ground/civil"

// ReporterCategory (anmälarkategori) is in what capacity somebody reports concern
// for a child. It decides whether there is a duty to report (anmälningsplikt) and
// whether the reporter has a right to feedback.
type ReporterCategory struct {
	Row
	Duty     bool   `json:"duty"`
	Feedback bool   `json:"feedback"`
	Swedish  string `json:"sv"`
	English  string `json:"en"`
}

// ReporterCategories is every category on the day, in the order of the statute.
func ReporterCategories(on civil.Date) []ReporterCategory {
	return inForce(reporterCategories(), on)
}

// Reporter is the category with the given id as it reads on the day.
func Reporter(id string, on civil.Date) (ReporterCategory, bool) {
	return find(reporterCategories(), id, on)
}

// Name is what to call the category in the language; Swedish unless lang is "en".
func (c ReporterCategory) Name(lang string) string { return inLanguage(lang, c.Swedish, c.English) }

func inLanguage(lang, swedish, english string) string {
	if lang == "en" {
		return english
	}
	return swedish
}
