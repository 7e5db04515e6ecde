package coordination

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/frame/retention"
	"samspel/internal/ground/civil"
)

// held is what an organisation itself holds in one matter, unopened.
type held struct {
	standing    Standing
	child       string
	need        *sealedNeed
	items       []sealedItem
	plans       []sealedPlan
	commitments []sealedCommitment
	messages    []sealedMessage
	wordings    []sealedWording
	voices      []sealedVoice
	// older are the wordings before the latest, and words what was said with each consent.
	older     []olderVersion
	words     map[string][]byte
	followUps []sealedFollowUp
	closure   Closure
	closing   []byte
	// asWritten are the texts of other kinds, and periods when protected mode was on.
	asWritten []sealedText
	periods   []ProtectedPeriod
}

// asWritten is what a request calls the texts that it gets as they stand.
var asWritten = map[string]string{
	reasonColumn: "decision", memberColumn: "invitation", sharingColumn: "sharing", agreementColumn: "agreement", endingColumn: "ending",
	errandColumn: "errand", replyColumn: "errand_reply", copyColumn: "copy", meetingColumn: "meeting", outcomeColumn: "meeting_held",
	pointColumn: "agenda", confirmationColumn: "remark", attendanceColumn: "attendance", judgementColumn: "family", answerColumn: "voice_answer",
	protectionColumn: "protection", weighedColumn: "protection_judged", glassColumn: "glass", findingColumn: "glass_reviewed",
	reliefColumn: "relief", afterwardsColumn: "afterwards",
}

// everything is more than anybody writes in one matter.
const everything = 10_000

// Holdings is everything the organisation holds about the persons, for the one who
// answers a request about them and has been let in where they asked: what its own
// people have written, and where the matter is its own, what is common. Of a matter
// whose family the reader is close to there is nothing but who else may not know of it;
// whoever holds it together is told that there is a request. The reading is recorded
// with every matter and child.
func (c *Matters) Holdings(ctx context.Context, who access.Actor, persons []string) (all []person.Holding, apart []string, err error) {
	var list []held
	var loose []sealedNeed
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		list = nil
		parts, err := partsHeld(ctx, tx, who.Organisation, persons)
		if err != nil {
			return err
		}
		for _, p := range parts {
			x, err := c.loadHeld(ctx, tx, who.Organisation, p)
			if err != nil {
				return err
			}
			list = append(list, x)
		}
		loose, err = needsHeld(ctx, tx, who.Organisation, persons)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	var subjects []string
	for _, x := range list {
		if slices.Contains(x.standing.Apart, who.User) {
			if err := c.tellOfRequest(ctx, x.standing); err != nil {
				return nil, nil, err
			}
			apart = append(apart, x.standing.Apart...)
			continue
		}
		more, err := c.openHeld(ctx, x)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, more...)
		subjects = append(subjects, x.standing.Matter.ID, x.child)
	}
	for _, n := range loose {
		h, err := c.openNeedHeld(ctx, n)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, h)
		subjects = append(subjects, n.ID, n.Child)
	}
	return all, apart, c.Audit.Reading(ctx, record(who, "coordination.holdings.read", "answers a request about the person", subjects...))
}

func (c *Matters) tellOfRequest(ctx context.Context, s Standing) error {
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		return c.tellHoldingNow(ctx, tx, "coordination.notice.request", s.Matter.ID)
	})
}

func (c *Matters) loadHeld(ctx context.Context, tx *db.Tx, organisation string, p Party) (x held, err error) {
	x.child = p.Child
	if x.standing, err = loadStanding(ctx, tx, p.Matter, c.Now()); err != nil {
		return x, err
	}
	matter := x.standing.Matter
	own := matter.Organisation == organisation
	if own {
		need, err := loadNeed(ctx, tx, p.Matter)
		if err != nil {
			return x, err
		}
		x.need = &need
		if x.plans, err = listPlans(ctx, tx, p.Matter); err != nil {
			return x, err
		}
		if x.voices, err = listVoices(ctx, tx, p.Matter, everything); err != nil {
			return x, err
		}
		if x.words, err = consentBodies(ctx, tx, p.Matter); err != nil {
			return x, err
		}
		if x.followUps, err = listFollowUps(ctx, tx, p.Matter, everything); err != nil {
			return x, err
		}
	}
	if x.older, err = olderHeld(ctx, tx, p.Matter, organisation); err != nil {
		return x, err
	}
	if x.items, err = listItems(ctx, tx, p.Matter, some{}); err != nil {
		return x, err
	}
	x.items = slices.DeleteFunc(x.items, func(i sealedItem) bool { return i.Organisation != organisation })
	if x.commitments, err = listCommitments(ctx, tx, p.Matter); err != nil {
		return x, err
	}
	x.commitments = slices.DeleteFunc(x.commitments, func(i sealedCommitment) bool { return i.Organisation != organisation })
	if x.messages, err = listMessages(ctx, tx, p.Matter, PageKey{}, everything); err != nil {
		return x, err
	}
	x.messages = slices.DeleteFunc(x.messages, func(i sealedMessage) bool { return i.Organisation != organisation })
	if x.wordings, err = wordingsHeld(ctx, tx, p.Matter, organisation); err != nil {
		return x, err
	}
	x.closure, x.closing, err = loadClosure(ctx, tx, p.Matter)
	if isNotFound(err) || err == nil && x.closure.Organisation != organisation {
		x.closing, err = nil, nil
	}
	if err != nil {
		return x, err
	}
	if x.periods, err = listPeriods(ctx, tx, p.Matter); err != nil {
		return x, err
	}
	x.asWritten, err = listTexts(ctx, tx, retention.Key{Matter: p.Matter, Controller: organisation})
	x.asWritten = slices.DeleteFunc(x.asWritten, func(t sealedText) bool { return asWritten[t.column] == "" })
	return x, err
}

