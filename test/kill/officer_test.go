package kill_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"

	"samspel/internal/app"
	"samspel/internal/frame/db"
)

var matterLink = regexp.MustCompile(`href="/orosanmalningar/([0-9a-f]{8}-[0-9a-f-]{27})"`)

// work is the officer's round: read the list, receive what is new in it and assess
// the need of protection. It says whether there is a server to go on with.
//
// What is asked twice since the answer to the first was lost is refused the second
// time, and not counted: only a written "done" is a promise.
func (w *town) work(ctx context.Context, client *http.Client, s *server, told *tally) bool {
	site, life := s.now()
	// The end of the sending ends the round, but breaks off no question.
	whole := context.WithoutCancel(ctx)
	status, list, err := w.ask(whole, client, http.MethodGet, site+"/orosanmalningar", w.officerToken, nil)
	if err != nil {
		return s.after(ctx, life) == nil
	}
	if status != http.StatusOK {
		return true
	}
	told.pages.Add(1)
	for _, found := range matterLink.FindAllSubmatch(list, 10) {
		matter := string(found[1])
		if told.assessed[matter] {
			continue
		}
		for _, act := range []struct {
			path string
			form url.Values
			done map[string]bool
		}{
			{"/mottagen", url.Values{}, told.received},
			{"/skyddsbedomning", url.Values{"needed": {"no"}, "reasons": {"Bedömt."}}, told.assessed},
		} {
			status, _, err := w.ask(whole, client, http.MethodPost, site+"/orosanmalningar/"+matter+act.path, w.officerToken, act.form)
			if err != nil {
				return s.after(ctx, life) == nil
			}
			if status == http.StatusSeeOther {
				act.done[matter] = true
			}
		}
	}
	return true
}

// worked wants everything the officer was told is done to be done, and once.
func (w *town) worked(a *app.App, told *tally) {
	entries := map[string]map[string]int{"received": {}, "protection": {}}
	err := a.Store.Data.Read(w.Context(), func(tx *db.Tx) error {
		return rows(w.Context(), tx, `SELECT matter_id, kind FROM concern_entry`, func(r *db.Rows) error {
			var matter, kind string
			if err := r.Scan(&matter, &kind); err != nil {
				return err
			}
			if entries[kind] != nil {
				entries[kind][matter]++
			}
			return nil
		})
	})
	if err != nil {
		w.Fatal(err)
	}
	if len(told.assessed) == 0 {
		w.Error("the officer assessed nothing")
	}
	for kind, done := range map[string]map[string]bool{"received": told.received, "protection": told.assessed} {
		for matter := range done {
			if entries[kind][matter] != 1 {
				w.Errorf("%s of %s: %d entries", kind, matter, entries[kind][matter])
			}
		}
		for matter, n := range entries[kind] {
			if n > 1 {
				w.Errorf("%s of %s: %d entries", kind, matter, n)
			}
		}
	}
}
