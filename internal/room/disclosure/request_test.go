package disclosure

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

var update = flag.Bool("update", false, "rewrite golden files")

func keyOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Key
	}
	return fmt.Sprint(err)
}

func TestAMonth(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from   civil.Date
		months int
		want   string
	}{
		{civil.On(2026, 1, 31), 1, "2026-02-28"}, {civil.On(2027, 12, 31), 2, "2028-02-29"}, {civil.On(2026, 8, 31), 1, "2026-09-30"},
		{civil.On(2026, 11, 23), 1, "2026-12-23"}, {civil.On(2026, 11, 23), 3, "2027-02-23"}, {civil.On(2026, 12, 1), 1, "2027-01-01"},
	} {
		if got := monthsLater(tt.from, tt.months).String(); got != tt.want {
			t.Errorf("%d months after %s is %s, not %s", tt.months, tt.from, got, tt.want)
		}
	}
}

func TestOrderOfThings(t *testing.T) {
	t.Parallel()
	now, today := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), civil.On(2026, 11, 23)
	extract := Draft{Kind: Extract, Asker: Self, ReceivedOn: today}.register(times())
	document := Draft{Kind: Document, ReceivedOn: today}.register(times())
	known, err := extract.Identify("chef", now)
	if err != nil {
		t.Fatal(err)
	}
	gathered, err := known.Gather()
	if err != nil {
		t.Fatal(err)
	}
	decided, err := gathered.Decide(nil)
	if err != nil {
		t.Fatal(err)
	}
	late := known
	late.DueOn = today.AddDays(-1)
	open := []Piece{{Verdict: Release}, {}}
	for _, tt := range []struct {
		name string
		act  func() (Request, error)
		want string
	}{
		{"gather before the identity is checked", extract.Gather, "disclosure.request.identify_first"},
		{"add before the identity is checked", extract.add, "disclosure.request.identify_first"},
		{"gather for a document", document.Gather, "disclosure.request.decided"},
		{"identify for a document", func() (Request, error) { return document.Identify("chef", now) }, "disclosure.request.identified"},
		{"identify twice", func() (Request, error) { return known.Identify("chef", now) }, "disclosure.request.identified"},
		{"decide before gathering", func() (Request, error) { return known.Decide(nil) }, "disclosure.request.gather_first"},
		{"decide with something unjudged", func() (Request, error) { return gathered.Decide(open) }, "disclosure.decision.unjudged"},
		{"decide twice", func() (Request, error) { return decided.Decide(nil) }, "disclosure.request.decided"},
		{"gather after the decision", decided.Gather, "disclosure.request.decided"},
		{"release before the decision", func() (Request, error) { return gathered.Release("på plats", "chef", now) }, "disclosure.request.decide_first"},
		{"release nobody knows how", func() (Request, error) { return decided.Release("", "chef", now) }, "disclosure.request.released_how_missing"},
		{"extend without a reason", func() (Request, error) { return known.Extend("", today, times()) }, "disclosure.request.extended_why_missing"},
		{"extend too late", func() (Request, error) { return late.Extend("många", today, times()) }, "disclosure.request.extend_late"},
		{"extend a document", func() (Request, error) { return document.Extend("många", today, times()) }, "disclosure.request.decided"},
	} {
		if _, err := tt.act(); keyOf(err) != tt.want {
			t.Errorf("%s: %v, not %s", tt.name, err, tt.want)
		}
	}
	longer, err := known.Extend("många", today, times())
	if err != nil || longer.DueOn != civil.On(2027, 2, 23) {
		t.Errorf("extended to %s: %v", longer.DueOn, err)
	}
	if _, err := longer.Extend("igen", today, times()); keyOf(err) != "disclosure.request.extended" {
		t.Errorf("extended twice: %v", err)
	}
	for days, want := range map[int]string{0: "ok", 25: "soon", 30: "today", 31: "late"} {
		if got := extract.Urgency(today.AddDays(days)); got != want {
			t.Errorf("an extract after %d days is %s, not %s", days, got, want)
		}
	}
	for days, want := range map[int]string{0: "soon", 1: "soon", 2: "today", 6: "late"} {
		if got := document.Urgency(today.AddDays(days)); got != want {
			t.Errorf("a document after %d days is %s, not %s", days, got, want)
		}
	}
}

