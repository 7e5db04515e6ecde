package coordination_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// One guardian says yes and the other no: each sees their own words, answers and
// consents, and nothing of the other's.
func TestTwoGuardiansApart(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		child, ulla, egil := w.Enter(w.Counsellor, matter, 0), w.Enter(w.Counsellor, matter, 1), w.Enter(w.Counsellor, matter, 2)
		c, err := w.AskConsent(ctx, w.Counsellor, matter, Consent(w.Clinic))
		w.Must("ask for consent", err)
		w.Must("the first says yes", w.FamilyAnswer(ctx, ulla, matter, c.ID, coordination.AnswerYes))
		v, err := w.Family(ctx, egil, matter)
		w.Must("the second looks", err)
		if len(v.Consents) != 1 || !v.Consents[0].MayAnswer || v.Consents[0].Own.Answer != coordination.AnswerWaiting {
			w.Errorf("the second guardian's consents: %+v", v.Consents)
		}
		w.Refused("the second says nothing", w.FamilyAnswer(ctx, egil, matter, c.ID, ""), fault.KindInvalid, "coordination.plan.answer_missing")
		w.Must("the second says no", w.FamilyAnswer(ctx, egil, matter, c.ID, coordination.AnswerNo))
		w.Refused("answer twice", w.FamilyAnswer(ctx, egil, matter, c.ID, coordination.AnswerYes), fault.KindRefused, "coordination.consent.answered")
		w.Refused("the child answers for nobody", w.FamilyAnswer(ctx, child, matter, c.ID, coordination.AnswerYes), fault.KindPrivate, "")
		if v, err = w.Family(ctx, ulla, matter); err != nil || !v.Consents[0].MayWithdraw {
			w.Errorf("the first guardian can tell that the second has said no: %+v, %v", v.Consents, err)
		}
		w.Must("withdraw what has fallen", w.FamilyAnswer(ctx, ulla, matter, c.ID, coordination.AnswerWithdrawn))
		w.Refused("withdraw twice", w.FamilyAnswer(ctx, ulla, matter, c.ID, coordination.AnswerWithdrawn), fault.KindRefused, "coordination.consent.not_active")

		w.Must("disagree", w.Say(ctx, egil, matter, coordination.VoiceDraft{Kind: coordination.VoiceDisagree, Text: "Jag vill inte."}))
		w.Refused("say nothing", w.Say(ctx, ulla, matter, coordination.VoiceDraft{Kind: coordination.VoiceChange}), fault.KindInvalid, "coordination.voice.text_missing")
		w.Must("agree without words", w.Say(ctx, ulla, matter, coordination.VoiceDraft{Kind: coordination.VoiceAgree}))
		for _, who := range []access.Actor{ulla, child} {
			v, err := w.Family(ctx, who, matter)
			w.Must("look", err)
			for _, x := range v.Voices {
				if x.Text == "Jag vill inte." {
					w.Error("somebody reads what the second guardian has said")
				}
			}
		}
		team, err := w.FamilyTeam(ctx, w.Counsellor, matter)
		w.Must("the team looks", err)
		if len(team.Voices) != 2 || len(team.Family) != 3 || team.Voices[1].Text != "Jag vill inte." || team.Voices[1].Who.Given != "Egil" {
			w.Fatalf("the team reads %+v", team.Voices)
		}
		w.Must("answer", w.AnswerVoice(ctx, w.Counsellor, matter, team.Voices[1].ID, "Vi pratar på torsdag."))
		v, err = w.Family(ctx, egil, matter)
		w.Must("look again", err)
		if v.Voices[0].Answer != "Vi pratar på torsdag." || v.Voices[0].By != "Vera Alm" || v.Team[0].Name != "Vera Alm" {
			w.Errorf("the answer came as %+v", v)
		}
		// Whoever goes through the log has read nothing about the child.
		w.Must("a reviewer looks at a list", w.Audit.Reading(ctx, audit.Record{Actor: w.Head, Action: "review.period.read", Subjects: []string{matter}, Result: audit.Done}))
		rows, err := w.Readings(ctx, egil, matter)
		w.Must("who has read", err)
		if len(rows.Rows) != 1 || rows.Rows[0].Name != "Vera Alm" {
			w.Errorf("who has read: %+v", rows.Rows)
		}
		for _, who := range []access.Actor{w.Psychologist, w.Administrator, w.Head} {
			_, err := w.Family(ctx, who, matter)
			w.Refused("staff on a family's page", err, fault.KindPrivate, "")
			_, err = w.InviteKin(ctx, who, matter, ulla.User)
			w.Refused("invite without being in the team", err, fault.KindPrivate, "")
		}
		_, err = w.Matter(ctx, ulla, matter)
		w.Refused("a guardian on the staff's page", err, fault.KindPrivate, "")
		_, err = w.List(ctx, ulla, coordination.ListFilter{})
		w.Refused("a guardian in the staff's list", err, fault.KindPrivate, "")
	})
}

