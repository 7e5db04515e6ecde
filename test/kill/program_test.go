package kill_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
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
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// A school's own program sends its reports over several connections while the server
// is killed twice. It knows only what the description says: a key for each report, and
// to send again until there is an answer.
var (
	programReports = trialtest.Size(300, 10_000)
	programKills   = 2
)

const connections = 12

func TestAProgramReportsWhileKilled(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { tryProgram(t, app.Config{Data: t.TempDir(), Kind: app.Local}) })
	t.Run("postgres", func(t *testing.T) {
		tryProgram(t, app.Config{Data: t.TempDir(), Kind: app.Local, Database: dbtest.Database(t, nil)})
	})
}

func tryProgram(t *testing.T, c app.Config) {
	w := &town{T: t, config: c}
	w.settle()
	p := &schoolProgram{town: w, keys: make([]string, programReports), receipts: make([]string, programReports)}
	p.connect()
	p.server = newServer(t, c.Data, c.Database, "SAMSPEL_API_RATE=100000") // what is tried is not the limit
	p.sendAll()
	p.listAll()
	p.sendAgain()
	p.server.stop()
	p.examine()
}

// schoolProgram is the program and what it keeps: its credentials, and for each report
// the key it made and the receipt it was given.
type schoolProgram struct {
	*town
	server         *server
	client, secret string
	token          atomic.Pointer[string]
	keys, receipts []string
	again          atomic.Int64
}

// connect registers the program, as an administrator does.
func (p *schoolProgram) connect() {
	a := p.open()
	unit, err := a.UnitFor(p.Context(), p.officer.Unit, app.NewOrganisation{})
	if err != nil {
		p.Fatal(err)
	}
	user, mandate, _, err := a.Gate.AddByOperator(p.Context(),
		identity.UserDraft{Name: "Ada Prov", Email: id.New() + "@ekstad.example", Organisation: unit.Organisation},
		identity.MandateDraft{Unit: unit.ID, Role: access.Administrator})
	if err != nil {
		p.Fatal(err)
	}
	admin := access.Actor{User: user.ID, Mandate: mandate.ID, Unit: unit.ID, Organisation: unit.Organisation, Municipality: "9901", Sector: access.Social, Role: access.Administrator}
	c, secret, err := a.Gate.RegisterClient(p.Context(), admin, identity.ClientDraft{Name: "Elevsystemet", Unit: p.reporter.Unit,
		Scopes: access.Scopes, To: civil.Of(time.Now()).AddDays(30)})
	if err != nil {
		p.Fatal(err)
	}
	p.client, p.secret = c.ID, secret
	if err := a.Close(); err != nil {
		p.Fatal(err)
	}
}

// payload is the nth report.
func payload(n int) string {
	var of []map[string]string
	for i := range children(n) {
		of = append(of, map[string]string{"fornamn": name(n, i)})
	}
	text, err := json.Marshal(map[string]any{"kommun": "9901", "kategori": "school", "barn": of, "sett": fmt.Sprintf("Sett av %d.", n),
		"anmalare": map[string]string{"namn": "Alma Prov", "yrke": "Kurator"}})
	if err != nil {
		panic(err) // texts only
	}
	return string(text)
}

// ask sends one request and reads the whole answer: one that breaks off has said nothing.
func (p *schoolProgram) ask(ctx context.Context, client *http.Client, method, target, body string, h http.Header) (int, string, http.Header, error) {
	r, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if err != nil {
		return 0, "", nil, err
	}
	maps.Copy(r.Header, h)
	answer, err := client.Do(r)
	if err != nil {
		return 0, "", nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text), answer.Header, err
}

