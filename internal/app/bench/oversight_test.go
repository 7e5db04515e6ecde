package bench

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/access"
	"samspel/internal/frame/identity"
)

var most = flag.Int("reports", 10_000, "how many reports the manager's page is measured with")

// BenchmarkOversight measures the manager's page with few reports and with many, all
// open and in two units, before their counting has been folded and after.
func BenchmarkOversight(b *testing.B) {
	for _, reports := range []int{*most / 10, *most} {
		ctx := context.Background()
		a, err := app.Open(ctx, app.Config{Data: b.TempDir()}, slog.New(slog.DiscardHandler), time.Now)
		if err != nil {
			b.Fatal(err)
		}
		seeded, err := Seed(ctx, a, reports, time.Now(), func(int) {})
		if err != nil {
			b.Fatal(err)
		}
		user, mandate, _, err := a.Gate.AddByOperator(ctx,
			identity.UserDraft{Name: "Prov chef", Email: "chef@exempel.invalid", Organisation: seeded.Towns[0].Officer.actor.Organisation},
			identity.MandateDraft{Unit: seeded.Towns[0].Officer.actor.Unit, Role: access.Manager, Protected: true})
		if err != nil {
			b.Fatal(err)
		}
		token, err := a.Gate.StartSession(ctx, user.ID, mandate.ID, 3)
		if err != nil {
			b.Fatal(err)
		}
		h := a.Handler(false, nil, nil)
		measure := func(b *testing.B, path string) {
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, path, nil)
				r.AddCookie(&http.Cookie{Name: "samspel", Value: token})
				reading, done := context.WithCancel(b.Context())
				out := httptest.NewRecorder()
				h.ServeHTTP(out, r.WithContext(reading))
				done()
				if out.Code != http.StatusOK {
					b.Fatalf("%s answered %d", path, out.Code)
				}
			}
		}
		b.Run(fmt.Sprintf("unfolded/%d", reports), func(b *testing.B) { measure(b, "/orosanmalningar/laget") })
		if err := a.Concerns.FoldCounts(ctx); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("laget/%d", reports), func(b *testing.B) { measure(b, "/orosanmalningar/laget?manader=24") })
		b.Run(fmt.Sprintf("statistik/%d", reports), func(b *testing.B) { measure(b, "/orosanmalningar/laget/statistik") })
		began := time.Now()
		if wrong, err := a.Concerns.Recount(ctx); wrong != 0 || err != nil {
			b.Errorf("%d counts were wrong, %v", wrong, err)
		}
		b.Logf("%d reports counted again in %s", reports, time.Since(began).Round(time.Millisecond))
		if err := a.Close(); err != nil {
			b.Error(err)
		}
	}
}
