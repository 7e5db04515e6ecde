package coordination

import (
	"context"
	"errors"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/fault"
)

// JudgementView is a judgement with its words.
type JudgementView struct {
	Judgement
	Body ProtectionBody
	Name string
}

// sealedWords is everything that is written in a protected mode.
type sealedWords struct {
	first  []byte
	judged []sealedJudgement
}

func loadWords(ctx context.Context, tx *db.Tx, p Protection) (w sealedWords, err error) {
	if !p.On() {
		return w, nil
	}
	if w.first, err = protectionBody(ctx, tx, p.ID); err != nil {
		return w, err
	}
	w.judged, err = listJudgements(ctx, tx, p.ID)
	return w, err
}

// openWords gives why the mode was switched on, how the child is reached now, and what
// has been judged since.
func (c *Matters) openWords(ctx context.Context, p Protection, w sealedWords) (ProtectionBody, []JudgementView, error) {
	if !p.On() {
		return ProtectionBody{}, nil, nil
	}
	body, err := unseal[ProtectionBody](ctx, c, p.Keyset, w.first, p.ID, protectionColumn)
	if err != nil {
		return ProtectionBody{}, nil, err
	}
	list := make([]JudgementView, len(w.judged))
	for i, j := range w.judged {
		words, err := unseal[ProtectionBody](ctx, c, p.Keyset, j.body, j.ID, weighedColumn)
		if err != nil {
			return ProtectionBody{}, nil, err
		}
		list[i] = JudgementView{Judgement: j.Judgement, Body: words}
	}
	if i := slices.IndexFunc(list, func(j JudgementView) bool { return j.Kind == JudgedContact }); i >= 0 {
		body.Contact = list[i].Body.Contact
	}
	return body, list, nil
}

// GuardianKnows is what a guardian has learnt of the matter before protected mode, and
// may ask about when it is gone.
type GuardianKnows struct {
	Who person.Person
	// SignIn is since when they have one, and Consented when they answered a consent.
	SignIn    time.Time
	Consented time.Time
	// Meetings to come that they have been called to.
	Meetings []Meeting
}

// guardiansKnow is what the reader can see that each guardian knows of; nobody who knows nothing.
func (c *Matters) guardiansKnow(ctx context.Context, who access.Actor, s Standing) ([]GuardianKnows, error) {
	guardians, err := c.guardians(ctx, s)
	if err != nil {
		return nil, err
	}
	var kin []Kin
	var called []calledGuardian
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if kin, err = listKin(ctx, tx, s.Matter.ID); err != nil {
			return err
		}
		called, err = listCalledGuardians(ctx, tx, s.Matter.ID, s.Now)
		return err
	})
	if err != nil {
		return nil, err
	}
	var list []GuardianKnows
	for _, g := range guardians {
		x := GuardianKnows{Who: g}
		for _, k := range kin {
			if k.Person == g.ID && k.Open && mayTellFamily(who, s).Allowed() {
				x.SignIn = k.MadeAt
			}
		}
		for _, consent := range s.Consents {
			for _, giver := range consent.Givers {
				if giver.Person == g.ID && maySeeConsent(who, s, consent).Allowed() && giver.AnsweredAt.After(x.Consented) {
					x.Consented = giver.AnsweredAt
				}
			}
		}
		for _, t := range called {
			m := Meeting{ID: t.Meeting, Matter: s.Matter.ID, Organisation: t.Organisation, Starts: t.Starts}
			if t.Guardian == g.ID && mayMeet(who, s, m).Allowed() {
				x.Meetings = append(x.Meetings, m)
			}
		}
		if !x.SignIn.IsZero() || !x.Consented.IsZero() || len(x.Meetings) > 0 {
			list = append(list, x)
		}
	}
	return list, nil
}

// judge writes down a judgement, with what it changes of the mode.
func (c *Matters) judge(ctx context.Context, who access.Actor, matter, action string, entry EntryKind, key string, kind JudgementKind, words ProtectionBody, apply func(Protection, time.Time) (Protection, error)) error {
	return c.changeProtection(ctx, who, matter, action, entry, key, func(p Protection, now time.Time) (Protection, func(*db.Tx) error, error) {
		after, err := apply(p, now)
		if err == nil {
			err = checkJudgement(kind, words)
		}
		if err != nil {
			return p, nil, err
		}
		j := Judgement{ID: c.NewID(), Protection: p.ID, Kind: kind, At: now, By: who.User}
		body, err := c.seal(ctx, p.Keyset, words, j.ID, weighedColumn)
		return after, func(tx *db.Tx) error { return insertJudgement(ctx, tx, j, body) }, err
	})
}

// SetContact writes down another way to reach the child.
func (c *Matters) SetContact(ctx context.Context, who access.Actor, matter, contact string) error {
	return c.judge(ctx, who, matter, "coordination.protection.contact", EntryProtectionContact, "coordination.notice.protection_changed", JudgedContact, ProtectionBody{Contact: contact},
		func(p Protection, _ time.Time) (Protection, error) {
			if !p.On() {
				return p, fault.Refused("coordination.protection.not_on")
			}
			return p, nil
		})
}

// SetApart keeps somebody who is close to the family out of the matter, by their address at
// work in an organisation that takes part: out of the team, from an emergency opening,
// and from answering who asks for what is held.
func (c *Matters) SetApart(ctx context.Context, who access.Actor, matter, email string) error {
	const action = "coordination.protection.apart"
	s, err := c.standing(ctx, who, matter, action, mayProtect)
	if err != nil {
		return err
	}
	if !s.Protection.On() {
		return fault.Refused("coordination.protection.not_on")
	}
	organisations := make([]string, len(s.Parties))
	for i, p := range s.Parties {
		organisations[i] = p.Organisation
	}
	var user string
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		user, err = c.Identity.Employed(ctx, tx, organisations, email)
		return err
	})
	switch {
	case errors.Is(err, db.ErrNotFound):
		return fault.Invalid("email", "coordination.protection.apart_unknown")
	case err != nil:
		return err
	case user == who.User:
		return fault.Invalid("email", "coordination.protection.apart_self")
	case slices.Contains(s.Apart, user):
		return fault.Invalid("email", "coordination.protection.apart_already")
	}
	me, _ := s.joined(who.User, who.Unit)
	after, gone := s.keeping(func(m Member) bool { return m.User != user }, me, s.Now)
	after.Apart = append(slices.Clone(s.Apart), user)
	return c.do(ctx, who, after, deed{action: action, ground: mayProtect(who, s).Ground(), entry: EntryProtectionApart, subject: s.Protection.ID, after: after,
		store: func(tx *db.Tx) error {
			if err := insertApart(ctx, tx, s.Matter.ID, user, who.User, s.Now); err != nil {
				return err
			}
			for id := range gone {
				m, _ := after.member(id)
				if err := updateMember(ctx, tx, m); err != nil {
					return err
				}
			}
			return c.forget(ctx, tx, s, after)
		},
		tell: func(tx *db.Tx) error {
			return c.tellTeam(ctx, tx, after, who.User, "coordination.notice.protection_changed")
		}})
}