// A guardian takes a part out of their own yes: it is not shared from the next request,
// and the other guardian, who has said yes to more, cannot tell.
func TestPartOfAYesTakenBack(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		child, ulla, egil := w.Enter(w.Counsellor, matter, 0), w.Enter(w.Counsellor, matter, 1), w.Enter(w.Counsellor, matter, 2)
		c := w.Consented(w.Counsellor, matter, Consent(w.Clinic))
		w.Joins(w.Counsellor, matter, w.Psychologist)
		for _, topic := range []coordination.Topic{coordination.School, coordination.Home} {
			_, err := w.Write(ctx, w.Counsellor, matter, Note("Om "+string(topic), func(d *coordination.ItemDraft) { d.Topic = topic }))
			w.Must("write", err)
		}
		part := func(topics ...coordination.Topic) coordination.Scope { return coordination.Scope{Topics: topics} }
		for name, x := range map[string]struct {
			who  access.Actor
			part coordination.Scope
			kind fault.Kind
			key  string
		}{
			"nothing":                       {ulla, part(), fault.KindInvalid, "coordination.family.part_missing"},
			"what nobody asked about":       {ulla, part("annat"), fault.KindInvalid, "coordination.family.part_missing"},
			"everything":                    {ulla, part(coordination.Topics...), fault.KindInvalid, "coordination.family.part_all"},
			"all but one of two":            {ulla, coordination.Scope{Parties: []string{w.Clinic.Organisation}}, fault.KindInvalid, "coordination.family.part_all"},
			"out of another's yes":          {child, part(coordination.Home), fault.KindPrivate, ""},
			"by somebody who works with it": {w.Psychologist, part(coordination.Home), fault.KindPrivate, ""},
		} {
			w.Refused(name, w.FamilyTakeOut(ctx, x.who, matter, c.ID, x.part), x.kind, x.key)
		}
		before, err := w.Family(ctx, egil, matter)
		w.Must("the second looks", err)

		w.Must("take a part out", w.FamilyTakeOut(ctx, ulla, matter, c.ID, part(coordination.Home)))
		if v := w.Opened(w.Psychologist, matter); len(v.Items) != 1 || v.Items[0].Title != "Om school" {
			w.Errorf("the clinic sees %+v", v.Items)
		}
		topics := func(who access.Actor) []coordination.Topic {
			v, err := w.Family(ctx, who, matter)
			w.Must("look", err)
			return v.Consents[0].Topics
		}
		if slices.Contains(topics(ulla), coordination.Home) {
			w.Error("what is taken out is still there")
		}
		if !slices.Equal(topics(egil), before.Consents[0].Topics) {
			w.Error("one guardian can tell that the other has taken a part out")
		}
		team, err := w.Consent(ctx, w.Counsellor, c.ID)
		w.Must("the team looks", err)
		if slices.Contains(team.Topics, coordination.Home) || !team.Effective {
			w.Errorf("the team reads that the consent is about %v", team.Topics)
		}

		w.Must("the team takes more away", w.Narrow(ctx, w.Counsellor, c.ID, team.Consent.Parties, []coordination.Topic{coordination.School, coordination.Health}))
		if got := topics(egil); !slices.Equal(got, []coordination.Topic{coordination.Home, coordination.School, coordination.Health}) {
			w.Errorf("the second guardian's yes is now about %v", got)
		}
		w.Must("the second takes the rest out", w.FamilyTakeOut(ctx, egil, matter, c.ID, part(coordination.School, coordination.Health)))
		if v := w.Opened(w.Psychologist, matter); len(v.Items) != 0 || v.Shared || v.Matter.State != coordination.Paused {
			w.Errorf("with nothing left in common the clinic sees %+v", v)
		}
	})
}

