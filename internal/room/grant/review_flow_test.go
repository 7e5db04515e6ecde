package grant_test

import (
	"fmt"
	"strings"
	"testing"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

// A review is opened, asked and answered in, keeps the municipality from redistribution,
// and ends in a claim that two persons have decided.
func TestReview(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y := paidOut(w)
		draft := grant.ReviewDraft{Municipality: Bjorklunda, RegistrationNumber: "B2027/0099", Subject: "Fritidsledare", Reason: "Redovisningen nämner en annan verksamhet.", Blocks: true}
		for key, change := range map[string]func(*grant.ReviewDraft){
			"grant.decision.number_missing": func(d *grant.ReviewDraft) { d.RegistrationNumber = "" },
			"grant.review.subject_missing":  func(d *grant.ReviewDraft) { d.Subject = "två\nrader" },
			"grant.review.reason_missing":   func(d *grant.ReviewDraft) { d.Reason = strings.Repeat("x", 2001) },
			"grant.extension.municipality":  func(d *grant.ReviewDraft) { d.Municipality = "9903" },
		} {
			d := draft
			change(&d)
			_, err := w.OpenReview(ctx, w.Officer, y.ID, d)
			w.Refused("open", err, key)
		}
		_, err := w.OpenReview(ctx, w.Bjork, y.ID, draft)
		w.Hidden("a municipality opens one", err)
		w.Told = nil
		r, err := w.OpenReview(ctx, w.Officer, y.ID, draft)
		w.Must("open", err)
		_, err = w.OpenReview(ctx, w.Second, y.ID, draft)
		w.Refused("open a second", err, "grant.review.open_already")
		if len(w.Told) != 2 || strings.Contains(strings.Join(w.Told, " "), w.Ek.User) {
			w.Errorf("told %v", w.Told)
		}
		for what, who := range map[string]func() error{
			"another municipality":  func() error { _, err := w.Review(ctx, w.Ek, r.ID); return err },
			"another agency":        func() error { _, err := w.Review(ctx, w.FarManager, r.ID); return err },
			"the municipality asks": func() error { _, err := w.Ask(ctx, w.Bjork, r.ID, "?", civil.Of(w.Clock)); return err },
		} {
			w.Hidden(what, who())
		}
		_, err = w.Ask(ctx, w.Officer, r.ID, " ", civil.Of(w.Clock))
		w.Refused("ask nothing", err, "grant.review.question_missing")
		_, err = w.Ask(ctx, w.Officer, r.ID, "Vad?", civil.Of(w.Clock).AddDays(-1))
		w.Refused("ask for an answer yesterday", err, "grant.review.due")
		q, err := w.Ask(ctx, w.Officer, r.ID, "Vad kostade fritidsledarna?", civil.Of(w.Clock))
		w.Must("ask", err)
		w.Hidden("another municipality answers", w.Answer(ctx, w.Ek, r.ID, q.ID, "x"))
		w.Hidden("the agency answers", w.Answer(ctx, w.Officer, r.ID, q.ID, "x"))
		w.Hidden("answer what was not asked", w.Answer(ctx, w.Bjork, r.ID, "other", "x"))
		w.Refused("answer nothing", w.Answer(ctx, w.Bjork, r.ID, q.ID, ""), "grant.review.answer_missing")
		w.Must("answer", w.Answer(ctx, w.Bjork, r.ID, q.ID, "En miljon."))
		w.Refused("answer again", w.Answer(ctx, w.BjorkHead, r.ID, q.ID, "Två."), "grant.changed_meanwhile")
		v, err := w.Review(ctx, w.BjorkHead, r.ID)
		if err != nil || v.Agency || v.Most != 0 || v.Questions[0].Answer != "En miljon." {
			w.Errorf("%+v, %v", v, err)
		}

		// While it goes on the municipality has no share; the rule and the page say why.
		barred := func() string {
			s, err := w.Simulate(ctx, w.Officer, y.ID)
			w.Must("simulate", err)
			for i, wish := range s.Wishes {
				if wish.Code == Bjorklunda && wish.Interested && (s.ByRule[grant.ByFrame].Shares[i].Amount == 0) == (wish.Barred != "") {
					return wish.Barred
				}
			}
			return "no wish"
		}
		if !strings.Contains(barred(), "granskning") {
			w.Errorf("barred %q", barred())
		}

		recovery := grant.RulingDraft{Amount: money.Kronor(1_000_000), RegistrationNumber: "B2027/0100", Reason: "En miljon har använts till annat."}
		_, err = w.PrepareRecovery(ctx, w.Officer, r.ID, recovery)
		w.Refused("recover before there are terms", err, "grant.ruling.no_terms")
		terms(w, y)
		over := recovery
		over.Amount = money.Kronor(3_000_000) + 1
		_, err = w.PrepareRecovery(ctx, w.Officer, r.ID, over)
		w.Refused("recover more than was paid", err, "grant.ruling.exceeds")
		ruling, err := w.PrepareRecovery(ctx, w.Officer, r.ID, recovery)
		w.Must("prepare", err)
		if v, _ := w.Review(ctx, w.Bjork, r.ID); v.Ruling.ID != "" {
			w.Error("the municipality sees what is not decided")
		}
		_, err = w.DecideRuling(ctx, w.Manager, ruling.ID, ruling.Content())
		w.Must("decide", err)
		w.Holds(y, "claim", 1_000_000)
		if barred() != "" {
			w.Errorf("barred %q afterwards", barred())
		}
		w.Holds(y, "held", 7_000_000)
		own, err := w.OwnClaims(ctx, w.Bjork, y.ID)
		w.Must("own claims", err)
		if len(own.Claims) != 1 || own.Claims[0].Reason != grant.Recovery || own.Claims[0].DueOn != civil.Of(w.Clock).AddDays(30) {
			w.Errorf("%+v", own.Claims)
		}
		rv, err := w.Ruling(ctx, w.Bjork, ruling.ID)
		if err != nil || rv.About.ID != own.Claims[0].ID {
			w.Errorf("%+v, %v", rv.About, err)
		}
		said := fmt.Sprint(rv.Letter.Number, rv.Letter.Facts, rv.Letter.Sections)
		for _, want := range []string{"B2027/0100", "1\u00a0000\u00a0000\u00a0kr", "5402-9681", rv.About.Reference.String(), "har använts: Fritidsledare. En miljon har använts till annat.", "Så överklagar ni", "Kronofogden"} {
			if !strings.Contains(said, want) {
				w.Errorf("the letter does not say %q: %s", want, said)
			}
		}
		_, err = w.Ask(ctx, w.Officer, r.ID, "Vad?", civil.Of(w.Clock))
		w.Refused("ask when it is over", err, "grant.review.closed")
		_, err = w.PrepareRecovery(ctx, w.Officer, r.ID, recovery)
		w.Refused("recover twice", err, "grant.review.closed")

		// Another one is closed without.
		r, err = w.OpenReview(ctx, w.Officer, y.ID, draft)
		w.Must("open another", err)
		_, err = w.CloseReview(ctx, w.Officer, r.ID, "Inget.")
		w.Hidden("an officer closes it", err)
		_, err = w.CloseReview(ctx, w.Manager, r.ID, "")
		w.Refused("close it without a word", err, "grant.review.findings_missing")
		_, err = w.CloseReview(ctx, w.Manager, r.ID, "Inget att anmärka.")
		w.Must("close", err)
		_, err = w.CloseReview(ctx, w.Manager, r.ID, "Inget att anmärka.")
		w.Refused("close twice", err, "grant.review.closed")
	})
}
