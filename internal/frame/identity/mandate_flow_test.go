package identity

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/id"
)

func TestGrantMandate(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		far := w.hire("Max Björk", w.away, access.Reporter)
		nobody := access.Actor{}
		without := access.Actor{User: w.admin.User}
		borrowed := w.admin
		borrowed.User = lo.ID
		tests := []struct {
			name string
			who  access.Actor
			d    MandateDraft
			want string
		}{
			{"nobody signed in", nobody, MandateDraft{User: lo.ID, Unit: w.class, Role: access.Manager}, "fault.absent"},
			{"no mandate chosen", without, MandateDraft{User: lo.ID, Unit: w.class, Role: access.Manager}, "fault.absent"},
			{"somebody else's mandate", borrowed, MandateDraft{User: far.ID, Unit: w.class, Role: access.Manager}, "fault.absent"},
			{"a reporter", w.actor(lo), MandateDraft{User: far.ID, Unit: w.class, Role: access.Manager}, "fault.absent"},
			{"to oneself", w.admin, MandateDraft{User: w.admin.User, Unit: w.reception, Role: access.Officer}, "account.mandate.own"},
			{"oneself as deputy", w.admin, MandateDraft{User: lo.ID, Unit: w.class, Role: access.Reporter, Deputy: w.admin.User}, "deputy: account.mandate.own_deputy"},
			{"a person of Björklunda", w.admin, MandateDraft{User: far.ID, Unit: w.class, Role: access.Reporter}, "fault.absent"},
			{"a unit in Björklunda", w.admin, MandateDraft{User: lo.ID, Unit: w.away, Role: access.Reporter}, "fault.absent"},
			{"from Björklunda", w.stranger, MandateDraft{User: lo.ID, Unit: w.class, Role: access.Reporter}, "fault.absent"},
			{"from an agency without municipality", w.bureaucrat, MandateDraft{User: lo.ID, Unit: w.class, Role: access.Reporter}, "fault.absent"},
			{"a forged person", w.admin, MandateDraft{User: id.New(), Unit: w.class, Role: access.Reporter}, "fault.absent"},
			{"a forged unit", w.admin, MandateDraft{User: lo.ID, Unit: "' OR 1=1 --", Role: access.Reporter}, "fault.absent"},
			{"officer in a school", w.admin, MandateDraft{User: lo.ID, Unit: w.class, Role: access.Officer}, "role: account.mandate.officer_elsewhere"},
			{"a deputy from nowhere", w.admin, MandateDraft{User: lo.ID, Unit: w.class, Role: access.Reporter, Deputy: far.ID}, "deputy: account.mandate.deputy_elsewhere"},
			{"an administrator as deputy", w.admin, MandateDraft{User: lo.ID, Unit: w.class, Role: access.Reporter, Deputy: w.admin2.User}, "deputy: account.mandate.deputy_elsewhere"},
			{"manager at the own school", w.admin, MandateDraft{User: lo.ID, Unit: w.class, Role: access.Manager}, ""},
			{"officer at the social services", w.admin, MandateDraft{User: lo.ID, Unit: w.reception, Role: access.Officer, Deputy: ""}, ""},
		}
		for _, tt := range tests {
			_, err := w.gate.GrantMandate(t.Context(), tt.who, tt.d)
			w.want(tt.name, err, tt.want)
		}
		w.pass(time.Second)
		err := w.store.Data.Write(t.Context(), func(tx *db.Tx) error {
			return insertMandate(t.Context(), tx, Mandate{ID: id.New(), User: lo.ID, Unit: w.class, Role: access.Administrator, From: w.day(0)}, lo.ID, w.Now())
		})
		if !errors.Is(err, db.ErrConflict) {
			t.Errorf("the table lets somebody grant to themselves: %v", err)
		}
	})
}

