package review

import (
	_ "embed"
	"encoding/json"
)

//go:embed data/rules.json
var ruleData []byte

// Book is the rules in force.
var Book = func() RuleBook {
	var b RuleBook
	if err := json.Unmarshal(ruleData, &b); err != nil {
		panic("review: rules.json: " + err.Error())
	}
	return b
}()
