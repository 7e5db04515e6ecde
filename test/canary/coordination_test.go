package canary_test

import (
	"flag"
	"fmt"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"samspel/internal/frame/audit"
	"samspel/internal/ground/id"
	"samspel/test/worldtest"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestT7Coordination marks every text of a matter and looks for each of them as
// everybody on every page. Who may read what is said in circleMatrix, by hand; on which
// pages stands in testdata/coordination.golden, whose diff is to be read.
func TestT7Coordination(t *testing.T) {
	t.Parallel()
	c := newCircle(t)
	before := c.Tables()
	seen := c.crawl()
	after := c.Tables()
	t.Run("who reads what", func(t *testing.T) { c.compare(t, seen) })
	t.Run("on which pages", func(t *testing.T) { seen.golden(t) })
	t.Run("every showing is recorded", func(t *testing.T) { c.recorded(t, seen) })
	t.Run("looking changes nothing", func(t *testing.T) { unchanged(t, before, after) })
	t.Run("not yours is not there", c.notYours)
	t.Run("protected is nothing", c.protectedIsNothing)
	t.Run("who has read is decided by somebody", c.whoHasRead)
	t.Run("the records know nothing of it", c.notKept)
	t.Run("not yours takes as long", c.takesAsLong)
	t.Run("nothing is left behind", func(t *testing.T) { leftBehind(t, c.World, seen.marks()) })
}

// places is everywhere a word was seen: word, then reader, then pages.
type places struct {
	words    map[string]map[string]map[string]bool
	showings []*worldtest.Answer
	failures []string
}

func (p *places) marks() map[string][]string {
	all := map[string][]string{protectedNumber: spelled(protectedNumber)}
	for _, l := range circleMatrix() {
		for _, word := range l.words {
			all[word] = []string{word}
		}
	}
	return all
}

// crawl asks, as everybody, for every page of the room with everything there is in it,
// and wherever those pages lead.
func (c *circle) crawl() *places {
	c.Helper()
	seen := &places{words: map[string]map[string]map[string]bool{}}
	var targets []string
	for _, r := range c.Routes {
		switch {
		case r.Method != "GET":
		case len(r.Names) == 0:
			targets = append(targets, r.Fill(nil))
		default:
			for _, x := range slices.Sorted(maps.Values(c.things[r.Names[len(r.Names)-1]])) {
				targets = append(targets, r.Fill(func(string) string { return x }))
			}
		}
	}
	marks, known := seen.marks(), map[string]bool{}
	for word := range marks {
		known[strings.ToLower(word)] = true
	}
	found := make(chan func(), 64)
	go func() {
		defer close(found)
		each(c.readers, func(r *worldtest.Reader) {
			asked, queue := map[string]bool{}, slices.Clone(targets)
			for len(queue) > 0 {
				target := queue[0]
				queue = queue[1:]
				if asked[target] || elsewhere(target) {
					continue
				}
				asked[target] = true
				a := r.Get(target)
				queue = append(queue, a.Links()...)
				if l := a.Location(); strings.HasPrefix(l, "/") {
					queue = append(queue, l)
				}
				text := strings.ToLower(a.All())
				words := wordsIn(text, marks)
				for _, word := range anyMark.FindAllString(text, -1) {
					if !known[word] {
						words = append(words, word)
					}
				}
				found <- func() {
					if a.Status >= 500 {
						seen.failures = append(seen.failures, fmt.Sprintf("%s: status %d", a, a.Status))
					}
					// Two letters alone stand in any compressed file sooner or later.
					if anyMark.MatchString(strings.ToLower(a.Body)) {
						seen.showings = append(seen.showings, a)
					}
					for _, word := range words {
						seen.add(word, r.Name, a.Pattern)
					}
				}
			}
		})
	}()
	for note := range found {
		note()
	}
	return seen
}

// anyMark is any marked word, whether the matrix has it or not.
var anyMark = regexp.MustCompile(`zq[a-z]+qz`)

// elsewhere is what other crawls look at, or what ends the session.
func elsewhere(target string) bool {
	return strings.Contains(target, "lang=") || slices.ContainsFunc([]string{"/demo/", "/orosanmal", "/orolig", "/bidrag", "/administration", "/api", "/familj/lamna"},
		func(prefix string) bool { return strings.HasPrefix(target, prefix) })
}

func (p *places) add(word, reader, page string) {
	if p.words[word] == nil {
		p.words[word] = map[string]map[string]bool{}
	}
	if p.words[word][reader] == nil {
		p.words[word][reader] = map[string]bool{}
	}
	p.words[word][reader][page] = true
}

func (c *circle) compare(t *testing.T, seen *places) {
	for _, failure := range seen.failures {
		t.Error(failure)
	}
	said := map[string]bool{}
	for _, l := range circleMatrix() {
		for _, word := range l.words {
			said[word] = true
			want := slices.Sorted(slices.Values(l.readers))
			if got := slices.Sorted(maps.Keys(seen.words[word])); !slices.Equal(got, want) {
				t.Errorf("%s is read by %q, and may be read by %q", word, got, want)
			}
		}
	}
	for word, readers := range seen.words {
		if !said[word] && word != protectedNumber {
			t.Errorf("%s is in no line of the matrix, and is read by %q", word, slices.Sorted(maps.Keys(readers)))
		}
	}
	if readers := seen.words[protectedNumber]; len(readers) > 0 {
		t.Errorf("the number is read by %q", slices.Sorted(maps.Keys(readers)))
	}
	t.Logf("%d words, %d answers that name somebody", len(said), len(seen.showings))
}

// golden holds the pages to those of the file; words that stand in the same places share a line.
func (p *places) golden(t *testing.T) {
	alike := map[string][]string{}
	for word, readers := range p.words {
		pages := map[string][]string{}
		for reader, on := range readers {
			list := strings.Join(slices.Sorted(maps.Keys(on)), ", ")
			pages[list] = append(pages[list], reader)
		}
		var lines []string
		for list, who := range pages {
			slices.Sort(who)
			lines = append(lines, "  "+strings.Join(who, ", ")+": "+strings.ReplaceAll(list, "GET ", ""))
		}
		slices.Sort(lines)
		key := strings.Join(lines, "\n")
		alike[key] = append(alike[key], word)
	}
	var out []string
	for lines, words := range alike {
		slices.Sort(words)
		out = append(out, strings.Join(words, " ")+"\n"+lines+"\n")
	}
	slices.Sort(out)
	got := strings.Join(out, "\n")
	const file = "testdata/coordination.golden"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("words stand on other pages; read the diff of %s after go test -update", file)
	}
}