func TestEndMandate(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo, kim := w.hire("Lo Ek", w.class, access.Reporter), w.hire("Kim Ask", w.class, access.Reporter)
		token := w.signIn(lo)
		tests := []struct {
			name string
			who  access.Actor
			d    EndDraft
			want string
		}{
			{"a reporter", w.actor(kim), EndDraft{Mandate: lo.mandate.ID}, "fault.absent"},
			{"from Björklunda", w.stranger, EndDraft{Mandate: lo.mandate.ID}, "fault.absent"},
			{"one's own", w.admin, EndDraft{Mandate: w.admin.Mandate}, "account.mandate.own"},
			{"to inherit it", w.admin, EndDraft{Mandate: lo.mandate.ID, Deputy: w.admin.User}, "deputy: account.mandate.own_deputy"},
			{"a forged mandate", w.admin, EndDraft{Mandate: id.New()}, "fault.absent"},
			{"yesterday", w.admin, EndDraft{Mandate: lo.mandate.ID, LastDay: w.day(-1)}, "last_day: account.mandate.last_day_past"},
			{"at the end of the week", w.admin, EndDraft{Mandate: lo.mandate.ID, LastDay: w.day(4), Deputy: kim.ID}, ""},
			{"prolonged after that", w.admin, EndDraft{Mandate: lo.mandate.ID, LastDay: w.day(5), Deputy: kim.ID}, "last_day: account.mandate.not_longer"},
		}
		for _, tt := range tests {
			w.want(tt.name, w.gate.EndMandate(t.Context(), tt.who, tt.d), tt.want)
		}
		if who := w.who(token); who.Role != access.Reporter {
			t.Errorf("before the last day the role is %q", who.Role)
		}
		if deputy, err := w.gate.DeputyOf(t.Context(), lo.mandate.ID); deputy != "" || err != nil {
			t.Errorf("a deputy takes over while the mandate is in force: %q, %v", deputy, err)
		}
		w.want("at once after all", w.gate.EndMandate(t.Context(), w.admin, EndDraft{Mandate: lo.mandate.ID, Deputy: kim.ID}), "")
		if who := w.who(token); who.User != lo.ID || who.Role != "" || who.Unit != "" || who.Mandate != "" {
			t.Errorf("the next request still acts as %+v", who)
		}
		if deputy, err := w.gate.DeputyOf(t.Context(), lo.mandate.ID); deputy != kim.ID || err != nil {
			t.Errorf("DeputyOf = %q, %v; want the one named", deputy, err)
		}
		err := w.store.Data.Read(t.Context(), func(tx *db.Tx) error {
			left, err := w.gate.LeftTo(t.Context(), tx, kim.ID)
			if len(left) != 1 || left[0].ID != lo.mandate.ID {
				t.Errorf("LeftTo = %v", left)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// A mandate ends at midnight in Stockholm, which in November is at 23 in Greenwich.
func TestMandateEndsAtMidnight(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		w.want("last day today", w.gate.EndMandate(t.Context(), w.admin, EndDraft{Mandate: lo.mandate.ID, LastDay: w.day(0)}), "")
		w.pass(w.day(0).End().Sub(w.Now()) - time.Second)
		token := w.signIn(lo)
		if who := w.who(token); who.Role != access.Reporter {
			t.Errorf("a second before midnight the role is %q", who.Role)
		}
		w.pass(time.Second)
		if who := w.who(token); who.Role != "" || !who.SignedIn() {
			t.Errorf("at midnight: %+v", who)
		}
	})
}

func TestLastAdministrator(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		// The administrator who acts is leaving on Friday; the other one must stay.
		w.want("shorten one", w.gate.EndMandate(t.Context(), w.admin2, EndDraft{Mandate: w.admin.Mandate, LastDay: w.day(4)}), "")
		w.want("end the other on a later day", w.gate.EndMandate(t.Context(), w.admin, EndDraft{Mandate: w.admin2.Mandate, LastDay: w.day(5)}), "account.mandate.last_administrator")
		w.want("shut the own account", w.gate.CloseUser(t.Context(), w.admin, w.admin.User), "account.user.own")
		w.want("the only one of an agency", w.gate.EndMandate(t.Context(), w.bureaucrat, EndDraft{Mandate: w.bureaucrat.Mandate}), "account.mandate.own")
	})
}

// Two administrators who end each other's mandates at the same moment: one wins.
func TestAdministratorsEndEachOther(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		var both sync.WaitGroup
		errs := make([]error, 2)
		both.Go(func() { errs[0] = w.gate.EndMandate(t.Context(), w.admin, EndDraft{Mandate: w.admin2.Mandate}) })
		both.Go(func() { errs[1] = w.gate.EndMandate(t.Context(), w.admin2, EndDraft{Mandate: w.admin.Mandate}) })
		both.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("outcomes %v and %v, want exactly one to win", errs[0], errs[1])
		}
	})
}

