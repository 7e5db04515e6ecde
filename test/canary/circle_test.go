package canary_test

import (
	"context"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/room/coordination"
	"samspel/internal/room/disclosure"
	"samspel/test/worldtest"
)

// circle is the world with two marked children that several organisations coordinate
// around: one in an ordinary matter, where everything there is to write has been
// written, and one whose matter has been put in protected mode.
type circle struct {
	*worldtest.World
	readers map[string]*worldtest.Reader
	// open and protected are the matters; things is everything in them, by the wildcard
	// of their addresses, each under its mark.
	open, protected string
	things          map[string]map[string]string
	// within is who takes part in each matter.
	within map[string][]string
}

// The team of the open matter: the school holds it together, with a teacher of another
// school of the same board; social services and the police have a consent about school
// and home, the police for commitments only; child psychiatry has a decision about
// safety; the youth centre is asked, and the swimming club is not.
var circleStaff = map[string]string{
	"kurator": "kurator", "kollega": "kollega", "rektor": "rektor", "lärare": "larare", "socialsekreterare": "handlaggare", "jouren": "handlaggare2",
	"socialchef": "chef", "psykolog": "psykolog", "polis": "polis", "ledare": "fritidsledare", "tränare": "tranare", "administratör": "administrator",
	"kurator i annan kommun": "kurator_bjorklunda",
}

const protectedNumber = "20130504-2382"

func newCircle(t *testing.T) *circle {
	t.Helper()
	c := &circle{World: worldtest.Open(t), readers: map[string]*worldtest.Reader{}, things: map[string]map[string]string{}}
	for name, key := range circleStaff {
		c.readers[name] = c.As(key)
		c.readers[name].Name = name
	}
	c.readers[nobody] = c.Nobody()
	c.openMatter()
	c.protectedMatter()
	c.requests()
	c.within = map[string][]string{
		c.open:      {"kurator", "lärare", "socialsekreterare", "psykolog", "polis", "ledare", "barnet", "mamma", "pappa"},
		c.protected: {"kurator", "socialsekreterare", "jouren"},
	}
	return c
}

// requests are what people have asked social services for: a document, decided, of which
// one part is withheld; and an extract about somebody that nothing is held of, with a part
// added by hand.
func (c *circle) requests() {
	c.Helper()
	chief, today := c.actor("socialchef"), civil.Of(c.Now())
	d := c.App.RequestsAt(c.Now)
	ask := func(mark string, draft disclosure.Draft) disclosure.Request {
		draft.ReceivedOn, draft.Body.Asked, draft.Body.Answer = today, marked(mark, "asked"), marked(mark, "answer")
		r, err := d.Register(c.ctx(), chief, draft)
		c.must("register a request", err)
		c.keep("disclosure", mark, r.ID)
		return r
	}
	paper := ask("Paper", disclosure.Draft{Kind: disclosure.Document})
	for _, mark := range []string{"Told", "Kept"} {
		c.must("add", d.AddPiece(c.ctx(), chief, paper.ID, "", marked(mark, "title"), marked(mark, "text")))
	}
	v, err := d.Request(c.ctx(), chief, paper.ID)
	c.must("read", err)
	c.must("release", d.Judge(c.ctx(), chief, paper.ID, []string{v.Pieces[0].ID}, disclosure.Judgement{Verdict: disclosure.Release}))
	c.must("withhold", d.Judge(c.ctx(), chief, paper.ID, []string{v.Pieces[1].ID},
		disclosure.Judgement{Verdict: disclosure.Withhold, Provision: disclosure.Provisions()[0].ID, Reasons: marked("Kept", "reasons")}))
	c.must("decide", d.Decide(c.ctx(), chief, paper.ID, marked("Paper", "decision")))
	extract := ask("Extract", disclosure.Draft{Kind: disclosure.Extract, Asker: disclosure.Guardian, Given: marked("Extract", "given"), Family: marked("Extract", "family"), Birth: "2014-02-03",
		Body: disclosure.RequestBody{AskerName: marked("Extract", "asker")}})
	c.must("identify", d.Identify(c.ctx(), chief, extract.ID, marked("Extract", "identity"), marked("Extract", "authority"), true))
	c.must("gather", d.Gather(c.ctx(), chief, extract.ID))
	c.must("add", d.AddPiece(c.ctx(), chief, extract.ID, "", marked("Extract", "title"), marked("Extract", "text")))
}

