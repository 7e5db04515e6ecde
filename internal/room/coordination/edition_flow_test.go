package coordination_test

import (
	"slices"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// A municipality's own version: written by one, put in force by another, from a day;
// matters that are running keep the version they began with.
func TestEditionFromDraftToMatters(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		chief := w.Hire("Siv Hägg", w.Reception, access.Manager)
		far := w.Hire("Nils Rot", Place{Unit: w.Reception.Unit, Organisation: w.Reception.Organisation, Municipality: "9902", Sector: access.Social}, access.Manager)
		for name, who := range map[string]access.Actor{"a counsellor": w.Counsellor, "the police": w.Constable, "child psychiatry": w.Psychologist, "nobody": {}} {
			_, err := w.BeginEdition(ctx, who, "sspf")
			w.Refused(name+" adjusting", err, fault.KindPrivate, "")
		}
		_, err := w.BeginEdition(ctx, w.Head, "sip")
		w.Refused("the plan that the law describes", err, fault.KindInvalid, "coordination.edition.not_adjustable")

		young := func(d *coordination.NeedDraft) { d.Child.Birth = "2015-02-03" } // eleven
		before := w.Open(w.Counsellor, "sspf")
		e, err := w.BeginEdition(ctx, w.Head, "sspf")
		w.Must("begin", err)
		v, err := w.Edition(ctx, w.Administrator, e.ID)
		w.Must("open it", err)
		words := v.Form.Words()
		words.Revision, words.Ages.From, words.Decision = v.Revision, 10, "Kommunstyrelsen 2026-11-02 § 118"
		words.Contents = append(words.Contents, "Vägen till och från skolan")
		w.Must("write", w.WriteEdition(ctx, w.Head, e.ID, words))
		w.Refused("writing over somebody", w.WriteEdition(ctx, w.Administrator, e.ID, words), fault.KindInvalid, "coordination.edition.raced")
		w.Refused("in force before it is checked", w.EnforceEdition(ctx, chief, e.ID, v.Revision+1, civil.On(2026, 12, 1)), fault.KindRefused, "coordination.edition.not_checked")
		w.Must("check", w.CheckEdition(ctx, w.Head, e.ID))
		v, err = w.Edition(ctx, chief, e.ID)
		w.Must("open it", err)
		if got := coordination.Changes(v.Before, v.Form); len(got) != 3 || got[0].Part != "ages" || got[0].After != "10–20" || len(v.Missing) != 0 || !v.MayEnforce {
			t.Errorf("the second person reads %+v, missing %v", got, v.Missing)
		}
		_, err = w.Edition(ctx, far, e.ID)
		w.Refused("another municipality's", err, fault.KindPrivate, "")
		w.Refused("put in force by who wrote it", w.EnforceEdition(ctx, w.Head, e.ID, v.Revision, civil.On(2026, 12, 1)), fault.KindRefused, "coordination.edition.own_hand")
		w.Refused("put in force by an administrator", w.EnforceEdition(ctx, w.Administrator, e.ID, v.Revision, civil.On(2026, 12, 1)), fault.KindPrivate, "")
		w.Refused("from a day that has been", w.EnforceEdition(ctx, chief, e.ID, v.Revision, civil.On(2026, 11, 22)), fault.KindInvalid, "coordination.edition.from_wrong")
		w.Refused("another text than the one that was read", w.EnforceEdition(ctx, chief, e.ID, v.Revision-1, civil.On(2026, 12, 1)), fault.KindRefused, "coordination.edition.raced")
		w.Must("put in force", w.EnforceEdition(ctx, chief, e.ID, v.Revision, civil.On(2026, 12, 1)))
		words.Revision = v.Revision + 1
		w.Refused("writing in what is in force", w.WriteEdition(ctx, w.Head, e.ID, words), fault.KindRefused, "coordination.edition.in_force")

		n, err := w.Raise(ctx, w.Counsellor, Need(young))
		w.Must("raise", err)
		_, err = w.AcceptNeed(ctx, w.Counsellor, n.ID, coordination.AcceptDraft{Form: "sspf"})
		w.Refused("before its day", err, fault.KindInvalid, "coordination.form.wrong_age")
		w.Clock.Set("2026-12-01 08:00")
		m, err := w.AcceptNeed(ctx, w.Counsellor, n.ID, coordination.AcceptDraft{Form: "sspf"})
		w.Must("from its day", err)
		if now := w.Opened(w.Counsellor, m.ID).Form; now.Edition != 1 || now.Version < 1000 || !slices.ContainsFunc(now.Contents, func(c coordination.FormContent) bool { return c.Text.Swedish == "Vägen till och från skolan" }) {
			t.Errorf("the matter began with %+v", now)
		}
		if old := w.Opened(w.Counsellor, before).Form; old.Edition != 0 || old.Ages.From != 12 {
			t.Errorf("a running matter has got %+v", old)
		}
		w.Must("pause what has no ground", w.Pause(ctx))
		list, err := w.List(ctx, w.Counsellor, coordination.ListFilter{})
		w.Must("list", err)
		if len(list.Rows) != 2 {
			t.Errorf("%d matters in the list", len(list.Rows))
		}
		next, err := w.BeginEdition(ctx, chief, "sspf")
		w.Must("begin the next", err)
		if next.Form.Edition != 2 || next.Form.Ages.From != 10 {
			t.Errorf("the next version begins from %+v", next.Form)
		}
	})
}
