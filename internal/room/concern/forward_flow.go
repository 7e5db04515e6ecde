package concern

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// Forward hands the matter to the municipality where the child is. The new matter
// has the same delivery and so the same clock; what the sender gets back comes from
// there from now on. The reason stays here.
func (c *Concerns) Forward(ctx context.Context, who access.Actor, matterID, municipality, reason string) error {
	m, sealed, err := c.readMatter(ctx, who, matterID, "concern.matter.forward", mayWorkOn)
	if err != nil {
		return err
	}
	if blank(reason) {
		return fault.Invalid("reason", "concern.forward.reason_missing")
	}
	if long := fits("reason", reason); long != nil {
		return long
	}
	receiver, err := c.Register.ReceivingUnit(ctx, municipality)
	if isNotFound(err) {
		return fault.Invalid("municipality", "concern.forward.municipality_missing")
	}
	if err != nil {
		return err
	}
	t, err := times(civil.Of(m.DeliveredAt))
	if err != nil {
		return err
	}
	gone, err := m.Forward(receiver.ID, t)
	if err != nil {
		return err
	}
	text, err := c.open(ctx, m.Keyset, sealed, person.Where(m.ID, contentColumn))
	if err != nil {
		return err
	}
	content, err := decode[Content](text)
	if err != nil {
		return err
	}
	var child person.Person
	var childIndex int
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		people, err := c.People.Load(ctx, tx, []string{m.Child})
		if err != nil {
			return err
		}
		child = people[m.Child]
		childIndex, err = childIndexOf(ctx, tx, m.ID)
		return err
	})
	if err != nil {
		return err
	}
	child.ID, child.Controller, child.Matter = c.NewID(), receiver.Organisation, c.NewID()
	child.Keyset, err = c.Keys.Create(ctx, person.Scope{Controller: child.Controller, Matter: child.Matter, Person: child.ID})
	if err != nil {
		return err
	}
	now := c.Now()
	there := sealedMatter{childIndex: childIndex, forwardedFrom: m.ID, Matter: m.carriedTo(child.Matter, receiver.ID, receiver.Organisation, municipality, now, t)}
	there.Child, there.Keyset = child.ID, child.Keyset
	if there.content, there.headline, err = c.sealContent(ctx, there.Matter, content); err != nil {
		return err
	}
	files, err := c.Files.List(ctx, m.ID)
	if err != nil {
		return err
	}
	copies, err := c.Files.PrepareCopies(ctx, files, there.ID, there.Keyset)
	if err != nil {
		return err
	}
	out := Entry{ID: c.NewID(), Matter: m.ID, Kind: EntryForwarded, At: now, Author: who.User}
	outBody, err := c.Keys.Seal(ctx, m.Keyset, encode(EntryBody{Text: reason, Unit: receiver.ID}), person.Where(out.ID, entryColumn))
	if err != nil {
		return err
	}
	in := Entry{ID: c.NewID(), Matter: there.ID, Kind: EntryArrived, At: now, Author: who.User}
	inBody, err := c.Keys.Seal(ctx, there.Keyset, encode(EntryBody{Unit: m.Unit}), person.Where(in.ID, entryColumn))
	if err != nil {
		return err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := changeMatter(ctx, tx, m, gone, t); err != nil {
			return err
		}
		if err := insertEntry(ctx, tx, out, outBody); err != nil {
			return err
		}
		if err := c.People.Add(ctx, tx, child); err != nil {
			return err
		}
		if err := insertMatter(ctx, tx, there); err != nil {
			return err
		}
		if err := c.Files.AddCopies(ctx, tx, copies); err != nil {
			return err
		}
		if err := insertEntry(ctx, tx, in, inBody); err != nil {
			return err
		}
		if err := c.tellReceivers(ctx, tx, receiver, there.Matter); err != nil {
			return err
		}
		if err := c.warnTwice(ctx, tx, there.Matter, child); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, "concern.matter.forward", "own unit's matter", m.ID, m.Child, there.ID, child.ID))
	})
	return raced(err)
}
