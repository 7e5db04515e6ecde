package grant

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// A Letter (beslutsbrev) is what a municipality is told of a decision, or of a claim.
//
// Invariant: it is written with the decision and never again; what it says stays, whatever
// becomes of names, texts or terms.
type Letter struct {
	ID, Year, Municipality string
	Kind                   LetterKind
	// Decision is what it tells of, by its id: a decision, round, requisition or claim.
	Decision  string
	WrittenAt time.Time
	LetterBody
}

// LetterKind is what sort of decision it tells of.
type LetterKind string

const (
	LetterGrant        LetterKind = "grant"
	LetterRound        LetterKind = "round"
	LetterRoundNothing LetterKind = "round_nothing"
	LetterRejection    LetterKind = "rejection"
	// LetterUnused demands what the municipality has accounted for as unused.
	LetterUnused LetterKind = "unused"
	// LetterRecovery is the decision to recover money after a review.
	LetterRecovery LetterKind = "recovery"
)

// LetterBody is every word of a letter.
type LetterBody struct {
	// Texts is the version of the texts it was written with.
	Texts string
	Title string
	// From and To are names, and Number the registration number, or a claim's reference.
	From, To, Number string
	// Facts are what stands above the text.
	Facts    []LetterFact
	Sections []LetterSection
}

// A LetterFact is a line above the text.
type LetterFact struct {
	Term string `json:"term"`
	Text string `json:"text"`
}

// A LetterSection is a heading with paragraphs under it.
type LetterSection struct {
	Heading string   `json:"heading"`
	Text    []string `json:"text"`
}

// Appeal (överklagande) is whether the decisions of a year may be appealed. Where nobody
// has said otherwise they may.
type Appeal struct {
	ID, Year string
	Barred   bool
	// Ground is the provision that bars it.
	Ground string
	SaidBy string
	SaidAt time.Time
}

// AppealDraft is what somebody says of it.
type AppealDraft struct {
	Barred bool
	Ground string
}

func (d AppealDraft) check() error {
	if d.Barred && !says(d.Ground) {
		return fault.Invalid("ground", "grant.appeal.ground_missing")
	}
	return nil
}

// letterTexts is one version of the texts. A letter is written with the version that
// holds on the day of the decision; a change of words is a new version.
type letterTexts struct {
	Version  string                `json:"version"`
	From     civil.Date            `json:"from"`
	Source   string                `json:"source"`
	Checked  civil.Date            `json:"checked"`
	Open     string                `json:"open"`
	Months   [12]string            `json:"months"`
	Rules    map[string]string     `json:"rules"`
	Facts    []LetterFact          `json:"facts"`
	Kinds    map[string]letterText `json:"kinds"`
	Decided  LetterSection         `json:"decided"`
	Appeal   LetterSection         `json:"appeal"`
	NoAppeal LetterSection         `json:"no_appeal"`
}

type letterText struct {
	Title string `json:"title"`
	// Notice says that it tells of no decision: nobody has made it, and it is not appealed.
	Notice bool `json:"notice"`
	// Facts stand in place of those that other letters have.
	Facts    []LetterFact    `json:"facts"`
	Sections []LetterSection `json:"sections"`
}

// textsOn is the newest version that holds on the day.
func textsOn(all []letterTexts, on civil.Date) (texts letterTexts) {
	for _, t := range all {
		if !t.From.After(on) && !t.From.Before(texts.From) {
			texts = t
		}
	}
	return texts
}

// words are what a decision says, by the names that the texts have for it. Several words
// under one name are told one by one.
type words map[string][]string

func (w words) set(name string, said ...string) {
	w[name] = slices.DeleteFunc(said, func(s string) bool { return s == "" })
}

// write is the letter in words. A paragraph that asks for what the decision does not say
// is left out, with the line that leads up to it, and so is a section with nothing in it.
func (t letterTexts) write(kind LetterKind, said words, appeal Appeal) LetterBody {
	k := t.Kinds[string(kind)]
	b := LetterBody{Texts: t.Version, Title: k.Title, From: said.one("agency"), To: said.one("municipality"), Number: said.one("number")}
	facts := k.Facts
	if len(facts) == 0 {
		facts = t.Facts
	}
	for _, f := range facts {
		for _, text := range said.fill(f.Text) {
			b.Facts = append(b.Facts, LetterFact{f.Term, text})
		}
	}
	sections := k.Sections
	if !k.Notice {
		sections = append(slices.Clone(sections), t.Decided)
	}
	for _, s := range sections {
		if told := s.fill(said); len(told.Text) > 0 {
			b.Sections = append(b.Sections, told)
		}
	}
	if !k.Notice {
		b.Sections = append(b.Sections, t.appeal(appeal, said))
	}
	return b
}

// appeal is how a decision can be appealed, or that it cannot.
func (t letterTexts) appeal(a Appeal, said words) LetterSection {
	said.set("ground", a.Ground)
	if a.Barred {
		return t.NoAppeal.fill(said)
	}
	return t.Appeal.fill(said)
}

func (s LetterSection) fill(said words) LetterSection {
	told := LetterSection{Heading: s.Heading}
	for _, text := range s.Text {
		paragraphs := said.fill(text)
		if n := len(told.Text); len(paragraphs) == 0 && n > 0 && strings.HasSuffix(told.Text[n-1], ":") {
			told.Text = told.Text[:n-1]
		}
		told.Text = append(told.Text, paragraphs...)
	}
	return told
}

var blank = regexp.MustCompile(`\{(\w+)\}`)

// point begins a paragraph that is one of several.
const point = "– "

// fill is the paragraphs that a text gives: one for each word when it is nothing but a
// name, perhaps as points, else one with all of them.
func (w words) fill(text string) (told []string) {
	rest := strings.TrimPrefix(text, point)
	if name := blank.FindString(rest); name == rest {
		for _, said := range w[strings.Trim(name, "{}")] {
			told = append(told, strings.TrimSuffix(text, rest)+said)
		}
		return told
	}
	missing := false
	filled := blank.ReplaceAllStringFunc(text, func(name string) string {
		said := w[strings.Trim(name, "{}")]
		missing = missing || len(said) == 0
		return listed(said)
	})
	if missing {
		return nil
	}
	return []string{filled}
}

func (w words) one(name string) string { return listed(w[name]) }

// listed is "a, b och c".
func listed(all []string) string {
	if n := len(all); n > 1 {
		return strings.Join(all[:n-1], ", ") + " och " + all[n-1]
	}
	return strings.Join(all, "")
}

// day is "23 november 2026".
func (t letterTexts) day(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", d.Day, t.Months[d.Month-1], d.Year)
}

// terms is what every letter of a year says of it.
func (t letterTexts) terms(y SchemeYear) words {
	w := words{}
	w.set("scheme", y.SchemeName)
	w.set("year", fmt.Sprint(y.Year))
	w.set("conditions", slices.Clone(y.Terms.Conditions)...)
	w.set("contents", slices.Clone(y.Terms.Contents)...)
	var numbers []string
	for _, a := range y.Terms.Appropriations {
		if a.Status == Decided && !slices.Contains(numbers, a.RegistrationNumber) {
			numbers = append(numbers, a.RegistrationNumber)
		}
	}
	w.set("government", numbers...)
	for name, d := range map[string]civil.Date{"use_from": y.Terms.Dates.UseFrom, "use_last": y.Terms.Dates.UseLast,
		"account_last": y.Terms.Dates.AccountLast, "repay_last": y.Terms.Dates.RepayLast} {
		w.set(name, t.day(d))
	}
	return w
}