// A newer consent stands instead of an older one when the last giver has said yes. Who
// answered before them sees and can do the same as when the last has said no.
func TestWhatANewerConsentTells(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		var pages [2][]coordination.FamilyConsent
		var errs [2]error
		for i, answer := range []coordination.Answer{coordination.AnswerYes, coordination.AnswerNo} {
			matter := w.Open(w.Counsellor, "sip")
			ulla, egil := w.Enter(w.Counsellor, matter, 1), w.Enter(w.Counsellor, matter, 2)
			older := w.Consented(w.Counsellor, matter, Consent(w.Clinic))
			newer, err := w.AskConsent(ctx, w.Counsellor, matter, Consent(w.Clinic, w.Reception))
			w.Must("ask again", err)
			w.Must("the first says yes", w.FamilyAnswer(ctx, ulla, matter, newer.ID, coordination.AnswerYes))
			w.Must("the second answers", w.FamilyAnswer(ctx, egil, matter, newer.ID, answer))
			v, err := w.Family(ctx, ulla, matter)
			w.Must("look", err)
			pages[i] = v.Consents
			errs[i] = errors.Join(w.FamilyTakeOut(ctx, ulla, matter, older.ID, coordination.Scope{Topics: []coordination.Topic{coordination.Home}}),
				w.FamilyAnswer(ctx, ulla, matter, older.ID, coordination.AnswerWithdrawn))
		}
		if len(pages[0]) != 2 || len(pages[1]) != 2 {
			w.Fatalf("after a yes of the other's there are %d consents, and after a no %d", len(pages[0]), len(pages[1]))
		}
		for i, yes := range pages[0] {
			no := pages[1][i]
			if yes.Purpose != no.Purpose || yes.Own.Answer != no.Own.Answer || yes.MayAnswer != no.MayAnswer || yes.MayWithdraw != no.MayWithdraw || len(yes.Parties) != len(no.Parties) {
				w.Errorf("after a yes %+v, and after a no %+v", yes, no)
			}
		}
		if errs[0] != nil || errs[1] != nil {
			w.Errorf("taking back the older after a yes: %v; after a no: %v", errs[0], errs[1])
		}
	})
}

