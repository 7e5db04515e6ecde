// Package api_test is a school's own program that talks to the whole program: it
// reports, follows and asks as the description says, does what nobody honest does, and
// sends thousands of reports while the server is killed.
package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/room/concern"
	"samspel/test/worldtest"
)

const reports = "/api/v1/orosanmalningar"

// school is the world with systems in it.
type school struct {
	*worldtest.World
	t *testing.T
}

func open(t *testing.T) *school { return &school{worldtest.Open(t), t} }

// system is one that asks, with the token it has.
type system struct {
	*worldtest.World
	id, secret, token string
	header            http.Header
}

// connect lets another system report for the unit of a member of the staff.
func (s *school) connect(name, like string, scopes ...access.Scope) *system {
	s.t.Helper()
	c, secret, err := s.App.Gate.RegisterClient(s.t.Context(), s.Demo.Actor("administrator"),
		identity.ClientDraft{Name: name, Unit: s.Demo.Actor(like).Unit, Scopes: scopes, To: civil.Of(s.Now()).AddDays(30)})
	if err != nil {
		s.t.Fatal(err)
	}
	x := &system{World: s.World, id: c.ID, secret: secret, header: http.Header{}}
	x.signIn(s.t)
	return x
}

func (x *system) signIn(t *testing.T) {
	t.Helper()
	a := x.asks("POST", "/api/token", http.Header{"Content-Type": {worldtest.FormType}},
		url.Values{"grant_type": {"client_credentials"}, "client_id": {x.id}, "client_secret": {x.secret}}.Encode())
	var got struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(a.Body), &got); err != nil || got.Token == "" {
		t.Fatalf("no token: %d %s", a.Status, a.Body)
	}
	x.token = got.Token
}

// asks sends just these headers, as a program does.
func (x *system) asks(method, target string, h http.Header, body string) *worldtest.Answer {
	return x.Nobody().Send(method, target, h, body)
}

func (x *system) get(target string) *worldtest.Answer {
	return x.asks("GET", target, http.Header{"Authorization": {"Bearer " + x.token}}, "")
}

func (x *system) post(target, key, body string) *worldtest.Answer {
	h := http.Header{"Authorization": {"Bearer " + x.token}, "Idempotency-Key": {key}}
	if body != "" {
		h.Set("Content-Type", "application/json")
	}
	maps.Copy(h, x.header)
	return x.asks("POST", target, h, body)
}

// alva is a report that is accepted.
const alva = `{"kommun":"9901","kategori":"school","barn":[{"fornamn":"Alva","efternamn":"Granlid"}],"sett":"Kom utan jacka.","anmalare":{"namn":"Elin Nordin","yrke":"Kurator"}}`

func read(t *testing.T, a *worldtest.Answer, status int) map[string]any {
	t.Helper()
	got := map[string]any{}
	if err := json.Unmarshal([]byte(a.Body), &got); err != nil || a.Status != status {
		t.Fatalf("%s: %d, want %d: %s", a, a.Status, status, a.Body)
	}
	return got
}