func TestJudgements(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		j    Judgement
		want string
	}{
		{Judgement{}, "disclosure.piece.verdict_missing"},
		{Judgement{Verdict: "kanske"}, "disclosure.piece.verdict_missing"},
		{Judgement{Verdict: Withhold, Reasons: "x"}, "disclosure.piece.provision_missing"},
		{Judgement{Verdict: Withhold, Provision: "guardian"}, "disclosure.piece.reasons_missing"},
		{Judgement{Verdict: Part, Provision: "guardian", Reasons: "x"}, "disclosure.piece.kept_missing"},
		{Judgement{Verdict: Release}, "<nil>"},
		{Judgement{Verdict: Part, Provision: "guardian", Reasons: "x", Kept: "y"}, "<nil>"},
	} {
		if err := tt.j.Check(); !strings.Contains(fmt.Sprint(keyOf(err), err), tt.want) {
			t.Errorf("%+v: %v, not %s", tt.j, err, tt.want)
		}
	}
}

// What is withheld in silence changes nothing in what the asker is told, whatever else
// there is.
func TestSilenceLeavesNoTrace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var with, without []Piece
		for range rapid.IntRange(0, 12).Draw(rt, "pieces") {
			p := Piece{Verdict: rapid.SampledFrom(Verdicts).Draw(rt, "verdict"), Provision: "social_services",
				Marks: rapid.SliceOf(rapid.SampledFrom(Marks)).Draw(rt, "marks")}
			if p.Verdict == Release {
				p.Provision = ""
			}
			with = append(with, p)
			if !p.Silent() {
				without = append(without, p)
			}
		}
		if OutcomeOf(with) != OutcomeOf(without) || !slices.Equal(Grounds(with), Grounds(without)) {
			rt.Errorf("%v and %v, with what is silent and without", OutcomeOf(with), OutcomeOf(without))
		}
	})
	silent := Piece{Verdict: Withhold, Provision: "guardian", Marks: []Mark{MarkProtected}}
	for _, tt := range []struct {
		pieces []Piece
		want   Outcome
	}{
		{nil, Nothing}, {[]Piece{silent, silent}, Nothing}, {[]Piece{silent, {Verdict: Release}}, Whole},
		{[]Piece{{Verdict: Release}, {Verdict: Withhold}}, InPart}, {[]Piece{{Verdict: Part}}, InPart}, {[]Piece{{Verdict: Withhold}}, Refused},
	} {
		if got := OutcomeOf(tt.pieces); got != tt.want {
			t.Errorf("%+v comes to %s, not %s", tt.pieces, got, tt.want)
		}
	}
}

// sectionOf is a section of the act as one line.
func sectionOf(t *testing.T, chapter, section string) string {
	t.Helper()
	text, err := os.ReadFile("../../frame/law/testdata/SFS_2009_400.md")
	if err != nil {
		t.Fatal(err)
	}
	var found strings.Builder
	inChapter, inSection := "", ""
	chapterHead, sectionHead := regexp.MustCompile(`^(\d+(?: [a-z])?) kap\. [A-ZÅÄÖ]`), regexp.MustCompile(`^(\d+(?: [a-z])?) § +(?:[A-ZÅÄÖ/]|$)`)
	for line := range strings.Lines(string(text)) {
		if m := chapterHead.FindStringSubmatch(line); m != nil && !strings.Contains(line, "§") {
			inChapter, inSection = m[1], ""
		} else if m := sectionHead.FindStringSubmatch(line); m != nil {
			inSection = m[1]
		}
		if inChapter == chapter && inSection == section {
			found.WriteString(line)
		}
	}
	return strings.Join(strings.Fields(found.String()), " ")
}