func TestCloseUser(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		token := w.signIn(lo)
		w.want("from Björklunda", w.gate.CloseUser(t.Context(), w.stranger, lo.ID), "fault.absent")
		w.want("by an administrator here", w.gate.CloseUser(t.Context(), w.admin, lo.ID), "")
		if w.who(token).SignedIn() {
			t.Error("a shut account is still signed in")
		}
		if _, err := w.gate.StartSession(t.Context(), lo.ID, "", 3); err == nil {
			t.Error("a shut account can be signed in to")
		}
		if _, _, err := w.gate.Invited(t.Context(), lo.invitation.Code); err == nil {
			t.Error("the invitation of a shut account holds")
		}
		w.want("grant to it", grantErr(w.gate.GrantMandate(t.Context(), w.admin, MandateDraft{User: lo.ID, Unit: w.class, Role: access.Reporter})), "account.user.closed")
	})
}

func grantErr(_ Mandate, err error) error { return err }

func TestPeople(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		w.hire("Åsa Öberg", w.class, access.Reporter)
		w.hire("Zoe 100%_Ek!", w.class, access.Reporter)
		names := func(who access.Actor, text string) string {
			people, _, err := w.gate.People(t.Context(), who, text, "")
			if err != nil {
				return err.Error()
			}
			var s string
			for _, p := range people {
				s += p.Name + ";"
			}
			return s
		}
		tests := []struct {
			name string
			who  access.Actor
			text string
			want string
		}{
			{"nobody", access.Actor{}, "", "fault.absent"},
			{"a reporter", access.Actor{User: "x", Role: access.Reporter, Municipality: "9901"}, "", "fault.absent"},
			{"an administrator from nowhere", access.Actor{User: "x", Role: access.Administrator}, "", ""},
			{"an agency", w.bureaucrat, "", "Dan Rönn;"},
			{"another municipality", w.stranger, "", "Cai Björk;"},
			{"a wildcard is a letter", w.admin, "%_", "Zoe 100%_Ek!;"},
			{"an exclamation mark too", w.admin, "!", "Zoe 100%_Ek!;"},
			{"the whole municipality, å after z", w.admin, "", "Ada Ek;Bo Alm;Zoe 100%_Ek!;Åsa Öberg;"},
			{"part of a name", w.admin, "öber", "Åsa Öberg;"},
		}
		for _, tt := range tests {
			if got := names(tt.who, tt.text); got != tt.want {
				t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
			}
		}
	})
}

func TestActorsWith(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		head := w.actor(w.hire("Eva Ek", w.reception, access.Manager))
		officer := w.actor(w.hire("Gry Ek", w.reception, access.Officer))
		w.hire("Hal Ek", w.class, access.Manager)
		both := []access.Role{access.Officer, access.Manager}
		for _, tt := range []struct {
			name          string
			organisations []string
			codes         []string
			roles         []access.Role
			want          []string
		}{
			{"nowhere", nil, nil, both, nil},
			{"no municipality", []string{""}, []string{""}, both, nil},
			{"a municipality without any", nil, []string{"9902"}, both, nil},
			{"a forged organisation", []string{"' OR 1=1 --"}, nil, both, nil},
			{"the social services of a municipality", nil, []string{"9901", "9902"}, both, []string{head.User, officer.User}},
			{"its managers", nil, []string{"9901"}, []access.Role{access.Manager}, []string{head.User}},
			{"an organisation", []string{w.social}, nil, both, []string{head.User, officer.User}},
			{"both at once, each once", []string{w.social}, []string{"9901"}, both, []string{head.User, officer.User}},
			{"another role", []string{w.agency}, nil, []access.Role{access.Administrator}, []string{w.bureaucrat.User}},
		} {
			var got []string
			err := w.store.Data.Read(t.Context(), func(tx *db.Tx) error {
				got = nil
				all, err := w.gate.ActorsWith(t.Context(), tx, tt.organisations, tt.codes, access.Social, tt.roles...)
				for _, who := range all {
					got = append(got, who.User)
				}
				return err
			})
			slices.Sort(tt.want)
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, want %v: %v", tt.name, got, tt.want, err)
			}
		}
	})
}