func TestFromReportToFeedback(t *testing.T) {
	t.Parallel()
	s := open(t)
	x := s.connect("Elevsystemet", "kurator", access.Scopes...)
	sent := x.post(reports, "nyckel-nummer-ett", alva)
	receipt := read(t, sent, http.StatusCreated)
	at := reports + "/" + receipt["id"].(string)
	if sent.Location() != at || receipt["referens"] == "" || strings.Contains(sent.Body, "Alva") {
		t.Errorf("%v, at %s", receipt, sent.Location())
	}
	again := x.post(reports, "nyckel-nummer-ett", alva)
	if again.Status != sent.Status || again.Body != sent.Body {
		t.Errorf("again: %d %s, first %d %s", again.Status, again.Body, sent.Status, sent.Body)
	}
	other := read(t, x.post(reports, "nyckel-nummer-ett", strings.Replace(alva, "jacka", "mössa", 1)), http.StatusConflict)
	if other["type"] != "/api#fel-nekat" {
		t.Errorf("%v", other)
	}

	state := read(t, x.get(at), http.StatusOK)
	child := state["barn"].([]any)[0].(map[string]any)
	if state["lage"] != "skickad" || child["aterkoppling"].(map[string]any)["lage"] != "inte_begard" {
		t.Errorf("%v", state)
	}
	asked := x.post(at+"/aterkoppling", "nyckel-nummer-2b", "")
	read(t, asked, http.StatusAccepted)
	if b := x.post(at+"/aterkoppling", "nyckel-nummer-2b", ""); b.Body != asked.Body || b.Status != asked.Status {
		t.Errorf("asked again: %d %s", b.Status, b.Body)
	}
	read(t, x.post(at+"/aterkoppling", "nyckel-nummer-tre", ""), http.StatusConflict)

	// The receiver sees who the person is; then everything is done as always.
	chef, matter := s.As("chef"), "/orosanmalningar/"+s.matterOf(receipt["id"].(string))
	if page := chef.Get(matter).Body; !strings.Contains(page, "Elin Nordin") {
		t.Error("the receiver does not see who reports")
	}
	chef.Post(matter+"/mottagen", nil)
	if state := read(t, x.get(at), http.StatusOK); state["lage"] != "mottagen" {
		t.Errorf("%v", state)
	}

	s.Pass(time.Minute)
	list := read(t, x.get(reports), http.StatusOK)
	if rows := list["anmalningar"].([]any); len(rows) != 1 || rows[0].(map[string]any)["lage"] != "mottagen" {
		t.Errorf("%v", list)
	}
	if more := read(t, x.get(reports+"?after="+list["nasta"].(string)), http.StatusOK); len(more["anmalningar"].([]any)) != 0 || more["nasta"] != list["nasta"] {
		t.Errorf("%v", more)
	}
}

// matterOf is the only matter of a report, in Ekstad's inbox.
func (s *school) matterOf(report string) string {
	s.t.Helper()
	for filter := (concern.InboxFilter{}); ; {
		v, err := s.App.Concerns.Inbox(s.t.Context(), s.Demo.Actor("chef"), filter)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, row := range v.Rows {
			if row.Matter.Report == report {
				return row.Matter.ID
			}
		}
		if filter.After = v.Next; v.Next.IsZero() {
			s.t.Fatal("the report is in no inbox")
		}
	}
}

// What a system is shown of a report has its record, and the barrier is the pages' own.
func TestEveryReadingIsRecorded(t *testing.T) {
	t.Parallel()
	s := open(t)
	x := s.connect("Elevsystemet", "kurator", access.Scopes...)
	at := x.post(reports, "nyckel-nummer-ett", alva).Location()
	a := x.get(at)
	records, err := s.App.Audit.Records(t.Context(), audit.Filter{Request: a.Request}, 10)
	if err != nil || len(records) != 1 || records[0].Actor.User != x.id || records[0].Action != "concern.report.follow" ||
		!slices.Contains(records[0].Subjects, at[len(reports)+1:]) {
		t.Errorf("%+v, %v", records, err)
	}
}

