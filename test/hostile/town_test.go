// Package hostile_test does to every route of the program what nobody honest does,
// and wants a plain answer: a no, never a fault, and nothing changed.
package hostile_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"samspel/internal/ground/id"
	"samspel/test/worldtest"
)

// town is the world with something of every kind that the router's addresses name.
type town struct {
	*worldtest.World
	victim, mandate  string
	sent, draft      string
	matter, assessed string
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{World: worldtest.Open(t), sent: id.New(), draft: id.New()}
	u, m, _ := w.Hire("Vilma Ask", "vilma.ask@exempel.invalid", "kurator")
	w.victim, w.mandate = u.ID, m.ID
	report := url.Values{"municipality": {"9901"}, "category": {"school"}, "seen": {"Något."}, "wants_feedback": {"1"},
		"child.0.given": {"Alva"}, "child.0.family": {"Prov"}, "child.1.given": {"Milo"}, "child.1.family": {"Prov"}}
	kurator := w.As("kurator")
	w.expect(kurator.Post("/orosanmalan/"+w.draft, report), http.StatusOK)
	report.Set("gor", "skicka")
	w.expect(kurator.Post("/orosanmalan/"+w.sent, report), http.StatusSeeOther)
	chef := w.As("chef")
	for _, link := range chef.Get("/orosanmalningar?tid=ample&steg=protection").Links() {
		w.note(chef, link)
	}
	for _, link := range chef.Get("/orosanmalningar").Links() {
		w.note(chef, link)
	}
	if w.matter == "" || w.assessed == "" {
		t.Fatal("the inbox lacks a matter to assess and one to decide")
	}
	return w
}

// note remembers a matter that waits for its assessment, and one that waits for its decision.
func (w *town) note(r *worldtest.Reader, link string) {
	rest, ok := strings.CutPrefix(link, "/orosanmalningar/")
	matter, act, _ := strings.Cut(rest, "/")
	switch {
	case !ok || !id.Valid(matter):
	case act == "skyddsbedomning" && w.matter == "":
		w.matter = matter
	case act == "beslut" && w.assessed == "":
		w.assessed = matter
	}
}

func (w *town) expect(a *worldtest.Answer, status int) {
	w.Helper()
	if a.Status != status {
		w.Fatalf("%s: status %d, want %d\n%s", a, a.Status, status, a.Body)
	}
}

// hands are those who try: enough to come through every door.
var hands = []string{"kurator", "handlaggare", "chef", "administrator", "ingen"}

// as is a fresh session, since signing out everywhere is one of the routes.
func (w *town) as(key string) *worldtest.Reader {
	if key == "ingen" {
		return w.Nobody()
	}
	return w.As(key)
}

// address is the route with ids that are there and, as far as may be, the reader's own.
func (w *town) address(r worldtest.Route, reader string) string {
	return r.Fill(func(name string) string {
		switch name {
		case "user":
			return w.victim
		case "mandate":
			return w.mandate
		case "report":
			if strings.HasSuffix(r.Path, "/aterkoppling") {
				return w.sent
			}
			return w.draft
		case "matter":
			if strings.HasSuffix(r.Path, "/beslut") || strings.HasSuffix(r.Path, "/forlangning") {
				return w.assessed
			}
			return w.matter
		case "notice":
			if notices, err := w.App.Notices.List(w.Context(), w.Demo.Actor(reader)); err == nil && len(notices) > 0 {
				return notices[0].ID
			}
		case "client":
			system, _ := w.Demo.System()
			return system.ID
		case "role":
			return "kurator"
		}
		return id.New()
	})
}

// fields is the name of every field of every form that the hands can find.
func (w *town) fields() []string {
	w.Helper()
	known := map[string]bool{}
	var names []string
	for _, key := range hands {
		r := w.as(key)
		for _, route := range w.Routes {
			if route.Method != "GET" || strings.HasPrefix(route.Path, "/demo/") {
				continue
			}
			for n := range r.Get(w.address(route, key)).Document().Descendants() {
				if n.Type != html.ElementNode || n.Data != "input" && n.Data != "select" && n.Data != "textarea" && n.Data != "button" {
					continue
				}
				for _, a := range n.Attr {
					if a.Key == "name" && !known[a.Val] {
						known[a.Val] = true
						names = append(names, a.Val)
					}
				}
			}
		}
	}
	for _, must := range []string{"seen", "needed", "outcome", "email", "role", "officer", "same"} {
		if must != "same" && !known[must] {
			w.Fatalf("no form has the field %s; found %q", must, names)
		}
	}
	return append(names, "same", "other", "invitation", "password", "code", "matter")
}

// state is every row but those that tell of readings, sessions and tries.
func (w *town) state() map[string]string {
	w.Helper()
	all := map[string]string{}
	for table, rows := range w.Tables() {
		switch {
		case strings.HasPrefix(table, "audit."), strings.HasPrefix(table, "data.sqlite_"), strings.HasPrefix(table, "data.audit_"),
			table == "data.identity_session", table == "data.identity_attempt", strings.HasPrefix(table, "keys."):
			continue
		}
		all[table] = strings.Join(rows, "\n")
	}
	return all
}

// unchanged wants the state to be what it was.
func (w *town) unchanged(before map[string]string) {
	w.Helper()
	for table, rows := range w.state() {
		if rows != before[table] {
			w.Errorf("%s has changed", table)
		}
	}
}