func (c *circle) ctx() context.Context             { return c.Context() }
func (c *circle) matters() *coordination.Matters   { return c.App.Matters }
func (c *circle) actor(reader string) access.Actor { return c.Demo.Actor(circleStaff[reader]) }

func (c *circle) must(what string, err error) {
	c.Helper()
	if err != nil {
		c.Fatalf("%s: %v", what, err)
	}
}

// keep remembers a thing by the wildcard of its address.
func (c *circle) keep(wildcard, mark, id string) {
	if c.things[wildcard] == nil {
		c.things[wildcard] = map[string]string{}
	}
	c.things[wildcard][mark] = id
}

// matter raises a need and opens a plan about a marked child with two guardians.
func (c *circle) matter(mark, number string) string {
	c.Helper()
	birth := ""
	if number == "" {
		birth = "2013-05-04"
	}
	n, err := c.matters().Raise(c.ctx(), c.actor("kurator"), coordination.NeedDraft{AskedBy: coordination.AskedByStaff,
		Child: coordination.NewChild{Given: marked(mark, "given"), Family: marked(mark, "family"), Number: number, Birth: birth, Guardians: []coordination.NewGuardian{
			{Given: marked(mark, "mother"), Family: marked(mark, "family")}, {Given: marked(mark, "father"), Family: marked(mark, "family")}}},
		Body: coordination.NeedBody{Question: marked(mark, "question"), ChildWish: marked(mark, "wish"), ChildHow: marked(mark, "how"), Believed: marked(mark, "believed")}})
	c.must("raise", err)
	_, err = c.matters().AcceptNeed(c.ctx(), c.actor("kurator"), n.ID, coordination.AcceptDraft{Form: "sip", Reasons: marked(mark, "reasons")})
	c.must("accept", err)
	c.keep("need", mark, n.ID)
	c.keep("coordination", mark, n.ID)
	return n.ID
}

func (c *circle) consent(mark, matter string, topics []coordination.Topic, with ...string) {
	c.Helper()
	d := coordination.ConsentDraft{Decides: coordination.GuardiansDecide, Topics: topics, To: civil.Of(c.Now()).AddDays(180), Language: "Svenska",
		Body: coordination.ConsentBody{Purpose: marked(mark, "purpose"), Explained: marked(mark, "explained"), Judgement: marked(mark, "judgement")}}
	for _, reader := range with {
		d.Parties = append(d.Parties, c.actor(reader).Organisation)
	}
	x, err := c.matters().AskConsent(c.ctx(), c.actor("kurator"), matter, d)
	c.must("ask for consent", err)
	for _, g := range x.Givers {
		c.must("record a yes", c.matters().Respond(c.ctx(), c.actor("kurator"), x.ID, g.ID, true, coordination.HowWritten))
	}
	c.keep("consent", mark, x.ID)
}

// ask asks a unit to take part, and lets the reader say yes when they join.
func (c *circle) ask(mark, matter, reader string, joins bool) {
	c.Helper()
	c.must("ask "+reader, c.matters().Invite(c.ctx(), c.actor("kurator"), matter, coordination.InviteDraft{Unit: c.actor(reader).Unit,
		Body: coordination.MemberBody{Duty: marked(mark, "duty"), Message: marked(mark, "message")}}))
	if joins {
		c.must(reader+" joins", c.matters().AnswerInvitation(c.ctx(), c.actor(reader), matter, true))
	}
}

func (c *circle) note(by, mark, matter string, topic coordination.Topic, shown coordination.Shown) string {
	c.Helper()
	it, err := c.matters().Write(c.ctx(), c.actor(by), matter, coordination.ItemDraft{Kind: coordination.Note, Topic: topic, Shown: shown,
		Title: marked(mark, "title"), Body: coordination.ItemBody{Text: marked(mark, "text")}})
	c.must("write "+mark, err)
	c.keep("item", mark, it.ID)
	return it.ID
}