// Another's report is not there, byte for byte; a cookie opens nothing, and a token
// opens no page.
func TestNotYoursIsNotThere(t *testing.T) {
	t.Parallel()
	s := open(t)
	x := s.connect("Elevsystemet", "kurator", access.Scopes...)
	theirs := s.connect("Närvarosystemet", "kurator", access.Scopes...).post(reports, "nyckel-nummer-ett", alva).Location()
	human := id.New()
	s.As("kurator").Post("/orosanmalan/"+human, url.Values{"gor": {"skicka"}, "municipality": {"9901"}, "category": {"school"}, "seen": {"Något."}, "child.0.given": {"Alva"}})
	draft := id.New()
	s.As("kurator").Post("/orosanmalan/"+draft, url.Values{"gor": {"spara"}, "seen": {"Något."}})
	mute := s.connect("Bara skicka", "kurator", access.SendReports)
	own := mute.post(reports, "nyckel-nummer-ett", alva).Location()

	absent := x.get(reports + "/" + id.New())
	for name, target := range map[string]string{"another system's": theirs, "a person's": reports + "/" + human, "a draft": reports + "/" + draft, "nothing": reports + "/x", "no text": reports + "/%27%20OR%201=1--"} {
		if a := x.get(target); a.Status != http.StatusNotFound || same(a) != same(absent) {
			t.Errorf("%s is told from nothing: %d %s", name, a.Status, a.All())
		}
		absent, a := x.post(reports+"/"+id.New()+"/aterkoppling", "nyckel-"+id.New(), ""), x.post(target+"/aterkoppling", "nyckel-"+id.New(), "")
		if a.Status != http.StatusNotFound || same(a) != same(absent) {
			t.Errorf("asking about %s is told from nothing: %d %s", name, a.Status, a.All())
		}
	}
	if a := mute.get(own); same(a) != same(absent) {
		t.Errorf("without the scope: %s", a.All())
	}

	kurator := s.As("kurator")
	for _, target := range []string{reports, theirs, reports + "/" + human} {
		a := kurator.Get(target)
		if a.Status != http.StatusUnauthorized || a.Header.Get("WWW-Authenticate") == "" || a.Header.Get("Set-Cookie") != "" {
			t.Errorf("a cookie at %s: %d %v", target, a.Status, a.Header)
		}
	}
	for _, target := range []string{"/orosanmalan", "/orosanmalan/" + human, "/administration", "/uppdrag"} {
		if a := x.get(target); a.Status != http.StatusSeeOther {
			t.Errorf("a token opens %s: %d", target, a.Status)
		}
	}
	for _, header := range []string{"Access-Control-Allow-Origin", "Set-Cookie"} {
		if got := absent.Header.Get(header); got != "" {
			t.Errorf("%s: %s", header, got)
		}
	}
}

// same is an answer without the id that every answer has of its own.
func same(a *worldtest.Answer) string {
	a.Header.Del("X-Request-Id")
	return a.All()
}

func TestARevokedSystemIsOutAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	x := s.connect("Elevsystemet", "kurator", access.Scopes...)
	at := x.post(reports, "nyckel-nummer-ett", alva).Location()
	if err := s.App.Gate.RevokeClient(t.Context(), s.Demo.Actor("administrator"), x.id); err != nil {
		t.Fatal(err)
	}
	for _, a := range []*worldtest.Answer{x.get(at), x.post(reports, "nyckel-nummer-ett", alva)} {
		if a.Status != http.StatusUnauthorized || !strings.Contains(a.Header.Get("WWW-Authenticate"), "invalid_token") {
			t.Errorf("%s: %d", a, a.Status)
		}
	}
}

// secretWord is what must not come back in an error, nor stand in the log.
const secretWord = "Zqhemligtqz"

