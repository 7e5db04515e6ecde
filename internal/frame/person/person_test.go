package person

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/personnummer"
)

func astrid() Person {
	return Person{
		ID: "p1", Controller: "c1", Matter: "m1", Keyset: "k1", Kind: Child,
		Given: "Astrid", Family: "Påhittad", Birth: civil.On(2012, 1, 1),
		Number: personnummer.Invented(civil.On(2012, 1, 1), 0), Language: "so", SafeContact: "efter skolan, genom kuratorn",
	}
}

func TestShown(t *testing.T) {
	t.Parallel()
	for _, level := range []Protection{SecrecyMarked, ProtectedRegistration, FictitiousIdentity} {
		p := astrid()
		p.Protection = level

		got := p.Shown(false)

		want := Person{ID: "p1", Controller: "c1", Matter: "m1", Keyset: "k1", Kind: Child, Protection: level, Family: "skyddad", Hidden: true}
		if got != want {
			t.Errorf("%s: something of the person is left", level)
		}
		if p.Shown(true) != p {
			t.Errorf("%s: hidden from a mandate that covers it", level)
		}
	}
	for _, level := range []Protection{Unprotected, ""} {
		p := astrid()
		p.Protection = level
		if p.Shown(false) != p {
			t.Errorf("hidden without protection")
		}
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ given, family, want string }{
		{"Astrid", "Påhittad", "Astrid Påhittad"},
		{"Astrid", "", "Astrid"},
		{"", "Påhittad", "Påhittad"},
		{"", "", ""},
	} {
		if got := (Person{Given: tt.given, Family: tt.family}).Name(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestAPersonIsNeverPrinted(t *testing.T) {
	t.Parallel()
	p := astrid()
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "p", p, "list", []Person{p})
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		fmt.Fprintf(&log, verb, p)
		fmt.Fprintf(&log, verb, []*Person{&p}[0])
		fmt.Fprintf(&log, verb, map[string]Person{"x": p})
	}
	for _, leak := range []string{"Astrid", "Påhittad", "kuratorn", "2012", p.Number.Digits()} {
		if strings.Contains(log.String(), leak) {
			t.Errorf("a way of printing gave %q away", leak)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*Person){
		"hidden":         func(p *Person) { p.Hidden = true },
		"no id":          func(p *Person) { p.ID = "" },
		"no controller":  func(p *Person) { p.Controller = "" },
		"no matter":      func(p *Person) { p.Matter = "" },
		"no keyset":      func(p *Person) { p.Keyset = "" },
		"neither":        func(p *Person) { p.Kind = "offender" },
		"no kind at all": func(p *Person) { p.Kind = "" },
	} {
		p := astrid()
		spoil(&p)
		if _, err := p.check(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	p := astrid()
	p.Birth = civil.Date{}
	got, err := p.check()
	if err != nil || got.Birth != civil.On(2012, 1, 1) || got.Protection != Unprotected {
		t.Errorf("born %s, protection %q, %v", got.Birth, got.Protection, err)
	}
}

func TestRelation(t *testing.T) {
	t.Parallel()
	day := civil.On(2026, 11, 23)
	good := Relation{Kind: SoleGuardian, Source: "folkbokföringen", CheckedOn: day, From: day, To: day.AddDays(7)}
	if err := good.check(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Relation){
		"unknown kind":          func(r *Relation) { r.Kind = "owner" },
		"no source":             func(r *Relation) { r.Source = "" },
		"never checked":         func(r *Relation) { r.CheckedOn = civil.Date{} },
		"ends before it begins": func(r *Relation) { r.To = day.AddDays(-1) },
	} {
		r := good
		spoil(&r)
		if r.check() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for on, want := range map[civil.Date]bool{day.AddDays(-1): false, day: true, day.AddDays(7): true, day.AddDays(8): false} {
		if good.Holds(on) != want {
			t.Errorf("on %s: Holds = %t", on, !want)
		}
	}
	if !(Relation{}).Holds(day) {
		t.Error("a relation without days does not hold")
	}
	for _, k := range RelationKinds {
		guards := strings.HasPrefix(string(k), "guardian_")
		if (Relation{Kind: k}).Guards() != guards {
			t.Errorf("%s: Guards = %t", k, !guards)
		}
	}
}
