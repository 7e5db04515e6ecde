// Package coordinationtest is a small invented world for tests of the room: a
// school, social services, child psychiatry, the police and a leisure centre in
// Ekstad, and the people who work there.
package coordinationtest

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/i18n"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/job"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/frame/person/persontest"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/room/coordination"
)

// Ekstad is the municipality, by code.
const Ekstad = "9901"

// Place is a unit with the organisation and the sector it belongs to.
type Place struct {
	Unit, Organisation, Municipality string
	Sector                           access.Sector
}

// Clock is a time that tests move by hand.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock to a time in Stockholm, written "2026-11-23 08:00".
func (c *Clock) Set(local string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = At(local)
}

// Pass lets time pass.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// At is a time in Stockholm, written "2026-11-23 08:00".
func At(local string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", local, civil.Stockholm)
	if err != nil {
		panic(err)
	}
	return t
}

// World is the room with everything it leans on, and the people in it. It begins
// on Monday 23 November 2026 at eight in the morning.
type World struct {
	testing.TB
	*coordination.Matters
	Clock *Clock

	School, Reception, Clinic, Station, Centre Place

	Counsellor, Colleague, Head access.Actor // at School
	Officer, Second             access.Actor // at Reception
	Psychologist                access.Actor // at Clinic
	Constable                   access.Actor // at Station
	Leader                      access.Actor // at Centre
	Administrator               access.Actor // of School; reads no content
}

// Each runs body in a world of its own on both databases.
func Each(t *testing.T, body func(w *World)) {
	t.Helper()
	lines := slices.Concat(register.Lines, audit.Lines, identity.Lines, notify.Lines, person.Lines, coordination.Lines)
	prepare := func(ctx context.Context, s *db.Store) error {
		return errors.Join(job.Migrate(ctx, s), register.New(s).AddInvented(ctx))
	}
	dbtest.EachPrepared(t, lines, "coordination", prepare, func(t *testing.T, s *db.Store) { body(open(t, s)) })
}

func open(t testing.TB, s *db.Store) *World {
	t.Helper()
	w := &World{TB: t, Clock: &Clock{now: At("2026-11-23 08:00")}}
	log, err := audit.New(s, w.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	queue, err := job.New(s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	keys := persontest.Keyring(t, s, w.Clock.Now)
	gate := identity.New(s, log, w.Clock.Now, identity.Settings{Secrets: identity.Secrets{Seal: keys.SealOwn, Open: keys.OpenOwn}})
	notices := notify.New(notify.Options{
		Store: s, Queue: queue, Bundle: i18n.MustLoad(notify.Locale), Now: w.Clock.Now,
		Recipient: func(ctx context.Context, tx *db.Tx, user string) (notify.Recipient, error) {
			r, err := gate.Recipient(ctx, tx, user)
			return notify.Recipient(r), err
		},
	})
	w.Matters = coordination.New(coordination.Services{Store: s, Audit: log, People: person.New(s, keys, w.Clock.Now), Keys: keys,
		Register: register.New(s), Identity: gate, Notify: notices, Now: w.Clock.Now, NewID: id.New})
	w.build()
	return w
}

func (w *World) build() {
	w.Helper()
	place := func(name string, sector access.Sector, municipality, region, unit string) Place {
		o := register.Organisation{ID: id.New(), Name: name, Sector: sector, Public: true, Municipality: municipality, Region: region}
		u := register.Unit{ID: id.New(), Organisation: o.ID, Name: unit, Kind: "unit"}
		w.Must("build", w.Store.Data.Write(w.Context(), func(tx *db.Tx) error {
			return errors.Join(w.Register.AddOrganisation(w.Context(), tx, o), w.Register.AddUnit(w.Context(), tx, u))
		}))
		return Place{u.ID, o.ID, municipality, sector}
	}
	w.School = place("Barn- och utbildningsnämnden i Ekstad", access.School, Ekstad, "", "Ekskolan")
	w.Reception = place("Socialnämnden i Ekstad", access.Social, Ekstad, "", "Mottagningen")
	w.Clinic = place("Hälso- och sjukvårdsnämnden", access.Health, "", "99", "Barn- och ungdomspsykiatrin")
	w.Station = place("Polisen i Ekstad", access.Police, Ekstad, "", "Stationen")
	w.Centre = place("Fritidsnämnden i Ekstad", access.Leisure, Ekstad, "", "Fritidsgården")
	w.Counsellor = w.Hire("Vera Alm", w.School, access.Reporter)
	w.Colleague = w.Hire("Sven Ask", w.School, access.Reporter)
	w.Head = w.Hire("Rut Lönn", w.School, access.Manager)
	w.Officer = w.Hire("Tove Rönn", w.Reception, access.Officer)
	w.Second = w.Hire("Olle Sälg", w.Reception, access.Officer)
	w.Psychologist = w.Hire("Siri Hassel", w.Clinic, access.Reporter)
	w.Constable = w.Hire("Pär Tall", w.Station, access.Reporter)
	w.Leader = w.Hire("Robin Ek", w.Centre, access.Reporter)
	w.Administrator = w.Hire("Ada Gran", w.School, access.Administrator)
}

// Hire adds a person with a mandate at a place.
func (w *World) Hire(name string, at Place, role access.Role, but ...func(*identity.MandateDraft)) access.Actor {
	w.Helper()
	d := identity.MandateDraft{Unit: at.Unit, Role: role}
	for _, change := range but {
		change(&d)
	}
	u, m, _, err := w.Identity.AddByOperator(w.Context(),
		identity.UserDraft{Name: name, Email: id.New() + "@ekstad.example", Organisation: at.Organisation}, d)
	if err != nil {
		w.Fatalf("hire at %s: %v", at.Unit, err)
	}
	return access.Actor{User: u.ID, Mandate: m.ID, Unit: at.Unit, Organisation: at.Organisation, Municipality: at.Municipality,
		Sector: at.Sector, Role: role, Protected: d.Protected, Strong: true, Assurance: 3}
}

// Mail is somebody's address at work.
func (w *World) Mail(who access.Actor) string {
	w.Helper()
	u, err := w.Identity.Own(w.Context(), who)
	w.Must("look up", err)
	return u.Email
}

// Shielded makes a mandate cover protected identities.
func Shielded(d *identity.MandateDraft) { d.Protected = true }

// Must fails the test when something that should work does not.
func (w *World) Must(what string, err error) {
	w.Helper()
	if err != nil {
		w.Fatalf("%s: %v", what, err)
	}
}

// Refused says whether err is a fault of the kind, and with the key when one is given.
func (w *World) Refused(what string, err error, kind fault.Kind, key string) {
	w.Helper()
	if fault.KindOf(err) != kind {
		w.Errorf("%s: %v, want a fault of kind %d", what, err, kind)
		return
	}
	for _, f := range fault.All(err) {
		if key == "" || f.Key == key {
			return
		}
	}
	w.Errorf("%s: %v, want %s", what, err, key)
}

// Told is the keys of a person's notices, the oldest first.
func (w *World) Told(who access.Actor) []string {
	w.Helper()
	list, err := w.Notify.List(w.Context(), who)
	if err != nil {
		w.Fatal(err)
	}
	keys := make([]string, 0, len(list))
	for _, n := range slices.Backward(list) {
		keys = append(keys, n.Key)
	}
	return keys
}
