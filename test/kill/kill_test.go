// Package kill_test kills the program in the middle of its work. What somebody has
// been told is sent must be there afterwards, once, and can be read; what has been
// shown must have its record.
package kill_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/id"
	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// program is the program under test, built once.
var program string

func TestMain(m *testing.M) {
	if r, ok := rewritingHere(); ok {
		if err := r.migrate(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	dir, err := os.MkdirTemp("", "samspel-kill-")
	if err == nil {
		program, err = worldtest.Build(dir)
	}
	status := 1
	if err == nil {
		status = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

const clients = 32

// Every report is one acknowledged write; the officer adds some on what has come.
var (
	reports = trialtest.Size(2_000, 100_000)
	kills   = trialtest.Size(6, 100)
)

func TestT1KilledWhileReporting(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { try(t, app.Config{Data: t.TempDir(), Kind: app.Local}) })
	t.Run("postgres", func(t *testing.T) {
		try(t, app.Config{Data: t.TempDir(), Kind: app.Local, Database: dbtest.Database(t, nil)})
	})
}

// town is who reports and who receives.
type town struct {
	*testing.T
	config                      app.Config
	reporter, officer, manager  access.Actor
	reporterToken, officerToken string
}

func try(t *testing.T, c app.Config) {
	w := &town{T: t, config: c}
	w.settle()
	s := newServer(t, c.Data, c.Database)
	sent := w.report(s)
	s.stop()
	trialtest.Tell(t, "acknowledged writes", reports+len(sent.received)+len(sent.assessed))
	trialtest.Tell(t, "kills", kills)
	trialtest.Tell(t, "sent again after a kill", sent.again.Load())
	trialtest.AtMost(t, "ready, slowest of all starts", slices.Max(s.ready), 500*time.Millisecond)
	trialtest.Tell(t, "ready, median", trialtest.Quantile(s.ready, 0.5))
	w.examine(sent)
}

// open opens the installation in this process.
func (w *town) open() *app.App {
	a, err := app.Open(w.Context(), w.config, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = a.Close() })
	return a
}

func (w *town) settle() {
	a := w.open()
	if err := a.Register.AddInvented(w.Context()); err != nil {
		w.Fatal(err)
	}
	hire := func(o app.NewOrganisation, unit string, role access.Role) (access.Actor, string, string) {
		u, err := a.UnitFor(w.Context(), unit, o)
		if err != nil {
			w.Fatal(err)
		}
		user, mandate, _, err := a.Gate.AddByOperator(w.Context(),
			identity.UserDraft{Name: "Alma Prov", Email: id.New() + "@ekstad.example", Organisation: u.Organisation}, identity.MandateDraft{Unit: u.ID, Role: role})
		if err != nil {
			w.Fatal(err)
		}
		token, err := a.Gate.StartSession(w.Context(), user.ID, mandate.ID, 3)
		if err != nil {
			w.Fatal(err)
		}
		actor, err := a.Gate.Actor(w.Context(), token)
		if err != nil {
			w.Fatal(err)
		}
		return actor, token, u.ID
	}
	social := app.NewOrganisation{Name: "Socialnämnden", Municipality: "9901", Sector: access.Social}
	var unit string
	w.officer, w.officerToken, unit = hire(social, "", access.Officer)
	w.manager, _, _ = hire(social, unit, access.Manager)
	w.reporter, w.reporterToken, _ = hire(app.NewOrganisation{Name: "Skolan", Municipality: "9901", Sector: access.School}, "", access.Reporter)
	if err := a.Close(); err != nil {
		w.Fatal(err)
	}
}

// children is how many the nth report is about.
func children(n int) int { return 1 + n%5/4 }

func name(n, child int) string { return fmt.Sprintf("Barn %d av %d", child, n) }

func form(n int) url.Values {
	v := url.Values{"gor": {"skicka"}, "municipality": {"9901"}, "category": {"school"}, "seen": {fmt.Sprintf("Sett av %d.", n)}}
	for i := range children(n) {
		v.Set(fmt.Sprintf("child.%d.given", i), name(n, i))
	}
	return v
}

// tally is what the clients have been told.
type tally struct {
	ids      []string
	pages    atomic.Int64    // lists the officer was shown
	again    atomic.Int64    // times a client had to send once more
	received map[string]bool // matters the officer was told are received
	assessed map[string]bool // and those told to have their protection assessment
}

// report sends every report until somebody says that it is sent, while the program
// is killed now and then. The same report is sent again under the same id, as a
// browser does when its connection breaks.
func (w *town) report(s *server) *tally {
	ctx, cancel := context.WithTimeout(w.Context(), 3*time.Minute+time.Duration(reports)*20*time.Millisecond)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients + 1}, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	seed := rand.Uint64()
	w.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	due := map[int64]bool{}
	for len(due) < kills {
		due[50+random.Int64N(int64(reports)-100)] = true
	}

	told, next, done := &tally{ids: make([]string, reports), received: map[string]bool{}, assessed: map[string]bool{}}, atomic.Int64{}, atomic.Int64{}
	now, all := make(chan struct{}, kills), make(chan struct{})
	var sending sync.WaitGroup
	for range clients {
		sending.Go(func() {
			for n := int(next.Add(1)) - 1; n < reports; n = int(next.Add(1)) - 1 {
				told.ids[n] = id.New()
				for try := 0; ; try++ {
					site, life := s.now()
					status, _, err := w.ask(ctx, client, http.MethodPost, site+"/orosanmalan/"+told.ids[n], w.reporterToken, form(n))
					if status == http.StatusSeeOther {
						break
					}
					told.again.Add(1)
					if err == nil && status != http.StatusServiceUnavailable {
						w.Errorf("report %d: status %d", n, status)
						break
					}
					if err != nil && s.after(ctx, life) != nil {
						w.Errorf("report %d: %v, and nobody has killed the server", n, err)
						return
					}
				}
				if due[done.Add(1)] {
					now <- struct{}{}
				}
			}
		})
	}
	looking, enough := context.WithCancel(ctx)
	go func() { sending.Wait(); close(all); enough() }()
	var working sync.WaitGroup
	working.Go(func() {
		for looking.Err() == nil {
			if !w.work(looking, client, s, told) {
				return
			}
		}
	})
	for {
		select {
		case <-now:
			s.kill()
			continue
		case <-all:
		}
		break
	}
	working.Wait()
	if told.pages.Load() == 0 {
		w.Error("the officer was shown no list")
	}
	w.Logf("%d times sent again, %d lists read", told.again.Load(), told.pages.Load())
	return told
}

// ask sends one request, and gives the body of an answer that came whole: one that
// breaks off has told nobody anything.
func (w *town) ask(ctx context.Context, client *http.Client, method, target, token string, form url.Values) (int, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", worldtest.FormType)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "samspel", Value: token})
	answer, err := client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, nil, err
	}
	if l := answer.Header.Get("Location"); strings.HasPrefix(l, "/logga-in") {
		return http.StatusUnauthorized, nil, nil
	}
	return answer.StatusCode, body, nil
}

