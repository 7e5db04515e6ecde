// Package canary_test walks the whole program as everybody and looks for what
// should not be there: marked children, reported through the same forms as any
// other, must be seen on the pages of the matrix and nowhere else; every answer
// that shows a child must have its record; and what is not yours must look like
// what is not there.
package canary_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"samspel/internal/frame/audit"
	"samspel/internal/ground/id"
	"samspel/internal/room/concern"
	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// TestT7Canary shares one world: the crawl is dear, and everything after it looks at
// what the crawl has left behind.
func TestT7Canary(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	t.Run("every route has a rule", w.routesHaveRules)
	before := w.Tables()
	crawled := w.crawl()
	after := w.Tables()
	t.Run("words are where the matrix says", func(t *testing.T) { compare(t, crawled) })
	t.Run("every showing is recorded once", func(t *testing.T) { w.recorded(t, crawled) })
	t.Run("looking changes nothing", func(t *testing.T) { unchanged(t, before, after) })
	t.Run("not yours is not there", w.notYours)
	t.Run("programs see their own", w.programs)
	t.Run("nothing is left behind", func(t *testing.T) { leftBehind(t, w.World, words()) })
}

func (w *town) routesHaveRules(t *testing.T) {
	there := map[string]bool{}
	for _, r := range w.Routes {
		there[r.Pattern] = true
		if rules[r.Pattern] == "" {
			t.Errorf("%s has no rule: who may see what there?", r.Pattern)
		}
	}
	for pattern := range rules {
		if !there[pattern] {
			t.Errorf("%s has a rule but is no route", pattern)
		}
	}
}

// sighting is a marked word in an answer.
type sighting struct{ word, reader, page string }

// showing is an answer that names children.
type showing struct {
	*worldtest.Answer
	user  string
	names []string
}

// found is what a crawl has seen.
type found struct {
	sync.Mutex
	sightings map[sighting]string // to an answer it was in
	showings  []showing
	answers   int
	failures  []string
}

// words is every marked word, with everything it may be called by.
func words() map[string][]string {
	all := map[string][]string{}
	for _, l := range matrix() {
		for _, word := range l.words {
			all[word] = []string{word}
			if word[0] != 'Z' {
				all[word] = spelled(word)
			}
		}
	}
	return all
}

// crawl asks for every page as everybody: every route with every id, and wherever
// the pages themselves lead.
func (w *town) crawl() *found {
	w.Helper()
	f := &found{sightings: map[sighting]string{}}
	words, names := words(), slices.Collect(maps.Keys(w.idsByName()))
	var seeds []string
	for _, r := range w.Routes {
		switch {
		case r.Method != "GET":
		case len(r.Names) == 0:
			seeds = append(seeds, r.Fill(nil))
		default:
			for _, x := range w.ids(r.Names[len(r.Names)-1]) {
				seeds = append(seeds, w.fill(r, x))
			}
		}
	}
	seeds = append(seeds, "/ingenstans", "/orosanmalan/", "/orosanmalningar?tid=late", "/orosanmalningar?steg=protection", "/orosanmalningar?efter=zzz.zzz",
		"/administration?sok=Zq", "/orosanmalan/ny?lang=en")
	each(w.readers, func(r *worldtest.Reader) {
		seen, queue := map[string]bool{}, slices.Clone(seeds)
		for len(queue) > 0 {
			target := queue[0]
			queue = queue[1:]
			if seen[target] || strings.Contains(target, "lang=") && len(seen) > 20 {
				continue
			}
			seen[target] = true
			a := r.Get(target)
			queue = append(queue, a.Links()...)
			if l := a.Location(); strings.HasPrefix(l, "/") && !strings.HasPrefix(target, "/demo/") {
				queue = append(queue, l)
			}
			f.look(a, r, words, names)
		}
	})
	return f
}

// fill puts the id in the route's last wildcard; the only other one is a person.
func (w *town) fill(r worldtest.Route, x string) string {
	return r.Fill(func(name string) string {
		if name != r.Names[len(r.Names)-1] {
			return w.leaver.ID
		}
		return x
	})
}