func TestHostileBodies(t *testing.T) {
	t.Parallel()
	s := open(t)
	x := s.connect("Elevsystemet", "kurator", access.Scopes...)
	change := func(old, with string) string {
		if !strings.Contains(alva, old) {
			t.Fatalf("%s is not there", old)
		}
		return strings.Replace(alva, old, with, 1)
	}
	rows := []struct {
		name, body string
		status     int
		pointers   string
	}{
		{"nothing", "", 400, ""},
		{"no JSON", secretWord, 400, ""},
		{"half", alva[:len(alva)-1], 400, ""},
		{"two values", alva + alva, 400, ""},
		{"a list", "[" + alva + "]", 422, ""},
		{"null", "null", 422, ""},
		{"a text", `"` + secretWord + `"`, 422, ""},
		{"a byte order mark", "\ufeff" + alva, 400, ""},
		{"broken UTF-8", change("Alva", "\xff\xfe"), 400, ""},
		{"a zero", change("Alva", `a\u0000b`), 400, ""},
		{"a comment", change(`"sett"`, `/* */"sett"`), 400, ""},
		{"a comma too many", change("}}", "},}"), 400, ""},
		{"a single quote", strings.ReplaceAll(alva, `"`, `'`), 400, ""},
		{"a bottomless list", strings.Repeat("[", 100_000), 422, ""},
		{"a bottomless object", strings.Repeat(`{"a":`, 100_000), 422, ""},
		{"a deep child", change(`{"fornamn":"Alva"`, `{"fornamn":`+strings.Repeat("[", 9)+strings.Repeat("]", 9)), 422, ""},
		{"a million values", change(`"kommun":"9901"`, `"barn":[`+strings.Repeat("1,", 100_000)+`1]`), 422, ""},
		{"a name twice", change(`"kommun":"9901"`, `"kommun":"9902","kommun":"9901"`), 422, ""},
		{"a name twice, otherwise spelled", change(`"kommun":"9901"`, `"kommun":"9902","kom\u006dun":"9901"`), 422, ""},
		{"a name twice in a child", change(`{"fornamn":"Alva"`, `{"fornamn":"a","fornamn":"Alva"`), 422, ""},
		{"an unknown field", change(`"kommun"`, `"`+secretWord+`":1,"kommun"`), 422, ""},
		{"an unknown field with dots", change(`"kommun"`, `"barn[0].`+secretWord+`.x":1,"kommun"`), 422, ""},
		{"an unknown field in a child", change(`{"fornamn"`, `{"`+secretWord+`":1,"fornamn"`), 422, ""},
		{"an unknown field in small letters", change(`"kommun"`, `"hemligt":1,"kommun"`), 422, ""},
		{"the same in a child", change(`{"fornamn"`, `{"hemligt":1,"fornamn"`), 422, "#/barn/0"},
		{"a child's field elsewhere", change(`"kommun"`, `"fornamn":"a","kommun"`), 422, "#/fornamn"},
		{"letters that fold", change(`"kommun"`, `"\u212aommun"`), 422, ""},
		{"capital letters", change(`"kommun"`, `"Kommun"`), 422, ""},
		{"a huge number", change(`"9901"`, strings.Repeat("9", 5_000)), 400, ""},
		{"a number beyond all", change(`"9901"`, "1e999999"), 400, ""},
		{"a number for a text", change(`"Alva"`, "1"), 422, "#/barn/0/fornamn"},
		{"a text for a boolean", change(`"sett"`, `"akut_fara":"`+secretWord+`","sett"`), 422, "#/akut_fara"},
		{"an object for a list", change(`[{"fornamn":"Alva","efternamn":"Granlid"}]`, `{"fornamn":{}}`), 422, "#/barn"},
		{"null for a child", change(`{"fornamn":"Alva","efternamn":"Granlid"}`, `null`), 422, "#/barn/0"},
		{"no children", change(`{"fornamn":"Alva","efternamn":"Granlid"}`, ``), 422, "#/barn"},
		{"an empty child", change(`{"fornamn":"Alva","efternamn":"Granlid"}`, `{}`), 422, "#/barn/0/fornamn"},
		{"thirteen children", change(`{"fornamn":"Alva","efternamn":"Granlid"}`, strings.Repeat(`{"fornamn":"A"},`, 12)+`{"fornamn":"A"}`), 422, "#/barn"},
		{"a long name", change("Alva", strings.Repeat("å", 201)), 422, "#/barn/0/fornamn"},
		{"a long text", change("Kom utan jacka.", strings.Repeat("å", 20_001)), 422, "#/sett"},
		{"more than is taken", change("Kom utan jacka.", strings.Repeat("a", 1<<20)), 413, ""},
		{"a number that is wrong", change(`"Alva"`, `"Alva","personnummer":"20150314-0000`+secretWord+`"`), 422, "#/barn/0/personnummer"},
		{"no such day", change(`"Alva"`, `"Alva","fodd":"2015-02-30"`), 422, "#/barn/0/fodd"},
		{"a child to be born", change(`"Alva"`, `"Alva","fodd":"2030-01-01"`), 422, "#/barn/0/fodd"},
		{"nothing observed", change("Kom utan jacka.", " \\n\\t"), 422, "#/sett"},
		{"no municipality", change(`"kommun":"9901",`, ``), 422, "#/kommun"},
		{"a municipality that is none", change("9901", "0000"), 422, "#/kommun"},
		{"a municipality that is text", change("9901", secretWord), 422, "#/kommun"},
		{"an unknown category", change("school", secretWord), 422, "#/kategori"},
		{"nobody reports", change(`,"anmalare":{"namn":"Elin Nordin","yrke":"Kurator"}`, ``), 422, "#/anmalare"},
		{"a reporter without a name", change("Elin Nordin", ""), 422, "#/anmalare/namn"},
		{"a reporter of spaces", change("Elin Nordin", "  "), 422, "#/anmalare/namn"},
		{"everything wrong", `{}`, 422, "#/kommun #/kategori #/barn #/anmalare"},
	}
	for _, tt := range rows {
		a := x.post(reports, "nyckel-"+id.New(), tt.body)
		var p struct {
			Type, Title, Detail string
			Status              int
			Errors              []struct{ Pointer, Parameter, Detail string }
		}
		if err := json.Unmarshal([]byte(a.Body), &p); err != nil || a.Status != tt.status || p.Status != tt.status ||
			a.Header.Get("Content-Type") != "application/problem+json" || p.Title == "" || p.Detail == "" || !strings.HasPrefix(p.Type, "/api#fel-") {
			t.Errorf("%s: %d, want %d: %.300s", tt.name, a.Status, tt.status, a.Body)
		}
		var pointers []string
		for _, e := range p.Errors {
			pointers = append(pointers, e.Pointer)
			if e.Detail == "" || strings.HasPrefix(e.Detail, "api.") || strings.HasPrefix(e.Detail, "concern.") {
				t.Errorf("%s: an error without words: %s", tt.name, a.Body)
			}
		}
		if got := strings.Join(pointers, " "); got != tt.pointers && !(sorted(got) == sorted(tt.pointers)) {
			t.Errorf("%s: points at %q, want %q", tt.name, got, tt.pointers)
		}
		if strings.Contains(a.All(), secretWord) {
			t.Errorf("%s: what was sent comes back: %s", tt.name, a.Body)
		}
	}
	s.quietly()
	if strings.Contains(s.Logged(), secretWord) {
		t.Error("what was sent stands in the log")
	}
}

