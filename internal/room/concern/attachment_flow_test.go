package concern_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/file/filetest"
	"samspel/internal/frame/person"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

// attached is a stored draft with a picture and a page attached.
func attached(w *World, who access.Actor, but ...But) concern.DraftReport {
	w.Helper()
	d := Draft(but...)
	_, err := w.SaveDraft(w.Context(), who, d)
	w.Must("save", err)
	w.Must("attach", attach(w, who, d.ID, "Vera Alms bild.jpg", filetest.JPEG(40, 30, 6)))
	w.Must("attach", attach(w, who, d.ID, "Frånvaro.pdf", filetest.PDF()))
	return d
}

func attach(w *World, who access.Actor, report, name string, body []byte) error {
	w.Helper()
	got, err := w.ReceiveAttachment(w.Context(), who, report, name, bytes.NewReader(body))
	if err != nil {
		return err
	}
	return w.Attach(w.Context(), who, report, got)
}

func inDraft(w *World, who access.Actor, d concern.DraftReport) []concern.Attachment {
	w.Helper()
	list, err := w.DraftAttachments(w.Context(), who, d)
	w.Must("list", err)
	return list
}

// read is what a reader gets of an attachment.
func read(w *World, who access.Actor, attachment string) ([]byte, error) {
	w.Helper()
	x, err := w.Attachment(w.Context(), who, attachment)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = w.WriteAttachment(w.Context(), x, &b)
	return b.Bytes(), err
}

func idsOf(list []concern.Attachment) (ids []string) {
	for _, a := range list {
		ids = append(ids, a.ID)
	}
	return ids
}

func TestEachMatterHasItsOwnCopyOfWhatIsAttached(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		d := attached(w, w.Counsellor, About(Alva, Milo))
		list := inDraft(w, w.Counsellor, d)
		d.Content.Descriptions = map[string]string{list[0].Content: "Barnets teckning", id.New(): "Något som inte finns", list[1].Content: "  "}
		r, err := w.SendReport(w.Context(), w.Counsellor, d)
		w.Must("send", err)
		matters := w.Matters(w.Counsellor, r.ID)
		alva, milo := w.Opened(w.Officer, matters[0]), w.Opened(w.Officer, matters[1])
		for _, v := range []concern.MatterView{alva, milo} {
			if len(v.Files) != 2 || v.Files[0].Name != "Vera Alms bild.jpg" || v.Files[0].Description != "Barnets teckning" || v.Files[0].SafeName() != "bilaga-1.jpg" ||
				v.Files[1].Description != "" || v.Files[1].Number != 2 || len(v.Content.Descriptions) != 1 {
				t.Errorf("the matter has %+v, %q", v.Files, v.Content.Descriptions)
			}
		}
		sent := w.Sent(w.Colleague, r.ID).Files
		all := slices.Concat(idsOf(sent), idsOf(alva.Files), idsOf(milo.Files))
		if slices.Sort(all); len(slices.Compact(all)) != 6 {
			t.Errorf("copies are shared: %q", all)
		}
		if got, err := read(w, w.Officer, milo.Files[1].ID); err != nil || !bytes.Equal(got, filetest.PDF()) {
			t.Errorf("read: %d bytes, %v", len(got), err)
		}
		// What is shredded for the one stays with the others.
		w.Must("destroy", w.Keys.Destroy(w.Context(), alva.Matter.Keyset))
		if _, err := read(w, w.Officer, alva.Files[0].ID); !errors.Is(err, person.ErrDestroyed) {
			t.Errorf("what is shredded opens: %v", err)
		}
		for who, attachment := range map[string]string{"the sibling's": milo.Files[0].ID, "the sender's": sent[0].ID} {
			reader := w.Officer
			if who == "the sender's" {
				reader = w.Colleague
			}
			if got, err := read(w, reader, attachment); err != nil || bytes.Contains(got, []byte(filetest.Secret)) {
				t.Errorf("%s copy: %v", who, err)
			}
		}
	})
}

func TestWhoMayOpenAnAttachment(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		everybody := map[string]access.Actor{"author": w.Counsellor, "colleague": w.Colleague, "other school": w.OtherCounsellor, "officer": w.Officer,
			"shielded": w.Shielded, "manager": w.Manager, "investigator": w.Investigator, "far": w.FarShielded, "administrator": w.Administrator, "nobody": {}}
		draft := inDraft(w, w.Counsellor, attached(w, w.Counsellor))
		open, err := w.SendReport(w.Context(), w.Counsellor, attached(w, w.Counsellor))
		w.Must("send", err)
		hidden, err := w.SendReport(w.Context(), w.Counsellor, attached(w, w.Counsellor, About(Alva, Hidden(Milo))))
		w.Must("send", err)
		received := w.Opened(w.Officer, w.Matters(w.Counsellor, open.ID)[0]).Files
		sealed := w.Opened(w.Shielded, w.Matters(w.Counsellor, hidden.ID)[0]).Files
		for _, tt := range []struct {
			name, attachment string
			may              []string
		}{
			{"in a draft", draft[0].ID, []string{"author"}},
			{"in a sent report", w.Sent(w.Counsellor, open.ID).Files[0].ID, []string{"author", "colleague"}},
			{"in a matter", received[0].ID, []string{"officer", "shielded", "manager"}},
			{"in the matter of a protected child's sibling", sealed[1].ID, []string{"shielded"}},
			{"that is not there", id.New(), nil},
			{"that is no id", "../../etc", nil},
		} {
			for name, who := range everybody {
				_, err := read(w, who, tt.attachment)
				if may := slices.Contains(tt.may, name); may != (err == nil) {
					t.Errorf("%s opens an attachment %s: %v", name, tt.name, err)
				} else if !may && fault.KindOf(err) != fault.KindPrivate {
					t.Errorf("%s is told of an attachment %s: %v", name, tt.name, err)
				}
			}
		}
		if last := w.Records(w.Manager); !slices.Contains(last, "concern.attachment.read done") || !slices.Contains(last, "concern.attachment.read refused") {
			t.Errorf("recorded: %q", last)
		}
	})
}

