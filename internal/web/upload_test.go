package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/i18n"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/web"
	"samspel/internal/web/webtest"
)

// files is a site with a form that takes files, up to two million bytes, and tells what it got.
func files(t *testing.T) *webtest.Browser {
	t.Helper()
	s := web.New(web.Options{Bundle: i18n.MustLoad(web.Locale), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Sessions: tokens{"amina": amina}})
	mux := http.NewServeMux()
	mux.Handle("POST /inne", s.HandleUpload(func(w http.ResponseWriter, r *http.Request) error {
		access.MarkAsked(r.Context())
		var got strings.Builder
		form, err := web.ReadUpload(r, "files", 2_000_000, func(name string, body io.Reader) error {
			if name == "nej.txt" {
				return fault.Private()
			}
			n, err := io.Copy(io.Discard, body)
			fmt.Fprintf(&got, "%s:%d ", name, n)
			return err
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(&got, "note=%s", form.Lines("note"))
		_, err = io.WriteString(w, got.String())
		return err
	}))
	mux.Handle("POST /inne/vanlig", s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		access.MarkAsked(r.Context())
		return nil
	}))
	b := webtest.New(t, s.Handler(mux))
	b.SetCookie("samspel", "amina")
	return b
}

// part is a part of a form with files.
func part(disposition, body string) string {
	return "--x\r\nContent-Disposition: " + disposition + "\r\n\r\n" + body + "\r\n"
}

func TestFormsWithFiles(t *testing.T) {
	t.Parallel()
	b := files(t)
	const note, one = `form-data; name="note"`, `form-data; name="files"; filename="ett.txt"`
	large := strings.Repeat("a", 1_500_000)
	for _, tt := range []struct {
		name, body string
		status     int
		want       string
	}{
		{"texts around files", part(note, "Hej\r\ndu") + part(one, large) + part(`form-data; name="files"; filename="två.txt"`, "b") + "--x--\r\n", 200, "ett.txt:1500000 två.txt:1 note=Hej\ndu"},
		{"no file chosen", part(`form-data; name="files"; filename=""`, "") + part(note, "a") + "--x--\r\n", 200, "note=a"},
		{"nothing", "--x--\r\n", 200, "note="},
		{"a file in another field", part(`form-data; name="note"; filename="../../a"`, "a") + "--x--\r\n", 400, ""},
		{"more than the form takes", part(one, large) + part(one, large) + "--x--\r\n", 413, ""},
		{"more text than a form takes", part(note, large) + "--x--\r\n", 413, ""},
		{"a thousand fields", strings.Repeat(part(note, "a"), 1000) + "--x--\r\n", 413, ""},
		{"a thousand files", strings.Repeat(part(one, "a"), 1000) + "--x--\r\n", 413, ""},
		{"two of a field", part(note, "a") + part(note, "b") + "--x--\r\n", 200, "note="},
		{"cut off in a file", strings.TrimSuffix(part(one, "abc"), "\r\n"), 400, ""},
		{"cut off in a text", "--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nabc", 400, ""},
		{"no form", "hej", 400, ""},
		{"raw bytes", part(note, "\xff\xfe") + "--x--\r\n", 400, ""},
		{"NUL", part(note, "a\x00") + "--x--\r\n", 400, ""},
		{"no disposition", "--x\r\nX: y\r\n\r\na\r\n--x--\r\n", 400, ""},
		{"what the flow refuses", part(`form-data; name="files"; filename="nej.txt"`, large) + "--x--\r\n", 404, ""},
	} {
		p := b.Do(http.MethodPost, "/inne", "multipart/form-data; boundary=x", tt.body)
		if p.Status != tt.status || tt.status == 200 && p.Body != tt.want {
			t.Errorf("%s: %d %.200q", tt.name, p.Status, p.Body)
		}
	}
	b.Do(http.MethodPost, "/inne", "multipart/form-data", "x").Is(400)
	b.Do(http.MethodPost, "/inne", "application/x-www-form-urlencoded", "note=a").Is(200)
	b.Do(http.MethodPost, "/inne", "application/x-www-form-urlencoded", "note="+strings.Repeat("a", 1<<20)).Is(413)
	b.Do(http.MethodPost, "/inne/vanlig", "multipart/form-data; boundary=x", part(one, "a")+"--x--\r\n").Is(415)
	b.Header.Set("Sec-Fetch-Site", "cross-site")
	b.Do(http.MethodPost, "/inne", "multipart/form-data; boundary=x", part(one, "a")+"--x--\r\n").Is(403)
	b.Header.Set("Sec-Fetch-Site", "same-origin")
	b.SetCookie("samspel", "nobody")
	b.Do(http.MethodPost, "/inne", "multipart/form-data; boundary=x", part(one, "a")+"--x--\r\n").Is(303)
}