// enter gives one of the family, 0 the child and then the guardians, a sign-in.
func (c *circle) enter(name, matter string, i int) {
	c.Helper()
	v, err := c.matters().FamilyTeam(c.ctx(), c.actor("kurator"), matter)
	c.must("look at the family", err)
	_, err = c.matters().InviteKin(c.ctx(), c.actor("kurator"), matter, v.Family[i].Who.ID)
	c.must("invite", err)
	v, err = c.matters().FamilyTeam(c.ctx(), c.actor("kurator"), matter)
	c.must("look at the family", err)
	user := v.Family[i].Kin.User
	token, err := c.App.Gate.VouchFamily(c.ctx(), user)
	c.must("sign in", err)
	c.readers[name] = &worldtest.Reader{World: c.World, Name: name, User: user, Token: token}
}

func (c *circle) family(name string) access.Actor {
	c.Helper()
	who, err := c.App.Gate.Actor(c.ctx(), c.readers[name].Token)
	c.must("be "+name, err)
	return who
}

// openMatter writes a marked word in every text there is in a matter.
func (c *circle) openMatter() {
	c.Helper()
	m, ctx, school, social, clinic, police := c.matters(), c.ctx(), c.actor("kurator"), c.actor("socialsekreterare"), c.actor("psykolog"), c.actor("polis")
	matter := c.matter("Child", "")
	c.open = matter
	c.consent("Consent", matter, []coordination.Topic{coordination.School, coordination.Home}, "socialsekreterare", "polis", "ledare")
	c.decide(matter)
	c.ask("Teacher", matter, "lärare", true)
	c.ask("Social", matter, "socialsekreterare", true)
	c.ask("Clinic", matter, "psykolog", true)
	c.ask("Police", matter, "polis", true)
	c.ask("Leader", matter, "ledare", false)

	full := c.note("kurator", "Full", matter, coordination.School, coordination.ShownFull)
	c.note("kurator", "Title", matter, coordination.School, coordination.ShownTitle)
	c.note("kurator", "Exists", matter, coordination.School, coordination.ShownExistence)
	hidden := c.note("kurator", "Hidden", matter, coordination.School, coordination.ShownHidden)
	c.note("kurator", "Health", matter, coordination.Health, coordination.ShownFull)
	c.note("kurator", "Safety", matter, coordination.Safety, coordination.ShownFull)
	c.note("kurator", "Words", matter, coordination.Words, coordination.ShownFull)
	c.note("socialsekreterare", "Home", matter, coordination.Home, coordination.ShownFull)
	c.note("psykolog", "Sleep", matter, coordination.Safety, coordination.ShownFull)
	gone := c.note("kurator", "Gone", matter, coordination.School, coordination.ShownFull)
	_, err := m.WithdrawItem(ctx, school, gone)
	c.must("take back", err)
	older := c.note("kurator", "Older", matter, coordination.School, coordination.ShownFull)
	_, err = m.Revise(ctx, school, older, 1, coordination.ItemDraft{Kind: coordination.Note, Topic: coordination.School, Shown: coordination.ShownFull,
		Title: marked("Newer", "title"), Body: coordination.ItemBody{Text: marked("Newer", "text")}})
	c.must("revise", err)
	it, err := m.Write(ctx, police, matter, coordination.ItemDraft{Kind: coordination.Intervention, Topic: coordination.School, Shown: coordination.ShownFull,
		Title: marked("Patrol", "title"), Body: coordination.ItemBody{Intervention: &coordination.InterventionBody{Responsible: marked("Patrol", "responsible"),
			Often: marked("Patrol", "often"), Outcome: marked("Patrol", "outcome"), Begins: civil.Of(c.Now()), State: coordination.Ongoing}}})
	c.must("write an intervention", err)
	c.keep("item", "Patrol", it.ID)
	_, err = m.Write(ctx, school, matter, coordination.ItemDraft{Kind: coordination.Worry, Topic: coordination.School, Shown: coordination.ShownFull,
		Title: marked("Worry", "title"), Body: coordination.ItemBody{Text: marked("Worry", "text"), Setting: coordination.AtSchool}})
	c.must("write a worry", err)
	_, err = m.Write(ctx, school, matter, coordination.ItemDraft{Kind: coordination.Transitional, Topic: coordination.Health, Shown: coordination.ShownFull,
		Title: marked("Change", "title"), Body: coordination.ItemBody{Transition: &coordination.TransitionBody{On: civil.Of(c.Now()).AddDays(60), Prepares: marked("Change", "prepares")}}})
	c.must("write a change", err)

	c.enter("barnet", matter, 0)
	c.enter("mamma", matter, 1)
	c.enter("pappa", matter, 2)
	c.must("show the child", m.Tell(ctx, school, matter, coordination.TellChoice{Item: full, ToChild: true}))
	c.must("show the guardians", m.Tell(ctx, school, matter, coordination.TellChoice{Item: hidden, ToGuardians: true}))
	for _, name := range []string{"barnet", "mamma", "pappa"} {
		c.must(name+" says", m.Say(ctx, c.family(name), matter, coordination.VoiceDraft{Kind: coordination.VoiceMatters, Text: marked(map[string]string{"barnet": "Own", "mamma": "Mother", "pappa": "Father"}[name], "voice")}))
	}
	team, err := m.FamilyTeam(ctx, school, matter)
	c.must("read the voices", err)
	for _, v := range team.Voices {
		if v.Text == marked("Mother", "voice") {
			c.must("answer", m.AnswerVoice(ctx, school, matter, v.ID, marked("Mother", "answer")))
		}
	}
	c.must("judge", m.JudgeKin(ctx, school, matter, team.Family[2].Kin.ID, true, marked("Father", "judgement")))

	c.plan(matter, school, social, clinic, police)
	c.meetings(matter, school, social)

	for mark, said := range map[string]struct {
		by    access.Actor
		topic coordination.Topic
	}{"Common": {school, coordination.Common}, "AboutSchool": {school, coordination.School}, "AboutHealth": {school, coordination.Health}, "AboutHome": {social, coordination.Home}} {
		c.must("say "+mark, m.Send(ctx, said.by, matter, coordination.MessageDraft{Topic: said.topic, Text: marked(mark, "message")}))
	}
	c.must("begin to close", m.BeginClosing(ctx, school, matter, coordination.ClosureDraft{Reason: coordination.GoalsMet,
		Body: coordination.ClosureBody{Why: marked("End", "why"), Contact: marked("End", "contact"), Child: coordination.KeptGiven, Guardians: coordination.KeptGiven}}))
	c.must("hear", m.Hear(ctx, school, matter, coordination.AfterwardsDraft{Role: coordination.AfterwardsChild, Answers: map[string]string{"helped": "yes"},
		Words: marked("End", "afterwards"), How: marked("End", "asked")}))
}