func sorted(s string) string {
	words := strings.Fields(s)
	slices.Sort(words)
	return strings.Join(words, " ")
}

// quietly wants nothing logged as a fault.
func (s *school) quietly() {
	s.t.Helper()
	for line := range strings.Lines(s.Logged()) {
		if strings.Contains(line, `"level":"ERROR"`) {
			s.t.Errorf("logged: %.400s", line)
		}
	}
}

func TestHostileRequests(t *testing.T) {
	t.Parallel()
	s := open(t)
	x := s.connect("Elevsystemet", "kurator", access.Scopes...)
	good := func() http.Header {
		return http.Header{"Authorization": {"Bearer " + x.token}, "Idempotency-Key": {"nyckel-" + id.New()}, "Content-Type": {"application/json"}}
	}
	with := func(name, value string) http.Header {
		h := good()
		h.Set(name, value)
		if value == "" {
			h.Del(name)
		}
		return h
	}
	for name, tt := range map[string]struct {
		method, target string
		header         http.Header
		status         int
	}{
		"no token":                {"POST", reports, with("Authorization", ""), 401},
		"another's token":         {"POST", reports, with("Authorization", "Bearer "+strings.Repeat("a", 43)), 401},
		"a long token":            {"POST", reports, with("Authorization", "Bearer "+strings.Repeat("a", 20_000)), 401},
		"a secret for a token":    {"POST", reports, with("Authorization", "Bearer "+x.secret), 401},
		"basic":                   {"POST", reports, with("Authorization", "Basic "+x.token), 401},
		"a token in the address":  {"POST", reports + "?access_token=" + x.token, with("Authorization", ""), 401},
		"no key":                  {"POST", reports, with("Idempotency-Key", ""), 422},
		"a short key":             {"POST", reports, with("Idempotency-Key", "1"), 422},
		"no content type":         {"POST", reports, with("Content-Type", ""), 415},
		"a form":                  {"POST", reports, with("Content-Type", worldtest.FormType), 415},
		"text":                    {"POST", reports, with("Content-Type", "text/plain"), 415},
		"JSON in other letters":   {"POST", reports, with("Content-Type", "application/json; charset=utf-16"), 415},
		"JSON and more":           {"POST", reports, with("Content-Type", "application/json; a=b"), 415},
		"another JSON":            {"POST", reports, with("Content-Type", "application/problem+json"), 415},
		"JSON that says so":       {"POST", reports, with("Content-Type", "application/json; charset=utf-8"), 201},
		"from another site":       {"POST", reports, with("Origin", "https://elak.example"), 201}, // it has the token, and no cookie to misuse
		"an unknown question":     {"GET", reports + "?a=b", good(), 422},
		"a garbled place":         {"GET", reports + "?after=zzz", good(), 422},
		"no such address":         {"GET", "/api/v1/finns-inte", good(), 404},
		"no such version":         {"GET", "/api/v9/orosanmalningar", good(), 404},
		"another method":          {"PUT", reports, good(), 405},
		"to delete":               {"DELETE", reports + "/" + id.New(), good(), 405},
		"to ask first":            {"OPTIONS", reports, good(), 405},
		"a garbled address":       {"GET", reports + "/%ff", good(), 400},
		"content with a question": {"POST", reports + "/" + id.New() + "/aterkoppling", good(), 400},
	} {
		body := ""
		if tt.method == "POST" {
			body = alva
		}
		a := x.asks(tt.method, tt.target, tt.header, body)
		if a.Status != tt.status || a.Status >= 400 && a.Header.Get("Content-Type") != "application/problem+json" || a.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %d, want %d: %v %s", name, a.Status, tt.status, a.Header, a.Body)
		}
	}
	english := x.asks("POST", reports, with("Idempotency-Key", "1"), alva)
	swedish := x.asks("POST", reports, func() http.Header {
		h := with("Idempotency-Key", "1")
		h.Set("Accept-Language", "en-GB, sv;q=0.5")
		return h
	}(), alva)
	if english.Header.Get("Content-Language") != "sv" || swedish.Header.Get("Content-Language") != "en" || english.Body == swedish.Body ||
		!strings.Contains(english.Body, `"parameter":"Idempotency-Key"`) {
		t.Errorf("%s\n%s", english.Body, swedish.Body)
	}
	s.quietly()
}

