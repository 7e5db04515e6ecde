package concern_test

import (
	"slices"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

func TestHandOver(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		var all []string
		for range 30 { // more than one portion
			_, matters := w.Send(w.Counsellor, About(Alva))
			w.Must("give", w.Assign(ctx, w.Manager, matters[0], w.Officer.User))
			all = append(all, matters[0])
		}
		_, hidden := w.Send(w.Counsellor, About(Hidden(Milo)))
		w.Must("give", w.Assign(ctx, w.Manager, hidden[0], w.Shielded.User))
		w.End(w.Officer)

		for name, who := range map[string]access.Actor{"nobody": {}, "an officer": w.Second, "a manager of a school": w.Head, "an administrator": w.Administrator} {
			_, err := w.PreviewHandover(ctx, who, concern.HandoverDraft{From: w.Officer.User, To: []string{w.Second.User}})
			w.Refused(name, err, fault.KindPrivate, "")
			_, err = w.HandOver(ctx, who, []concern.Move{{Matter: all[0], Version: 1, To: w.Second.User}})
			w.Refused(name, err, fault.KindPrivate, "")
		}
		far, err := w.PreviewHandover(ctx, w.FarHead, concern.HandoverDraft{From: w.Officer.User, To: []string{w.FarOfficer.User}})
		if err != nil || len(far.Rows) != 0 {
			w.Errorf("a manager elsewhere sees %d matters, %v", len(far.Rows), err)
		}
		_, err = w.PreviewHandover(ctx, w.Manager, concern.HandoverDraft{From: w.Officer.User, To: []string{w.Officer.User}})
		w.Refused("to who has left", err, fault.KindInvalid, "concern.assign.unknown")

		v, err := w.PreviewHandover(ctx, w.Manager, concern.HandoverDraft{From: w.Officer.User, To: []string{w.Second.User, w.Manager.User}})
		w.Must("preview", err)
		if len(v.Rows) != 30 || v.Rows[0].ToName == "" || v.Rows[0].Matter.Next.Due.IsZero() {
			w.Fatalf("%d rows", len(v.Rows))
		}
		var moves []concern.Move
		for _, row := range v.Rows {
			moves = append(moves, row.Move)
		}
		// Somebody acts between the preview and the handing over, and somebody during it.
		w.Must("receive", w.Receive(ctx, w.Second, moves[3].Matter))
		w.Clock.Meanwhile(2, func() { w.Must("receive", w.Receive(ctx, w.Second, moves[28].Matter)) })
		before := len(w.Told(w.Second))
		done, err := w.HandOver(ctx, w.Manager, moves)
		w.Must("hand over", err)
		if done.Moved != 28 || len(done.Left) != 2 {
			w.Errorf("moved %d, left %q", done.Moved, done.Left)
		}
		if told := w.Told(w.Second)[before:]; !slices.Equal(told, []string{"concern.notice.moved"}) {
			w.Errorf("the new officer is told %q", told)
		}
		for i, move := range moves {
			m := w.Opened(w.Manager, move.Matter)
			want := move.To
			if i == 3 || i == 28 {
				want = w.Officer.User
			}
			if m.Matter.Officer != want {
				w.Errorf("matter %d has %s, want %s", i, m.Matter.Officer, want)
			}
			if last := m.Entries[len(m.Entries)-1]; want == move.To && (last.Kind != concern.EntryAssigned || last.Body.Officer != move.To || last.Author != w.Manager.User) {
				w.Errorf("matter %d: the journal says %+v", i, last.Entry)
			}
		}
		again, err := w.HandOver(ctx, w.Manager, moves)
		w.Must("the same form again", err)
		if again.Moved != 0 || len(again.Left) != 30 {
			w.Errorf("the same form again moves %d", again.Moved)
		}

		protected, err := w.PreviewHandover(ctx, w.Manager, concern.HandoverDraft{From: w.Shielded.User, To: []string{w.Second.User}})
		w.Must("preview", err)
		if len(protected.Rows) != 1 || protected.Rows[0].Move.To != "" || !protected.Rows[0].Masked {
			w.Errorf("a protected matter is shown as %+v", protected.Rows)
		}
		forged := protected.Rows[0].Move
		forged.To = w.Second.User
		left, err := w.HandOver(ctx, w.Manager, []concern.Move{forged})
		if err != nil || left.Moved != 0 {
			w.Errorf("a forged move of a protected matter: %+v, %v", left, err)
		}
		_, err = w.HandOver(ctx, w.Manager, []concern.Move{{Matter: id.New(), Version: 1, To: w.Second.User}})
		w.Refused("what is not there", err, fault.KindPrivate, "")
		_, err = w.HandOver(ctx, w.Manager, nil)
		w.Refused("nothing", err, fault.KindInvalid, "concern.handover.nothing")
	})
}
