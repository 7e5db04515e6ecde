package coordination

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/fault"
)

const messageColumn = "coordination_message.body"

// messagesAPage is how many messages a page holds.
const messagesAPage = 30

// MessageView is a message as far as the reader sees it: all or nothing.
type MessageView struct {
	Message Message
	Text    string
	Author  string
	Unit    string
	Mine    bool
	// Read is who else has had it before them, and when.
	Read []ReceiptView
}

// ReceiptView is a receipt with a name.
type ReceiptView struct {
	Receipt
	Name string
}

// MessagesView is a page of messages.
type MessagesView struct {
	ID         string
	Matter     Matter
	Protection Protection
	Child      person.Person
	MayWrite   bool
	Messages   []MessageView
	Next       PageKey
}

// Messages opens what the team has said, as far as the reader may hear it, and keeps
// that they have had it before them.
func (c *Matters) Messages(ctx context.Context, who access.Actor, matter string, after PageKey) (MessagesView, error) {
	const action = "coordination.message.read"
	s, err := c.standing(ctx, who, matter, action, mayOpen)
	if err != nil {
		return MessagesView{}, err
	}
	v := MessagesView{ID: c.NewID(), Matter: s.Matter, Protection: s.Protection, MayWrite: mayWrite(who, s, Note).Allowed()}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return MessagesView{}, err
	}
	var sealed []sealedMessage
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		sealed, err = listMessages(ctx, tx, s.Matter.ID, after, messagesAPage+1)
		return err
	})
	if err != nil {
		return MessagesView{}, err
	}
	if len(sealed) > messagesAPage {
		sealed = sealed[:messagesAPage]
		last := sealed[messagesAPage-1]
		v.Next = PageKey{last.At, last.ID}
	}
	if err := c.hear(ctx, who, s, sealed, &v); err != nil {
		return MessagesView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayOpen(who, s).Ground(), s.Matter.ID, v.Child.ID))
}

// hear opens the messages that the reader may hear, and stores that they were.
func (c *Matters) hear(ctx context.Context, who access.Actor, s Standing, sealed []sealedMessage, v *MessagesView) error {
	me, _ := s.joined(who.User, who.Unit)
	var ids, users, units []string
	for _, x := range sealed {
		if mayHear(who, s, x.as()).Sight != Full {
			continue
		}
		text, err := unseal[string](ctx, c, x.Keyset, x.body, x.ID, messageColumn)
		if fault.KindOf(err) == fault.KindPrivate {
			continue // disposed of by the organisation that wrote it
		}
		if err != nil {
			return err
		}
		v.Messages = append(v.Messages, MessageView{Message: x.Message, Text: text, Mine: x.Author == who.User && x.Unit == who.Unit})
		ids, users, units = append(ids, x.ID), append(users, x.Author), append(units, x.Unit)
	}
	if len(ids) == 0 {
		return nil
	}
	var receipts []Receipt
	err := c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		for _, m := range v.Messages {
			if m.Mine {
				continue
			}
			if err := storeReceipt(ctx, tx, s.Matter.ID, Receipt{m.Message.ID, me.ID, s.Now}); err != nil {
				return err
			}
		}
		var err error
		receipts, err = listReceipts(ctx, tx, ids)
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range receipts {
		if member, ok := s.member(r.Member); ok {
			users = append(users, member.User)
		}
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return err
	}
	for i, m := range v.Messages {
		v.Messages[i].Author, v.Messages[i].Unit = names.users[m.Message.Author], names.units[m.Message.Unit]
		for _, r := range receipts {
			if member, ok := s.member(r.Member); ok && r.Message == m.Message.ID && r.Member != me.ID && s.told(member.Organisation, who.Organisation) {
				v.Messages[i].Read = append(v.Messages[i].Read, ReceiptView{r, names.users[member.User]})
			}
		}
	}
	return nil
}

// Send sends a message to those in the team who may hear it. They are told that there
// is something to read, and no more.
func (c *Matters) Send(ctx context.Context, who access.Actor, matter string, d MessageDraft) error {
	const action = "coordination.message.write"
	s, err := c.standing(ctx, who, matter, action, func(who access.Actor, s Standing) access.Decision { return mayWrite(who, s, Note) })
	if err != nil {
		return err
	}
	if err := d.Check(); err != nil {
		return err
	}
	own, ok := s.party(who.Organisation)
	if !ok {
		return fault.Private()
	}
	m := sealedMessage{Message: Message{ID: c.idOf(d.ID), Matter: s.Matter.ID, Organisation: who.Organisation, Unit: who.Unit, Author: who.User,
		Keyset: own.Keyset, Topic: d.Topic, At: s.Now}}
	if m.body, err = c.seal(ctx, m.Keyset, d.Text, m.ID, messageColumn); err != nil {
		return err
	}
	err = c.holding(ctx, who, s, action, func(tx *db.Tx) error {
		if err := insertMessage(ctx, tx, m); err != nil {
			return err
		}
		for _, to := range s.Team {
			if to.User == who.User || !s.heardBy(m.Message, to) {
				continue
			}
			if err := c.notify(ctx, tx, to.User, "coordination.notice.message", s.Matter.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, db.ErrConflict) {
		return nil // the same form, sent twice
	}
	return err
}