// each does something as every reader, on the machine's two processors.
func each(readers map[string]*worldtest.Reader, do func(*worldtest.Reader)) {
	turn := make(chan struct{}, 4)
	var all sync.WaitGroup
	for _, name := range slices.Sorted(maps.Keys(readers)) {
		all.Go(func() {
			turn <- struct{}{}
			do(readers[name])
			<-turn
		})
	}
	all.Wait()
}

func (f *found) look(a *worldtest.Answer, r *worldtest.Reader, words map[string][]string, names []string) {
	text := a.All()
	lower := strings.ToLower(text)
	var shown []string
	for _, name := range names {
		if strings.Contains(a.Body, name) {
			shown = append(shown, name)
		}
	}
	f.Lock()
	defer f.Unlock()
	f.answers++
	if a.Status >= 500 {
		f.failures = append(f.failures, fmt.Sprintf("%s: status %d", a, a.Status))
	}
	if len(shown) > 0 {
		f.showings = append(f.showings, showing{a, r.User, shown})
	}
	for _, word := range wordsIn(lower, words) {
		f.sightings[sighting{word, a.Reader, a.Pattern}] = fmt.Sprintf("%s (%d)", a.Target, a.Status)
	}
}

// wordsIn is the marked words in a text, which is in small letters.
func wordsIn(text string, words map[string][]string) (in []string) {
	// What every marked word and number begins with, or holds.
	if !strings.Contains(text, "zq") && !strings.Contains(text, "10020") {
		return nil
	}
	for word, spellings := range words {
		if slices.ContainsFunc(spellings, func(s string) bool { return strings.Contains(text, strings.ToLower(s)) }) {
			in = append(in, word)
		}
	}
	return in
}

func compare(t *testing.T, f *found) {
	allowed := map[sighting]bool{}
	for _, l := range matrix() {
		for _, word := range l.words {
			for _, reader := range l.readers {
				for _, page := range l.pages {
					allowed[sighting{word, reader, page}] = true
				}
			}
		}
	}
	for s, where := range f.sightings {
		if !allowed[s] {
			t.Errorf("%s has leaked to %s on %s: %s", s.word, s.reader, s.page, where)
		}
	}
	for s := range allowed {
		if f.sightings[s] == "" {
			t.Errorf("%s should be seen by %s on %s and is not", s.word, s.reader, s.page)
		}
	}
	for _, failure := range f.failures {
		t.Error(failure)
	}
	t.Logf("%d answers, %d places where words may be seen", f.answers, len(allowed))
}

