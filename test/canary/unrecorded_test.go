package canary_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"samspel/internal/frame/db"
	"samspel/internal/ground/id"
)

// Without a record there is no page: when the audit log takes nothing, nobody reads
// anything about a child, not even that there is nothing, and nothing is changed.
func TestUnrecordedIsUnread(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	theirs := map[string]map[string]string{
		"kurator":                  {"report": w.reports["Syskon"]},
		"handläggare":              {"matter": w.matters["Younger"]},
		"handläggare för skyddade": {"matter": w.matters["Shielded"]},
		"chef":                     {"matter": w.matters["Elder"]},
		"polis":                    {"report": w.reports["Syskon"], "matter": w.matters["Younger"]},
	}
	all := words()
	// whole is false when the log must take nothing: then every page is a 503.
	read := func(whole bool) {
		t.Helper()
		pages := 0
		for name, ids := range theirs {
			for _, route := range w.Routes {
				if route.Method != "GET" || rules[route.Pattern] != children || route.Path == "/orosanmalan/ny" || route.Path == "/behov/nytt" {
					continue
				}
				a := w.readers[name].Get(route.Fill(func(kind string) string {
					if x := ids[kind]; x != "" {
						return x
					}
					return id.New()
				}))
				pages++
				if refused := a.Status == http.StatusServiceUnavailable; refused == whole {
					t.Errorf("%s: status %d", a, a.Status)
				}
				if seen := wordsIn(strings.ToLower(a.All()), all); !whole && seen != nil {
					t.Errorf("%s: shows %q without a record", a, seen)
				}
			}
		}
		if pages < 40 {
			t.Fatalf("only %d pages were asked for", pages)
		}
	}
	read(true)

	const stop = `CREATE TRIGGER nothing_more BEFORE INSERT ON audit_record BEGIN SELECT RAISE(ABORT, 'nothing more'); END`
	w.alter(w.App.Store.Audit, stop)
	read(false)

	w.alter(w.App.Store.Data, stop)
	before := w.Tables()
	form := answers("Late", "9901", child{"Late", 10, false})
	for name, values := range map[string]string{"needed": "no", "reasons": "Skäl.", "outcome": "opened", "to": "2026-12-24", "reason": "Skäl.",
		"gor": "skicka", "officer": w.readers["chef"].User, "other": w.matters["Left"], "same": "yes", "matter": w.matters["Younger"]} {
		form[name] = []string{values}
	}
	for name, ids := range theirs {
		for _, route := range w.Routes {
			if route.Method != "POST" || rules[route.Pattern] != children && rules[route.Pattern] != drafts {
				continue
			}
			for _, form := range []url.Values{form, nil} {
				a := w.readers[name].Post(route.Fill(func(kind string) string {
					if x := ids[kind]; x != "" && route.Pattern != "POST /orosanmalan/{report}" {
						return x
					}
					return id.New()
				}), form)
				// A rule may say no before anything is to be recorded; nobody gets a yes.
				if a.Status < 400 || len(wordsIn(strings.ToLower(a.All()), without(all, "Late"))) > 0 {
					t.Errorf("%s: status %d, to %s", a, a.Status, a.Location())
				}
			}
		}
	}
	for table, rows := range w.Tables() {
		// The witness is the clock's, not a request's: it tells how far the log had come before.
		if table == "data.audit_witness" || strings.HasPrefix(table, "keys.") {
			continue
		}
		if !slices.Equal(rows, before[table]) {
			t.Errorf("%s has changed, unrecorded", table)
		}
	}

	w.alter(w.App.Store.Data, `DROP TRIGGER nothing_more`)
	w.alter(w.App.Store.Audit, `DROP TRIGGER nothing_more`)
	read(true)
	if report, err := w.App.Audit.Verify(t.Context()); err != nil || report.Broken != nil {
		t.Errorf("verify: %v, %v", report.Broken, err)
	}
	if err := w.App.Audit.Close(); err != nil {
		t.Fatal(err)
	}
	read(false)
}

func without(words map[string][]string, mark string) map[string][]string {
	kept := map[string][]string{}
	for word, spellings := range words {
		if !strings.Contains(word, mark) {
			kept[word] = spellings
		}
	}
	return kept
}

// alter changes the tables behind the program's back.
func (w *town) alter(d *db.DB, statement string) {
	w.Helper()
	err := d.Write(w.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(context.WithoutCancel(w.Context()), statement)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
}
