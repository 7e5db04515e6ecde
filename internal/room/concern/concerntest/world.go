// Package concerntest is a small invented world for tests of the room: two
// municipalities, the people who report there and those who receive.
package concerntest

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/file"
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
	"samspel/internal/room/concern"
)

// The municipalities, by code.
const (
	Ekstad     = "9901"
	Bjorklunda = "9902"
)

// Place is a unit with the organisation and the sector it belongs to.
type Place struct {
	Unit, Organisation, Municipality string
	Sector                           access.Sector
}

// World is the room with everything it leans on, and the people in it. It begins
// on Monday 23 November 2026 at eight in the morning.
type World struct {
	*testing.T
	*concern.Concerns
	Clock *Clock

	School, OtherSchool, Clinic, Reception, Investigation, Away Place

	Counsellor, Colleague, Head access.Actor // at School, in Ekstad
	OtherCounsellor             access.Actor // at OtherSchool
	Nurse                       access.Actor // at Clinic
	Officer, Second, Manager    access.Actor // at Reception
	// Shielded is an officer whose mandate covers protected identities.
	Shielded                         access.Actor
	Investigator                     access.Actor // an officer at Investigation, which receives nothing
	FarOfficer, FarShielded, FarHead access.Actor // at Away, the reception of Björklunda
	Administrator                    access.Actor // of School; reads no content
}

// Each runs body in a world of its own on both databases.
func Each(t *testing.T, body func(w *World)) {
	t.Helper()
	lines := slices.Concat(register.Lines, audit.Lines, identity.Lines, notify.Lines, person.Lines, file.Lines, concern.Lines)
	prepare := func(ctx context.Context, s *db.Store) error {
		return errors.Join(job.Migrate(ctx, s), register.New(s).AddInvented(ctx))
	}
	dbtest.EachPrepared(t, lines, "concern", prepare, func(t *testing.T, s *db.Store) { body(open(t, s)) })
}

