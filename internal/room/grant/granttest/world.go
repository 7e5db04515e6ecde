// Package granttest is a small invented world for tests of the room: two agencies that
// give grants, and two municipalities that call for money.
package granttest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/ledger"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
)

// The municipalities, by code.
const (
	Ekstad     = "9901"
	Bjorklunda = "9902"
)

// World is the room with everything it leans on, and the people in it. It begins on
// Monday 1 February 2027 at eight in the morning.
type World struct {
	*testing.T
	*grant.Grants
	Clock time.Time

	// Officer and Second prepare, Manager and Head decide, at the same agency.
	Officer, Second, Manager, Head access.Actor
	// FarOfficer and FarManager are of another agency.
	FarOfficer, FarManager access.Actor
	// Ek and Bjork are officers of the municipalities' social services.
	Ek, Bjork access.Actor
	// Told is whom the room has told what, as "user key link".
	Told []string
	// EkHead and BjorkHead lead their units, EkSecond is another officer of Ekstad's.
	EkHead, BjorkHead, EkSecond access.Actor
}

// Each runs body in a world of its own on both databases.
func Each(t *testing.T, body func(w *World)) {
	t.Helper()
	lines := slices.Concat(register.Lines, audit.Lines, ledger.Lines, grant.Lines)
	prepare := func(ctx context.Context, s *db.Store) error { return register.New(s).AddInvented(ctx) }
	dbtest.EachPrepared(t, lines, "grant", prepare, func(t *testing.T, s *db.Store) { body(open(t, s)) })
}