// decide lets the school share what is about safety with child psychiatry, and decide
// not to tell the swimming club of the child's health.
func (c *circle) decide(matter string) {
	c.Helper()
	m, ctx, school := c.matters(), c.ctx(), c.actor("kurator")
	form, err := m.Sharing(ctx, school, matter, "general_clause")
	c.must("look at a ground", err)
	d := coordination.SharingDraft{Shares: true, Ground: form.Ground.ID, Recipients: []string{c.actor("psykolog").Organisation}, Topics: []coordination.Topic{coordination.Safety},
		To: civil.Of(c.Now()).AddDays(60), Body: coordination.SharingBody{Reasons: marked("Decision", "reasons"), NotToldWhy: marked("Decision", "silent")}}
	for range form.Ground.Tests {
		d.Body.Answers = append(d.Body.Answers, coordination.TestAnswer{Question: "Fråga", Met: true, Why: marked("Decision", "test")})
	}
	x, err := m.Decide(ctx, school, matter, d)
	c.must("decide to share", err)
	c.keep("sharing", "Decision", x.ID)
	x, err = m.Decide(ctx, school, matter, coordination.SharingDraft{Recipients: []string{c.actor("tränare").Organisation}, Topics: []coordination.Topic{coordination.Health},
		Body: coordination.SharingBody{Reasons: marked("Refusal", "reasons")}})
	c.must("decide not to share", err)
	c.keep("sharing", "Refusal", x.ID)
}

