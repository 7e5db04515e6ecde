package coordination_test

import (
	"testing"

	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// A form whose id is that of something else, which the sender has no part in, is answered
// in words: it does not fail, and writes nothing.
func TestFormsWithTheIDOfSomethingElse(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		theirs := w.Open(w.Officer, "sip")
		consent, err := w.AskConsent(ctx, w.Officer, theirs, Consent(w.School))
		w.Must("ask", err)
		item, err := w.Write(ctx, w.Officer, theirs, Note("Deras"))
		w.Must("write", err)
		decision, err := w.Decide(ctx, w.Officer, theirs, coordination.SharingDraft{Recipients: []string{w.School.Organisation}, Topics: []coordination.Topic{coordination.School},
			Body: coordination.SharingBody{Reasons: "Skäl."}})
		w.Must("decide", err)
		meeting := w.Called(w.Officer, theirs)
		father := w.Enter(w.Officer, theirs, 2)
		w.Must("say", w.Say(ctx, father, theirs, coordination.VoiceDraft{ID: theirs, Kind: coordination.VoiceAgree}))

		matter := w.Open(w.Counsellor, "sip")
		child := w.Enter(w.Counsellor, matter, 0)
		for name, try := range map[string]func() error{
			"a need": func() error {
				_, err := w.Raise(ctx, w.Counsellor, Need(func(d *coordination.NeedDraft) { d.ID = theirs }))
				return err
			},
			"a consent": func() error {
				d := Consent(w.Clinic)
				d.ID = consent.ID
				_, err := w.AskConsent(ctx, w.Counsellor, matter, d)
				return err
			},
			"a note": func() error {
				_, err := w.Write(ctx, w.Counsellor, matter, Note("Vår", func(d *coordination.ItemDraft) { d.ID = item.ID }))
				return err
			},
			"a decision": func() error {
				_, err := w.Decide(ctx, w.Counsellor, matter, coordination.SharingDraft{ID: decision.ID, Recipients: []string{w.Clinic.Organisation},
					Topics: []coordination.Topic{coordination.School}, Body: coordination.SharingBody{Reasons: "Skäl."}})
				return err
			},
			"a meeting": func() error {
				_, err := w.PlanMeeting(ctx, w.Counsellor, matter, w.Meeting(func(d *coordination.MeetingDraft) { d.ID = meeting }), true)
				return err
			},
			"what a child says": func() error {
				return w.Say(ctx, child, matter, coordination.VoiceDraft{ID: theirs, Kind: coordination.VoiceAgree})
			},
		} {
			w.Refused(name, try(), fault.KindRefused, "coordination.raced")
		}
		if v := w.Opened(w.Officer, theirs); len(v.Consents) != 1 || len(v.Items) != 1 || v.Items[0].Title != "Deras" {
			w.Errorf("the others' matter is %+v", v)
		}
	})
}
