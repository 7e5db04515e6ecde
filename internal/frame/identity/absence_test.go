package identity

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

func TestAbsenceDraft(t *testing.T) {
	t.Parallel()
	today := civil.On(2026, 11, 23)
	away := Mandate{ID: "m", User: "lo", Unit: "reception", Role: access.Officer}
	in := func(unit string, role access.Role) []Mandate { return []Mandate{{User: "kim", Unit: unit, Role: role}} }
	good := in("reception", access.Officer)
	draft := func(first, last int) AbsenceDraft {
		return AbsenceDraft{Mandate: "m", Deputy: "kim", First: today.AddDays(first), Last: today.AddDays(last)}
	}
	absence := func(mandate string, first, last int) []Absence {
		return []Absence{{Mandate: mandate, First: today.AddDays(first), Last: today.AddDays(last)}}
	}
	self := draft(0, 4)
	self.Deputy = "lo"
	nobody := draft(0, 4)
	nobody.Deputy = ""
	ended := absence("m", 0, 9)
	ended[0].Ended = true
	tests := []struct {
		name        string
		d           AbsenceDraft
		own         []Absence
		in          []Mandate
		theirs      []Absence
		want, field string
	}{
		{"nothing", AbsenceDraft{}, nil, nil, nil, "account.absence.first_missing", "first"},
		{"yesterday", draft(-1, 4), nil, good, nil, "account.absence.first_past", "first"},
		{"backwards", draft(4, 0), nil, good, nil, "account.absence.last_before_first", "last"},
		{"longer than a year", draft(0, 366), nil, good, nil, "account.absence.too_long", "last"},
		{"touches the own by a day", draft(4, 9), absence("m", 0, 4), good, nil, "account.absence.overlaps", "first"},
		{"within the own", draft(2, 3), absence("m", 0, 9), good, nil, "account.absence.overlaps", "first"},
		{"nobody", nobody, nil, nil, nil, "account.absence.deputy_missing", "deputy"},
		{"oneself", self, nil, good, nil, "account.absence.deputy_self", "deputy"},
		{"somebody elsewhere", draft(0, 4), nil, in("school", access.Manager), nil, "account.absence.deputy_elsewhere", "deputy"},
		{"somebody who receives nothing", draft(0, 4), nil, in("reception", access.Reporter), nil, "account.absence.deputy_elsewhere", "deputy"},
		{"an administrator", draft(0, 4), nil, in("reception", access.Administrator), nil, "account.absence.deputy_elsewhere", "deputy"},
		{"somebody who has left", draft(0, 4), nil, nil, nil, "account.absence.deputy_elsewhere", "deputy"},
		{"somebody away on the last day", draft(0, 4), nil, good, absence("k", 4, 4), "account.absence.deputy_away", "deputy"},
		{"the day after the own", draft(5, 9), absence("m", 0, 4), good, nil, "", ""},
		{"another mandate's days", draft(0, 4), absence("other", 0, 4), good, nil, "", ""},
		{"one that was called off", draft(0, 4), ended, good, nil, "", ""},
		{"somebody back the same morning", draft(5, 9), nil, good, absence("k", 0, 4), "", ""},
		{"a manager", draft(0, 365), nil, in("reception", access.Manager), nil, "", ""},
	}
	for _, tt := range tests {
		want := tt.want
		if tt.field != "" {
			want = tt.field + ": " + tt.want
		}
		if got := text(tt.d.Check(away, tt.own, tt.in, tt.theirs, today)); got != want && !(tt.name == "nothing" && got != "") {
			t.Errorf("%s: %q, want %q", tt.name, got, want)
		}
	}
}

// However people stand in for each other, in chains and circles, what is meant for
// somebody who works here reaches them, and while they are away somebody at work too
// when there is a deputy or a manager at work.
func TestReach(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		users := []string{"a", "b", "c", "d", "e"}
		var s Staff
		for _, u := range users {
			if !rapid.Bool().Draw(rt, u+" works") {
				continue
			}
			m := Member{User: u, Role: rapid.SampledFrom([]access.Role{access.Officer, access.Manager}).Draw(rt, "role")}
			if deputy := rapid.SampledFrom(users).Draw(rt, "deputy"); deputy != u && rapid.Bool().Draw(rt, u+" is away") {
				m.Deputy = deputy
			}
			s = append(s, m)
		}
		for _, u := range users {
			got := s.Reach(u)
			if !s.Works(u) {
				if got != nil {
					rt.Fatalf("%s does not work here and reaches %q", u, got)
				}
				continue
			}
			if !slices.Contains(got, u) || len(got) != len(distinct(got)) {
				rt.Fatalf("%s reaches %q", u, got)
			}
			for _, x := range got {
				if !s.Works(x) || x != u && s.away(x) {
					rt.Fatalf("%s reaches %s, who is not at work", u, x)
				}
			}
			if s.away(u) && len(s.present(access.Manager)) > 0 && len(got) < 2 {
				rt.Fatalf("%s is away and nobody at work is reached: %+v", u, s)
			}
		}
	})
}

