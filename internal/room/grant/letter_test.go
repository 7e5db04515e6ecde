package grant

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"samspel/internal/ground/civil"
)

// Every version of the texts says where it is from and when it was checked, has every
// kind of letter, and asks for nothing that no decision says.
func TestLetterTexts(t *testing.T) {
	t.Parallel()
	known := []string{"agency", "municipality", "number", "decided_on", "decided_by", "prepared_by", "scheme", "year", "conditions", "contents", "government",
		"use_from", "use_last", "account_last", "repay_last", "amount", "requisitions", "frame", "explanation", "rule", "reason", "ground",
		"signed_on", "requisition_last", "reference", "giro", "due_on", "subject"}
	seen := map[string]bool{}
	for _, x := range allTexts() {
		if x.Version == "" || seen[x.Version] || x.From.IsZero() || x.Checked.IsZero() || x.Source == "" {
			t.Errorf("version %q: from %s, checked %s, source %q", x.Version, x.From, x.Checked, x.Source)
		}
		seen[x.Version] = true
		for _, kind := range []LetterKind{LetterGrant, LetterRound, LetterRoundNothing, LetterRejection, LetterUnused, LetterRecovery} {
			if k := x.Kinds[string(kind)]; k.Title == "" || len(k.Sections) == 0 {
				t.Errorf("version %s has no letter of the kind %s", x.Version, kind)
			}
		}
		for _, rule := range RedistributionRules {
			if x.Rules[string(rule)] == "" {
				t.Errorf("version %s does not tell the rule %s", x.Version, rule)
			}
		}
		text, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range blank.FindAllString(string(text), -1) {
			if !slices.Contains(known, strings.Trim(name, "{}")) {
				t.Errorf("version %s asks for %s", x.Version, name)
			}
		}
	}
	if textsOn(allTexts(), civil.On(2027, time.March, 1)).Version == "" {
		t.Error("no texts hold")
	}
}

// The version that holds on the day is used, also after there is a newer one.
func TestLetterTextsOn(t *testing.T) {
	t.Parallel()
	all := []letterTexts{{Version: "b", From: civil.On(2027, time.July, 1)}, {Version: "a", From: civil.On(2026, time.January, 1)}}
	for _, tt := range []struct {
		on   civil.Date
		want string
	}{{civil.On(2025, time.December, 31), ""}, {civil.On(2026, time.January, 1), "a"}, {civil.On(2027, time.June, 30), "a"}, {civil.On(2027, time.July, 1), "b"}} {
		if got := textsOn(all, tt.on).Version; got != tt.want {
			t.Errorf("on %s %q, want %q", tt.on, got, tt.want)
		}
	}
}

func TestLetterFill(t *testing.T) {
	t.Parallel()
	w := words{}
	w.set("a", "ett", "", "två", "tre")
	w.set("b", "")
	w.set("trick", "{a}")
	for _, tt := range []struct{ text, want string }{
		{"{a}", "ett|två|tre"},
		{"– {a}", "– ett|– två|– tre"},
		{"– {b}", ""},
		{"– {a} och", "– ett, två och tre och"},
		{"Det är {a}.", "Det är ett, två och tre."},
		{"Utan {b} alls", ""},
		{"{b}", ""},
		{"{unknown} {a}", ""},
		{"ingenting", "ingenting"},
		{"så {trick} här", "så {a} här"},
		{"{}", "{}"},
	} {
		if got := strings.Join(w.fill(tt.text), "|"); got != tt.want {
			t.Errorf("%q gives %q, want %q", tt.text, got, tt.want)
		}
	}
}

// What a decision does not say leaves no trace: neither a blank, nor a line that leads up
// to nothing, nor an empty section.
func TestLetterLeavesOut(t *testing.T) {
	t.Parallel()
	x := letterTexts{Kinds: map[string]letterText{"grant": {Title: "Beslut", Sections: []LetterSection{
		{Heading: "Villkor", Text: []string{"De här gäller:", "– {conditions}"}},
		{Heading: "Redovisning", Text: []string{"Redovisa.", "Skriv om:", "– {contents}", "Senast {day}."}},
	}}}, Appeal: LetterSection{Heading: "Så", Text: []string{"Skriv."}}, NoAppeal: LetterSection{Heading: "Inte", Text: []string{"Följer av {ground}."}}}
	for _, tt := range []struct {
		said   words
		appeal Appeal
		want   string
	}{
		{words{}, Appeal{}, "[{Redovisning [Redovisa.]} {Så [Skriv.]}]"},
		{words{"contents": {"ett", "två"}}, Appeal{Barred: true, Ground: "1 §"}, "[{Redovisning [Redovisa. Skriv om: – ett – två]} {Inte [Följer av 1 §.]}]"},
		{words{"conditions": {"ett"}, "day": {"i dag"}}, Appeal{}, "[{Villkor [De här gäller: – ett]} {Redovisning [Redovisa. Senast i dag.]} {Så [Skriv.]}]"},
	} {
		if got := fmt.Sprint(x.write(LetterGrant, tt.said, tt.appeal).Sections); got != tt.want {
			t.Errorf("%v gives %s, want %s", tt.said, got, tt.want)
		}
	}
}

// What tells of no decision names nobody who has made one, and no appeal, and has facts of
// its own.
func TestLetterOfNoDecision(t *testing.T) {
	t.Parallel()
	sections := []LetterSection{{Heading: "Betala", Text: []string{"Nu."}}}
	x := letterTexts{Facts: []LetterFact{{"Beslut", "{number}"}}, Decided: LetterSection{Heading: "Vem", Text: []string{"Hon."}}, Appeal: LetterSection{Heading: "Så", Text: []string{"Skriv."}},
		Kinds: map[string]letterText{"unused": {Notice: true, Facts: []LetterFact{{"Referens", "{number}"}, {"Giro", "{giro}"}}, Sections: sections}, "recovery": {Sections: sections}}}
	for kind, want := range map[LetterKind]string{
		LetterUnused:   "[{Referens 17}] [{Betala [Nu.]}]",
		LetterRecovery: "[{Beslut 17}] [{Betala [Nu.]} {Vem [Hon.]} {Så [Skriv.]}]",
	} {
		b := x.write(kind, words{"number": {"17"}}, Appeal{})
		if got := fmt.Sprint(b.Facts, b.Sections); got != want {
			t.Errorf("%s is %s, want %s", kind, got, want)
		}
	}
}
