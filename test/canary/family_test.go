package canary_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samspel/internal/ground/id"
	"samspel/internal/room/coordination"
	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// guardianOf opens a matter with a marked child and gives it with its first guardian,
// signed in.
func guardianOf(w *worldtest.World, name string) (matter string, guardian *worldtest.Reader) {
	w.Helper()
	ctx, who := w.Context(), w.Demo.Actor("kurator")
	n, err := w.App.Matters.Raise(ctx, who, coordination.NeedDraft{AskedBy: coordination.AskedByStaff,
		Child: coordination.NewChild{Given: "Zqvarn", Family: "Zqvist", Birth: "2013-05-04", Guardians: []coordination.NewGuardian{{Given: "Zqulla", Family: "Zqvist"}}},
		Body:  coordination.NeedBody{Question: "Zqfråga.", ChildHow: "Samtal."}})
	if err == nil {
		_, err = w.App.Matters.AcceptNeed(ctx, who, n.ID, "sip", "")
	}
	if err != nil {
		w.Fatal(err)
	}
	v, err := w.App.Matters.FamilyTeam(ctx, who, n.ID)
	if err == nil {
		_, err = w.App.Matters.InviteKin(ctx, who, n.ID, v.Family[1].Who.ID)
	}
	if err != nil {
		w.Fatal(err)
	}
	if v, err = w.App.Matters.FamilyTeam(ctx, who, n.ID); err != nil {
		w.Fatal(err)
	}
	user := v.Family[1].Kin.User
	token, err := w.App.Gate.VouchFamily(ctx, user)
	if err != nil {
		w.Fatal(err)
	}
	return n.ID, &worldtest.Reader{World: w, Name: name, User: user, Token: token}
}

// TestT7ProtectedIsNothing asks for every page as the guardian of a child in protected
// mode, and as one whose matter has been shut to them, who has none: every byte of the
// answers, and the headers, are the same, and so is the time at full size.
func TestT7ProtectedIsNothing(t *testing.T) {
	t.Parallel()
	w := worldtest.Open(t)
	ctx, who := w.Context(), w.Demo.Actor("kurator")
	matter, guardian := guardianOf(w, "vårdnadshavare")
	other, nobody := guardianOf(w, "vårdnadshavare")
	if a := guardian.Get("/familj/" + matter); a.Status != http.StatusOK || !strings.Contains(a.Body, "Zqvarn") {
		t.Fatalf("before: %s: status %d", a, a.Status)
	}
	v, err := w.App.Matters.FamilyTeam(ctx, who, other)
	if err == nil {
		err = w.App.Matters.JudgeKin(ctx, who, other, v.Family[1].Kin.ID, false, "Inget ärende att se.")
	}
	if err == nil {
		err = w.App.Matters.SwitchOn(ctx, who, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour,
			Body: coordination.ProtectionBody{Why: "Zqskäl.", Contact: "Zqväg."}})
	}
	if err != nil {
		t.Fatal(err)
	}
	pages := 0
	for _, route := range w.Routes {
		for _, x := range []string{matter, id.New()} {
			target, nothing := route.Fill(func(string) string { return x }), route.Fill(func(string) string { return id.New() })
			if rules[route.Pattern] == open || strings.HasPrefix(target, "/sessioner") || route.Path == "/logga-ut" || rules[route.Pattern] == programs {
				continue
			}
			var got, want *worldtest.Answer
			if route.Method == http.MethodGet {
				got, want = guardian.Get(target), nobody.Get(nothing)
			} else if strings.HasPrefix(target, "/familj") || strings.HasPrefix(target, "/samordning") {
				form := url.Values{"kind": {"agree"}, "answer": {"yes"}, "gor": {"stang"}}
				got, want = guardian.Post(target, form), nobody.Post(nothing, form)
			} else {
				continue
			}
			pages++
			if strings.Contains(strings.ToLower(got.All()), "zq") {
				t.Errorf("%s shows what is protected", got)
			}
			// Each page holds its own reader's id, which tells them apart and nothing else.
			if mine, theirs := strings.ReplaceAll(got.All(), guardian.User, "-"), strings.ReplaceAll(want.All(), nobody.User, "-"); mine != theirs || got.Status != want.Status {
				t.Errorf("%s: protected is told from nothing\n%s\n----\n%s", got, got.All(), want.All())
			}
			if got.Status >= 500 {
				t.Errorf("%s: status %d", got, got.Status)
			}
		}
	}
	trialtest.Tell(t, "pages compared", pages)
	rounds := trialtest.Size(2, 1000)
	widest := 0.0
	for _, page := range []string{"/familj", "/familj/" + matter, "/familj/" + matter + "/lasningar"} {
		var shut, none []time.Duration
		for range rounds {
			shut = append(shut, timed(guardian, page))
			none = append(none, timed(nobody, page))
		}
		a, b := trialtest.Quantile(shut, 0.5), trialtest.Quantile(none, 0.5)
		widest = max(widest, max(float64(a)/float64(b), float64(b)/float64(a))-1)
	}
	trialtest.AtMost(t, "widest difference of medians", widest, 0.10)
	if pages < 50 {
		t.Errorf("only %d pages were compared", pages)
	}
}