// examine reads everything back.
func (w *town) examine(told *tally) {
	a := w.open()
	w.wholeFiles(a)
	states, matters := map[string]string{}, map[string]int{}
	people, notices := 0, 0
	err := a.Store.Data.Read(w.Context(), func(tx *db.Tx) error {
		clear(states)
		clear(matters)
		err := rows(w.Context(), tx, `SELECT id, state FROM concern_report`, func(r *db.Rows) error {
			var x, state string
			err := r.Scan(&x, &state)
			states[x] = state
			return err
		})
		if err != nil {
			return err
		}
		err = rows(w.Context(), tx, `SELECT report_id FROM concern_matter`, func(r *db.Rows) error {
			var x string
			err := r.Scan(&x)
			matters[x]++
			return err
		})
		if err != nil {
			return err
		}
		if err := tx.QueryRow(w.Context(), `SELECT count(*) FROM person_record`).Scan(&people); err != nil {
			return err
		}
		return tx.QueryRow(w.Context(), `SELECT count(*) FROM notify_notice WHERE key = 'concern.notice.new' AND user_id = $1`, w.manager.User).Scan(&notices)
	})
	if err != nil {
		w.Fatal(err)
	}
	expected := 0
	for n, x := range told.ids {
		expected += children(n)
		if states[x] == "" || states[x] == "draft" || matters[x] != children(n) {
			w.Errorf("report %d was acknowledged: state %q, %d matters, want %d", n, states[x], matters[x], children(n))
		}
	}
	if len(states) != reports || people != expected || notices != reports {
		w.Errorf("%d reports, %d people, %d notices; want %d, %d, %d", len(states), people, notices, reports, expected, reports)
	}
	w.readable(a, told)
	w.recorded(a, told)
	w.worked(a, told)
}

func rows(ctx context.Context, tx *db.Tx, query string, each func(*db.Rows) error) error {
	r, err := tx.Query(ctx, query)
	if err != nil {
		return err
	}
	defer r.Close()
	for r.Next() {
		if err := each(r); err != nil {
			return err
		}
	}
	return r.Err()
}

// wholeFiles asks SQLite to look its files over.
func (w *town) wholeFiles(a *app.App) {
	for name, d := range map[string]*db.DB{"data": a.Store.Data, "audit": a.Store.Audit, "keys": a.Store.Keys} {
		if d.Engine() != db.SQLite {
			continue
		}
		var found string
		if err := d.SQL().QueryRowContext(w.Context(), `PRAGMA integrity_check`).Scan(&found); err != nil || found != "ok" {
			w.Errorf("the %s file: %s, %v", name, found, err)
		}
	}
}

// readable opens every report: its keyset must have been on the disc before it.
func (w *town) readable(a *app.App, told *tally) {
	var all sync.WaitGroup
	var next atomic.Int64
	for range clients {
		all.Go(func() {
			for n := int(next.Add(1)) - 1; n < reports; n = int(next.Add(1)) - 1 {
				v, err := a.Concerns.Report(w.Context(), w.reporter, told.ids[n])
				if err != nil {
					w.Errorf("report %d cannot be read: %v", n, err)
					continue
				}
				for i, c := range v.Content.Children {
					if c.Given != name(n, i) {
						w.Errorf("report %d is about %q", n, c.Given)
					}
				}
			}
		})
	}
	all.Wait()
}

// recorded wants the chains whole, one record of each report, and a record of every
// list that was shown.
func (w *town) recorded(a *app.App, told *tally) {
	list := func(f audit.Filter) []audit.Record {
		found, err := a.Audit.Records(w.Context(), f, 1_000_000)
		if err != nil {
			w.Fatal(err)
		}
		return found
	}
	times := map[string]int{}
	for _, r := range list(audit.Filter{Action: "concern.report.send", Result: audit.Done}) {
		times[r.Subjects[0]]++
	}
	for n, x := range told.ids {
		if times[x] != 1 {
			w.Errorf("report %d has %d records", n, times[x])
		}
	}
	if got := len(list(audit.Filter{User: w.officer.User, Action: "concern.inbox.list", Result: audit.Done})); got < int(told.pages.Load()) {
		w.Errorf("%d lists were shown and %d recorded", told.pages.Load(), got)
	}
	report, err := a.Audit.Verify(w.Context())
	if err != nil || report.Broken != nil || report.Pending != 0 {
		w.Errorf("verify: %+v, %v, %v", report, report.Broken, err)
	}
}
