package disclosure

// A Provision (bestämmelse) is a ground to withhold something. It says what must be
// so; whether it is, a human says.
type Provision struct {
	ID      string `json:"id"`
	Chapter string `json:"chapter"`
	Section string `json:"section"`
	// Strength is how much it takes: "strong" is secret unless it is clear that nobody is
	// harmed, "weak" and "minimum" are open unless harm can be assumed.
	Strength string `json:"strength"`
	// Quote is the words of the provision that are to be tested.
	Quote   string `json:"quote"`
	Swedish string `json:"sv"`
	English string `json:"en"`
}

// String is the reference as Swedish lawyers write it; every provision is in the
// Public Access to Information and Secrecy Act.
func (p Provision) String() string { return p.Chapter + " kap. " + p.Section + " § OSL" }

// Name is what to call it in the language; Swedish unless lang is "en".
func (p Provision) Name(lang string) string {
	if lang == "en" {
		return p.English
	}
	return p.Swedish
}

// Times are how soon an answer is due.
type Times struct {
	AnswerMonths    int    `json:"answer_months"`
	ExtensionMonths int    `json:"extension_months"`
	PromptDays      int    `json:"prompt_days"`
	LateDays        int    `json:"late_days"`
	AppealWeeks     int    `json:"appeal_weeks"`
	Checked         string `json:"checked"`
	// Open is a question that a jurist has yet to answer.
	Open string `json:"open"`
}