// A file leaves when the reading has been recorded, and not a byte of it before.
func TestFilesWaitForTheRecord(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, store *db.Store) {
		log, err := audit.New(store, func() time.Time { return noon })
		if err != nil {
			t.Fatal(err)
		}
		written, child := 0, id.New()
		send := func(write func(context.Context, io.Writer) error) handler {
			return func(w http.ResponseWriter, r *http.Request) error {
				access.MarkAsked(r.Context())
				if err := log.Reading(r.Context(), audit.Record{At: noon, Actor: amina, Action: "concern.attachment.read", Subjects: []string{child}, Result: audit.Done}); err != nil {
					return err
				}
				return web.Send(w, r, web.Download{Name: "bilaga-1.txt", Media: "text/plain; charset=utf-8", Size: 300_000, Write: write})
			}
		}
		b := signedIn(t, map[string]handler{
			"GET /inne/fil": send(func(_ context.Context, to io.Writer) error {
				written++
				for range 3 {
					if _, err := to.Write([]byte(strings.Repeat("a", 100_000))); err != nil {
						return err
					}
				}
				return nil
			}),
		})
		b.Header.Set("Range", "bytes=5-9")
		p := b.Get("/inne/fil").Is(200)
		if len(p.Body) != 300_000 {
			t.Errorf("%d bytes", len(p.Body))
		}
		for name, want := range map[string]string{"Content-Disposition": "attachment; filename=bilaga-1.txt", "Content-Security-Policy": "sandbox; default-src 'none'",
			"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store", "Content-Length": "300000",
			"Content-Type": "text/plain; charset=utf-8", "Accept-Ranges": "none"} {
			if got := p.Header[name]; len(got) != 1 || got[0] != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		b.Do(http.MethodHead, "/inne/fil", "", "").Is(200)
		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
		b.Get("/inne/fil").Is(503).Accessible().Lacks("body", "aaaa")
		if written != 1 {
			t.Errorf("the file was written %d times, want once", written)
		}
	})
}

// Half a file never looks like a whole one.
func TestAFileThatBreaksIsCutOff(t *testing.T) {
	t.Parallel()
	s := site(t, map[string]handler{"GET /inne/fil": func(w http.ResponseWriter, r *http.Request) error {
		access.MarkAsked(r.Context())
		return web.Send(w, r, web.Download{Name: "a.txt", Media: "text/plain", Size: 10, Write: func(_ context.Context, to io.Writer) error {
			_, err := io.WriteString(to, "half")
			return errors.Join(err, errors.New("altered"))
		}})
	}}, slog.New(slog.DiscardHandler))
	server := httptest.NewServer(s)
	defer server.Close()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/inne/fil", nil)
	if err != nil {
		t.Fatal(err)
	}
	q.AddCookie(&http.Cookie{Name: "samspel", Value: "amina"})
	a, err := server.Client().Do(q)
	if err == nil {
		_, err = io.ReadAll(a.Body)
		a.Body.Close()
	}
	if err == nil {
		t.Error("half a file came as a whole one")
	}
}