func open(t *testing.T, s *db.Store) *World {
	t.Helper()
	w := &World{T: t, Clock: time.Date(2027, 2, 1, 7, 0, 0, 0, time.UTC)}
	now := func() time.Time { return w.Clock }
	log, err := audit.New(s, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	w.Grants = grant.New(grant.Services{Store: s, Audit: log, Register: register.New(s), Now: now, NewID: id.New,
		Names: func(context.Context, []string) (map[string]string, error) { return map[string]string{}, nil },
		Colleagues: func(context.Context, string) (map[string]string, error) {
			return map[string]string{w.Ek.User: "Eva Ek", w.EkHead.User: "Karin Ek", w.EkSecond.User: "Edit Ek"}, nil
		},
		Actors: func(_ context.Context, _ *db.Tx, organisations, municipalities []string, sector access.Sector, roles ...access.Role) ([]access.Actor, error) {
			all := []access.Actor{w.Officer, w.Second, w.Manager, w.Head, w.FarOfficer, w.FarManager, w.Ek, w.EkHead, w.EkSecond, w.Bjork, w.BjorkHead}
			return slices.DeleteFunc(all, func(who access.Actor) bool {
				there := slices.Contains(organisations, who.Organisation) || who.Sector == sector && slices.Contains(municipalities, who.Municipality)
				return !there || !slices.Contains(roles, who.Role)
			}), nil
		},
		Tell: func(_ context.Context, _ *db.Tx, user, key, link string) error {
			w.Told = append(w.Told, user+" "+key+" "+link)
			return nil
		}})
	err = s.Data.Write(t.Context(), func(tx *db.Tx) error {
		var errs []error
		work := func(name string, sector access.Sector, municipality string) func(access.Role) access.Actor {
			o := register.Organisation{ID: id.New(), Name: name, Sector: sector, Public: true, Municipality: municipality}
			errs = append(errs, w.Register.AddOrganisation(t.Context(), tx, o))
			return func(role access.Role) access.Actor {
				return access.Actor{User: id.New(), Mandate: id.New(), Unit: id.New(), Organisation: o.ID, Municipality: municipality,
					Sector: sector, Role: role, Strong: true, Assurance: 3}
			}
		}
		here, far := work("Bidragsmyndigheten", access.Agency, ""), work("Stödmyndigheten", access.Agency, "")
		w.Officer, w.Second, w.Manager, w.Head = here(access.Officer), here(access.Officer), here(access.Manager), here(access.Manager)
		w.FarOfficer, w.FarManager = far(access.Officer), far(access.Manager)
		ek, bjork := work("Socialnämnden i Ekstad", access.Social, Ekstad), work("Socialnämnden i Björklunda", access.Social, Bjorklunda)
		w.Ek, w.EkSecond, w.EkHead = ek(access.Officer), ek(access.Officer), ek(access.Manager)
		w.Bjork, w.BjorkHead = bjork(access.Officer), bjork(access.Manager)
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Must ends the test on an error.
func (w *World) Must(what string, err error) {
	w.Helper()
	if err != nil {
		w.Fatalf("%s: %v", what, err)
	}
}

// Refused wants a fault with the key.
func (w *World) Refused(what string, err error, key string) {
	w.Helper()
	for _, f := range fault.All(err) {
		if f.Key == key {
			return
		}
	}
	w.Errorf("%s: %v, want %s", what, err, key)
}

// Hidden wants what is not there for the actor.
func (w *World) Hidden(what string, err error) {
	w.Helper()
	if k := fault.KindOf(err); k != fault.KindPrivate && k != fault.KindAbsent {
		w.Errorf("%s: %v, want nothing to be there", what, err)
	}
}

// Draft is a valid year: 100 million decided, 90 more planned, and two caps inside.
func Draft(but ...func(*grant.YearDraft)) grant.YearDraft {
	d := grant.YearDraft{Year: 2027, Terms: grant.Terms{
		Appropriations: []grant.Appropriation{
			{RegistrationNumber: "A2027/00101", DecidedOn: civil.On(2027, time.January, 14), Item: "4:7 ap.2", Amount: money.Kronor(100_000_000), Status: grant.Decided},
			{RegistrationNumber: "A2027/00101", DecidedOn: civil.On(2027, time.January, 14), Item: "4:7 ap.2", Amount: money.Kronor(90_000_000), Status: grant.Planned},
		},
		Caps:       []grant.Cap{{Name: "stod", Label: "Stöd till kommunerna", Amount: money.Kronor(5_000_000)}, {Name: "administration", Label: "Administration", Amount: money.Kronor(1_500_000)}},
		CapsInside: true,
		Dates: grant.Dates{
			RequisitionLast: civil.On(2027, time.May, 12), UseFrom: civil.On(2027, time.January, 1), UseLast: civil.On(2027, time.December, 31),
			AccountLast: civil.On(2028, time.February, 15), RepayLast: civil.On(2028, time.February, 15),
		},
		Conditions: []string{"Medlen ska inte ersätta befintlig finansiering."},
		Contents:   []string{"Hur medlen har använts", "Barn som har nåtts, fördelade på kön"},
	}}
	for _, change := range but {
		change(&d)
	}
	return d
}

// Prepared is a scheme of the agency with a year that the officer has prepared.
func (w *World) Prepared(but ...func(*grant.YearDraft)) grant.SchemeYear {
	w.Helper()
	s, err := w.AddScheme(w.Context(), w.Officer, grant.SchemeDraft{Name: "Insatser i utsatta områden " + id.NewReference()})
	w.Must("add a scheme", err)
	y, err := w.PrepareYear(w.Context(), w.Officer, s.ID, Draft(but...))
	w.Must("prepare a year", err)
	return y
}

// Running is a year that the manager has decided.
func (w *World) Running(but ...func(*grant.YearDraft)) grant.SchemeYear {
	w.Helper()
	y := w.Prepared(but...)
	y, err := w.DecideYear(w.Context(), w.Manager, y.ID, y.Fingerprint())
	w.Must("decide a year", err)
	return y
}

// List is a list of areas with one in each of the municipalities.
func (w *World) List(codes ...string) grant.AreaList {
	w.Helper()
	var b strings.Builder
	b.WriteString("kommunkod;område;klass\n")
	for _, code := range codes {
		fmt.Fprintf(&b, "%s;Norra %[1]s;utsatt\n", code)
	}
	l, err := w.AddAreaList(w.Context(), w.Officer, grant.AreaListDraft{Name: "Polisens lista " + id.NewReference(), DatedOn: civil.On(2026, time.June, 1), File: []byte(b.String())})
	w.Must("add a list", err)
	return l
}

// Table is an appendix as CSV: code and kronor in pairs.
func Table(pairs ...any) []byte {
	var b strings.Builder
	b.WriteString("kommunkod;ram\n")
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&b, "%v;%v\n", pairs[i], pairs[i+1])
	}
	return []byte(b.String())
}

// Appendix brings in an appendix by the officer and approves it by the manager.
func (w *World) Appendix(y grant.SchemeYear, list grant.AreaList, pairs ...any) (grant.Appendix, error) {
	w.Helper()
	a, err := w.PrepareAppendix(w.Context(), w.Officer, y.ID, grant.AppendixDraft{List: list.ID, Basis: "A2027/00101", File: Table(pairs...)})
	w.Must("prepare an appendix", err)
	return w.ApproveAppendix(w.Context(), w.Manager, a.ID, a.Fingerprint())
}

// Hears wants the person to have been told just this since the last time.
func (w *World) Hears(what string, who access.Actor, keys ...string) {
	w.Helper()
	var got []string
	w.Told = slices.DeleteFunc(w.Told, func(told string) bool {
		mine := strings.Fields(told)[0] == who.User
		if mine {
			got = append(got, strings.TrimPrefix(strings.Fields(told)[1], "grant.notice."))
		}
		return mine
	})
	if !slices.Equal(got, keys) {
		w.Errorf("%s: told %v, want %v", what, got, keys)
	}
}

// Holds wants what the accounts of a kind hold together, in kronor.
func (w *World) Holds(y grant.SchemeYear, kind string, kronor int64) {
	w.Helper()
	v, err := w.Year(w.Context(), w.Officer, y.ID, ledger.Where{})
	w.Must("open the year", err)
	if got := v.Totals[kind]; got != money.Kronor(kronor) {
		w.Errorf("%s holds %s, want %d kr", kind, got, kronor)
	}
}

// Framed is a year that runs, with frames of so many kronor by code.
func (w *World) Framed(pairs ...any) grant.SchemeYear {
	w.Helper()
	y := w.Running()
	_, err := w.Appendix(y, w.List(Ekstad, Bjorklunda), pairs...)
	w.Must("approve an appendix", err)
	return y
}

// Called is a valid requisition of so many kronor.
func Called(kronor int64, but ...func(*grant.RequisitionDraft)) grant.RequisitionDraft {
	d := grant.RequisitionDraft{Amount: money.Kronor(kronor), Baseline: []grant.Baseline{{Activity: "Fältarbete", Own: money.Kronor(900_000), More: "Två fältarbetare till på kvällar och helger."}}}
	for _, change := range but {
		change(&d)
	}
	return d
}

// Requisitioned is a requisition that the officer has prepared and the head has signed.
func (w *World) Requisitioned(y grant.SchemeYear, officer, head access.Actor, d grant.RequisitionDraft) grant.Requisition {
	w.Helper()
	r, err := w.PrepareRequisition(w.Context(), officer, y.ID, d)
	w.Must("prepare a requisition", err)
	r, err = w.SignRequisition(w.Context(), head, r.ID)
	w.Must("sign a requisition", err)
	return r
}

// Account gives the municipality an attested account.
func (w *World) Account(officer, head access.Actor) {
	w.Helper()
	a, err := w.PrepareAccount(w.Context(), officer, grant.OnBankgiro, "5402-9681")
	w.Must("prepare an account", err)
	w.Must("attest an account", w.AttestAccount(w.Context(), head, a.ID))
}