// recorded wants a record of reading for every answer that names a child, about the
// matter, by that reader.
func (c *circle) recorded(t *testing.T, seen *places) {
	records, err := c.App.Audit.Records(t.Context(), audit.Filter{}, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	byRequest := map[string][]audit.Record{}
	for _, r := range records {
		byRequest[r.Request] = append(byRequest[r.Request], r)
	}
	asked := slices.Collect(maps.Values(c.things["disclosure"]))
	for _, a := range seen.showings {
		user := c.readers[a.Reader].User
		if !slices.ContainsFunc(byRequest[a.Request], func(r audit.Record) bool {
			return r.Result == audit.Done && r.Actor.User == user && (slices.Contains(r.Subjects, c.open) || slices.Contains(r.Subjects, c.protected) || slices.ContainsFunc(asked, func(x string) bool { return slices.Contains(r.Subjects, x) }))
		}) {
			t.Errorf("%s (%s) names a child; its records are %+v", a, a.Pattern, byRequest[a.Request])
		}
	}
	if len(seen.showings) < 300 {
		t.Errorf("only %d answers name a child: the crawl has missed most pages", len(seen.showings))
	}
}

// notYours wants the answer about what a reader may not know of to be the answer about
// what is not there: status, headers and every byte of the page.
func (c *circle) notYours(t *testing.T) {
	form := url.Values{"gor": {"ja"}, "answer": {"yes"}, "title": {"T"}, "text": {"T"}, "topic": {"school"}, "shown": {"full"}, "kind": {"agree"},
		"reason": {"honour"}, "reasons": {"T"}, "how": {"written"}, "pen": {id.New()}, "unit": {c.actor("kurator").Unit}}
	compared := 0
	for name, r := range c.readers {
		for _, route := range c.Routes {
			rule := rules[route.Pattern]
			if len(route.Names) != 1 || rule != children && rule != families {
				continue
			}
			for mark, x := range c.things[route.Names[0]] {
				if c.knows(name, route, mark) {
					continue
				}
				if route.Method == "GET" {
					got, want := r.Get(route.Fill(func(string) string { return x })), r.Get(route.Fill(func(string) string { return id.New() }))
					compared++
					if got.All() != want.All() && !sameButForBack(got.All(), want.All()) || got.Status != want.Status {
						t.Errorf("%s: not yours is told from not there\n%s\n----\n%s", got, got.All(), want.All())
					}
					continue
				}
				for _, f := range []url.Values{nil, form} {
					got, want := r.Post(route.Fill(func(string) string { return x }), f), r.Post(route.Fill(func(string) string { return id.New() }), f)
					compared++
					if got.All() != want.All() && !sameButForBack(got.All(), want.All()) || got.Status != want.Status {
						t.Errorf("%s with %v: not yours is told from not there\n%s\n----\n%s", got, f, got.All(), want.All())
					}
				}
			}
		}
	}
	t.Logf("%d answers compared", compared)
	if compared < 1000 {
		t.Errorf("only %d answers were compared", compared)
	}
}

// knows says that a thing is no secret to the reader on the route, told from who takes
// part and from the matrix, and asking none of the program's own rules.
func (c *circle) knows(reader string, route worldtest.Route, mark string) bool {
	secret := strings.HasPrefix(mark, "Secret")
	matter := c.open
	if secret {
		matter = c.protected
	}
	switch kind := route.Names[0]; {
	case slices.Contains([]string{"barnet", "mamma", "pappa"}, reader):
		return rules[route.Pattern] == families && !secret
	case kind == "disclosure":
		return reads(reader, marked(mark, "asked"))
	case kind == "need" && (reader == "kurator" || !secret && reader == "kollega"):
		return true // the unit that raised it
	case reader == "ledare":
		return !secret && strings.HasSuffix(route.Path, "/fraga")
	case !slices.Contains(c.within[matter], reader):
		return false
	case kind == "item" && mark == "Older":
		return reads(reader, marked("Newer", "title"))
	case kind == "item" && mark != "Exists" && mark != "Gone":
		return reads(reader, marked(mark, "title"))
	case kind == "item":
		return reads(reader, marked("Full", "title")) // that it exists, or was taken back
	case kind == "commitment":
		return reads(reader, marked(mark, "what"))
	case kind == "consent":
		return reads(reader, marked(mark, "explained"))
	case kind == "sharing":
		return reads(reader, marked(mark, "reasons"))
	}
	return true
}
