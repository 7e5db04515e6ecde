package identity

import (
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
)

// Sign-ins, failed ones, and every change of a mandate are in the log, and
// nobody's name, address, password or code is.
func TestEverythingIsRecorded(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		key := w.open(lo)
		token, err := w.gate.SignInPassword(ctx, lo.Email, goodPassword, w.code(key))
		w.want("sign in", err, "")
		_, _ = w.gate.SignInPassword(ctx, lo.Email, "fel lösenord igen", w.code(key))
		_, _ = w.gate.SignInPassword(ctx, lo.Email, goodPassword, w.code(key))
		_, _ = w.gate.SignInPassword(ctx, "ingen@ekstad.example", goodPassword, "123456")
		_, _ = w.gate.SignInOIDC(ctx, Claims{Issuer: testIssuer, Subject: "subject-of-nobody", ACR: "loa2"})
		_ = w.gate.RefuseOIDC(ctx, "wrong state")
		m, err := w.gate.GrantMandate(ctx, w.admin, MandateDraft{User: lo.ID, Unit: w.class, Role: access.Manager})
		w.want("grant", err, "")
		token, err = w.gate.ChooseMandate(ctx, token, m.ID)
		w.want("choose", err, "")
		_ = w.gate.EndMandate(ctx, w.stranger, EndDraft{Mandate: m.ID})
		w.want("end", w.gate.EndMandate(ctx, w.admin, EndDraft{Mandate: m.ID}), "")
		_, _ = w.gate.GrantMandate(ctx, w.admin, MandateDraft{User: w.admin.User, Unit: w.class, Role: access.Reporter})
		w.want("sign out", w.gate.SignOut(ctx, token), "")

		records, err := w.log.Records(ctx, audit.Filter{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]int{}
		for _, r := range records {
			result := "refused"
			if r.Result == audit.Done {
				result = "done"
			}
			said[r.Action+" "+result+": "+r.Ground]++
			for _, secret := range []string{"Lo Ek", lo.Email, "ekstad", goodPassword, "fel lösenord", "subject-of-nobody", token} {
				if strings.Contains(r.Action+r.Ground+r.Detail, secret) {
					t.Errorf("the record of %s holds %q", r.Action, secret)
				}
			}
		}
		for _, want := range []string{
			"identity.user.add done: the operator at the console",
			"identity.user.open done: invitation",
			"identity.session.start done: password and one-time code",
			"identity.session.start refused: wrong password",
			"identity.session.start refused: code already used",
			"identity.session.start refused: no such account",
			"identity.session.start refused: level of assurance too low",
			"identity.session.start refused: wrong state",
			"identity.mandate.grant done: administrator of the municipality",
			"identity.mandate.grant refused: own mandate",
			"identity.mandate.choose done: own mandate",
			"identity.mandate.end refused: a unit of another municipality",
			"identity.mandate.end done: administrator of the municipality",
			"identity.session.end done: own session",
		} {
			if said[want] == 0 {
				t.Errorf("not recorded: %s", want)
			}
		}
	})
}

// A sign-in that cannot be recorded does not happen, and a failed one gives
// nothing away instead.
func TestNoRecordNoSession(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		w.open(lo)
		if err := w.log.Close(); err != nil {
			t.Fatal(err)
		}
		_, err := w.gate.SignInPassword(t.Context(), lo.Email, "fel lösenord igen", "123456")
		if err == nil || strings.Contains(err.Error(), "account.signin") {
			t.Errorf("an unrecorded failure answers %v", err)
		}
		if _, _, err := w.gate.People(t.Context(), w.admin, "", ""); err == nil {
			t.Error("an unrecorded list is shown")
		}
		w.pass(time.Second)
	})
}
