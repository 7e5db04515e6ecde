package account_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
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
	keyring "samspel/internal/frame/person"
	"samspel/internal/frame/person/persontest"
	"samspel/internal/frame/register"
	"samspel/internal/ground/id"
	"samspel/internal/web"
	"samspel/internal/web/account"
	"samspel/internal/web/webtest"
)

// town is Ekstad's school and social services with an administrator, and
// Björklunda's school with another, behind a running site.
type town struct {
	*testing.T
	store    *db.Store
	log      *audit.Log
	gate     *identity.Gate
	notices  *notify.Notices
	site     *web.Site
	address  string
	provider *account.Provider

	school, social, elsewhere     string // organisations
	class, reception, away        string // units
	admin, admin2, lo, kim, farAd person

	mu  sync.Mutex
	now time.Time
}

type person struct {
	identity.User
	mandate    identity.Mandate
	invitation identity.Invitation
}

func (w *town) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *town) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func eachTown(t *testing.T, body func(w *town)) {
	t.Helper()
	lines := slices.Concat(register.Lines, audit.Lines, keyring.KeyLines, identity.Lines, notify.Lines)
	dbtest.EachPrepared(t, lines, "job", job.Migrate, func(t *testing.T, s *db.Store) { body(newTown(t, s, nil)) })
}

// words are the catalogues of these pages, with the one notice the tests tell of.
func words() *i18n.Bundle { return i18n.MustLoad(web.Locale, account.Locale, notify.Locale) }

func newTown(t *testing.T, s *db.Store, prepare func(w *town) identity.Settings) *town {
	t.Helper()
	// Tokens from a provider are held against the real clock.
	w := &town{T: t, store: s, now: time.Now().UTC().Truncate(time.Second)}
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { handler.ServeHTTP(rw, r) }))
	t.Cleanup(server.Close)
	w.address = server.URL
	var settings identity.Settings
	if prepare != nil {
		settings = prepare(w)
	}

	log, err := audit.New(s, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	queue, err := job.New(s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	keys := persontest.Keyring(t, s, w.Now)
	settings.Secrets = identity.Secrets{Seal: keys.SealOwn, Open: keys.OpenOwn}
	w.log, w.gate = log, identity.New(s, log, w.Now, settings)
	bundle := words()
	w.notices = notify.New(notify.Options{Store: s, Queue: queue, Bundle: bundle, Now: w.Now})
	w.site = web.New(web.Options{
		Bundle: bundle, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Sessions: w.gate, Now: w.Now,
		Notices: func(ctx context.Context, who access.Actor) int {
			n, err := w.notices.Unread(ctx, who.User)
			if err != nil {
				t.Error(err)
			}
			return n
		},
	})
	mux := http.NewServeMux()
	account.Mount(mux, account.Options{Site: w.site, Gate: w.gate, Notices: w.notices, Provider: w.provider})
	handler = w.site.Handler(mux)
	w.settle()
	return w
}

func (w *town) settle() {
	w.Helper()
	ctx, reg := w.Context(), register.New(w.store)
	if err := reg.AddInvented(ctx); err != nil {
		w.Fatal(err)
	}
	err := w.store.Data.Write(ctx, func(tx *db.Tx) error {
		place := func(name, municipality string, sector access.Sector, unitName string) (string, string, error) {
			o := register.Organisation{ID: id.New(), Name: name, Sector: sector, Public: true, Municipality: municipality}
			u := register.Unit{ID: id.New(), Organisation: o.ID, Name: unitName, Kind: "unit"}
			return o.ID, u.ID, errors.Join(reg.AddOrganisation(ctx, tx, o), reg.AddUnit(ctx, tx, u))
		}
		var err1, err2, err3 error
		w.school, w.class, err1 = place("Barn- och utbildningsnämnden", "9901", access.School, "Ekskolan")
		w.social, w.reception, err2 = place("Socialnämnden", "9901", access.Social, "Mottagningen")
		w.elsewhere, w.away, err3 = place("Utbildningsnämnden i Björklunda", "9902", access.School, "Björkskolan")
		return errors.Join(err1, err2, err3)
	})
	if err != nil {
		w.Fatal(err)
	}
	w.admin = w.hire("Ada Ek", w.school, w.class, access.Administrator)
	w.admin2 = w.hire("Bo Alm", w.social, w.reception, access.Administrator)
	w.lo = w.hire("Lo Ask", w.school, w.class, access.Reporter)
	w.kim = w.hire("Kim Lind", w.school, w.class, access.Reporter)
	w.farAd = w.hire("Cai Björk", w.elsewhere, w.away, access.Administrator)
}

func (w *town) hire(name, organisation, unit string, role access.Role) person {
	w.Helper()
	u, m, i, err := w.gate.AddByOperator(w.Context(),
		identity.UserDraft{Name: name, Email: id.New() + "@ekstad.example", Organisation: organisation},
		identity.MandateDraft{Unit: unit, Role: role})
	if err != nil {
		w.Fatal(err)
	}
	return person{u, m, i}
}

// browser is one with nobody signed in.
func (w *town) browser() *webtest.Browser { return webtest.At(w.T, w.address) }

const cookie = "samspel"

// as is a browser where the person is signed in.
func (w *town) as(p person) *webtest.Browser {
	w.Helper()
	token, err := w.gate.StartSession(w.Context(), p.ID, "", 3)
	if err != nil {
		w.Fatal(err)
	}
	b := w.browser()
	b.SetCookie(cookie, token)
	return b
}

func (w *town) refusals() map[string]int {
	w.Helper()
	records, err := w.log.Records(w.Context(), audit.Filter{Action: "identity.session.start", Result: audit.Refused}, 100)
	if err != nil {
		w.Fatal(err)
	}
	count := map[string]int{}
	for _, r := range records {
		count[r.Ground]++
	}
	return count
}
