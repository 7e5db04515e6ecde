package coordination_test

import (
	"slices"
	"testing"

	"samspel/internal/frame/person"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// Who answers a request gets what the own organisation has written and nobody else's,
// marked, and nothing of a matter whose family they are close to.
func TestHoldings(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter, _ := w.Team()
		_, err := w.Write(ctx, w.Officer, matter, Note("Mottagningens", func(d *coordination.ItemDraft) { d.Topic = coordination.Home }))
		w.Must("write", err)
		noted := w.Opened(w.Officer, matter).Items[0].Item.ID
		_, err = w.Revise(ctx, w.Officer, noted, 1, Note("Mottagningens igen"))
		w.Must("write again", err)
		_, err = w.Write(ctx, w.Counsellor, matter, Note("Skolans"))
		w.Must("write", err)
		w.Must("say", w.Send(ctx, w.Officer, matter, coordination.MessageDraft{Topic: coordination.Common, Text: "Hej"}))
		child := w.Opened(w.Officer, matter).Child
		chief := w.Hire("Karin Ek", w.Reception, "manager", Shielded)

		held, _, err := w.Holdings(ctx, chief, []string{child.ID})
		w.Must("gather", err)
		var kinds []string
		for _, h := range held {
			kinds = append(kinds, h.Kind)
			if h.Person != child.ID || h.Room != "coordination" || slices.Contains(h.Marks, person.MarkProtected) {
				w.Errorf("gathered %+v", h)
			}
			for _, l := range h.Lines {
				if l.Text == "Skolans" {
					w.Error("the reception hands out what the school has written")
				}
			}
		}
		if !slices.Equal(kinds, []string{"item_note", "older", "message"}) || !slices.Contains(held[1].Marks, person.MarkOthers) {
			w.Errorf("gathered %v", kinds)
		}
		own := w.Opened(w.Counsellor, matter).Child
		if held, _, err = w.Holdings(ctx, w.Head, []string{own.ID}); err != nil || len(held) != 3 || held[0].Kind != "need" || held[2].Kind != "consent" {
			w.Errorf("the school's own need and consent are not there: %+v, %v", held, err)
		}
		if held, _, err = w.Holdings(ctx, w.Head, []string{child.ID}); err != nil || len(held) != 0 {
			w.Errorf("the school gathers by the reception's record: %d, %v", len(held), err)
		}

		close := w.Opened(w.Counsellor, matter).Me.ID
		second := w.Opened(w.Psychologist, matter).Me.ID
		w.Must("switch on", w.SwitchOn(ctx, w.Officer, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour, Apart: []string{close}, Named: []string{second},
			Body: coordination.ProtectionBody{Why: "Hotad om någon får veta"}}))
		w.Told(w.Officer)
		held, apart, err := w.Holdings(ctx, w.Counsellor, []string{own.ID})
		if err != nil || len(held) != 0 || !slices.Equal(apart, []string{w.Counsellor.User}) {
			w.Errorf("somebody close to the family gathers %d things, and %v may not know: %v", len(held), apart, err)
		}
		if told := w.Told(w.Officer); !slices.Contains(told, "coordination.notice.request") {
			w.Errorf("who holds the matter together is told %q", told)
		}
		if held, _, err = w.Holdings(ctx, chief, []string{child.ID}); err != nil || len(held) == 0 || !slices.Contains(held[0].Marks, person.MarkProtected) {
			w.Errorf("protected mode is not marked: %+v, %v", held, err)
		}

		why := func(h person.Holding) bool {
			return h.Kind == "protection" && h.Lines[0].Text == "Hotad om någon får veta" && slices.Contains(h.Marks, person.MarkProtected)
		}
		if held, _, err = w.Holdings(ctx, w.Head, []string{own.ID}); err != nil || !slices.ContainsFunc(held, why) {
			w.Errorf("why the mode was switched on is not there for a human to judge: %+v, %v", held, err)
		}
		w.Must("the first", w.AskSwitchOff(ctx, w.Officer, matter, "Behövs inte."))
		w.Must("the second", w.SwitchOff(ctx, w.Psychologist, matter))
		if held, _, err = w.Holdings(ctx, w.Head, []string{own.ID}); err != nil || !slices.ContainsFunc(held, why) {
			w.Errorf("what was written in protected mode has lost its mark when it ended: %+v, %v", held, err)
		}
	})
}
