package identity

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/frame/sheet"
	"samspel/internal/ground/fault"
)

func staffOf(t *testing.T, lines ...string) []StaffRow {
	t.Helper()
	rows, err := sheet.Read([]byte("E-post;namn;ENHET;roll;Skyddade;fr.o.m.;t.o.m.;Organisation\n" + strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	staff, err := ReadStaff(rows)
	if err != nil {
		t.Fatal(err)
	}
	return staff
}

func TestReadStaff(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"Enhet;Namn;E-post;Roll" + strings.Repeat("\na;b;c;d", MaxStaff+1): "sheet.too_many_rows",
		"Enhet;Namn;E-post;Roll":                    "account.import.empty",
		"Enhet;Namn;E-post;Roll;Lön\na;b;c;d;e":     "account.import.heading_unknown",
		"Enhet;Namn;E-post;Mejl;Roll\na;b;c;d;e":    "account.import.heading_twice",
		"Enhet;Namn;E-post\na;b;c":                  "account.import.heading_missing",
		"arbetsplats;NAMN;e post;roll\na;b;c;d":     "",
		"Till;Från;Roll;Namn;Enhet;Mejladress\na;b": "",
	} {
		rows, err := sheet.Read([]byte(file))
		if err != nil {
			t.Fatal(err)
		}
		_, err = ReadStaff(rows)
		if all := fault.All(err); want == "" && err != nil || want != "" && (len(all) != 1 || all[0].Key != want) {
			t.Errorf("%q: %v, want %q", file, err, want)
		}
	}
}

// offered is the plan of a list, in short.
func (w *town) offered(who access.Actor, lines ...string) (StaffPlan, string) {
	w.Helper()
	if err := w.gate.OfferStaff(w.Context(), who, staffOf(w.T, lines...)); err != nil {
		w.Fatal(err)
	}
	plan, err := w.gate.OfferedStaff(w.Context(), who)
	if err != nil {
		w.Fatal(err)
	}
	var said []string
	for _, s := range plan.Steps {
		said = append(said, fmt.Sprintf("%d %s", s.Row, s.Change))
	}
	for _, f := range plan.Faults {
		said = append(said, fmt.Sprintf("%d %s", f.Row, f.Err.Key))
	}
	return plan, strings.Join(said, ", ")
}

func TestAListDoesWhatWasSeen(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lines := []string{
			"kim@ekstad.example;Kim Ask;Ekskolan;anmälare",
			"kim@ekstad.example;Kim Ask;Mottagningen;Socialsekreterare;ja;;2027-06-30",
			"lo@ekstad.example;Lo Lind;Ny skola;chef;;;;Barn- och utbildningsnämnden",
		}
		plan, said := w.offered(w.admin, lines...)
		if said != "2 granted, 3 granted, 4 granted" || plan.NewPeople() != 2 || len(plan.NewUnits()) != 1 {
			t.Fatalf("%s; %d people", said, plan.NewPeople())
		}
		people, _, err := w.gate.People(t.Context(), w.admin, "kim", "")
		if err != nil || len(people) != 0 {
			t.Fatalf("something was written before anybody said yes: %v %v", people, err)
		}
		for _, seal := range []string{"", "another"} {
			if _, err := w.gate.TakeStaff(t.Context(), w.admin, seal); fault.KindOf(err) != fault.KindRefused {
				t.Errorf("done without having been seen: %v", err)
			}
		}
		if _, err := w.gate.TakeStaff(t.Context(), w.admin2, plan.Seal()); fault.KindOf(err) != fault.KindRefused {
			t.Errorf("another's list was carried out: %v", err)
		}
		invited, err := w.gate.TakeStaff(t.Context(), w.admin, plan.Seal())
		if err != nil || len(invited) != 2 {
			t.Fatalf("%d invited, %v", len(invited), err)
		}
		if _, _, err := w.gate.Invited(t.Context(), invited[0].Code); err != nil {
			t.Errorf("the invitation does not open: %v", err)
		}
		if _, err := w.gate.TakeStaff(t.Context(), w.admin, plan.Seal()); fault.KindOf(err) != fault.KindRefused {
			t.Errorf("done twice: %v", err)
		}
		if _, said := w.offered(w.admin, lines...); said != "2 unchanged, 3 unchanged, 4 unchanged" {
			t.Errorf("the same list again: %s", said)
		}

		// Shorter ends, longer is granted from the day after, and again nothing.
		plan, said = w.offered(w.admin, "kim@ekstad.example;Kim Ask;Ekskolan;anmälare;;;2026-12-31", "kim@ekstad.example;Kim Ask;Mottagningen;Socialsekreterare;ja;;2027-12-31")
		if said != "2 ended, 3 granted" || plan.Steps[1].From.String() != "2027-07-01" {
			t.Errorf("%s from %s", said, plan.Steps[1].From)
		}
		if _, err := w.gate.TakeStaff(t.Context(), w.admin, plan.Seal()); err != nil {
			t.Fatal(err)
		}
		if _, said := w.offered(w.admin, "kim@ekstad.example;Kim Ask;Ekskolan;anmälare;;;2026-12-31", "kim@ekstad.example;Kim Ask;Mottagningen;Socialsekreterare;ja;;2027-12-31"); said != "2 unchanged, 3 unchanged" {
			t.Errorf("again: %s", said)
		}
	})
}

