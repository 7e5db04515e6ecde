package i18n_test

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

func words(sv, en string) fs.FS {
	return fstest.MapFS{"locale/sv.json": {Data: []byte(sv)}, "locale/en.json": {Data: []byte(en)}}
}

var clock = words(`{
	"t.plain": "Ge återkoppling",
	"t.brace": "Klamrar { } och {0} står kvar, {name} fylls i",
	"t.left": {"one": "{count} dag kvar", "other": "{count} dagar kvar"},
	"t.most": "Skriv högst {left} senast {deadline}, nu är klockan {now}."
}`, `{
	"t.plain": "Give feedback",
	"t.brace": "Braces { } and {0} stay, {name} is filled in",
	"t.left": {"one": "{count} day left", "other": "{count} days left"},
	"t.most": "Write at most {left} by {deadline}, it is now {now}."
}`)

func TestSwedishAndEnglish(t *testing.T) {
	t.Parallel()
	b := i18n.MustLoad(clock)
	most := []any{"left", money.Kronor(1_250_000), "deadline", civil.On(2026, 12, 18), "now", time.Date(2026, 7, 1, 22, 5, 0, 0, time.UTC)}
	tests := []struct {
		key    string
		args   []any
		sv, en string
	}{
		{"t.plain", nil, "Ge återkoppling", "Give feedback"},
		{"t.plain", []any{"count", 3}, "Ge återkoppling", "Give feedback"},
		{"t.left", []any{"count", 1}, "1 dag kvar", "1 day left"},
		{"t.left", []any{"count", 0}, "0 dagar kvar", "0 days left"},
		{"t.left", []any{"count", 1250}, "1\u00a0250 dagar kvar", "1,250 days left"},
		{"t.brace", []any{"name", "{left}"}, "Klamrar { } och {0} står kvar, {left} fylls i", "Braces { } and {0} stay, {left} is filled in"},
		{"t.brace", nil, "Klamrar { } och {0} står kvar, {name} fylls i", "Braces { } and {0} stay, {name} is filled in"},
		{"t.missing", nil, "t.missing", "t.missing"},
		{"t.most", most,
			"Skriv högst 1\u00a0250\u00a0000\u00a0kr senast 18\u00a0december\u00a02026, nu är klockan 2\u00a0juli\u00a02026 kl.\u00a000.05.",
			"Write at most 1\u00a0250\u00a0000\u00a0kr by 18\u00a0December\u00a02026, it is now 2\u00a0July\u00a02026 at\u00a000:05."},
	}
	for _, tt := range tests {
		if got := b.Localizer("sv").T(tt.key, tt.args...); got != tt.sv {
			t.Errorf("%s %v in Swedish: %q, want %q", tt.key, tt.args, got, tt.sv)
		}
		if got := b.Localizer("en").T(tt.key, tt.args...); got != tt.en {
			t.Errorf("%s %v in English: %q, want %q", tt.key, tt.args, got, tt.en)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	l := i18n.MustLoad(clock).Localizer("sv")
	monday := civil.On(2026, 11, 23)
	for got, want := range map[string]string{
		l.Date(monday):                   "23\u00a0november\u00a02026",
		l.ShortDate(monday):              "23\u00a0nov",
		i18n.Sentence(l.Weekday(monday)): "Måndag 23\u00a0november\u00a02026",
		i18n.Sentence("åtta"):            "Åtta",
		l.Words(2):                       "två",
		l.Words(13):                      "13",
		l.Time(monday.Start().Add(40 * time.Hour)): "16.00",
		l.Date(civil.Date{}) + l.Time(time.Time{}): "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLanguageOfTheContext(t *testing.T) {
	t.Parallel()
	b := i18n.MustLoad(clock)
	ctx := context.Background()
	if got := i18n.T(ctx, "t.plain"); got != "t.plain" {
		t.Errorf("without a language: %q", got)
	}
	if got := i18n.T(i18n.With(ctx, b.Localizer("en")), "t.plain"); got != "Give feedback" {
		t.Errorf("in English: %q", got)
	}
	if got := b.Localizer("klingon").Lang(); got != "sv" {
		t.Errorf("an unknown language speaks %q", got)
	}
}

func TestCataloguesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, sv := range map[string]string{
		"not JSON":           `{`,
		"a number":           `{"a.b": 1}`,
		"only one form":      `{"a.b": {"one": "x"}}`,
		"a form that is not": `{"a.b": {"one": "x", "many": "y"}}`,
	} {
		if _, err := i18n.Load(words(sv, `{}`)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := i18n.Load(clock, clock); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("the same key twice: %v", err)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	b := i18n.MustLoad(words(
		`{"_dynamic": ["role."], "role.officer": "x", "a.both": "{n}", "a.plural": {"one": "1", "other": "n"}, "a.sv": "x", "a.unused": "x"}`,
		`{"role.officer": "x", "a.both": "{m}", "a.plural": "x", "a.en": "x", "a.unused": "x"}`))
	source := fstest.MapFS{
		"page.templ":     {Data: []byte(`{ i18n.T(ctx, "a.both") } { i18n.T(ctx, "a.gone") }`)},
		"flow.go":        {Data: []byte(`fault.Invalid("x", "a.plural"); fault.Refused("a.refused"); use("a.sv")`)},
		"flow_test.go":   {Data: []byte(`"a.unused"`)},
		"page_templ.go":  {Data: []byte(`"a.unused"`)},
		"locale/sv.json": {Data: []byte(`"a.unused"`)},
	}
	got, err := b.Check(source)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"a.both: other arguments in en than in sv",
		"a.plural: other plural forms in en than in sv",
		"a.sv: missing in en",
		"a.unused: nobody uses it",
		"a.en: missing in sv",
		"a.gone: used in page.templ but has no text",
		"a.refused: used in flow.go but has no text",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("problems:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func BenchmarkPlain(b *testing.B) {
	l := i18n.MustLoad(clock).Localizer("sv")
	for b.Loop() {
		l.T("t.plain")
	}
}

func BenchmarkPlural(b *testing.B) {
	l := i18n.MustLoad(clock).Localizer("sv")
	for b.Loop() {
		l.T("t.left", "count", 3)
	}
}
