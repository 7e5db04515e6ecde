package coordinationtest

import (
	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/room/coordination"
)

// Need is a valid need about a girl of thirteen with two guardians, but with what
// change says.
func Need(change ...func(*coordination.NeedDraft)) coordination.NeedDraft {
	d := coordination.NeedDraft{AskedBy: coordination.AskedByStaff,
		Child: coordination.NewChild{Given: "Moa", Family: "Gran", Birth: "2013-05-04",
			Guardians: []coordination.NewGuardian{{Given: "Ulla", Family: "Gran"}, {Given: "Egil", Family: "Gran"}}},
		Body: coordination.NeedBody{Question: "Borta från skolan i tre veckor.", ChildWish: "Jag vill sova.", ChildHow: "Samtal hos kuratorn."}}
	for _, c := range change {
		c(&d)
	}
	return d
}

// Open raises a need and opens a matter of the form.
func (w *World) Open(who access.Actor, form string, change ...func(*coordination.NeedDraft)) string {
	w.Helper()
	n, err := w.Raise(w.Context(), who, Need(change...))
	w.Must("raise a need", err)
	m, err := w.AcceptNeed(w.Context(), who, n.ID, coordination.AcceptDraft{Form: form})
	w.Must("accept the need", err)
	return m.ID
}

// Consent is a valid consent between the organisations, about everything.
func Consent(parties ...Place) coordination.ConsentDraft {
	d := coordination.ConsentDraft{Decides: coordination.GuardiansDecide, Topics: coordination.Topics, To: civil.On(2027, 3, 1), Language: "sv",
		Body: coordination.ConsentBody{Purpose: "Få hjälp att sova och komma till skolan.", Explained: "Muntligt.", Judgement: "Tretton år."}}
	for _, p := range parties {
		d.Parties = append(d.Parties, p.Organisation)
	}
	return d
}

// Consented asks for a consent and records that everybody says yes.
func (w *World) Consented(who access.Actor, matter string, d coordination.ConsentDraft) coordination.Consent {
	w.Helper()
	c, err := w.AskConsent(w.Context(), who, matter, d)
	w.Must("ask for consent", err)
	for _, g := range c.Givers {
		w.Must("record a yes", w.Respond(w.Context(), who, c.ID, g.ID, true, coordination.HowWritten))
	}
	return c
}

// Joins lets the holder ask a unit, and somebody there say yes.
func (w *World) Joins(holder access.Actor, matter string, who access.Actor) {
	w.Helper()
	w.Must("invite", w.Invite(w.Context(), holder, matter, coordination.InviteDraft{Unit: who.Unit}))
	w.Must("join", w.AnswerInvitation(w.Context(), who, matter, true))
}

// Note is a valid note.
func Note(title string, change ...func(*coordination.ItemDraft)) coordination.ItemDraft {
	d := coordination.ItemDraft{Kind: coordination.Note, Topic: coordination.School, Shown: coordination.ShownFull, Title: title,
		Body: coordination.ItemBody{Text: "Text om " + title}}
	for _, c := range change {
		c(&d)
	}
	return d
}

// Opened is the matter as somebody sees it.
func (w *World) Opened(who access.Actor, matter string) coordination.MatterView {
	w.Helper()
	v, err := w.Matter(w.Context(), who, matter)
	w.Must("open the matter", err)
	return v
}

// Enter makes a sign-in for somebody in the family, 0 the child and then the
// guardians, and gives the actor they are once they have signed in.
func (w *World) Enter(who access.Actor, matter string, i int) access.Actor {
	w.Helper()
	v, err := w.FamilyTeam(w.Context(), who, matter)
	w.Must("look at the family", err)
	_, err = w.InviteKin(w.Context(), who, matter, v.Family[i].Who.ID)
	w.Must("make a sign-in", err)
	v, err = w.FamilyTeam(w.Context(), who, matter)
	w.Must("look at the family", err)
	token, err := w.Identity.VouchFamily(w.Context(), v.Family[i].Kin.User)
	w.Must("sign in", err)
	actor, err := w.Identity.Actor(w.Context(), token)
	w.Must("be somebody", err)
	return actor
}
