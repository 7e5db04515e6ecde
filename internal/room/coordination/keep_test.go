package coordination

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A text that is sealed is one that an archive gets and that an answer to a request is
// made of. Whoever adds a column is told here.
func TestEverySealedTextIsHeld(t *testing.T) {
	t.Parallel()
	schema, err := os.ReadFile("../../app/schema.sqlite.sql")
	if err != nil {
		t.Fatal(err)
	}
	opened := []string{needColumn, titleColumn, bodyColumn, planColumn, followUpColumn, commitmentColumn, consentColumn, messageColumn, voiceColumn, wordingColumn, closureColumn}
	plain := []string{"coordination_giver.body"} // ids alone
	table := regexp.MustCompile(`(?s)CREATE TABLE (coordination_\w+) \((.*?)\n\) STRICT`)
	blob := regexp.MustCompile(`(?m)^\s*(\w+)\s+BLOB`)
	found := 0
	for _, m := range table.FindAllStringSubmatch(string(schema), -1) {
		for _, c := range blob.FindAllStringSubmatch(m[2], -1) {
			column := m[1] + "." + c[1]
			if slices.Contains(plain, column) {
				continue
			}
			found++
			if !strings.Contains(allTexts, "'"+column+"'") {
				t.Errorf("%s is in no archive", column)
			}
			if asWritten[column] == "" && !slices.Contains(opened, column) {
				t.Errorf("%s is in no answer to a request", column)
			}
		}
	}
	if found < 30 {
		t.Errorf("%d columns looked at", found)
	}
}