// insist asks until there is an answer that means something, as the description says:
// a new token on 401, a pause on 429 and 503, and the same once more when nobody answers.
func (p *schoolProgram) insist(ctx context.Context, client *http.Client, method, path, body, key string) (int, string) {
	for {
		site, life := p.server.now()
		h := http.Header{}
		if token := p.token.Load(); token != nil {
			h.Set("Authorization", "Bearer "+*token)
		}
		if key != "" {
			h.Set("Idempotency-Key", key)
			h.Set("Content-Type", "application/json")
		}
		status, text, header, err := p.ask(ctx, client, method, site+path, body, h)
		switch {
		case err != nil:
			p.again.Add(1)
			if p.server.after(ctx, life) != nil {
				p.Errorf("%s: %v, and nobody has killed the server", path, err)
				return 0, ""
			}
		case status == http.StatusUnauthorized:
			p.signIn(ctx, client, site)
		case status == http.StatusInternalServerError:
			// The server's fault is the server's to answer for; the report is sent again all the same.
			p.Errorf("%s: %s", path, text)
			p.again.Add(1)
		case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
			p.again.Add(1)
			seconds, err := strconv.Atoi(header.Get("Retry-After"))
			if err != nil {
				p.Errorf("%s: %d without Retry-After", path, status)
			}
			select {
			case <-time.After(time.Duration(seconds) * time.Second):
			case <-ctx.Done():
				p.Errorf("%s: %v", path, ctx.Err())
				return 0, ""
			}
		default:
			return status, text
		}
	}
}

// signIn gets a token; when nobody answers, the next request tries again.
func (p *schoolProgram) signIn(ctx context.Context, client *http.Client, site string) {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {p.client}, "client_secret": {p.secret}}
	_, text, _, err := p.ask(ctx, client, http.MethodPost, site+"/api/token", form.Encode(), http.Header{"Content-Type": {worldtest.FormType}})
	var got struct {
		Token string `json:"access_token"`
	}
	if err == nil && json.Unmarshal([]byte(text), &got) == nil && got.Token != "" {
		p.token.Store(&got.Token)
	}
}

// onConnections does something with every report, several at a time.
func (p *schoolProgram) onConnections(do func(ctx context.Context, client *http.Client, n int)) {
	ctx, cancel := context.WithTimeout(p.Context(), 10*time.Minute)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	var next atomic.Int64
	var all sync.WaitGroup
	for range connections {
		all.Go(func() {
			for n := int(next.Add(1)) - 1; n < programReports; n = int(next.Add(1)) - 1 {
				do(ctx, client, n)
			}
		})
	}
	all.Wait()
}

const sendPath = "/api/v1/orosanmalningar"

func (p *schoolProgram) sendAll() {
	seed := rand.Uint64()
	p.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	due := map[int64]bool{}
	for len(due) < programKills {
		due[int64(programReports)/10+random.Int64N(int64(programReports)*8/10)] = true
	}
	began := time.Now()
	var done atomic.Int64
	now, all, took := make(chan struct{}, programKills), make(chan struct{}), make([]time.Duration, programReports)
	go func() {
		p.onConnections(func(ctx context.Context, client *http.Client, n int) {
			p.keys[n] = id.New()
			started := time.Now()
			status, text := p.insist(ctx, client, http.MethodPost, sendPath, payload(n), p.keys[n])
			if took[n] = time.Since(started); status != http.StatusCreated {
				p.Errorf("report %d: %d %s", n, status, text)
			}
			p.receipts[n] = text
			if due[done.Add(1)] {
				now <- struct{}{}
			}
		})
		close(all)
	}()
	for finished := false; !finished; {
		select {
		case <-now:
			p.server.kill()
		case <-all:
			finished = true
		}
	}
	spent := time.Since(began)
	trialtest.Tell(p.T, "reports acknowledged to a program", programReports)
	trialtest.Tell(p.T, "kills while a program reports", programKills)
	trialtest.Tell(p.T, "sent again by the program", p.again.Load())
	trialtest.Tell(p.T, "reports a second from a program, kills included", float64(programReports)/spent.Seconds())
	trialtest.Tell(p.T, "answer to a program, median", trialtest.Quantile(took, 0.5))
	trialtest.Tell(p.T, "answer to a program, p99", trialtest.Quantile(took, 0.99))
}