// What is tested is the words of the statute, and how much it takes is what they say.
func TestProvisionsRestOnTheStatute(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, p := range Provisions() {
		if text := sectionOf(t, p.Chapter, p.Section); p.Quote == "" || !strings.Contains(text, p.Quote) {
			t.Errorf("%s: %q does not stand in %s", p.ID, p.Quote, p)
		}
		strong := strings.HasPrefix(p.Quote, "om det inte står klart")
		if strong != (p.Strength == "strong") || seen[p.ID] || p.Name("sv") == p.Name("en") || p.Swedish == "" {
			t.Errorf("%s is not whole: %+v", p.ID, p)
		}
		seen[p.ID] = true
	}
	for _, r := range []struct{ section, quote string }{
		{"3", "det krävs ett skriftligt beslut av myndigheten för att beslutet ska kunna överklagas"},
		{"7", "att inte lämna ut en handling till den enskilde"},
		{"8", "överklagas till kammarrätt"},
	} {
		if text := sectionOf(t, "6", r.section); !strings.Contains(text, r.quote) {
			t.Errorf("6 kap. %s § does not say %q", r.section, r.quote)
		}
	}
	if x := times(); x.AnswerMonths != 1 || x.ExtensionMonths != 2 || x.AppealWeeks != 3 || x.PromptDays >= x.LateDays || x.Open == "" {
		t.Errorf("the times are %+v", x)
	}
}

// TestPolicyMatrix writes every rule against every kind of person into
// testdata/policy.golden; the diff is what a jurist reviews.
func TestPolicyMatrix(t *testing.T) {
	t.Parallel()
	people := []struct {
		name string
		who  access.Actor
	}{
		{"chef med uppdrag för skyddade", access.Actor{User: "a", Unit: "social", Sector: access.Social, Role: access.Manager, Protected: true, Strong: true}},
		{"samma, legitimerad för länge sedan", access.Actor{User: "a", Unit: "social", Sector: access.Social, Role: access.Manager, Protected: true}},
		{"chef utan uppdrag för skyddade", access.Actor{User: "b", Unit: "social", Sector: access.Social, Role: access.Manager, Strong: true}},
		{"handläggare", access.Actor{User: "c", Unit: "social", Sector: access.Social, Role: access.Officer, Protected: true, Strong: true}},
		{"chef på en annan enhet", access.Actor{User: "d", Unit: "annan", Sector: access.Social, Role: access.Manager, Protected: true, Strong: true}},
		{"rektor", access.Actor{User: "e", Unit: "skola", Sector: access.School, Role: access.Manager, Strong: true}},
		{"kurator", access.Actor{User: "f", Unit: "social", Sector: access.School, Role: access.Reporter, Strong: true}},
		{"polischef", access.Actor{User: "g", Unit: "social", Sector: access.Police, Role: access.Manager, Protected: true, Strong: true}},
		{"administratör", access.Actor{User: "h", Unit: "social", Sector: access.Social, Role: access.Administrator, Strong: true}},
		{"vårdnadshavare", access.Actor{User: "i", Role: access.Family}},
		{"ett system", access.Actor{User: "j", Unit: "social", Sector: access.Social, Role: access.Manager, Scope: "orosanmalan:skicka"}},
		{"ingen", access.Actor{}},
	}
	extract, document := Request{Unit: "social", Kind: Extract}, Request{Unit: "social", Kind: Document}
	rules := []struct {
		name string
		rule func(access.Actor) access.Decision
	}{
		{"se registret", mayAnswer},
		{"registrera ett registerutdrag", func(w access.Actor) access.Decision { return mayRegister(w, Extract) }},
		{"registrera en begäran om handling", func(w access.Actor) access.Decision { return mayRegister(w, Document) }},
		{"handlägga ett registerutdrag", func(w access.Actor) access.Decision { return mayHandle(w, extract) }},
		{"handlägga en begäran om handling", func(w access.Actor) access.Decision { return mayHandle(w, document) }},
		{"besluta att lämna ut en handling", func(w access.Actor) access.Decision { return mayDecide(w, document, Whole) }},
		{"besluta att inte lämna ut en handling", func(w access.Actor) access.Decision { return mayDecide(w, document, Refused) }},
		{"besluta att lämna ut en handling delvis", func(w access.Actor) access.Decision { return mayDecide(w, document, InPart) }},
	}
	var out strings.Builder
	for _, r := range rules {
		fmt.Fprintf(&out, "%s\n", r.name)
		for _, p := range people {
			d, answer := r.rule(p.who), "nej"
			switch {
			case d.Allowed():
				answer = "JA"
			case d.NeedsProof():
				answer = "NY"
			}
			fmt.Fprintf(&out, "  %-40s %-4s %s\n", p.name, answer, d.Ground())
		}
		out.WriteByte('\n')
	}
	const golden = "testdata/policy.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(want) {
		t.Errorf("the policy matrix changed; read the diff of %s after go test -update", golden)
	}
}