// plan is one that is agreed to and followed up, with promises of four.
func (c *circle) plan(matter string, school, social, clinic, police access.Actor) {
	c.Helper()
	m, ctx := c.matters(), c.ctx()
	today := civil.Of(c.Now())
	c.must("begin a plan", m.BeginPlan(ctx, school, matter))
	for mark, topic := range map[string]coordination.Topic{"NeedSchool": coordination.School, "NeedSafety": coordination.Safety, "NeedHealth": coordination.Health} {
		c.must("write "+mark, m.WriteNeed(ctx, school, matter, coordination.NeedRowDraft{Topic: topic, Text: marked(mark, "text"), Own: marked(mark, "own"),
			Goals: []coordination.PlanGoal{{Text: marked(mark, "goal"), Seen: marked(mark, "seen")}}}))
	}
	view := func() coordination.PlanView {
		v, err := m.Plan(ctx, school, matter, 0)
		c.must("read the plan", err)
		return v
	}
	v := view()
	parts := map[string]string{}
	for _, x := range v.Form.Contents {
		if x.OwnText() {
			parts[x.ID] = marked("Plan", "part")
		}
	}
	c.must("write the plan", m.WritePlan(ctx, school, matter, coordination.PlanWords{Version: v.Plan.Version, ChildWords: marked("Plan", "words"), ChildHow: marked("Plan", "how"),
		GuardianView: marked("Plan", "guardians"), Goal: marked("Plan", "goal"), Signs: marked("Plan", "signs"), Call: marked("Plan", "call"),
		Overall: school.Organisation, NextOn: today.AddDays(30), Caller: v.Members[0].ID, Place: marked("Plan", "place"), Parts: parts}))
	for _, p := range []struct {
		mark, need string
		of         access.Actor
	}{{"PromiseSocial", "NeedSchool", social}, {"PromisePolice", "NeedSchool", police}, {"PromiseClinic", "NeedSafety", clinic}, {"PromiseSchool", "NeedHealth", school}} {
		opened, err := m.Matter(ctx, p.of, matter)
		c.must("open", err)
		goal := ""
		for _, n := range v.Body.Needs {
			if n.Text == marked(p.need, "text") {
				goal = n.Goals[0].ID
			}
		}
		x, err := m.Propose(ctx, school, matter, coordination.CommitmentDraft{Goal: goal, Member: opened.Me.ID, Due: today.AddDays(20),
			Body: coordination.CommitmentBody{What: marked(p.mark, "what"), Others: marked(p.mark, "others")}})
		c.must("propose "+p.mark, err)
		c.must("accept "+p.mark, m.AnswerCommitment(ctx, p.of, x.ID, true, ""))
		c.keep("commitment", p.mark, x.ID)
	}
	c.must("lay", m.LayPlan(ctx, school, matter))
	c.must("show the family the plan", m.TellPlan(ctx, school, matter, v.Plan.ID, true, true))
	for _, who := range []access.Actor{social, clinic, school} {
		own, err := m.Plan(ctx, who, matter, 0)
		c.must("read the plan", err)
		for _, a := range own.Answers {
			if !a.Mine || a.Answered {
				continue
			}
			mark := map[coordination.AgreementBy]string{coordination.AgreementChild: "AnswerChild", coordination.AgreementGuardian: "AnswerGuardian", coordination.AgreementParty: "AnswerParty"}[a.By]
			c.must("answer", m.AnswerPlan(ctx, who, matter, coordination.AnswerDraft{Plan: own.Plan.ID, Answerer: a.Answerer, Agrees: coordination.AgreesNo, Because: marked(mark, "because")}))
		}
	}
	v = view()
	f := coordination.FollowUpDraft{HeldOn: today, NextOn: today.AddDays(60), Body: coordination.FollowUpBody{ChildHow: marked("FollowUp", "how"), Text: marked("FollowUp", "text")}}
	for _, n := range v.Body.Needs {
		f.Body.Goals = append(f.Body.Goals, coordination.GoalRating{Goal: n.Goals[0].ID, Team: coordination.AttainedFully, Child: coordination.AttainedPartly})
	}
	c.must("follow up", m.HoldFollowUp(ctx, school, matter, f))
	_, err := m.HandOut(ctx, school, matter, coordination.CopyDraft{Format: coordination.CopyPaper, Recipient: marked("Copy", "recipient")})
	c.must("hand out", err)
	c.must("end a promise", m.EndCommitment(ctx, social, c.things["commitment"]["PromiseSocial"], false, marked("PromiseSocial", "outcome")))
}