func TestTokens(t *testing.T) {
	t.Parallel()
	s := open(t)
	x := s.connect("Elevsystemet", "kurator", access.SendReports, access.FollowReports)
	form := func(change url.Values) string {
		v := url.Values{"grant_type": {"client_credentials"}, "client_id": {x.id}, "client_secret": {x.secret}}
		for name, values := range change {
			v[name] = values
			if values == nil {
				v.Del(name)
			}
		}
		return v.Encode()
	}
	for name, tt := range map[string]struct {
		body, kind string
		status     int
		want       string
	}{
		"right":            {form(nil), worldtest.FormType, 200, `"token_type":"Bearer"`},
		"narrower":         {form(url.Values{"scope": {"orosanmalan:folja"}}), worldtest.FormType, 200, `"scope":"orosanmalan:folja"`},
		"wider":            {form(url.Values{"scope": {"orosanmalan:aterkoppling"}}), worldtest.FormType, 400, "invalid_scope"},
		"another grant":    {form(url.Values{"grant_type": {"password"}}), worldtest.FormType, 400, "unsupported_grant_type"},
		"no grant":         {form(url.Values{"grant_type": nil}), worldtest.FormType, 400, "unsupported_grant_type"},
		"two secrets":      {form(url.Values{"client_secret": {x.secret, x.secret}}), worldtest.FormType, 400, "invalid_request"},
		"a wrong secret":   {form(url.Values{"client_secret": {x.secret + "a"}}), worldtest.FormType, 401, "invalid_client"},
		"no secret":        {form(url.Values{"client_secret": nil}), worldtest.FormType, 401, "invalid_client"},
		"nobody":           {form(url.Values{"client_id": {id.New()}}), worldtest.FormType, 401, "invalid_client"},
		"JSON":             {`{"grant_type":"client_credentials"}`, "application/json", 415, "problem"},
		"broken UTF-8":     {"grant_type=%ff", worldtest.FormType, 400, "problem"},
		"no form whatever": {"", "", 400, "unsupported_grant_type"},
	} {
		a := x.asks("POST", "/api/token", http.Header{"Content-Type": {tt.kind}}, tt.body)
		if a.Status != tt.status || !strings.Contains(a.All(), tt.want) || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s", name, a.Status, a.All())
		}
	}
	basic := func(user, password string) *worldtest.Answer {
		r, _ := http.NewRequest("POST", "/", nil)
		r.SetBasicAuth(user, password)
		r.Header.Set("Content-Type", worldtest.FormType)
		return x.asks("POST", "/api/token", r.Header, "grant_type=client_credentials")
	}
	if a := basic(x.id, x.secret); a.Status != 200 {
		t.Errorf("basic: %d %s", a.Status, a.Body)
	}
	known, unknown := basic(x.id, "x"), basic(id.New(), "x")
	if same(known) != same(unknown) || known.Status != 401 || known.Header.Get("WWW-Authenticate") == "" {
		t.Errorf("known and unknown are told apart: %s\n%s", known.All(), unknown.All())
	}
	for range 6 {
		known = basic(x.id, "x")
	}
	if known.Status != http.StatusTooManyRequests || known.Header.Get("Retry-After") == "" {
		t.Errorf("guessing goes on: %d", known.Status)
	}
	if a := basic(x.id, x.secret); a.Status != 200 {
		t.Errorf("the right secret is shut out: %d", a.Status)
	}
	if strings.Contains(s.Logged(), x.secret) || strings.Contains(s.Logged(), x.token) {
		t.Error("a secret is in the log")
	}
}

