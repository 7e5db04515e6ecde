package archtest

import (
	"strings"
	"testing"
	"testing/fstest"
)

// A rule is one sentence about the source, why it is there, and what breaks it.
type rule struct {
	name, because string
	broken        func(tree) []string
}

var rules = []rule{
	{"floors point down", "what is below can be read, tested and changed without what is above", floorsPointDown},
	{"frame edges are few", "services that lean on each other at will become one service; each edge has its reason in frameEdges", frameEdgesAreFew},
	{"rooms never meet", "a room asks another through an interface it declares itself, and internal/app joins the two", roomsNeverMeet},
	{"zones are apart", "what is not zone P must be able to run, and to be shown, without knowing that children have names", zonesAreApart},
	{"pages lie in the web", "rules and services that know nothing of HTTP can be called by a command, a job and a test", pagesLieInTheWeb},
	{"tests stay in tests", "what makes it easy to fake a world must not be in the program", testsStayInTests},
	{"a library has a home", "a library used in one place can be replaced there; a new one is a decision, written in libraries", libraryHasHome},
	{"SQL lies in store files", "who wants to know what is read and written about a child reads the files named *_store.go", sqlLiesInStores},
	{"one SQL for two databases", "what only one engine understands fails at the installation that has the other", sqlIsCommon},
	{"migrations are numbered", "lines run in order, and what differs between the engines differs on purpose", migrationsAreNumbered},
	{"foreign keys point down", "a line can be migrated only when what it refers to is there already", foreignKeysPointDown},
	{"rules are pure", "a rule read by a jurist has no database, clock or reader in it; time and actor are handed in", rulesArePure},
	{"the clock is handed in", "a deadline can be tested at midnight only if the program is told what time it is", clockIsHandedIn},
	{"addresses are read in one place", "nobody's network address may reach a log, a record or a table; one function reads it, for counting", addressesAreReadOnce},
	{"nobody prints", "what is printed escapes the log, which leaves out personal data", nobodyPrints},
	{"skips have names", "./check must be able to say which tests did not run, and fail", skipsHaveNames},
	{"rooms say what they are", "what a room is for, on what law, and what it must never know is decided before it is written", roomsSayWhatTheyAre},
	{"a table has one owner", "somebody must be able to say who answers for every row, and nobody for rows that are not there", tablesHaveOwners},
	{"faults have words", "a refusal that cannot be read in the reader's language helps nobody", faultsHaveWords},
	{"texts get their arguments", "a sentence with a hole in it is shown with the hole", textsGetArguments},
	{"every catalogue is loaded", "a text that the program never loads is shown as its key", cataloguesAreLoaded},
	{"Enter is harmless", "Enter in a field presses the form's first button, which somebody who only wanted to go on may not have read; what sends or decides comes after web.Enter", enterIsHarmless},
	{"every state is handled", "a new state must be thought through wherever states are told apart; a switch says so by naming all, or by a default", statesAreHandled},
}

func TestHouse(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for _, r := range rules {
		t.Run(strings.ReplaceAll(r.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			for _, b := range r.broken(h) {
				t.Errorf("%s\n\tRule: %s.\n\tBecause %s.", b, r.name, r.because)
			}
		})
	}
}