func TestSayAbsence(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo, kim := w.hire("Lo Ek", w.reception, access.Officer), w.hire("Kim Ask", w.reception, access.Officer)
		head := w.actor(w.hire("Rut Lönn", w.reception, access.Manager))
		far := w.actor(w.hire("Max Björk", w.away, access.Manager))
		ctx := t.Context()
		d := AbsenceDraft{Mandate: lo.mandate.ID, Deputy: kim.ID, First: w.day(0), Last: w.day(2)}
		staff := func() (s Staff) {
			err := w.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
				s, err = w.gate.Staff(ctx, tx, w.reception)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		for name, who := range map[string]access.Actor{"nobody": {}, "a colleague": w.actor(kim), "a manager elsewhere": far, "an administrator": w.admin2} {
			_, err := w.gate.SayAbsence(ctx, who, d)
			w.want(name, err, "fault.absent")
		}
		a, err := w.gate.SayAbsence(ctx, w.actor(lo), d)
		w.want("the person", err, "")
		if got := staff().Reach(lo.ID); !slices.Equal(got, []string{lo.ID, kim.ID}) {
			t.Errorf("while away: %q", got)
		}
		back := AbsenceDraft{Mandate: kim.mandate.ID, Deputy: lo.ID, First: w.day(1), Last: w.day(1)}
		_, err = w.gate.SayAbsence(ctx, head, back)
		w.want("a circle", err, "deputy: account.absence.deputy_away")
		back.Deputy = head.User
		_, err = w.gate.SayAbsence(ctx, head, back)
		w.want("the manager for somebody", err, "")
		w.pass(24 * 3600 * 1e9)
		if got := staff().Reach(lo.ID); !slices.Equal(got, []string{lo.ID, head.User}) {
			t.Errorf("with the deputy away too: %q", got)
		}
		w.want("called off by a colleague", w.gate.EndAbsence(ctx, w.actor(kim), a.ID), "fault.absent")
		w.want("called off", w.gate.EndAbsence(ctx, w.actor(lo), a.ID), "")
		w.want("called off again", w.gate.EndAbsence(ctx, w.actor(lo), a.ID), "fault.absent")
		w.pass(24 * 3600 * 1e9)
		if got := staff(); got.away(lo.ID) || got.away(kim.ID) {
			t.Errorf("it does not end by itself: %+v", got)
		}
		p, err := w.gate.Presence(ctx, head)
		if err != nil || len(p.Absences) != 0 || len(p.Mandates) != 3 {
			t.Errorf("presence: %+v, %v", p, err)
		}
	})
}

func TestDuty(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo := w.hire("Lo Ek", w.reception, access.Officer)
		head := w.actor(w.hire("Rut Lönn", w.reception, access.Manager))
		far := w.hire("Max Björk", w.away, access.Manager)
		ctx := t.Context()
		d := DutyDraft{User: lo.ID, First: w.day(0), Last: w.day(1)}
		w.want("an officer", w.gate.SetDuty(ctx, w.actor(lo), d), "fault.absent")
		w.want("a stranger on duty", w.gate.SetDuty(ctx, head, DutyDraft{User: far.ID, First: w.day(0), Last: w.day(0)}), "user: account.duty.user_missing")
		w.want("too far", w.gate.SetDuty(ctx, head, DutyDraft{User: lo.ID, First: w.day(0), Last: w.day(400)}), "last: account.duty.too_far")
		w.want("set", w.gate.SetDuty(ctx, head, d), "")
		onDuty := func() (users []string) {
			if err := w.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
				users, err = w.gate.OnDuty(ctx, tx, w.reception)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return users
		}
		if got := onDuty(); !slices.Equal(got, []string{lo.ID}) {
			t.Errorf("on duty: %q", got)
		}
		p, err := w.gate.Presence(ctx, head)
		if err != nil || len(p.Duties) != 1 {
			t.Fatalf("rota: %+v, %v", p.Duties, err)
		}
		w.want("dropped elsewhere", w.gate.DropDuty(ctx, w.actor(far), p.Duties[0].ID), "fault.absent")
		w.want("ended", w.gate.EndMandate(ctx, w.admin, EndDraft{Mandate: lo.mandate.ID}), "")
		if got := onDuty(); len(got) != 0 {
			t.Errorf("who has left is on duty: %q", got)
		}
		w.want("dropped", w.gate.DropDuty(ctx, head, p.Duties[0].ID), "")
	})
}