// ids is the reports that the receipts name.
func (p *schoolProgram) ids() (ids []string) {
	for n, text := range p.receipts {
		var r struct{ ID, Referens string }
		if err := json.Unmarshal([]byte(text), &r); err != nil || !id.Valid(r.ID) || r.Referens == "" {
			p.Errorf("report %d has the receipt %q", n, text)
		}
		ids = append(ids, r.ID)
	}
	return ids
}

// listAll asks the interface what the program has sent, until everything is settled.
func (p *schoolProgram) listAll() {
	ctx, cancel := context.WithTimeout(p.Context(), 2*time.Minute)
	defer cancel()
	var listed []string
	for after := ""; len(listed) < programReports; {
		status, text := p.insist(ctx, http.DefaultClient, http.MethodGet, sendPath+"?after="+after, "", "")
		var page struct {
			Anmalningar []struct{ ID, Lage string }
			Nasta       string
		}
		if err := json.Unmarshal([]byte(text), &page); err != nil || status != http.StatusOK {
			p.Fatalf("list: %d %s", status, text)
		}
		for _, r := range page.Anmalningar {
			listed = append(listed, r.ID)
			if r.Lage != "skickad" {
				p.Errorf("%s is %s", r.ID, r.Lage)
			}
		}
		if after = page.Nasta; len(page.Anmalningar) == 0 {
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
				p.Fatalf("%d reports listed, want %d", len(listed), programReports)
			}
		}
	}
	sent := p.ids()
	slices.Sort(sent)
	slices.Sort(listed)
	if !slices.Equal(sent, listed) || len(slices.Compact(sent)) != programReports {
		p.Error("what is listed is not what there are receipts for, once each")
	}
}

// sendAgain sends everything once more under the same keys: the same answers, byte for byte.
func (p *schoolProgram) sendAgain() {
	p.onConnections(func(ctx context.Context, client *http.Client, n int) {
		if status, text := p.insist(ctx, client, http.MethodPost, sendPath, payload(n), p.keys[n]); status != http.StatusCreated || text != p.receipts[n] {
			p.Errorf("report %d again: %d %q, was %q", n, status, text, p.receipts[n])
		}
	})
}

// examine reads the databases: nothing lost, nothing doubled.
func (p *schoolProgram) examine() {
	a := p.open()
	p.wholeFiles(a)
	count := func(query string) (n int) {
		err := a.Store.Data.Read(p.Context(), func(tx *db.Tx) error { return tx.QueryRow(p.Context(), query).Scan(&n) })
		if err != nil {
			p.Fatal(err)
		}
		return n
	}
	expected := 0
	for n := range programReports {
		expected += children(n)
	}
	for what, got := range map[string][2]int{
		"reports": {count(`SELECT count(*) FROM concern_report WHERE state = 'sent'`), programReports},
		"keys":    {count(`SELECT count(*) FROM concern_once`), programReports},
		"matters": {count(`SELECT count(*) FROM concern_matter`), expected},
		"people":  {count(`SELECT count(*) FROM person_record`), expected},
		"notices": {count(`SELECT count(*) FROM notify_notice WHERE key = 'concern.notice.new' AND user_id = '` + p.manager.User + `'`), programReports},
	} {
		if got[0] != got[1] {
			p.Errorf("%d %s, want %d", got[0], what, got[1])
		}
	}
	for n, x := range p.ids() {
		v, err := a.Concerns.Report(p.Context(), p.reporter, x)
		if err != nil || len(v.Content.Children) != children(n) || v.Content.Children[0].Given != name(n, 0) {
			p.Errorf("report %d: %+v, %v", n, v.Content.Children, err)
		}
	}
	times := map[string]int{}
	records, err := a.Audit.Records(p.Context(), audit.Filter{Action: "concern.report.send", Result: audit.Done}, 1_000_000)
	if err != nil {
		p.Fatal(err)
	}
	for _, r := range records {
		times[r.Subjects[0]]++
	}
	for n, x := range p.ids() {
		if times[x] != 1 {
			p.Errorf("report %d has %d records", n, times[x])
		}
	}
	if report, err := a.Audit.Verify(p.Context()); err != nil || report.Broken != nil || report.Pending != 0 {
		p.Errorf("verify: %+v, %v", report, err)
	}
}