func open(t *testing.T, s *db.Store) *World {
	t.Helper()
	w := &World{T: t, Clock: &Clock{now: At("2026-11-23 08:00")}}
	log, err := audit.New(s, w.Clock.Time)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	queue, err := job.New(s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	keys := persontest.Keyring(t, s, w.Clock.Time)
	gate := identity.New(s, log, w.Clock.Now, identity.Settings{Secrets: identity.Secrets{Seal: keys.SealOwn, Open: keys.OpenOwn}})
	notices := notify.New(notify.Options{
		Store: s, Queue: queue, Bundle: i18n.MustLoad(notify.Locale), Now: w.Clock.Time,
		Recipient: func(ctx context.Context, tx *db.Tx, user string) (notify.Recipient, error) {
			r, err := gate.Recipient(ctx, tx, user)
			return notify.Recipient(r), err
		},
		// Mail is enqueued and never sent: nobody works the queue.
		Mail: notify.Mail{Host: "127.0.0.1", From: "samspel@ekstad.example", Start: "https://samspel.ekstad.example/", Plain: true},
	})
	w.Concerns = concern.New(concern.Services{Store: s, Audit: log, People: person.New(s, keys, w.Clock.Time), Files: file.New(s, keys, w.Clock.Now), Keys: keys,
		Register: register.New(s), Identity: gate, Notify: notices, Now: w.Clock.Now, NewID: id.New, NewReference: id.NewReference})
	w.build()
	w.hireAll()
	return w
}

func (w *World) build() {
	w.Helper()
	err := w.Store.Data.Write(w.Context(), func(tx *db.Tx) error {
		organisation := func(name string, sector access.Sector, municipality, region string) (o register.Organisation, err error) {
			o = register.Organisation{ID: id.New(), Name: name, Sector: sector, Public: true, Municipality: municipality, Region: region}
			return o, w.Register.AddOrganisation(w.Context(), tx, o)
		}
		unit := func(o register.Organisation, name string, receives bool) (Place, error) {
			u := register.Unit{ID: id.New(), Organisation: o.ID, Name: name, Kind: "unit", ReceivesConcerns: receives}
			return Place{u.ID, o.ID, o.Municipality, o.Sector}, w.Register.AddUnit(w.Context(), tx, u)
		}
		schools, err1 := organisation("Barn- och utbildningsnämnden i Ekstad", access.School, Ekstad, "")
		health, err2 := organisation("Hälso- och sjukvårdsnämnden", access.Health, "", "99")
		social, err3 := organisation("Socialnämnden i Ekstad", access.Social, Ekstad, "")
		far, err4 := organisation("Socialnämnden i Björklunda", access.Social, Bjorklunda, "")
		var err5, err6, err7, err8, err9, err10 error
		w.School, err5 = unit(schools, "Ekskolan", false)
		w.OtherSchool, err6 = unit(schools, "Lindskolan", false)
		w.Clinic, err7 = unit(health, "Barnmottagningen", false)
		w.Reception, err8 = unit(social, "Mottagningen", true)
		w.Investigation, err9 = unit(social, "Utredningsenheten", false)
		w.Away, err10 = unit(far, "Mottagningen i Björklunda", true)
		return errors.Join(err1, err2, err3, err4, err5, err6, err7, err8, err9, err10)
	})
	if err != nil {
		w.Fatal(err)
	}
}

func (w *World) hireAll() {
	w.Helper()
	w.Counsellor = w.Hire("Vera Alm", w.School, access.Reporter)
	w.Colleague = w.Hire("Sven Ask", w.School, access.Reporter)
	w.Head = w.Hire("Rut Lönn", w.School, access.Manager)
	w.OtherCounsellor = w.Hire("Ivar Lind", w.OtherSchool, access.Reporter)
	w.Nurse = w.Hire("Siri Hassel", w.Clinic, access.Reporter)
	w.Officer = w.Hire("Tove Rönn", w.Reception, access.Officer)
	w.Second = w.Hire("Olle Sälg", w.Reception, access.Officer)
	w.Shielded = w.Hire("Ylva Pil", w.Reception, access.Officer, Shielded)
	w.Manager = w.Hire("Greta Bok", w.Reception, access.Manager)
	w.Investigator = w.Hire("Nils Hägg", w.Investigation, access.Officer, Shielded)
	w.FarOfficer = w.Hire("Elin Oxel", w.Away, access.Officer)
	w.FarShielded = w.Hire("Arne Idegran", w.Away, access.Officer, Shielded)
	w.FarHead = w.Hire("Maj Lärk", w.Away, access.Manager)
	w.Administrator = w.Hire("Ada Gran", w.School, access.Administrator)
}

// Shielded makes a mandate cover protected identities.
func Shielded(d *identity.MandateDraft) { d.Protected = true }

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

// Connect lets a system of a place that the administrator reaches act with the scopes.
func (w *World) Connect(name string, at Place, scopes ...access.Scope) access.Actor {
	w.Helper()
	c, secret, err := w.Identity.RegisterClient(w.Context(), w.Administrator,
		identity.ClientDraft{Name: name, Unit: at.Unit, Scopes: scopes, To: civil.On(2027, 11, 23)})
	if err != nil {
		w.Fatalf("connect at %s: %v", at.Unit, err)
	}
	token, _, err := w.Identity.ClientToken(w.Context(), c.ID, secret, "")
	if err != nil {
		w.Fatal(err)
	}
	who, err := w.Identity.ClientActor(w.Context(), token.Text)
	if err != nil {
		w.Fatal(err)
	}
	return who
}

// Leave ends a school mandate at once; deputy is who takes over, or the zero actor.
func (w *World) Leave(who, deputy access.Actor) {
	w.Helper()
	if err := w.Identity.EndMandate(w.Context(), w.Administrator, identity.EndDraft{Mandate: who.Mandate, Deputy: deputy.User}); err != nil {
		w.Fatalf("end mandate: %v", err)
	}
}

// End ends a mandate in social services at once, by an administrator of theirs.
func (w *World) End(who access.Actor) {
	w.Helper()
	w.Must("end mandate", w.Identity.EndMandate(w.Context(), w.Administrator, identity.EndDraft{Mandate: who.Mandate}))
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

// Records is every audit record of the room, "action result", by who did it, the
// oldest first. It closes the log, so it is the last thing a test asks.
func (w *World) Records(who access.Actor) []string {
	w.Helper()
	if err := w.Audit.Close(); err != nil {
		w.Fatal(err)
	}
	list, err := w.Audit.Records(w.Context(), audit.Filter{User: who.User}, 10_000)
	if err != nil {
		w.Fatal(err)
	}
	var lines []string
	for _, r := range slices.Backward(list) {
		lines = append(lines, r.Action+" "+string(r.Result))
	}
	return lines
}

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
