package coordination

import (
	"context"
	"errors"
	"slices"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/fault"
)

// FamilyVoice is what the reader has said, and what was answered.
type FamilyVoice struct {
	Voice
	Text   string
	Answer string
	By     string
}

// familyVoices is how much of what somebody has said their page holds.
const familyVoices = 50

func (c *Matters) openVoice(ctx context.Context, x sealedVoice) (text, answer string, err error) {
	if text, err = unseal[string](ctx, c, x.Keyset, x.body, x.ID, voiceColumn); err != nil || x.answer == nil {
		return text, "", err
	}
	answer, err = unseal[string](ctx, c, x.Keyset, x.answer, x.ID, answerColumn)
	return text, answer, err
}

// Say keeps what a child or a guardian says, and tells whoever holds the matter
// together. The same form sent twice is said once.
func (c *Matters) Say(ctx context.Context, who access.Actor, matter string, d VoiceDraft) error {
	const action = "coordination.family.say"
	n, s, err := c.nearIn(ctx, who, matter, action)
	if err != nil {
		return err
	}
	if err := d.Check(); err != nil {
		return err
	}
	v := Voice{ID: c.idOf(d.ID), Matter: matter, Kin: n.kin.ID, Person: n.kin.Person, Capacity: n.kin.Capacity, Kind: d.Kind, At: s.Now, Keyset: s.Matter.Keyset}
	body, err := c.seal(ctx, v.Keyset, d.Text, v.ID, voiceColumn)
	if err != nil {
		return err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := c.stillNear(ctx, tx, who, matter); err != nil {
			return err
		}
		if err := insertVoice(ctx, tx, v, body); err != nil {
			return err
		}
		if err := c.tellHoldingNow(ctx, tx, "coordination.notice.voice", matter); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, n.ground(), matter, n.kin.Child, n.kin.Person))
	})
	if errors.Is(err, db.ErrConflict) {
		var own []sealedVoice
		if err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
			own, err = listOwnVoices(ctx, tx, n.kin.ID, familyVoices)
			return err
		}); err == nil && slices.ContainsFunc(own, func(x sealedVoice) bool { return x.ID == v.ID }) {
			return nil
		}
	}
	return taken(err)
}

// VoiceRow is what one of the family has said, as the team sees it.
type VoiceRow struct {
	Voice
	Who    person.Person
	Text   string
	Answer string
	By     string
}

// AnswerVoice answers what one of the family has said. Only they read it.
func (c *Matters) AnswerVoice(ctx context.Context, who access.Actor, matter, voice, text string) error {
	const action = "coordination.family.answer"
	s, err := c.standing(ctx, who, matter, action, mayTellFamily)
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		return fault.Invalid("answer", "coordination.voice.answer_missing")
	}
	v := Voice{ID: voice, AnsweredAt: s.Now, AnsweredBy: who.User}
	sealed, err := c.seal(ctx, s.Matter.Keyset, text, v.ID, answerColumn)
	if err != nil {
		return err
	}
	return raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := answerVoice(ctx, tx, matter, v, sealed); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayTellFamily(who, s).Ground(), matter, s.Matter.Child))
	}))
}