// What is shown to the family is a wording that its owner has chosen, and a
// withdrawal by a guardian works from the next request.
func TestToldAndWithdrawn(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		child, ulla := w.Enter(w.Counsellor, matter, 0), w.Enter(w.Counsellor, matter, 1)
		c := w.Consented(w.Counsellor, matter, Consent(w.Clinic))
		w.Joins(w.Counsellor, matter, w.Psychologist)
		it, err := w.Write(ctx, w.Counsellor, matter, Note("Första orden"))
		w.Must("write", err)
		w.Refused("tell another unit's", w.Tell(ctx, w.Psychologist, matter, coordination.TellChoice{Item: it.ID, ToChild: true, ToGuardians: true}), fault.KindPrivate, "")
		items := func(who access.Actor) int {
			v, err := w.Family(ctx, who, matter)
			w.Must("look", err)
			return len(v.Items)
		}
		if items(child) != 0 {
			w.Error("shown before anybody decided")
		}
		w.Must("tell the child", w.Tell(ctx, w.Counsellor, matter, coordination.TellChoice{Item: it.ID, ToChild: true}))
		_, err = w.Revise(ctx, w.Counsellor, it.ID, it.Version, Note("Andra orden"))
		w.Must("revise", err)
		_, err = w.Revise(ctx, w.Counsellor, it.ID, it.Version, Note("Andra ord ur en annan flik"))
		w.Refused("revise what has been revised since it was read", err, fault.KindInvalid, "coordination.item.raced")
		v, err := w.Family(ctx, child, matter)
		w.Must("the child looks", err)
		if len(v.Items) != 1 || v.Items[0].Title != "Första orden" || items(ulla) != 0 {
			w.Errorf("the child sees %+v, the guardian %d", v.Items, items(ulla))
		}
		w.Refused("tell what is not there", w.Tell(ctx, w.Counsellor, matter, coordination.TellChoice{Item: matter, ToChild: true}), fault.KindInvalid, "coordination.item.missing")
		for _, x := range []struct {
			choice coordination.TellChoice
			title  string
		}{
			{coordination.TellChoice{Item: it.ID, ToChild: true}, "Första orden"},
			{coordination.TellChoice{Item: it.ID, ToChild: true, ToGuardians: true}, "Första orden"},
			{coordination.TellChoice{Item: it.ID, ToChild: true, Newest: true}, "Andra orden"},
		} {
			w.Must("choose again", w.Tell(ctx, w.Counsellor, matter, x.choice))
			if v, err := w.Family(ctx, child, matter); err != nil || len(v.Items) != 1 || v.Items[0].Title != x.title || (items(ulla) == 1) != x.choice.ToGuardians {
				w.Errorf("after %+v the child sees %+v, %v", x.choice, v.Items, err)
			}
		}
		// What is written in protected mode is not kept for the guardians until it ends.
		w.Must("show her", w.Tell(ctx, w.Counsellor, matter, coordination.TellChoice{Item: it.ID, ToChild: true, ToGuardians: true}))
		w.Must("protect", w.SwitchOn(ctx, w.Counsellor, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour, Named: []string{w.Opened(w.Psychologist, matter).Me.ID}}))
		secret, err := w.Write(ctx, w.Counsellor, matter, Note("Hemligt"))
		w.Must("write", err)
		_, err = w.Revise(ctx, w.Counsellor, it.ID, 2, Note("Tredje orden"))
		w.Must("revise", err)
		for _, x := range []coordination.TellChoice{{Item: secret.ID, ToGuardians: true}, {Item: secret.ID, ToChild: true}, {Item: it.ID, ToGuardians: true, Newest: true}} {
			w.Refused("tell in protected mode", w.Tell(ctx, w.Counsellor, matter, x), fault.KindRefused, "coordination.family.tell_protected")
		}
		w.Must("as it was", w.Tell(ctx, w.Counsellor, matter, coordination.TellChoice{Item: it.ID, ToChild: true, ToGuardians: true}, coordination.TellChoice{Item: secret.ID}))
		w.Must("the first", w.AskSwitchOff(ctx, w.Counsellor, matter, "Behövs inte."))
		w.Must("the second", w.SwitchOff(ctx, w.Psychologist, matter))
		if v, err := w.Family(ctx, ulla, matter); err != nil || len(v.Items) != 1 || v.Items[0].Title != "Andra orden" {
			w.Errorf("after the mode the guardian sees %+v, %v", v.Items, err)
		}
		w.Must("withdraw", w.FamilyAnswer(ctx, ulla, matter, c.ID, coordination.AnswerWithdrawn))
		if v := w.Opened(w.Psychologist, matter); len(v.Items) != 0 || v.Shared || v.Matter.State != coordination.Paused {
			w.Errorf("after the withdrawal the clinic sees %+v", v)
		}

		team, err := w.FamilyTeam(ctx, w.Counsellor, matter)
		w.Must("the team looks", err)
		kin := team.Family[1].Kin.ID
		w.Refused("judge without reasons", w.JudgeKin(ctx, w.Counsellor, matter, kin, false, " "), fault.KindInvalid, "coordination.kin.judgement_missing")
		w.Must("judge", w.JudgeKin(ctx, w.Counsellor, matter, kin, false, "Barnet är femton och vill ha det för sig."))
		_, err = w.Family(ctx, ulla, matter)
		w.Refused("judged not to read", err, fault.KindPrivate, "")
		w.Must("end", w.EndKin(ctx, w.Counsellor, matter, team.Family[0].Kin.ID))
		_, err = w.Family(ctx, child, matter)
		w.Refused("ended", err, fault.KindPrivate, "")
	})
}

// At midnight in Stockholm of the eighteenth birthday, and not an hour before, a
// guardian's right is over; the young person's own is not.
func TestOfAgeAtMidnight(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip", func(d *coordination.NeedDraft) { d.Child.Birth = "2008-11-24" })
		child, ulla := w.Enter(w.Counsellor, matter, 0), w.Enter(w.Counsellor, matter, 1)
		w.Clock.Set("2026-11-23 23:59")
		_, err := w.Family(ctx, ulla, matter)
		w.Must("the last minute", err)
		w.Clock.Set("2026-11-24 00:00")
		_, err = w.Family(ctx, ulla, matter)
		w.Refused("of age", err, fault.KindPrivate, "")
		_, err = w.Family(ctx, child, matter)
		w.Must("the young person", err)
	})
}