// recorded wants exactly one record of reading for each answer that names a child,
// about that child, by that reader; read from the log as it is kept, and held
// against what the answers say.
func (w *town) recorded(t *testing.T, f *found) {
	records, err := w.App.Audit.Records(t.Context(), audit.Filter{}, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	byRequest := map[string][]audit.Record{}
	for _, r := range records {
		byRequest[r.Request] = append(byRequest[r.Request], r)
	}
	ids := w.idsByName()
	for _, s := range f.showings {
		kept := byRequest[s.Request]
		if len(kept) != 1 || kept[0].Result != audit.Done || kept[0].Actor.User != s.user {
			t.Errorf("%s (%s) names a child; its records are %+v", s, s.Pattern, kept)
			continue
		}
		for _, name := range s.names {
			if !slices.ContainsFunc(kept[0].Subjects, func(x string) bool { return slices.Contains(ids[name], x) }) {
				t.Errorf("%s shows %q, which its record does not say", s, name)
			}
		}
	}
	if len(f.showings) < 500 {
		t.Errorf("only %d answers name a child: the crawl has missed most pages", len(f.showings))
	}
}

// idsByName is whom a name on a page may belong to: every child's own id, the
// matter's and the report's.
func (w *town) idsByName() map[string][]string {
	w.Helper()
	ids := map[string][]string{}
	add := func(given, family string, of ...string) {
		name := strings.TrimSpace(given + " " + family)
		ids[name] = append(ids[name], of...)
	}
	for _, reader := range []string{"chef", "chef_bjorklunda"} {
		who := w.Demo.Actor(reader)
		for filter := (concern.InboxFilter{}); ; {
			v, err := w.App.Concerns.Inbox(w.Context(), who, filter)
			if err != nil {
				w.Fatal(err)
			}
			for _, row := range v.Rows {
				add(row.Child.Given, row.Child.Family, row.Matter.ID, row.Child.ID, row.Matter.Report)
			}
			if filter.After = v.Next; v.Next.IsZero() {
				break
			}
		}
		for after := (concern.PageKey{}); ; {
			v, err := w.App.Concerns.Done(w.Context(), who, after)
			if err != nil {
				w.Fatal(err)
			}
			for _, row := range v.Rows {
				add(row.Child.Given, row.Child.Family, row.Matter.ID, row.Child.ID, row.Matter.Report)
			}
			if after = v.Next; v.Next.IsZero() {
				break
			}
		}
	}
	add(marked("Draft", "given"), marked("Draft", "family"), w.reports["Draft"])
	return ids
}

// unchanged wants GET to be safe: but for the audit, sessions and the demonstration's
// doors, everything is as it was.
func unchanged(t *testing.T, before, after map[string][]string) {
	for table, rows := range before {
		// A receipt is that somebody has had a message before them.
		if strings.Contains(table, ".audit_") || table == "data.coordination_receipt" || table == "data.identity_session" || table == "data.identity_arrival" || strings.Contains(table, "sqlite_") {
			continue
		}
		if !slices.Equal(rows, after[table]) {
			t.Errorf("reading has changed %s", table)
		}
	}
}

// leftBehind looks for the marked words in everything that is not a page.
func leftBehind(t *testing.T, w *worldtest.World, all map[string][]string) {
	w.Work()
	letters := w.Mailbox.Letters()
	if len(letters) < 5 {
		t.Errorf("only %d mails", len(letters))
	}
	records, err := w.App.Audit.Records(t.Context(), audit.Filter{}, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	report, err := w.App.Audit.Verify(t.Context())
	if err != nil || report.Broken != nil {
		t.Errorf("verify: %v, %v", report.Broken, err)
	}
	places := map[string]string{
		"the log": w.Logged(), "a mail": strings.Join(letters, "\n"), "the demonstration's output": w.DemoOutput(),
		"an audit record": fmt.Sprintf("%+v", records), "the verification": fmt.Sprintf("%+v %v", report, report.Broken),
	}
	for table, rows := range w.Tables() {
		places["table "+table] = strings.Join(rows, "\n")
	}
	for name, content := range w.Files() {
		places["file "+name] = string(content)
	}
	for place, text := range places {
		for _, word := range wordsIn(strings.ToLower(text), all) {
			t.Errorf("%s stands in %s", word, place)
		}
	}
	for _, letter := range letters {
		if strings.Contains(letter, "orosanm") || strings.Contains(letter, "@exempel.invalid>") && strings.Count(letter, "http") > 1 {
			t.Errorf("a mail says more than that something waits: %s", letter)
		}
	}
}

// kinds is things of every kind that the router has a wildcard for.
func (w *town) kinds() map[string][]string {
	w.Helper()
	kinds := map[string][]string{
		"report": slices.Sorted(maps.Values(w.reports)), "matter": slices.Sorted(maps.Values(w.matters)),
		"attachment": slices.Sorted(maps.Keys(w.attachments)),
		"copy":       slices.Sorted(maps.Values(w.matters)),
		"user":       {w.leaver.ID}, "mandate": {w.leaverMandate.ID}, "role": {"kurator", "ingen"},
	}
	system, _ := w.Demo.System()
	kinds["client"] = []string{system.ID}
	for _, key := range []string{"handlaggare", "handlaggare_bjorklunda", "administrator", "kurator"} {
		who := w.Demo.Actor(key)
		kinds["user"], kinds["mandate"] = append(kinds["user"], who.User), append(kinds["mandate"], who.Mandate)
		kinds["unit"], kinds["organisation"] = append(kinds["unit"], who.Unit), append(kinds["organisation"], who.Organisation)
	}
	at, err := w.App.Gate.Presence(w.Context(), w.Demo.Actor("chef"))
	if err != nil {
		w.Fatal(err)
	}
	kinds["absence"], kinds["duty"] = []string{at.Absences[0].ID}, []string{at.Duties[0].ID}
	for _, key := range []string{"chef", "kurator"} {
		notices, err := w.App.Notices.List(w.Context(), w.Demo.Actor(key))
		if err != nil {
			w.Fatal(err)
		}
		for _, n := range notices[:min(2, len(notices))] {
			kinds["notice"] = append(kinds["notice"], n.ID)
		}
	}
	children := w.idsByName()
	for _, name := range slices.Sorted(maps.Keys(children))[:3] {
		kinds["matter"] = append(kinds["matter"], children[name][0])
		kinds["child"] = append(kinds["child"], children[name][1])
		kinds["report"] = append(kinds["report"], children[name][2])
	}
	return kinds
}

// ids is what an address may hold where the router has a wildcard: things of that
// kind, one of each other kind, and what is nobody's.
func (w *town) ids(wildcard string) []string {
	w.Helper()
	kinds := w.kinds()
	all := append([]string{id.New(), "x", "%00", "..%2f..", "%27%20OR%201=1--", strings.Repeat("a", 300)}, kinds[wildcard]...)
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		if kind != wildcard && len(kinds[kind]) > 0 {
			all = append(all, kinds[kind][0])
		}
	}
	return all
}

// absentTo is the status of what is not there; a session is nobody to a program's address.
func absentTo(rule string) int {
	if rule == programs {
		return http.StatusUnauthorized
	}
	return http.StatusNotFound
}

// notYours wants the answer about what is not the reader's to be the answer about
// what is not there: status, headers and every byte of the page.
func (w *town) notYours(t *testing.T) {
	form := url.Values{"officer": {w.readers["handläggare"].User}, "other": {w.matters["Open"]}, "same": {"yes"}, "needed": {"no"}, "reasons": {"Skäl."},
		"outcome": {"opened"}, "to": {"2026-12-24"}, "municipality": {"9902"}, "reason": {"Skäl."}, "matter": {w.matters["Open"]},
		"unit": {w.Demo.Actor("handlaggare").Unit}, "role": {"officer"}, "deputy": {"larare@exempel.invalid"}}
	ids := map[string][]string{}
	for _, route := range w.Routes {
		for _, name := range route.Names {
			ids[name] = w.ids(name)
		}
	}
	var mu sync.Mutex
	compared := 0
	each(w.readers, func(r *worldtest.Reader) {
		for _, route := range w.Routes {
			rule := rules[route.Pattern]
			if len(route.Names) == 0 || rule == open {
				continue
			}
			ask := func(x string, form url.Values) *worldtest.Answer {
				if route.Method == "GET" {
					return r.Get(w.fill(route, x))
				}
				return r.Post(w.fill(route, x), form)
			}
			for _, form := range []url.Values{nil, form} {
				if route.Method == "GET" && form != nil {
					continue
				}
				absent := ask(id.New(), form)
				if rule == drafts && absent.Status == http.StatusOK {
					absent = r.Get("/orosanmalan/" + id.New())
				}
				if want := absentTo(rule); r.Token != "" && absent.Status != want {
					t.Errorf("%s: status %d for what is not there", absent, absent.Status)
				}
				for _, x := range ids[route.Names[len(route.Names)-1]] {
					if w.isTheirs(r, route, x) || rule == drafts && !w.isStored(x) || strings.Contains(x, "%00") {
						continue
					}
					a := ask(x, form)
					if got, want := a.All(), absent.All(); got != want && !(r.Token == "" && sameButForBack(got, want)) {
						t.Errorf("%s with %v: not yours is told from not there\n%s\n----\n%s", a, form, got, want)
					}
					mu.Lock()
					compared++
					mu.Unlock()
				}
			}
		}
	})
	trialtest.Tell(t, "answers compared", compared)
}