func TestASystemThatHurries(t *testing.T) {
	t.Parallel()
	s := open(t)
	x, other := s.connect("Elevsystemet", "kurator", access.Scopes...), s.connect("Närvarosystemet", "kurator", access.Scopes...)
	slowed := 0
	for range 150 {
		if a := x.get(reports); a.Status == http.StatusTooManyRequests {
			slowed++
			if a.Header.Get("Retry-After") != "1" || !strings.Contains(a.Body, "/api#fel-ofta") {
				t.Fatalf("%v %s", a.Header, a.Body)
			}
		}
	}
	if slowed != 50 {
		t.Errorf("slowed down %d times, want 50", slowed)
	}
	if a := other.get(reports); a.Status != 200 {
		t.Errorf("another system pays: %d", a.Status)
	}
	s.Pass(time.Second)
	for range 20 {
		if a := x.get(reports); a.Status != 200 {
			t.Errorf("after a second: %d", a.Status)
		}
	}
}

func TestTheDescription(t *testing.T) {
	t.Parallel()
	s := open(t)
	var description struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			Security  []map[string][]string
			Responses map[string]any
		}
	}
	a := s.Nobody().Get("/api/openapi.json")
	if err := json.Unmarshal([]byte(a.Body), &description); err != nil || description.OpenAPI != "3.1.0" {
		t.Fatalf("%s, %v", description.OpenAPI, err)
	}
	var described []string
	for path, methods := range description.Paths {
		for method, op := range methods {
			described = append(described, strings.ToUpper(method)+" "+path)
			if op.Responses["default"] == nil {
				t.Errorf("%s %s does not say how errors look", method, path)
			}
		}
	}
	var there []string
	for _, r := range s.Routes {
		if strings.HasPrefix(r.Path, "/api/v1/") {
			there = append(there, r.Pattern)
		}
	}
	slices.Sort(described)
	slices.Sort(there)
	if !slices.Equal(described, there) {
		t.Errorf("described %q, there %q", described, there)
	}
	if yaml := s.Nobody().Get("/api/openapi.yaml"); yaml.Status != 200 || !strings.Contains(yaml.Body, "openapi: 3.1.0") {
		t.Errorf("yaml: %d", yaml.Status)
	}
	page := s.Nobody().Get("/api").Body
	for id := range maps.Values(map[int]string{1: "fel-ogiltigt", 2: "fel-ofta"}) {
		if !strings.Contains(page, fmt.Sprintf("id=%q", id)) {
			t.Errorf("the page has no %s", id)
		}
	}
}

func TestWhatIsOpenToEverybody(t *testing.T) {
	t.Parallel()
	s := open(t)
	if got := read(t, s.Nobody().Get("/api/v1/kategorier"), 200); len(got["kategorier"].([]any)) < 5 {
		t.Errorf("%v", got)
	}
	if got := read(t, s.Nobody().Get("/api/v1/kommuner"), 200); len(got["kommuner"].([]any)) != 2 {
		t.Errorf("%v", got)
	}
}