// Protected mode in the middle of an ordinary matter: from the next request the
// guardians' pages are those of somebody whose child has nothing.
func TestProtectedMode(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		w.Consented(w.Counsellor, matter, Consent(w.Clinic, w.Reception))
		w.Joins(w.Counsellor, matter, w.Psychologist)
		w.Joins(w.Counsellor, matter, w.Officer)
		w.Must("ask another", w.Invite(ctx, w.Counsellor, matter, coordination.InviteDraft{Unit: w.School.Unit, User: w.Colleague.User}))
		child, ulla := w.Enter(w.Counsellor, matter, 0), w.Enter(w.Counsellor, matter, 1)
		nothing := w.Open(w.Counsellor, "sip")
		other := w.Enter(w.Counsellor, nothing, 1)

		w.Refused("without a reason", w.SwitchOn(ctx, w.Officer, matter, coordination.ProtectionDraft{}), fault.KindInvalid, "coordination.protection.reason_missing")
		w.Refused("by a guardian", w.SwitchOn(ctx, ulla, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour}), fault.KindPrivate, "")
		page, err := w.Protection(ctx, w.Officer, matter)
		w.Must("the page", err)
		var named, apart []string
		for _, m := range page.Team {
			if m.Name == "Siri Hassel" {
				named = append(named, m.Member.ID)
			}
			if m.Name == "Vera Alm" {
				apart = append(apart, m.Member.ID)
			}
		}
		w.Must("switch on", w.SwitchOn(ctx, w.Officer, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour, Named: append(named, apart...), Apart: apart,
			Body: coordination.ProtectionBody{Why: "Rädd för en resa.", Contact: "Skolsköterskan, onsdagar 10."}}))

		for _, who := range []access.Actor{ulla, child} {
			_, err := w.Family(ctx, who, matter)
			_, absent := w.Family(ctx, who, "nothing")
			if !reflect.DeepEqual(err, absent) || fault.KindOf(err) != fault.KindPrivate {
				w.Errorf("a protected matter answers %v, nothing %v", err, absent)
			}
			cards, err := w.FamilyHome(ctx, who)
			if len(cards) > 0 || err != nil {
				w.Errorf("the first page: %v, %v", cards, err)
			}
			w.Refused("say", w.Say(ctx, who, matter, coordination.VoiceDraft{Kind: coordination.VoiceAgree}), fault.KindPrivate, "")
		}
		if cards, err := w.FamilyHome(ctx, other); len(cards) != 1 || err != nil {
			w.Errorf("another guardian's first page: %v, %v", cards, err)
		}
		for _, who := range []access.Actor{w.Counsellor, w.Colleague} {
			_, err := w.Matter(ctx, who, matter)
			w.Refused("shut out", err, fault.KindPrivate, "")
			_, err = w.Need(ctx, who, matter)
			w.Refused("the need it came from", err, fault.KindPrivate, "")
			list, err := w.List(ctx, who, coordination.ListFilter{})
			w.Must("list", err)
			for _, row := range list.Rows {
				if row.Matter.ID == matter {
					w.Error("still in the list of somebody who was shut out")
				}
			}
			if len(list.Asked) != 0 || len(w.Told(who)) != 0 {
				w.Errorf("asked %v, told %v", list.Asked, w.Told(who))
			}
		}
		v := w.Opened(w.Psychologist, matter)
		if v.Holder != "Tove Rönn" {
			w.Errorf("the baton is with %q", v.Holder)
		}
		w.Refused("a unit is asked", w.Invite(ctx, w.Officer, matter, coordination.InviteDraft{Unit: w.School.Unit}), fault.KindInvalid, "coordination.invite.named_only")

		w.Refused("confirm one's own", w.ConfirmProtection(ctx, w.Officer, matter), fault.KindRefused, "coordination.protection.confirm_own")
		w.Clock.Pass(25 * 3600e9)
		w.Must("watch", w.WatchProtection(ctx))
		w.Must("watch again", w.WatchProtection(ctx))
		if told := w.Told(w.Psychologist); told[len(told)-1] != "coordination.notice.protection_unconfirmed" {
			w.Errorf("nobody was alarmed: %v", told)
		}
		_, err = w.Family(ctx, ulla, matter)
		w.Refused("unconfirmed, and still on", err, fault.KindPrivate, "")
		w.Must("confirm", w.ConfirmProtection(ctx, w.Psychologist, matter))
		w.Clock.Pass(8 * 24 * 3600e9)
		w.Must("a week", w.WatchProtection(ctx))
		if told := w.Told(w.Officer); told[len(told)-1] != "coordination.notice.protection_due" {
			w.Errorf("nobody was reminded: %v", told)
		}
		w.Must("judge again", w.Reassess(ctx, w.Officer, matter, "Behövs."))

		w.Refused("end without the first", w.SwitchOff(ctx, w.Officer, matter), fault.KindRefused, "coordination.protection.off_not_asked")
		w.Must("the first", w.AskSwitchOff(ctx, w.Officer, matter, "Behövs inte."))
		w.Refused("end alone", w.SwitchOff(ctx, w.Officer, matter), fault.KindRefused, "coordination.protection.off_own")
		w.Must("the second", w.SwitchOff(ctx, w.Psychologist, matter))
		_, err = w.Family(ctx, ulla, matter)
		w.Must("back", err)
		_, err = w.Matter(ctx, w.Counsellor, matter)
		w.Refused("close to the family, and still may not know", err, fault.KindPrivate, "")
		asked, err := w.List(ctx, w.Colleague, coordination.ListFilter{})
		w.Must("list", err)
		if len(asked.Asked) != 1 {
			w.Errorf("who was asked is not asked again: %+v", asked.Asked)
		}
		rows, err := w.Readings(ctx, ulla, matter)
		w.Must("who has read", err)
		for _, r := range rows.Rows {
			if r.Name == "Siri Hassel" && r.Day.String() > "2026-11-23" && r.Day.String() < "2026-12-02" {
				w.Errorf("what was read in protected mode is told: %+v", r)
			}
		}
	})
}

