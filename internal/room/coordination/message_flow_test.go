package coordination_test

import (
	"slices"
	"testing"

	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

func TestMessages(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		d := Consent(w.School, w.Clinic, w.Reception)
		d.Topics = []coordination.Topic{coordination.School}
		consent := w.Consented(w.Counsellor, matter, d)
		w.Joins(w.Counsellor, matter, w.Psychologist)
		w.Joins(w.Counsellor, matter, w.Officer)

		w.Refused("a colleague who is not in the team", w.Send(ctx, w.Colleague, matter, coordination.MessageDraft{Topic: coordination.Common, Text: "Hej"}), fault.KindPrivate, "")
		w.Refused("an empty message", w.Send(ctx, w.Officer, matter, coordination.MessageDraft{}), fault.KindInvalid, "coordination.message.text_missing")
		twice := coordination.MessageDraft{ID: id.New(), Topic: coordination.School, Text: "Hon var här i dag."}
		w.Must("say", w.Send(ctx, w.Counsellor, matter, twice))
		w.Must("say it twice", w.Send(ctx, w.Counsellor, matter, twice))
		w.Must("say", w.Send(ctx, w.Psychologist, matter, coordination.MessageDraft{Topic: coordination.Health, Text: "Sover bättre."}))
		w.Must("say", w.Send(ctx, w.Psychologist, matter, coordination.MessageDraft{Topic: coordination.Common, Text: "Kan vi flytta mötet?"}))

		texts := func(v coordination.MessagesView, err error) []string {
			t.Helper()
			w.Must("open the messages", err)
			var list []string
			for _, m := range v.Messages {
				list = append(list, m.Text)
			}
			slices.Sort(list)
			return list
		}
		if got := texts(w.Messages(ctx, w.Officer, matter, coordination.PageKey{})); !slices.Equal(got, []string{"Hon var här i dag.", "Kan vi flytta mötet?"}) {
			t.Errorf("the officer hears %q", got)
		}
		count := 0
		for _, key := range w.Told(w.Officer) {
			if key == "coordination.notice.message" {
				count++
			}
		}
		if count != 2 {
			t.Errorf("the officer was told %d times, of two that are for them", count)
		}
		v, err := w.Messages(ctx, w.Counsellor, matter, coordination.PageKey{})
		w.Must("open", err)
		i := slices.IndexFunc(v.Messages, func(m coordination.MessageView) bool { return m.Mine })
		if i < 0 || len(v.Messages[i].Read) != 1 || v.Messages[i].Read[0].Name != "Tove Rönn" {
			t.Errorf("the receipts are %+v", v.Messages)
		}

		w.Must("withdraw", w.Withdraw(ctx, w.Counsellor, consent.ID, consent.Givers[0].ID))
		if got := texts(w.Messages(ctx, w.Officer, matter, coordination.PageKey{})); len(got) > 0 {
			t.Errorf("after the withdrawal the officer hears %q", got)
		}
		if got := texts(w.Messages(ctx, w.Psychologist, matter, coordination.PageKey{})); !slices.Equal(got, []string{"Kan vi flytta mötet?", "Sover bättre."}) {
			t.Errorf("after the withdrawal the psychologist hears %q", got)
		}
	})
}