// meetings is one that was held, with its minutes, and one to come.
func (c *circle) meetings(matter string, school, social access.Actor) {
	c.Helper()
	m, ctx := c.matters(), c.ctx()
	call := func(mark string, days int) coordination.MeetingView {
		form, err := m.PlanningMeeting(ctx, school, matter)
		c.must("plan a meeting", err)
		starts := c.Now().Add(time.Duration(days) * 24 * time.Hour)
		d := coordination.MeetingDraft{ID: id.New(), Starts: starts, Ends: starts.Add(time.Hour), Child: true, Others: []string{marked(mark, "other")},
			Body: coordination.MeetingBody{Purpose: marked(mark, "purpose"), Place: marked(mark, "place")},
			Points: []coordination.PointDraft{{Title: marked(mark, "own"), Topic: coordination.Words}, {Title: marked(mark, "school"), Topic: coordination.School},
				{Title: marked(mark, "health"), Topic: coordination.Health}, {Title: marked(mark, "common"), Topic: coordination.Common}}}
		for _, a := range form.Team {
			d.Members = append(d.Members, a.Subject)
		}
		x, err := m.PlanMeeting(ctx, school, matter, d, true)
		c.must("call a meeting", err)
		c.keep("meeting", mark, x.ID)
		v, err := m.Meeting(ctx, school, x.ID)
		c.must("open the meeting", err)
		return v
	}
	held := call("Held", 1)
	write := func(by access.Actor, mark string, point int, kind coordination.ParagraphKind) {
		c.must("write the minutes", m.SaveMinutes(ctx, by, held.Meeting.ID, coordination.MinutesDraft{Pen: id.New(), Pass: coordination.LastPass, Strokes: []coordination.Stroke{
			{Paragraph: id.New(), Point: held.Points[point].ID, Kind: kind, Digest: coordination.Digest(""), Text: marked(mark, "minutes")}}}))
	}
	write(school, "MinutesOwn", 0, coordination.PlainText)
	write(school, "MinutesSchool", 1, coordination.PlainText)
	write(school, "MinutesDecision", 1, coordination.Decision)
	write(school, "MinutesHealth", 2, coordination.PlainText)
	write(social, "MinutesSocial", 1, coordination.PlainText)
	write(social, "MinutesCommon", 3, coordination.PlainText)
	var came []string
	for _, a := range held.Attendees {
		came = append(came, a.ID)
	}
	c.must("hold", m.HoldMeeting(ctx, school, held.Meeting.ID, came, marked("Held", "child")))
	v, err := m.Meeting(ctx, social, held.Meeting.ID)
	c.must("read the minutes", err)
	c.must("object", m.ConfirmMinutes(ctx, social, held.Meeting.ID, v.Meeting.Minutes, false, marked("Held", "remark")))
	call("Coming", 7)
}

// protectedMatter is one that was ordinary, with both guardians in it, until somebody
// saw what it was about; the psychologist and a colleague are shut out.
func (c *circle) protectedMatter() {
	c.Helper()
	m, ctx := c.matters(), c.ctx()
	matter := c.matter("Secret", protectedNumber)
	c.protected = matter
	c.consent("SecretConsent", matter, coordination.Topics, "socialsekreterare", "psykolog")
	c.ask("SecretSocial", matter, "socialsekreterare", true)
	c.ask("SecretClinic", matter, "psykolog", true)
	item := c.note("kurator", "SecretNote", matter, coordination.School, coordination.ShownFull)
	for i, name := range []string{"barnet i skydd", "mamma i skydd", "pappa i skydd"} {
		c.enter(name, matter, i)
		c.must(name+" says", m.Say(ctx, c.family(name), matter, coordination.VoiceDraft{Kind: coordination.VoiceMatters, Text: marked("Secret", "voice")}))
	}
	c.must("show the family", m.Tell(ctx, c.actor("kurator"), matter, coordination.TellChoice{Item: item, ToChild: true, ToGuardians: true}))
	opened, err := m.Matter(ctx, c.actor("socialsekreterare"), matter)
	c.must("open", err)
	c.must("protect", m.SwitchOn(ctx, c.actor("kurator"), matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour, Named: []string{opened.Me.ID},
		Body: coordination.ProtectionBody{Why: marked("Secret", "why"), Contact: marked("Secret", "contact")}}))
	c.note("kurator", "SecretLater", matter, coordination.School, coordination.ShownFull)
	c.must("open in emergency", m.BreakGlass(ctx, c.actor("jouren"), protectedNumber, marked("Glass", "reason")))
	list, err := m.Glasses(ctx, c.actor("jouren"))
	c.must("look at the openings", err)
	c.keep("glass", "Secret", list.Open[0].ID)
}