// A rule that nothing can break guards nothing.
func TestRulesBite(t *testing.T) {
	t.Parallel()
	const (
		ground  = "internal/ground/day/day.go"
		service = "internal/frame/audit/log.go"
		room    = "internal/room/plan/plan.go"
		flow    = "internal/room/plan/plan_flow.go"
		store   = "internal/room/plan/plan_store.go"
		face    = "internal/room/plan/planweb/plan.go"
		doc     = "internal/room/plan/doc.go"
		table   = "internal/room/plan/migrations/0001_plan.sql"
		whole   = "// Package plan is.\n//\n// Law: SoL.\n//\n// Zone: P.\n//\n// Tables: plan_plan.\n//\n// It must never know.\npackage plan"
	)
	imports := func(pkg string, paths ...string) string {
		return "package " + pkg + "\nimport (\n\t_ \"" + strings.Join(paths, "\"\n\t_ \"") + "\"\n)\n"
	}
	body := func(text string) string { return "package plan\nfunc f() {\n" + text + "\n}\n" }
	type files = map[string]string
	rows := []struct {
		rule  string
		files files
	}{
		{"floors point down", files{ground: imports("day", "samspel/internal/frame/audit")}},
		{"Enter is harmless", files{"internal/room/plan/planweb/plan.templ": "<form>\n@web.DateField(web.Field{})\n@web.Button(web.ButtonView{Label: i18n.T(ctx, \"plan.send\")})\n@web.Button(web.ButtonView{Label: i18n.T(ctx, \"plan.save\")})\n</form>"}},
		{"floors point down", files{service: imports("audit", "samspel/internal/room/plan")}},
		{"floors point down", files{room: imports("plan", "samspel/internal/room/plan/planweb")}},
		{"floors point down", files{"internal/web/web.go": imports("web", "samspel/internal/room/plan")}},
		{"floors point down", files{"internal/web/account/me.go": imports("account", "samspel/internal/frame/db")}},
		{"floors point down", files{face: imports("planweb", "samspel/internal/app")}},
		{"floors point down", files{"internal/other/x.go": "package other"}},
		{"frame edges are few", files{service: imports("audit", "samspel/internal/frame/notify")}},
		{"rooms never meet", files{flow: imports("plan", "samspel/internal/room/grant")}},
		{"rooms never meet", files{face: imports("planweb", "samspel/internal/room/grant")}},
		{"rooms never meet", files{face: imports("planweb", "samspel/internal/room/grant/grantweb")}},
		{"zones are apart", files{doc: strings.Replace(whole, "P.", "O.", 1), flow: imports("plan", "samspel/internal/frame/person"),
			"internal/frame/person/doc.go": "// Package person. Zone: P.\npackage person"}},
		{"zones are apart", files{"internal/frame/notify/x.go": imports("notify", "samspel/internal/frame/person"),
			"internal/frame/person/doc.go": "// Package person.\n//\n// Zone: P.\npackage person"}},
		{"zones are apart", files{face: imports("planweb", "samspel/internal/frame/person"), doc: strings.Replace(whole, "P.", "O.", 1),
			"internal/frame/person/doc.go": "// Package person.\n//\n// Zone: P.\npackage person"}},
		{"pages lie in the web", files{flow: imports("plan", "net/http")}},
		{"pages lie in the web", files{service: imports("audit", "github.com/a-h/templ")}},
		{"tests stay in tests", files{flow: imports("plan", "samspel/internal/frame/db/dbtest")}},
		{"tests stay in tests", files{flow: imports("plan", "testing")}},
		{"a library has a home", files{flow: imports("plan", "github.com/jackc/pgx/v5")}},
		{"a library has a home", files{flow: imports("plan", "example.org/left/pad")}},
		{"a library has a home", files{ground: imports("day", "golang.org/x/text/language")}},
		{"SQL lies in store files", files{flow: body("q := `\n\t\tSELECT id FROM plan_plan`; _ = q")}},
		{"SQL lies in store files", files{flow: body(`tx.Exec(ctx, q)`)}},
		{"SQL lies in store files", files{store: body(`tx.SQL()`)}},
		{"SQL lies in store files", files{store: imports("plan", "database/sql")}},
		{"one SQL for two databases", files{store: body("q := `SELECT * FROM plan_plan`; _ = q")}},
		{"one SQL for two databases", files{store: body("q := `SELECT id FROM plan_plan WHERE ` + `at < now()`; _ = q")}},
		{"one SQL for two databases", files{table: "-- +goose Up\nCREATE TABLE plan_plan (id uuid PRIMARY KEY);"}},
		{"one SQL for two databases", files{table: "-- +goose Up\nCREATE TABLE plan_plan (id text, at timestamptz DEFAULT now());"}},
		{"migrations are numbered", files{"internal/room/plan/migrations/0002_plan.sql": "-- +goose Up\n"}},
		{"migrations are numbered", files{table: "", "internal/room/plan/migrations/0001_other.sql": ""}},
		{"migrations are numbered", files{"internal/room/plan/migrations/0001_plan.sqlite.sql": "-- Triggers.\n"}},
		{"migrations are numbered", files{"internal/room/plan/migrations/0001_plan.sqlite.sql": "-- Triggers.\n", "internal/room/plan/migrations/0001_plan.postgres.sql": "-- +goose Up\n"}},
		{"foreign keys point down", files{table: "CREATE TABLE plan_plan (id text REFERENCES grant_grant (id));", "internal/room/grant/migrations/0001_grant.sql": "CREATE TABLE grant_grant (id text);"}},
		{"foreign keys point down", files{table: "CREATE TABLE plan_plan (id text REFERENCES plan_nothing (id));"}},
		{"addresses are read in one place", files{"internal/web/log.go": "package web\n\nfunc at(r *http.Request) string { return r.RemoteAddr }\n"}},
		{"addresses are read in one place", files{"internal/app/log.go": "package app\n\nfunc at(h http.Header) string { return h.Get(\"X-Real-IP\") }\n"}},
		{"rules are pure", files{room: imports("plan", "samspel/internal/frame/db")}},
		{"rules are pure", files{room: imports("plan", "samspel/internal/frame/access")}},
		{"rules are pure", files{room: imports("plan", "os")}},
		{"rules are pure", files{room: body("t := time.Now(); _ = t")}},
		{"rules are pure", files{"internal/room/plan/policy.go": imports("plan", "samspel/internal/frame/audit")}},
		{"the clock is handed in", files{flow: body("f(time.Now)")}},
		{"the clock is handed in", files{flow: body("_ = time.Since(t)")}},
		{"nobody prints", files{flow: body("fmt.Println(1)")}},
		{"nobody prints", files{flow: body("println(1)")}},
		{"nobody prints", files{flow: body("fmt.Fprintln(os.Stderr)")}},
		{"skips have names", files{"internal/room/plan/plan_test.go": body(`t.Skip("flaky")`)}},
		{"skips have names", files{"internal/room/plan/plan_test.go": body(`t.SkipNow()`)}},
		{"skips have names", files{"internal/room/plan/plan_test.go": body(`t.Skipf("SAMSPEL_%s", x)`)}},
		{"rooms say what they are", files{room: "package plan"}},
		{"rooms say what they are", files{doc: strings.Replace(whole, "Law:", "Rule:", 1)}},
		{"rooms say what they are", files{doc: strings.Replace(whole, "Zone: P", "Zone: X", 1)}},
		{"a table has one owner", files{table: "CREATE TABLE plan_other (id text);", doc: whole}},
		{"a table has one owner", files{doc: whole}},
		{"a table has one owner", files{table: "CREATE TABLE grant_plan (id text);", doc: strings.Replace(whole, "plan_plan", "grant_plan", 1)}},
		{"faults have words", files{room: body(`fault.Refused("plan.nowhere")`)}},
		{"faults have words", files{room: body(`fault.Invalid(field(i), "plan.nowhere")`)}},
		{"faults have words", files{room: body(`g("plan.nowhere")`) + "func g(key string) error { return fault.Refused(key) }"}},
		{"faults have words", files{room: body(`fault.Refused("plan." + x)`)}},
		{"faults have words", files{room: body(`fault.Refused("plan.late", "day", d)`), "internal/room/plan/planweb/locale/sv.json": `{"plan.late": "Sent, {deadline}."}`}},
		{"texts get their arguments", files{face: body(`i18n.T(ctx, "plan.late", "day", d)`), "internal/room/plan/planweb/locale/sv.json": `{"plan.late": "Sent, {deadline}."}`}},
		{"texts get their arguments", files{face: body(`l.T("plan.late")`), "internal/room/plan/planweb/locale/sv.json": `{"plan.late": {"one": "{count} dag", "other": "{count} dagar"}}`}},
		{"every catalogue is loaded", files{"internal/room/plan/planweb/locale/sv.json": `{}`, "internal/app/rooms.go": "package app"}},
		{"every state is handled", files{room: "package plan\ntype State string\nconst (\n\tOpen State = \"open\"\n\tShut State = \"shut\"\n)\nfunc f(s State) {\n\tswitch s {\n\tcase Open:\n\t}\n}"}},
	}
	tried := map[string]bool{}
	for _, tt := range rows {
		tried[tt.rule] = true
		t.Run(strings.ReplaceAll(tt.rule, " ", "_"), func(t *testing.T) {
			t.Parallel()
			made := fstest.MapFS{}
			for name, text := range tt.files {
				made[name] = &fstest.MapFile{Data: []byte(text)}
			}
			broken, err := read(made)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rules {
				if r.name != tt.rule {
					continue
				}
				if len(r.broken(broken)) == 0 {
					t.Errorf("%q lets this pass: %q", r.name, tt.files)
				}
				return
			}
			t.Errorf("no rule is named %q", tt.rule)
		})
	}
	for _, r := range rules {
		if !tried[r.name] {
			t.Errorf("nothing here breaks %q", r.name)
		}
	}
}