// protected says whether what was written then was written in protected mode, or the
// matter is in it now.
func (x held) protected(at time.Time) bool {
	return x.standing.Protection.On() || slices.ContainsFunc(x.periods, func(p ProtectedPeriod) bool { return p.holds(at) })
}

func (c *Matters) openHeld(ctx context.Context, x held) (all []person.Holding, err error) {
	add := func(h person.Holding) {
		h.Room, h.Person = "coordination", x.child
		if x.protected(h.At) {
			h.Marks = append(h.Marks, person.MarkProtected)
		}
		if x.standing.Matter.Protected {
			h.Marks = append(h.Marks, person.MarkIdentity)
		}
		all = append(all, h)
	}
	others := []person.Mark{person.MarkOthers}
	if x.need != nil {
		h, err := c.openNeedHeld(ctx, *x.need)
		if err != nil {
			return nil, err
		}
		add(h)
	}
	for _, i := range x.items {
		title, err := unseal[string](ctx, c, i.Keyset, i.title, versionRow(i.ID, i.Version), titleColumn)
		if err != nil {
			return nil, err
		}
		body, err := unseal[ItemBody](ctx, c, i.Keyset, i.body, versionRow(i.ID, i.Version), bodyColumn)
		if err != nil {
			return nil, err
		}
		h := itemHeld("item_"+string(i.Kind), i.ID, i.changedAt, title, body)
		if i.Topic == Home {
			h.Marks = others
		}
		add(h)
	}
	for _, o := range x.older {
		title, err := unseal[string](ctx, c, o.keyset, o.title, versionRow(o.item, o.number), titleColumn)
		if err != nil {
			return nil, err
		}
		body, err := unseal[ItemBody](ctx, c, o.keyset, o.body, versionRow(o.item, o.number), bodyColumn)
		if err != nil {
			return nil, err
		}
		h := itemHeld("older", versionRow(o.item, o.number), o.at, title, body)
		if o.topic == Home {
			h.Marks = others
		}
		add(h)
	}
	for _, k := range x.standing.Consents {
		if x.words[k.ID] == nil {
			continue
		}
		body, err := unseal[ConsentBody](ctx, c, x.standing.Matter.Keyset, x.words[k.ID], k.ID, consentColumn)
		if err != nil {
			return nil, err
		}
		h := person.Holding{Kind: "consent", ID: k.ID, At: k.AskedAt, Marks: others}
		h.Add("purpose", body.Purpose)
		h.Add("explained", body.Explained)
		h.Add("judgement", body.Judgement)
		for _, g := range k.Givers {
			if !g.AnsweredAt.IsZero() {
				h.Add("answer_"+string(g.Answer), civil.Of(g.AnsweredAt).String())
			}
		}
		h.Add("until", k.To.String())
		add(h)
	}
	keysets := map[string]string{}
	for _, p := range x.plans {
		keysets[p.ID] = p.Keyset
	}
	for _, f := range x.followUps {
		body, err := unseal[FollowUpBody](ctx, c, keysets[f.Plan], f.body, f.ID, followUpColumn)
		if err != nil {
			return nil, err
		}
		h := person.Holding{Kind: "followup", ID: f.ID, At: f.RecordedAt}
		for _, g := range body.Goals {
			h.Add("goal", g.Text)
		}
		h.Add("how", body.ChildHow)
		h.Add("not_rated", body.ChildNot)
		h.Add("text", body.Text)
		add(h)
	}
	for _, p := range x.plans {
		body, err := unseal[PlanBody](ctx, c, p.Keyset, p.body, p.ID, planColumn)
		if err != nil {
			return nil, err
		}
		h := person.Holding{Kind: "plan", ID: p.ID, At: p.MadeAt}
		h.Add("wish", body.ChildWords)
		h.Add("how", body.ChildHow)
		h.Add("guardian_view", body.GuardianView)
		h.Add("goal", body.Goal)
		for _, n := range body.Needs {
			words := []string{n.Text, n.Own}
			for _, g := range n.Goals {
				words = append(words, g.Text)
			}
			h.Add("need", strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), "\n"))
		}
		h.Add("signs", body.Signs)
		if body.GuardianView != "" {
			h.Marks = others
		}
		add(h)
	}
	for _, k := range x.commitments {
		body, err := unseal[CommitmentBody](ctx, c, k.Keyset, k.body, k.ID, commitmentColumn)
		if err != nil {
			return nil, err
		}
		h := person.Holding{Kind: "commitment", ID: k.ID, At: k.ProposedAt}
		h.Add("what", body.What)
		h.Add("others", body.Others)
		add(h)
	}
	for _, w := range x.wordings {
		words, err := unseal[string](ctx, c, w.Keyset, w.body, wordingRow(w.Wording), wordingColumn)
		if err != nil {
			return nil, err
		}
		h := person.Holding{Kind: "minutes", ID: w.ID, At: w.At, Marks: others}
		h.Add("text", words)
		add(h)
	}
	for _, m := range x.messages {
		words, err := unseal[string](ctx, c, m.Keyset, m.body, m.ID, messageColumn)
		if err != nil {
			return nil, err
		}
		h := person.Holding{Kind: "message", ID: m.ID, At: m.At, Marks: others}
		h.Add("text", words)
		add(h)
	}
	for _, v := range x.voices {
		words, err := unseal[string](ctx, c, v.Keyset, v.body, v.ID, voiceColumn)
		if err != nil {
			return nil, err
		}
		h := person.Holding{Kind: "voice_" + string(v.Capacity), ID: v.ID, At: v.At}
		h.Add("text", words)
		if v.Capacity != AsChild {
			h.Marks = others
		}
		add(h)
	}
	if x.closing != nil {
		body, err := unseal[ClosureBody](ctx, c, x.closure.Keyset, x.closing, x.closure.Matter, closureColumn)
		if err != nil {
			return nil, err
		}
		h := person.Holding{Kind: "closure", ID: x.closure.Matter, At: x.closure.BegunAt}
		h.Add("reasons", body.Why)
		h.Add("contact", body.Contact)
		add(h)
	}
	for _, t := range x.asWritten {
		body, err := unseal[any](ctx, c, t.keyset, t.sealed, t.row, t.column)
		if err != nil {
			return nil, err
		}
		h := person.Holding{Kind: asWritten[t.column], ID: t.row, At: t.at, Marks: others}
		for _, words := range wordsIn(body) {
			h.Add("text", words)
		}
		if len(h.Lines) > 0 {
			add(h)
		}
	}
	return all, nil
}

