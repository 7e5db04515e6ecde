package grant_test

import (
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

// From the first word to the last krona, with everybody who may not on the way.
func TestAccountOfUse(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := w.Paid(12_000_000)
		ctx := w.Context()
		w.Holds(y, "held", 12_000_000)

		v, err := w.Use(ctx, w.Ek, y.ID)
		w.Must("open", err)
		if v.Account.ID != "" || v.Paid != money.Kronor(12_000_000) || v.Requisitioned != v.Paid || v.Redistributed != 0 || v.Held != v.Paid || !v.MayWrite || len(v.Account.Own) != 1 || len(v.Areas) != 1 || len(v.Gaps) == 0 {
			w.Errorf("before anybody has written: %+v", v)
		}
		_, err = w.Use(ctx, w.Officer, y.ID)
		w.Hidden("the agency opens the municipality's page", err)
		_, err = w.Write(y, w.Bjork, Parts(1, 0)[0])
		w.Refused("an account of nothing", err, "grant.use.nothing_held")

		a := w.Written(y, 11_000_000, 900_000)
		if len(a.Activities) != 1 || a.Used() != money.Kronor(11_000_000) || a.Number != 1 {
			w.Errorf("written: %+v", a)
		}
		_, err = w.HandOverUse(ctx, w.Ek, a.ID)
		w.Refused("hand over with money unexplained", err, "grant.use.gap.left")
		_, err = w.Write(y, w.Ek, grant.UseFigures{Agrees: "yes", Unused: money.Kronor(1_100_000), UnusedWhy: "Obesatt tjänst."})
		w.Must("write", err)
		_, err = w.HandOverUse(ctx, w.Ek, a.ID)
		w.Refused("hand over too much", err, "grant.use.gap.over")
		_, err = w.Write(y, w.Ek, grant.UseFigures{Agrees: "yes", Unused: money.Kronor(1_000_000), UnusedWhy: "Obesatt tjänst."})
		w.Must("write", err)
		_, err = w.CertifyUse(ctx, w.EkHead, a.ID, a.Content())
		w.Refused("certify what is not handed over", err, "grant.changed_meanwhile")
		_, err = w.HandOverUse(ctx, w.Bjork, a.ID)
		w.Hidden("another municipality hands over", err)
		_, err = w.HandOverUse(ctx, w.Ek, a.ID)
		w.Must("hand over", err)
		_, err = w.UseVersion(ctx, w.Officer, a.ID)
		w.Hidden("the agency reads what is not sent", err)

		seen := w.Now(y).Content()
		_, err = w.CertifyUse(ctx, w.EkSecond, a.ID, seen)
		w.Hidden("somebody certifies without authority", err)
		_, err = w.CertifyUse(ctx, w.BjorkHead, a.ID, seen)
		w.Hidden("another municipality certifies", err)
		tired := w.EkHead
		tired.Strong = false
		if _, err = w.CertifyUse(ctx, tired, a.ID, seen); fault.KindOf(err) != fault.KindUnproven {
			w.Errorf("a certifier who has not proved: %v", err)
		}
		_, err = w.GiveAuthority(ctx, w.EkHead, grant.AuthorityDraft{Kind: grant.Certify, User: w.Ek.User, LastOn: v.Today})
		w.Must("let the writer certify", err)
		_, err = w.CertifyUse(ctx, w.Ek, a.ID, seen)
		w.Refused("certify one's own", err, "grant.use.own_text")
		_, err = w.CertifyUse(ctx, w.EkHead, a.ID, "what I remember")
		w.Refused("certify what was not read", err, "grant.changed_meanwhile")
		_, err = w.CertifyUse(ctx, w.EkHead, a.ID, seen)
		w.Must("certify", err)

		_, err = w.Write(y, w.EkSecond, grant.UseChildren{Heard: "De valde också lokalen.", Gender: "Färre flickor."})
		w.Must("edit what is certified", err)
		if a = w.Now(y); a.State != grant.UseDraft || a.CertifiedBy != "" || len(a.Writers) != 2 {
			w.Errorf("an edit voids the certification: %+v", a)
		}
		_, err = w.SendUse(ctx, w.Ek, a.ID)
		w.Refused("send what is not certified", err, "grant.changed_meanwhile")
		_, err = w.HandOverUse(ctx, w.Ek, a.ID)
		w.Must("hand over again", err)
		_, err = w.CertifyUse(ctx, w.Ek, a.ID, w.Now(y).Content())
		w.Refused("certify what one wrote before somebody else", err, "grant.use.own_text")
		_, err = w.CertifyUse(ctx, w.EkHead, a.ID, w.Now(y).Content())
		w.Must("certify again", err)
		sql(w, `UPDATE grant_use SET heard = 'Något annat.' WHERE id = $1`, a.ID)
		_, err = w.SendUse(ctx, w.Ek, a.ID)
		w.Refused("send what was changed underneath", err, "grant.changed_meanwhile")
		sql(w, `UPDATE grant_use SET heard = 'De valde också lokalen.' WHERE id = $1`, a.ID)
		_, err = w.SendUse(ctx, w.EkSecond, a.ID)
		w.Must("send", err)
		_, err = w.Write(y, w.Ek, grant.UseChildren{Heard: "Nej.", Gender: "Nej."})
		w.Refused("edit what is sent", err, "grant.use.sent_already")

		seen = w.Now(y).Content()
		_, err = w.AcceptUse(ctx, w.EkHead, a.ID, seen)
		w.Hidden("the municipality accepts", err)
		_, err = w.AcceptUse(ctx, w.FarOfficer, a.ID, seen)
		w.Hidden("another agency accepts", err)
		_, err = w.ReturnUse(ctx, w.Officer, a.ID, " ")
		w.Refused("ask for more without a reason", err, "grant.use.reason")
		_, err = w.ReturnUse(ctx, w.Officer, a.ID, "Skriv vilka områden som hade kvällspass.")
		w.Must("ask for more", err)
		next := w.Now(y)
		if next.ID == a.ID || next.Number != 2 || next.State != grant.UseDraft || next.Used() != a.Used() || len(next.Writers) != 2 {
			w.Errorf("the version that goes on: %+v", next)
		}
		_, err = w.AcceptUse(ctx, w.Officer, a.ID, seen)
		w.Refused("accept what was sent back", err, "grant.changed_meanwhile")
		_, err = w.Write(y, w.Ek, grant.UseContents{"Till fler fältarbetare i Norra.", "Se siffrorna."})
		w.Must("answer", err)
		_, err = w.HandOverUse(ctx, w.Ek, next.ID)
		w.Must("hand over", err)
		_, err = w.CertifyUse(ctx, w.EkHead, next.ID, w.Now(y).Content())
		w.Must("certify", err)
		_, err = w.SendUse(ctx, w.Ek, next.ID)
		w.Must("send", err)
		next = w.Now(y)

		for what, statement := range map[string]string{
			"one person for two":      `UPDATE grant_use SET certified_by = prepared_by WHERE id = $1`,
			"a certifier who accepts": `UPDATE grant_use SET state = 'accepted', reviewed_at = sent_at, reviewed_by = certified_by WHERE id = $1`,
			"a writer who accepts":    `UPDATE grant_use SET state = 'accepted', reviewed_at = sent_at, reviewed_by = prepared_by WHERE id = $1`,
			"nobody who accepts":      `UPDATE grant_use SET state = 'accepted' WHERE id = $1`,
			"sent uncertified":        `UPDATE grant_use SET certified_by = NULL WHERE id = $1`,
			"a second open version":   `INSERT INTO grant_use SELECT 'x', year_id, municipality, 9, form, 'draft', held, agrees, dispute, unused, unused_why, heard, gender, degree, evidence, afterwards, prepared_by, prepared_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '' FROM grant_use WHERE id = $1`,
		} {
			if err := w.Store.Data.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, statement, next.ID)
				return err
			}); err == nil {
				w.Errorf("the database takes %s", what)
			}
		}
		_, err = w.AcceptUse(ctx, w.Officer, next.ID, seen)
		w.Refused("accept what was not read", err, "grant.changed_meanwhile")
		_, err = w.AcceptUse(ctx, w.Officer, next.ID, next.Content())
		w.Must("accept", err)
		w.Holds(y, "used", 11_000_000)
		w.Holds(y, "claim", 1_000_000)
		w.Holds(y, "held", 0)
		_, err = w.AcceptUse(ctx, w.Officer, next.ID, next.Content())
		w.Refused("accept twice", err, "grant.changed_meanwhile")
		_, err = w.Write(y, w.Ek, grant.UseChildren{})
		w.Refused("edit what is accepted", err, "grant.use.sent_already")

		view, err := w.UseVersion(ctx, w.Manager, a.ID)
		w.Must("read the old version", err)
		if view.Whole || view.Account.Reason == "" || len(view.Versions) != 2 {
			w.Errorf("the agency's manager sees %+v", view)
		}
	})
}