func TestWhatAListMayNot(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		own, err := w.gate.Own(t.Context(), w.admin)
		if err != nil {
			t.Fatal(err)
		}
		far, err := w.gate.Own(t.Context(), w.stranger)
		if err != nil {
			t.Fatal(err)
		}
		kim := w.hire("Kim Ask", w.class, access.Reporter)
		gone := w.hire("Ola Borta", w.class, access.Reporter)
		if err := w.gate.CloseUser(t.Context(), w.admin, gone.ID); err != nil {
			t.Fatal(err)
		}
		tests := []struct{ name, line, want string }{
			{"own wider", own.Email + ";Ada Ek;Mottagningen;chef", "account.mandate.own"},
			{"own shorter", own.Email + ";Ada Ek;Ekskolan;administratör;;;2026-12-31", "account.mandate.own"},
			{"own with the protected", own.Email + ";Ada Ek;Ekskolan;administratör;ja", "account.import.protected_differs"},
			{"a unit elsewhere", "ny@ekstad.example;Ny Person;Björkskolan;anmälare", "account.import.unit_unknown"},
			{"an organisation elsewhere", "ny@ekstad.example;Ny Person;Ny;anmälare;;;;Utbildningsnämnden i Björklunda", "account.import.organisation_unknown"},
			{"a person elsewhere", far.Email + ";Cai Björk;Ekskolan;anmälare", "account.user.taken"},
			{"a closed account", gone.Email + ";Ola Borta;Ekskolan;anmälare", "account.user.closed"},
			{"another's address", kim.Email + ";Någon Annan;Ekskolan;chef", "account.import.other_name"},
			{"wider by a list", kim.Email + ";Kim Ask;Ekskolan;anmälare;ja", "account.import.protected_differs"},
			{"a past", "ny@ekstad.example;Ny Person;Ekskolan;anmälare;;2020-01-01", "account.mandate.from_past"},
			{"too long", "ny@ekstad.example;Ny Person;Ekskolan;anmälare;;;2040-01-01", "account.mandate.to_far"},
			{"an officer at school", "ny@ekstad.example;Ny Person;Ekskolan;handläggare", "account.mandate.officer_elsewhere"},
			{"no role", "ny@ekstad.example;Ny Person;Ekskolan;kung", "account.import.role_wrong"},
			{"no day", "ny@ekstad.example;Ny Person;Ekskolan;chef;;i går", "account.import.day_wrong"},
			{"no address", "=cmd;Ny Person;Ekskolan;chef", "account.user.email_wrong"},
			{"ended in the past", kim.Email + ";Kim Ask;Ekskolan;anmälare;;;2026-11-01", "account.mandate.last_day_past"},
		}
		for _, tt := range tests {
			plan, said := w.offered(w.admin, tt.line)
			if said != "2 "+tt.want {
				t.Errorf("%s: %s, want %s", tt.name, said, tt.want)
			}
			if _, err := w.gate.TakeStaff(t.Context(), w.admin, plan.Seal()); fault.KindOf(err) != fault.KindRefused {
				t.Errorf("%s: carried out: %v", tt.name, err)
			}
		}
		if err := w.gate.OfferStaff(t.Context(), w.actor(kim), staffOf(t, "a@b.example;A B;Ekskolan;chef")); fault.KindOf(err) != fault.KindPrivate {
			t.Errorf("a reporter offered a list: %v", err)
		}
		if _, said := w.offered(w.admin, "ny@ekstad.example;Ny Person;Ekskolan;chef", "ny@ekstad.example;Ny Person;ekskolan;Chef"); said != "2 granted, 3 account.import.row_twice" {
			t.Errorf("twice in a list: %s", said)
		}

		// What changes between the look and the yes is looked at again.
		plan, _ := w.offered(w.admin, kim.Email+";Kim Ask;Ekskolan;anmälare;;;2026-12-31")
		if err := w.gate.EndMandate(t.Context(), w.admin2, EndDraft{Mandate: kim.mandate.ID}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.gate.TakeStaff(t.Context(), w.admin, plan.Seal()); fault.KindOf(err) != fault.KindRefused {
			t.Errorf("done although it was no longer so: %v", err)
		}
	})
}

// A full list is one transaction and must be done well within what a page may take.
func TestAFullList(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		var lines []string
		for i := range 300 {
			lines = append(lines, fmt.Sprintf("p%d@ekstad.example;Person Nummer %d;Ekskolan;anmälare", i, i))
		}
		plan, _ := w.offered(w.admin, lines...)
		invited, err := w.gate.TakeStaff(t.Context(), w.admin, plan.Seal())
		if err != nil || len(invited) != len(lines) {
			t.Fatalf("%d invited, %v", len(invited), err)
		}
		if slices.ContainsFunc(invited, func(x Invited) bool { return x.Code == "" }) {
			t.Error("somebody was added without an invitation")
		}
	})
}
