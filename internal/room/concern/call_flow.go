package concern

import (
	"context"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/ground/fault"
)

// startCall lets an alarm ring for the first time.
func (c *Concerns) startCall(ctx context.Context, tx *db.Tx, a alarm, now time.Time) error {
	call := Call{Matter: a.Matter, Kind: a.Kind, RaisedAt: now}.Ring(now)
	if err := c.ring(ctx, tx, call, Matter{ID: a.Matter, Unit: a.Unit, Organisation: a.Organisation, Protected: a.Protected}); err != nil {
		return err
	}
	return storeCall(ctx, tx, call)
}

// ringAgain rings every call whose time has come, and silences those about what has
// been done meanwhile.
func (c *Concerns) ringAgain(ctx context.Context, now time.Time) error {
	var due []Call
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		due, err = dueCalls(ctx, tx, now, alarmsAtATime)
		return err
	})
	if err != nil || len(due) == 0 {
		return err
	}
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		due, err := dueCalls(ctx, tx, now, alarmsAtATime)
		if err != nil {
			return err
		}
		for _, call := range due {
			m, _, err := loadMatter(ctx, tx, call.Matter)
			if err != nil {
				return err
			}
			if call.over(m) {
				call.NextAt = time.Time{}
			} else {
				call = call.Ring(now)
				if err := c.ring(ctx, tx, call, m); err != nil {
					return err
				}
			}
			if err := storeCall(ctx, tx, call); err != nil {
				return err
			}
		}
		return nil
	})
}

// ring reaches those on duty by every channel, and the further the longer nobody
// has taken the call. A child with a protected identity is called about to somebody
// who may open the matter.
func (c *Concerns) ring(ctx context.Context, tx *db.Tx, call Call, m Matter) error {
	staff, err := c.Identity.Staff(ctx, tx, m.Unit)
	if err != nil {
		return err
	}
	duty, err := c.Identity.OnDuty(ctx, tx, m.Unit)
	if err != nil {
		return err
	}
	n := notify.Notice{Key: "concern.notice.call", Link: matterLink(m)}
	users := slices.Clone(duty)
	if m.Protected && !slices.ContainsFunc(users, staff.Covers) {
		users = append(users, shielded(staff)...)
	}
	if call.reach() >= reachUnit {
		users = append(users, staff.In(access.Manager)...)
		users = append(users, staff.In(access.Officer)...)
	}
	if err := c.tellAll(ctx, tx, users, n); err != nil {
		return err
	}
	if call.reach() >= reachAdministrators {
		if err := c.tellAdministrators(ctx, tx, m.Organisation); err != nil {
			return err
		}
	}
	return c.Notify.Call(ctx, tx, notify.Call{Users: duty, Ring: call.Rings})
}

// shielded is those of the staff who hold protected identities and receive.
func shielded(staff identity.Staff) (users []string) {
	for _, m := range staff {
		if m.Protected && (m.Role == access.Officer || m.Role == access.Manager) {
			users = append(users, m.User)
		}
	}
	return users
}

// TakeCall is a person saying "jag tar det": the matter's calls fall silent, and who
// took them stands in its journal.
func (c *Concerns) TakeCall(ctx context.Context, who access.Actor, matterID string) error {
	const action = "concern.call.take"
	m, _, err := c.readMatter(ctx, who, matterID, action, mayWorkOn)
	if err != nil {
		return err
	}
	entry := Entry{ID: c.NewID(), Matter: m.ID, Kind: EntryCallTaken, At: c.Now(), Author: who.User}
	body, err := c.Keys.Seal(ctx, m.Keyset, encode(EntryBody{}), person.Where(entry.ID, entryColumn))
	if err != nil {
		return err
	}
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		calls, err := callsOf(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		calls = slices.DeleteFunc(calls, func(call Call) bool { return !call.Waits() })
		if len(calls) == 0 {
			return fault.Refused("concern.call.none")
		}
		for _, call := range calls {
			if err := storeCall(ctx, tx, call.Take(who.User, entry.At)); err != nil {
				return err
			}
		}
		if err := insertEntry(ctx, tx, entry, body); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayWorkOn(who, m).Ground(), m.ID, m.Child))
	})
}