// The officer on duty opens what their organisation takes part in, for two hours;
// everybody in the team is told, and somebody else reviews every reading.
func TestEmergencyOpening(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		const number = "20130504-2382"
		matter := w.Open(w.Officer, "sip", func(d *coordination.NeedDraft) { d.Child.Number = number })
		w.Must("protect", w.SwitchOn(ctx, w.Officer, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour,
			Body: coordination.ProtectionBody{Contact: "Skolsköterskan."}}))
		w.Refused("not on duty", w.BreakGlass(ctx, w.Second, number, "Ringer från tåget."), fault.KindPrivate, "")
		boss := w.Hire("Iris Pil", w.Reception, access.Manager)
		today := w.Clock.Now()
		w.Must("the rota", w.Identity.SetDuty(ctx, boss, identity.DutyDraft{User: w.Second.User, First: civil.Of(today), Last: civil.Of(today)}))
		weak := w.Second
		weak.Strong = false
		w.Refused("too long since", w.BreakGlass(ctx, weak, number, "Ringer."), fault.KindUnproven, "")
		w.Refused("no reason", w.BreakGlass(ctx, w.Second, number, " "), fault.KindInvalid, "coordination.glass.reason_missing")
		w.Refused("nobody", w.BreakGlass(ctx, w.Second, "20130505-2381", "Ringer."), fault.KindInvalid, "")
		w.Must("open", w.BreakGlass(ctx, w.Second, number, "Ringer från tåget."))
		list, err := w.Glasses(ctx, w.Second)
		w.Must("list", err)
		v, err := w.ReadGlass(ctx, w.Second, list.Open[0].ID)
		w.Must("read", err)
		if v.Child.Given != "Moa" || v.Body.Contact != "Skolsköterskan." || v.Holder != "Tove Rönn" {
			w.Errorf("the duty officer sees %+v", v)
		}
		_, err = w.ReadGlass(ctx, w.Officer, list.Open[0].ID)
		w.Refused("somebody else's", err, fault.KindPrivate, "")
		_, err = w.Matter(ctx, w.Second, matter)
		w.Refused("the matter itself", err, fault.KindPrivate, "")
		if told := w.Told(w.Officer); told[len(told)-1] != "coordination.notice.glass" {
			w.Errorf("the owner was told %v", told)
		}
		page, err := w.Protection(ctx, w.Officer, matter)
		w.Must("the page", err)
		if len(page.Glasses) != 1 || len(page.Glasses[0].Accesses) != 2 || page.Glasses[0].Reason != "Ringer från tåget." || !page.Glasses[0].MayReview {
			w.Errorf("to review: %+v", page.Glasses)
		}
		w.Clock.Pass(2 * 3600e9)
		_, err = w.ReadGlass(ctx, w.Second, list.Open[0].ID)
		w.Refused("after two hours", err, fault.KindPrivate, "")
		w.Must("review", w.ReviewGlass(ctx, w.Officer, matter, list.Open[0].ID, "Riktigt."))
		w.Refused("review twice", w.ReviewGlass(ctx, w.Officer, matter, list.Open[0].ID, "Riktigt."), fault.KindRefused, "coordination.glass.reviewed")
	})
}