// wordsIn is what somebody has written in what was sealed, without the names of choices
// beside it.
func wordsIn(body any) (words []string) {
	switch x := body.(type) {
	case string:
		return []string{x}
	case []any:
		for _, part := range x {
			words = append(words, wordsIn(part)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(x)) {
			if _, choices := x[name].(map[string]any); !choices && name != "Role" {
				words = append(words, wordsIn(x[name])...)
			}
		}
	}
	return words
}

// itemHeld is the words of an item.
func itemHeld(kind, id string, at time.Time, title string, body ItemBody) person.Holding {
	h := person.Holding{Kind: kind, ID: id, At: at}
	h.Add("title", title)
	h.Add("text", body.Text)
	if in := body.Intervention; in != nil {
		h.Add("responsible", in.Responsible)
		h.Add("often", in.Often)
		h.Add("outcome", in.Outcome)
	}
	if t := body.Transition; t != nil {
		h.Add("prepares", t.Prepares)
	}
	return h
}

func (c *Matters) openNeedHeld(ctx context.Context, n sealedNeed) (person.Holding, error) {
	body, err := unseal[NeedBody](ctx, c, n.Keyset, n.body, n.ID, needColumn)
	if err != nil {
		return person.Holding{}, err
	}
	h := person.Holding{Room: "coordination", Kind: "need", ID: n.ID, Person: n.Child, At: n.RaisedAt, Marks: []person.Mark{person.MarkOthers}}
	h.Add("question", body.Question)
	h.Add("wish", body.ChildWish)
	h.Add("how", body.ChildHow)
	h.Add("believed", body.Believed)
	return h, nil
}