func TestForwardingCarriesAttachments(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		r, err := w.SendReport(w.Context(), w.Counsellor, attached(w, w.Counsellor))
		w.Must("send", err)
		here := w.Matters(w.Counsellor, r.ID)[0]
		w.Must("forward", w.Forward(w.Context(), w.Officer, here, Bjorklunda, "Har flyttat."))
		there := w.Opened(w.FarOfficer, w.Matters(w.Counsellor, r.ID)[0])
		if len(there.Files) != 2 {
			t.Fatalf("there are %d attachments", len(there.Files))
		}
		if got, err := read(w, w.FarOfficer, there.Files[1].ID); err != nil || !bytes.Equal(got, filetest.PDF()) {
			t.Errorf("read there: %v", err)
		}
		if _, err := read(w, w.Officer, there.Files[1].ID); err == nil {
			t.Error("who had the matter reads the copy of who has it")
		}
		if _, err := read(w, w.Officer, w.Opened(w.Officer, here).Files[0].ID); err != nil {
			t.Errorf("read here: %v", err)
		}
	})
}

func TestAttachmentsOfADraft(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		d := attached(w, w.Counsellor)
		w.Must("attach the same again", attach(w, w.Counsellor, d.ID, "samma.pdf", filetest.PDF()))
		list := inDraft(w, w.Counsellor, d)
		if len(list) != 2 {
			t.Fatalf("%d attachments", len(list))
		}
		w.Refused("attach a program", attach(w, w.Counsellor, d.ID, "a.exe", []byte("MZ")), fault.KindInvalid, "file.not_accepted")
		w.Refused("attach to somebody else's", attach(w, w.Colleague, d.ID, "a.pdf", filetest.PDF()), fault.KindPrivate, "")
		w.Refused("remove from somebody else's", w.Detach(w.Context(), w.Colleague, d.ID, list[0].ID), fault.KindPrivate, "")
		other := attached(w, w.Colleague)
		w.Must("remove somebody else's from one's own", w.Detach(w.Context(), w.Counsellor, d.ID, inDraft(w, w.Colleague, other)[0].ID))
		if len(inDraft(w, w.Colleague, other)) != 2 {
			t.Error("somebody else's attachment is gone")
		}
		w.Must("remove", w.Detach(w.Context(), w.Counsellor, d.ID, list[0].ID))
		w.Must("remove again", w.Detach(w.Context(), w.Counsellor, d.ID, list[0].ID))
		if _, err := read(w, w.Counsellor, list[0].ID); err == nil {
			t.Error("what was removed opens")
		}
		w.Must("attach once more", attach(w, w.Counsellor, d.ID, "b.txt", []byte("Hej.")))
		if list = inDraft(w, w.Counsellor, d); len(list) != 2 || list[1].Number != 3 {
			t.Errorf("the attachments are %+v", list)
		}
		late, err := w.ReceiveAttachment(w.Context(), w.Counsellor, d.ID, "c.txt", bytes.NewReader([]byte("Sent.")))
		w.Must("receive", err)
		_, err = w.SendReport(w.Context(), w.Counsellor, d)
		w.Must("send", err)
		w.Refused("attach to what is sent", w.Attach(w.Context(), w.Counsellor, d.ID, late), fault.KindPrivate, "")
		w.Refused("remove from what is sent", w.Detach(w.Context(), w.Counsellor, d.ID, list[1].ID), fault.KindPrivate, "")
		w.Refused("receive for what is sent", attach(w, w.Counsellor, d.ID, "c.txt", []byte("Sent.")), fault.KindInvalid, "concern.attachment.sent")

		w.Must("throw away", w.ThrowAwayDraft(w.Context(), w.Colleague, other.ID))
		if n := contents(w); n != 2 {
			t.Errorf("%d contents are kept, want those of the report that was sent", n)
		}
	})
}

// contents is how many there are.
func contents(w *World) (n int) {
	w.Helper()
	w.Must("count", w.Store.Data.Read(w.Context(), func(tx *db.Tx) error {
		return tx.QueryRow(w.Context(), `SELECT count(*) FROM file_content`).Scan(&n)
	}))
	return n
}

// What is attached or removed while the report is being sent is sent or not, and never half.
func TestAttachingWhileSending(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		d := attached(w, w.Counsellor)
		list := inDraft(w, w.Counsellor, d)
		w.Clock.Meanwhile(3, func() { w.Must("remove", w.Detach(w.Context(), w.Counsellor, d.ID, list[0].ID)) })
		_, err := w.SendReport(w.Context(), w.Counsellor, d)
		w.Refused("send", err, fault.KindRefused, "concern.raced")
		r, err := w.SendReport(w.Context(), w.Counsellor, d)
		w.Must("send again", err)
		has := len(w.Sent(w.Counsellor, r.ID).Files)
		if got := len(w.Opened(w.Officer, w.Matters(w.Counsellor, r.ID)[0]).Files); got != has || has != 1 {
			t.Errorf("the sender has %d attachments and the receiver %d", has, got)
		}
	})
}