// What somebody else wrote in the same part meanwhile is not lost unseen, and other parts
// do not stand in the way.
func TestTwoWriteTheSameAccount(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := w.Paid(1_000_000)
		ctx := w.Context()
		v, err := w.Use(ctx, w.Ek, y.ID)
		w.Must("open", err)
		mine, theirs := grant.UseChildren{Heard: "Mitt."}, grant.UseChildren{Heard: "Ditt."}
		_, err = w.SaveUse(ctx, w.EkSecond, y.ID, grant.SeenUse(v.Account, theirs), theirs)
		w.Must("the second writes", err)
		_, err = w.SaveUse(ctx, w.Ek, y.ID, grant.SeenUse(v.Account, mine), mine)
		w.Refused("write over what was not seen", err, "grant.use.part_changed")
		purpose := grant.UsePurpose{Evidence: "Färre anmälningar."}
		_, err = w.SaveUse(ctx, w.Ek, y.ID, grant.SeenUse(v.Account, purpose), purpose)
		w.Must("write in another part", err)
		_, err = w.SaveUse(ctx, w.Ek, y.ID, grant.SeenUse(w.Now(y), mine), mine)
		w.Must("write over what was seen", err)
		first, second := Parts(1, 0)[0], Parts(2, 0)[0].(grant.UseActivity)
		second.At = 1
		_, err = w.Write(y, w.Ek, first)
		w.Must("an activity", err)
		_, err = w.Write(y, w.Ek, second)
		w.Must("a second activity", err)
		_, err = w.SaveUse(ctx, w.EkSecond, y.ID, grant.SeenUse(v.Account, grant.UseRemoval{}), grant.UseRemoval{})
		w.Refused("remove what was not seen", err, "grant.use.part_changed")
		_, err = w.Write(y, w.EkSecond, grant.UseRemoval{})
		w.Must("remove the first", err)
		if a := w.Now(y); a.Children.Heard != "Mitt." || a.Purpose != purpose || len(a.Activities) != 1 || a.Used() != money.Kronor(2) || len(a.Writers) != 2 {
			w.Errorf("what is left: %+v", a)
		}
		_, err = w.Write(y, w.Ek, grant.UseActivity{At: 1, Activity: grant.Activity{Kind: "leisure", Areas: []string{"Norra " + Bjorklunda}}})
		w.Refused("another municipality's area", err, "grant.use.area")
	})
}

