package identity

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/person"
	"samspel/internal/frame/person/persontest"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
)

// clock is a time that tests move by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// town is Ekstad with a school, social services and two administrators, and
// Björklunda with a school and one.
type town struct {
	*testing.T
	*clock
	store *db.Store
	log   *audit.Log
	keys  *person.Keyring
	gate  *Gate

	school, social, elsewhere, agency   string // organisations
	class, reception, away, bureau      string // units
	admin, admin2, stranger, bureaucrat access.Actor
}

const testIssuer = "https://legitimering.example"

func (w *town) settings() Settings {
	return Settings{Issuer: testIssuer, Levels: map[string]int{"loa2": 2, "loa3": 3}, Secrets: Secrets{Seal: w.keys.SealOwn, Open: w.keys.OpenOwn}}
}

func eachTown(t *testing.T, body func(t *testing.T, w *town)) {
	t.Helper()
	lines := slices.Concat(register.Lines, audit.Lines, person.KeyLines, Lines)
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) { body(t, newTown(t, s)) })
}

func newTown(t *testing.T, s *db.Store) *town {
	t.Helper()
	ctx := t.Context()
	w := &town{T: t, store: s, clock: &clock{now: time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)}}
	var err error
	if w.log, err = audit.New(s, w.Now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.log.Close() })
	w.keys = persontest.Keyring(t, s, w.Now)
	w.gate = New(s, w.log, w.Now, w.settings())
	w.gate.hashing = newHashing(cheapParams())

	reg := register.New(s)
	if err := reg.AddInvented(ctx); err != nil {
		t.Fatal(err)
	}
	err = s.Data.Write(ctx, func(tx *db.Tx) error {
		place := func(name, municipality string, sector access.Sector, unitName string) (string, string, error) {
			o := register.Organisation{ID: id.New(), Name: name, Sector: sector, Public: true, Municipality: municipality}
			u := register.Unit{ID: id.New(), Organisation: o.ID, Name: unitName, Kind: "unit"}
			return o.ID, u.ID, errors.Join(reg.AddOrganisation(ctx, tx, o), reg.AddUnit(ctx, tx, u))
		}
		var err1, err2, err3, err4 error
		w.school, w.class, err1 = place("Barn- och utbildningsnämnden", "9901", access.School, "Ekskolan")
		w.social, w.reception, err2 = place("Socialnämnden", "9901", access.Social, "Mottagningen")
		w.elsewhere, w.away, err3 = place("Utbildningsnämnden i Björklunda", "9902", access.School, "Björkskolan")
		w.agency, w.bureau, err4 = place("Polisregionen", "", access.Police, "Ungdomsgruppen")
		return errors.Join(err1, err2, err3, err4)
	})
	if err != nil {
		t.Fatal(err)
	}
	w.admin = w.actor(w.hire("Ada Ek", w.class, access.Administrator))
	w.admin2 = w.actor(w.hire("Bo Alm", w.reception, access.Administrator))
	w.stranger = w.actor(w.hire("Cai Björk", w.away, access.Administrator))
	w.bureaucrat = w.actor(w.hire("Dan Rönn", w.bureau, access.Administrator))
	return w
}

// hired is a person with a first mandate.
type hired struct {
	User
	mandate    Mandate
	invitation Invitation
}

func (w *town) home(unit string) string {
	return map[string]string{w.class: w.school, w.reception: w.social, w.away: w.elsewhere, w.bureau: w.agency}[unit]
}

func (w *town) hire(name, unit string, role access.Role) hired {
	w.Helper()
	u, m, i, err := w.gate.AddByOperator(context.Background(),
		UserDraft{Name: name, Email: id.New() + "@ekstad.example", Organisation: w.home(unit)},
		MandateDraft{Unit: unit, Role: role})
	if err != nil {
		w.Fatal(err)
	}
	return hired{u, m, i}
}

func (w *town) signIn(h hired) string {
	w.Helper()
	token, err := w.gate.StartSession(w.Context(), h.ID, "", 3)
	if err != nil {
		w.Fatal(err)
	}
	return token
}

func (w *town) actor(h hired) access.Actor {
	w.Helper()
	return w.who(w.signIn(h))
}

func (w *town) who(token string) access.Actor {
	w.Helper()
	who, err := w.gate.Actor(w.Context(), token)
	if err != nil {
		w.Fatal(err)
	}
	return who
}

const goodPassword = "mossa tjärn ljung dis"

// open accepts the invitation and gives the key of the authenticator app. A code
// has been used: the next one is good in half a minute.
func (w *town) open(h hired) OneTimeKey {
	w.Helper()
	_, key, err := w.gate.Invited(w.Context(), h.invitation.Code)
	if err != nil {
		w.Fatal(err)
	}
	if err := w.gate.AcceptInvitation(w.Context(), h.invitation.Code, goodPassword, w.code(key)); err != nil {
		w.Fatal(err)
	}
	w.pass(oneTimePeriod * time.Second)
	return key
}

func (w *town) code(k OneTimeKey) string {
	w.Helper()
	c, err := totp.GenerateCode(k.key.Secret(), w.Now())
	if err != nil {
		w.Fatal(err)
	}
	return c
}

func (w *town) want(what string, err error, key string) {
	w.Helper()
	if got := text(err); got != key {
		w.Errorf("%s: %q, want %q", what, got, key)
	}
}

func (w *town) day(n int) civil.Date { return civil.Of(w.Now()).AddDays(n) }
