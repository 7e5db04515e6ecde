package archtest

import (
	"fmt"
	"regexp"
	"strings"
)

// enters are the buttons that Enter may press in a form with several: what each of them
// does can be undone, or is not done before somebody has seen what it would be.
var enters = map[string]string{
	"account.confirm.review":      "shows what would be confirmed",
	"concern.report.save":         "saves the draft",
	"coordination.kin.shut":       "is the only button that is drawn, and asks for a reason",
	"coordination.minutes.save":   "saves the minutes",
	"coordination.sharing.submit": "is the only button that is drawn",
	"grant.appropriation.more":    "draws another row",
	"grant.use.save":              "saves the account",
	"grant.use.save_next":         "saves the account and shows its next page",
	"review.disclosure.withhold":  "gives nothing away",
	"review.together.ticked":      "shows what would be decided",
}

var (
	aForm    = regexp.MustCompile(`(?s)<form.*?</form>`)
	aButton  = regexp.MustCompile(`(?:web\.|@)(?:Button|Enter)\(.*|<button.*`)
	anEnter  = regexp.MustCompile(`(?:web\.|@)Enter\(`)
	aLabel   = regexp.MustCompile(`Label: [\w.]+\((?:ctx, )?"([\w.]+)"`)
	oneField = regexp.MustCompile(`(?:TextField|DateField|Radios|Checkbox|Checkboxes)\(|type="(?:text|checkbox|radio)"|@[a-z]\w*\(`)
)

// enterIsHarmless looks at forms with several buttons and something in which Enter presses
// the first of them.
func enterIsHarmless(t tree) (broken []string) {
	for _, name := range t.names {
		if !strings.HasSuffix(name, ".templ") {
			continue
		}
		for _, form := range aForm.FindAllString(t.text(name), -1) {
			buttons := aButton.FindAllString(form, -1)
			if len(buttons) < 2 || anEnter.MatchString(buttons[0]) || !oneField.MatchString(form) {
				continue
			}
			label := aLabel.FindStringSubmatch(buttons[0])
			if label == nil || enters[label[1]] == "" {
				broken = append(broken, fmt.Sprintf("%s: Enter presses %.120s", name, buttons[0]))
			}
		}
	}
	return broken
}