// Who has not sent is late, is reminded once a day without a word of the account, and may
// get more time, also afterwards.
func TestLateAccounts(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := w.Paid(1_000_000)
		ctx := w.Context()
		row := func() grant.UseRow {
			w.Helper()
			v, err := w.Uses(ctx, w.Officer, y.ID)
			w.Must("list", err)
			if len(v.Rows) != 1 {
				w.Fatalf("%d rows", len(v.Rows))
			}
			return v.Rows[0]
		}
		for who, actor := range map[string]access.Actor{"the municipality": w.EkHead, "another agency": w.FarManager} {
			_, err := w.Uses(ctx, actor, y.ID)
			w.Hidden(who+" lists", err)
			_, err = w.UseLines(ctx, actor, y.ID)
			w.Hidden(who+" takes the table", err)
			_, err = w.RemindUses(ctx, actor, y.ID, []string{Ekstad})
			w.Hidden(who+" reminds", err)
			_, err = w.ExtendUse(ctx, actor, y.ID, grant.Extension{})
			w.Hidden(who+" gives more time", err)
		}
		if r := row(); r.Standing != grant.UseAwaited || r.Late != 0 || r.Last != y.Terms.Dates.AccountLast {
			w.Errorf("in time: %+v", r)
		}
		w.Clock = y.Terms.Dates.AccountLast.AddDays(3).Start().Add(9 * time.Hour)
		if r := row(); r.Standing != grant.UseLate || r.Late != 3 {
			w.Errorf("late: %+v", r)
		}
		o, err := w.Overview(ctx, w.Officer, y.ID, civil.Date{})
		w.Must("overview", err)
		if o.UsesLate != 1 || o.UsesToReview != 0 {
			w.Errorf("the overview: %d late, %d to review", o.UsesLate, o.UsesToReview)
		}
		_, err = w.RemindUses(ctx, w.Officer, y.ID, nil)
		w.Refused("remind nobody", err, "grant.use.remind_whom")
		for want := range []int{1, 0} {
			n, err := w.RemindUses(ctx, w.Officer, y.ID, []string{Ekstad, Bjorklunda})
			w.Must("remind", err)
			if n != 1-want {
				w.Errorf("reminded %d, time %d", n, want+1)
			}
		}
		told := 0
		for _, line := range w.Told {
			if line == w.Ek.User+" grant.use.notice_due /bidrag/"+y.ID+"/redovisning" || line == w.EkHead.User+" grant.use.notice_due /bidrag/"+y.ID+"/redovisning" {
				told++
			}
			if strings.HasPrefix(line, w.Bjork.User) && strings.Contains(line, "grant.use") {
				w.Errorf("somebody else is told: %s", line)
			}
		}
		if told != 2 {
			w.Errorf("%d are told: %v", told, w.Told)
		}

		more := grant.Extension{Municipality: Ekstad, LastOn: civil.Of(w.Clock).AddDays(10), Reason: "Bokslutet är sent."}
		_, err = w.ExtendUse(ctx, w.Officer, y.ID, more)
		w.Hidden("an officer decides", err)
		for what, c := range map[string]struct {
			x   grant.Extension
			key string
		}{
			"a municipality without money": {grant.Extension{Municipality: Bjorklunda, LastOn: more.LastOn, Reason: "x"}, "grant.use.extension_municipality"},
			"the day there was":            {grant.Extension{Municipality: Ekstad, LastOn: y.Terms.Dates.AccountLast, Reason: "x"}, "grant.use.extension_day"},
			"a day that has been":          {grant.Extension{Municipality: Ekstad, LastOn: y.Terms.Dates.AccountLast.AddDays(1), Reason: "x"}, "grant.use.extension_day"},
			"for ever":                     {grant.Extension{Municipality: Ekstad, LastOn: more.LastOn.AddDays(900), Reason: "x"}, "grant.use.extension_day"},
			"no reason":                    {grant.Extension{Municipality: Ekstad, LastOn: more.LastOn}, "grant.extension.reason"},
		} {
			_, err := w.ExtendUse(ctx, w.Manager, y.ID, c.x)
			w.Refused(what, err, c.key)
		}
		_, err = w.ExtendUse(ctx, w.Manager, y.ID, more)
		w.Must("give more time", err)
		if r := row(); r.Standing != grant.UseAwaited || r.Last != more.LastOn || r.Reminded != civil.Of(w.Clock) || r.Account.ID != "" {
			w.Errorf("with more time: %+v", r)
		}

		a := w.Sent(y, 1_000_000, 0)
		if r := row(); r.Standing != grant.UseToReview || r.Account.ID != a.ID {
			w.Errorf("sent: %+v", r)
		}
		lines, err := w.UseLines(ctx, w.Officer, y.ID)
		w.Must("take the table", err)
		if len(lines.Lines) != 1 || !lines.Lines[0].Reached[1].Hidden || lines.Lines[0].Reached[0].Hidden && lines.Lines[0].Reached[2].Hidden {
			w.Errorf("three boys can be read in the table: %+v", lines.Lines[0].Reached)
		}
		for who, whole := range map[access.Actor]bool{w.Officer: true, w.EkHead: true, w.Manager: false} {
			v, err := w.UseVersion(ctx, who, a.ID)
			w.Must("read", err)
			if sheet := v.Account.Reached(v.Whole); v.Whole != whole || sheet.Cells[0][1].Hidden == whole {
				w.Errorf("%s sees small numbers: %v", who.Role, v.Whole)
			}
		}
		_, err = w.RemindUses(ctx, w.Officer, y.ID, []string{Ekstad})
		w.Must("remind who has sent", err)
		_, err = w.ReturnUse(ctx, w.Officer, a.ID, "Mer om områdena.")
		w.Must("ask for more", err)
		if r := row(); r.Standing != grant.UseAsked || r.Account.State != grant.UseReturned {
			w.Errorf("asked for more: %+v", r)
		}
	})
}
