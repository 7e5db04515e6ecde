package web_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

func TestNoRecordNoPage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, store *db.Store) {
		log, err := audit.New(store, func() time.Time { return noon })
		if err != nil {
			t.Fatal(err)
		}
		child := id.New()
		reads := func(d access.Decision) handler {
			return func(w http.ResponseWriter, r *http.Request) error {
				if err := log.Require(r.Context(), amina, "concern.matter.read", []string{child}, d); err != nil {
					return err
				}
				_, err := io.WriteString(w, "Noah Lindh")
				return err
			}
		}
		b := signedIn(t, map[string]handler{
			"GET /inne/ditt": reads(access.Deny("another unit")),
			"GET /inne/reser": func(w http.ResponseWriter, r *http.Request) error {
				access.MarkAsked(r.Context())
				if err := log.Reading(r.Context(), audit.Record{At: noon, Actor: amina, Action: "concern.matter.read", Subjects: []string{child}, Ground: "own unit", Result: audit.Done}); err != nil {
					return err
				}
				_, err := io.WriteString(w, "Noah Lindh")
				return err
			},
			"GET /inne/annat": fails(fault.Refused("web.form.choice")),
		})
		b.Get("/inne/reser").Is(200).Has("body", "Noah Lindh")
		b.Get("/inne/ditt").Is(404).Lacks("body", "Noah")

		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
		b.Get("/inne/reser").Is(503).Accessible().Lacks("body", "Noah").Has("h1", "Sidan kan inte visas just nu")
		b.Get("/inne/ditt").Is(503)
		b.Get("/inne/annat").Is(409)
	})
}
