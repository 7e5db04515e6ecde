package web_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
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

// A reader who hangs up while the record waits has had nothing shown, and it is no
// fault of the installation.
func TestHangingUpWhileTheRecordWaits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, store *db.Store) {
		records, err := audit.New(store, func() time.Time { return noon })
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		holding, release := make(chan bool), make(chan bool)
		var log bytes.Buffer
		h := site(t, map[string]handler{"GET /inne": func(w http.ResponseWriter, r *http.Request) error {
			access.MarkAsked(r.Context())
			err := records.Reading(r.Context(), audit.Record{At: noon, Actor: amina, Action: "concern.matter.read", Subjects: []string{id.New()}, Ground: "own unit", Result: audit.Done})
			_, _ = io.WriteString(w, "Noah Lindh")
			cancel()
			return err
		}}, slog.New(slog.NewTextHandler(&log, nil)))
		var held sync.WaitGroup
		if store.Engine() == db.SQLite { // one writer for each file: whoever holds it holds the record up
			held.Go(func() {
				_ = store.Audit.Write(t.Context(), func(*db.Tx) error {
					holding <- true
					<-release
					return nil
				})
			})
			<-holding
		}
		out := httptest.NewRecorder()
		h.ServeHTTP(out, request(ctx, "GET", "/inne", "amina", nil))
		close(release)
		held.Wait()
		if store.Engine() == db.SQLite && (out.Code != 499 || out.Body.Len() > 0 || strings.Contains(log.String(), "ERROR")) {
			t.Errorf("status %d, %q, %s", out.Code, out.Body, &log)
		}
		if err := records.Close(); err != nil {
			t.Error(err)
		}
	})
}
