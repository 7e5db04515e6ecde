package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/web"
)

// typed gives read the form that came of posting values.
func typed(t *testing.T, values url.Values, read func(*web.Form)) {
	t.Helper()
	b := visit(t, map[string]handler{"POST /form": func(_ http.ResponseWriter, r *http.Request) error {
		read(web.ParseForm(r))
		return nil
	}})
	b.Post("/form", values).Is(200)
}

func TestFormFields(t *testing.T) {
	t.Parallel()
	read := func(f *web.Form) any { return f.Text("x") }
	tests := []struct {
		name  string
		typed []string
		read  func(*web.Form) any
		want  any
		wrong string
	}{
		{"text is trimmed", []string{"  Ines \n Karlsson\u00a0Abdi "}, read, "Ines Karlsson Abdi", ""},
		{"text twice", []string{"a", "b"}, read, "", "Svara en gång på frågan."},
		{"text of 200 signs fits", []string{strings.Repeat("å", 200)}, read, strings.Repeat("å", 200), ""},
		{"text of 201 does not", []string{strings.Repeat("å", 201)}, read, strings.Repeat("å", 201), "Skriv högst 200 tecken. Nu är det 1 för mycket."},
		{"decomposed letters become whole", []string{"A\u030asa"}, read, "Åsa", ""},
		{"control characters become spaces", []string{"a\x07b"}, read, "a b", ""},
		{"lines keep their rows", []string{" a\r\nb\vc\n"}, func(f *web.Form) any { return f.Lines("x") }, "a\nb\nc", ""},
		{"no choice made", nil, func(f *web.Form) any { return f.Choice("x", "a") }, "", ""},
		{"a forged choice", []string{"admin"}, func(f *web.Form) any { return f.Choice("x", "a") }, "", "Välj ett av svaren som står här."},
		{"boxes once each", []string{"a", "a", "b"}, func(f *web.Form) any { return strings.Join(f.Values("x", "a", "b"), ",") }, "a,b", ""},
		{"a forged box", []string{"a", "z"}, func(f *web.Form) any { return strings.Join(f.Values("x", "a", "b"), ",") }, "", "Välj ett av svaren som står här."},
		{"a date", []string{"2026-11-23"}, func(f *web.Form) any { return f.Date("x") }, civil.On(2026, 11, 23), ""},
		{"a date without dashes", []string{"20261123"}, func(f *web.Form) any { return f.Date("x") }, civil.On(2026, 11, 23), ""},
		{"a day that does not exist", []string{"2026-02-29"}, func(f *web.Form) any { return f.Date("x") }, civil.Date{}, "Skriv ett datum som finns, till exempel 2026-11-23."},
		{"letters of eight bytes for a date", []string{"åäöå"}, func(f *web.Form) any { return f.Date("x") }, civil.Date{}, "Skriv ett datum som finns, till exempel 2026-11-23."},
		{"a time", []string{"9.40"}, minutes, 580, ""},
		{"a time with a colon", []string{"09:40"}, minutes, 580, ""},
		{"a time as four digits", []string{"2359"}, minutes, 1439, ""},
		{"24.00 is not a time", []string{"24.00"}, minutes, 0, "Skriv ett klockslag, till exempel 09.40."},
		{"a negative time", []string{"-1.30"}, minutes, 0, "Skriv ett klockslag, till exempel 09.40."},
		{"a grouped number", []string{"1 250"}, func(f *web.Form) any { return f.Int("x") }, 1250, ""},
		{"a number beyond counting", []string{"99999999999999"}, func(f *web.Form) any { f.Int("x"); return nil }, nil, "Skriv ett helt tal med siffror."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			typed(t, url.Values{"x": tt.typed}, func(f *web.Form) {
				if got := tt.read(f); got != tt.want {
					t.Errorf("read %v, want %v", got, tt.want)
				}
				if got := f.Error("x"); got != tt.wrong {
					t.Errorf("wrong: %q, want %q", got, tt.wrong)
				}
				if f.OK() != (tt.wrong == "") {
					t.Errorf("OK = %v", f.OK())
				}
			})
		})
	}
}

func minutes(f *web.Form) any {
	m, _ := f.TimeOfDay("x")
	return m
}

func TestRepeatedParts(t *testing.T) {
	t.Parallel()
	values := url.Values{}
	for _, name := range []string{"child.10.given", "child.2.given", "child.2.family", "child.0.given", "child.99.given", "child.-1.x", "child.x.y", "children.5.x", "child.5000000000.x"} {
		values.Set(name, "a")
	}
	typed(t, values, func(f *web.Form) {
		if got := f.Index("child"); !slices.Equal(got, []int{0, 2, 10}) {
			t.Errorf("Index = %v", got)
		}
	})
}

func TestExplain(t *testing.T) {
	t.Parallel()
	typed(t, url.Values{"x": {"1"}}, func(f *web.Form) {
		if f.Explain(fault.Refused("web.form.choice")) || f.Explain(fault.Private()) || f.Explain(http.ErrBodyNotAllowed) {
			t.Error("explains what was not about the form")
		}
		if f.Explain(fault.List{fault.Invalid("x", "web.form.date"), fault.Refused("web.form.choice")}) || !f.OK() {
			t.Error("explains half of what was wrong")
		}
		if !f.Explain(fault.List{fault.Invalid("x", "web.form.date"), fault.Invalid("y", "web.form.time")}) || len(f.Errors()) != 2 {
			t.Errorf("errors: %v", f.Errors())
		}
		f.Fail("x", "web.form.number")
		if len(f.Errors()) != 2 || !strings.Contains(f.Error("x"), "datum") {
			t.Error("the first reason is not kept")
		}
	})
}

func TestSecretsAreNotDrawnAgain(t *testing.T) {
	t.Parallel()
	typed(t, url.Values{"password": {"  hemligt "}}, func(f *web.Form) {
		if got := f.Secret("password"); got != "  hemligt " {
			t.Errorf("Secret = %q", got)
		}
		if f.Value("password") != "" {
			t.Error("the form still holds the password")
		}
	})
}

func TestNilForm(t *testing.T) {
	t.Parallel()
	var f *web.Form
	if !f.OK() || f.Text("x") != "" || f.Value("x") != "" || f.Sent() || f.Errors() != nil || f.Index("x") != nil {
		t.Error("a nil form is not empty")
	}
}
