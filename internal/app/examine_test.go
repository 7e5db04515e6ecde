package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/web/webtest"
)

// Each thing that can be wrong is said in words, with what to do, and without a secret.
func TestExamineSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	now := time.Now()
	write := func(t *testing.T, mode os.FileMode, content []byte) string {
		name := filepath.Join(t.TempDir(), "fil")
		if err := os.WriteFile(name, content, mode); err != nil {
			t.Fatal(err)
		}
		return name
	}
	certificate := func(t *testing.T, c *app.Config, x webtest.Certificate, mode os.FileMode) {
		c.TLSCertFile, c.TLSKeyFile, c.URL = write(t, 0o644, x.Cert), write(t, mode, x.Key), "https://samspel.example"
	}
	provider := func(t *testing.T, answer string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if answer == "" {
				w.WriteHeader(http.StatusNotFound)
			}
			fmt.Fprintf(w, answer, "http://"+r.Host)
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	occupied := func(t *testing.T, h http.Handler) string {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s.Listener.Addr().String()
	}
	inside := func(t *testing.T, c app.Config, do func(*app.App)) {
		a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		do(a)
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name  string
		spoil func(t *testing.T, c *app.Config)
		want  string // what is said to be wrong; "" when nothing is
		says  string // what is said besides
	}{
		{"the port is somebody else's", func(t *testing.T, c *app.Config) { c.Address = occupied(t, http.NotFoundHandler()) }, "används av ett annat program", ""},
		{"an address of another machine", func(t *testing.T, c *app.Config) { c.Address = "192.0.2.1:8080" }, "finns inte på den här datorn", ""},
		{"no address", func(t *testing.T, c *app.Config) { c.Address = "åtta" }, "är ingen adress", ""},
		{"an admin address for all", func(t *testing.T, c *app.Config) { c.AdminAddress = "0.0.0.0:0" }, "SAMSPEL_ADMIN_ADDR nås från andra", ""},
		{"half a certificate", func(t *testing.T, c *app.Config) { c.TLSCertFile = "cert.pem" }, "bara den ena satt", ""},
		{"no certificate there", func(t *testing.T, c *app.Config) { c.TLSCertFile, c.TLSKeyFile = "borta.pem", "borta.key" }, "finns inte där inställningarna säger", ""},
		{"a certificate that has ended", func(t *testing.T, c *app.Config) {
			certificate(t, c, webtest.MakeCertificate(t, 1, now.AddDate(0, 0, -91), 90), 0o600)
		}, "gäller nu", ""},
		{"a certificate that soon ends", func(t *testing.T, c *app.Config) {
			certificate(t, c, webtest.MakeCertificate(t, 1, now.AddDate(0, 0, -80), 90), 0o600)
		}, "slutar gälla om 9 dagar", ""},
		{"a certificate for another host", func(t *testing.T, c *app.Config) {
			certificate(t, c, webtest.MakeCertificate(t, 1, now, 90), 0o600)
			c.URL = "https://samspel.annan.example"
		}, "gäller inte för samspel.annan.example", ""},
		{"a key that all can read", func(t *testing.T, c *app.Config) { certificate(t, c, webtest.MakeCertificate(t, 1, now, 90), 0o644) }, "kan läsas av alla", ""},
		{"no provider", func(t *testing.T, c *app.Config) { c.OIDCIssuer = "http://127.0.0.1:1" }, "Legitimeringstjänsten svarar inte", ""},
		{"something else at the provider's address", func(t *testing.T, c *app.Config) { c.OIDCIssuer = provider(t, "") }, "ingen OpenID-tjänst", ""},
		{"a provider by another name", func(t *testing.T, c *app.Config) { c.OIDCIssuer = provider(t, `{"issuer":"%s/"}`) }, "tecken för tecken", ""},
		{"no mail server", func(t *testing.T, c *app.Config) { c.MailHost, c.MailPort = "127.0.0.1", 1 }, "Mejlservern svarar inte", ""},
		{"no database", func(t *testing.T, c *app.Config) {
			c.Database = "postgres://samspel:losenordet@127.0.0.1:1/samspel?connect_timeout=2"
		}, "Ingen databas svarar", ""},
		{"a folder that others can read", func(t *testing.T, c *app.Config) {
			if err := os.Chmod(c.Data, 0o755); err != nil {
				t.Fatal(err)
			}
		}, "chmod 700", ""},
		{"a file instead of a folder", func(t *testing.T, c *app.Config) { c.Data = write(t, 0o600, nil) }, "är ingen mapp", ""},
		{"a newer program has been here", func(t *testing.T, c *app.Config) {
			inside(t, *c, func(a *app.App) {
				err := a.Store.Data.Write(t.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(t.Context(), `INSERT INTO goose_identity (version_id, is_applied) VALUES (9999, true)`)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			})
		}, "Tabellerna är nyare", ""},
		{"the key is gone", func(t *testing.T, c *app.Config) {
			inside(t, *c, func(*app.App) {})
			if err := os.Remove(filepath.Join(c.Data, "samspel.key")); err != nil {
				t.Fatal(err)
			}
		}, "Lägg tillbaka kopian", ""},
		{"the clock has gone back", func(t *testing.T, c *app.Config) {
			inside(t, *c, func(a *app.App) {
				if err := a.Audit.Reading(t.Context(), audit.Record{At: now.Add(24 * time.Hour), Action: "test.read", Ground: "test", Result: audit.Done}); err != nil {
					t.Fatal(err)
				}
			})
		}, "Klockan har gått bakåt", ""},
		{"nothing", func(t *testing.T, c *app.Config) {}, "", "Svensk sommar- och vintertid stämmer"},
		{"nothing, and it runs already", func(t *testing.T, c *app.Config) {
			c.Address = occupied(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "mår bra") }))
		}, "", "svarar Samspel redan"},
		{"nothing, with a certificate and a provider", func(t *testing.T, c *app.Config) {
			certificate(t, c, webtest.MakeCertificate(t, 1, now.Add(-time.Hour), 90), 0o600)
			c.OIDCIssuer = provider(t, `{"issuer":%q}`)
		}, "", "Legitimeringstjänsten svarar."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := app.Config{Data: t.TempDir(), Kind: app.Local, Address: "127.0.0.1:0", URL: "https://samspel.example"}
			if err := os.Chmod(c.Data, 0o700); err != nil {
				t.Fatal(err)
			}
			tt.spoil(t, &c)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			var said, faults []string
			for _, f := range app.Examine(ctx, c, slog.New(slog.DiscardHandler)) {
				said = append(said, f.Text)
				if f.Err != nil {
					faults = append(faults, f.Text)
				}
			}
			all, wrong := strings.Join(said, "\n"), strings.Join(faults, "\n")
			if tt.want == "" && wrong != "" || !strings.Contains(wrong, tt.want) || !strings.Contains(all, tt.says) {
				t.Errorf("said to be wrong: %s\nall: %s", wrong, all)
			}
			if strings.Contains(all, "losenordet") {
				t.Error("a secret is said")
			}
		})
	}
}

func TestExamineRoomAndZone(t *testing.T) {
	t.Parallel()
	for free, want := range map[uint64]string{0: "mindre än 1 GB", 1<<30 - 1: "mindre än 1 GB", 1 << 30: "Gör plats i tid", 11 << 30: "11 GB ledigt för data"} {
		if got := app.ExamineFree("/data", free); !strings.Contains(got.Text, want) || (got.Err != nil) != (free < 1<<30) {
			t.Errorf("%d bytes: %s", free, got.Text)
		}
	}
	if got := app.ExamineZone(time.FixedZone("Europe/Stockholm", 3600)); got.Err == nil {
		t.Errorf("a Sweden without summer: %s", got.Text)
	}
	if got := app.ExamineClock(time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}); got.Err == nil {
		t.Errorf("in 1970: %s", got.Text)
	}
}
