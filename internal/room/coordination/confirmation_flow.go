package coordination

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// ConfirmationView is an answer to the minutes.
type ConfirmationView struct {
	Confirmation
	Remark string
}

// ConfirmMinutes is somebody who was there standing by the minutes as they read them,
// or objecting to them. Words that have come since must be read first.
func (c *Matters) ConfirmMinutes(ctx context.Context, who access.Actor, meeting string, read int64, agrees bool, remark string) error {
	const action = "coordination.minutes.confirm"
	s, m, err := c.meetingIn(ctx, who, meeting, action, func(who access.Actor, s Standing, m meetingAt) access.Decision {
		return mayConfirm(who, s, m.Meeting, m.attendance())
	})
	if err != nil {
		return err
	}
	switch {
	case read != m.Minutes:
		return fault.Refused("coordination.minutes.changed")
	case !agrees && remark == "":
		return fault.Invalid("remark", "coordination.minutes.remark_missing")
	}
	doubled, err := c.doubled(ctx, m.ID)
	if err != nil {
		return err
	}
	if doubled {
		return fault.Refused("coordination.minutes.doubled")
	}
	own, _ := s.party(who.Organisation)
	me, _ := s.joined(who.User, who.Unit)
	x := sealedConfirmation{Confirmation: Confirmation{Meeting: m.ID, Member: me.ID, Agrees: agrees, Minutes: read, At: s.Now}, keyset: own.Keyset}
	if remark != "" {
		if x.remark, err = c.seal(ctx, own.Keyset, remark, m.ID+"/"+me.ID, confirmationColumn); err != nil {
			return err
		}
	}
	return c.holding(ctx, who, s, action, func(tx *db.Tx) error {
		// Read again here: two who answer at the same moment are each other's last.
		now, err := loadMeeting(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		if now.Minutes != read || now.State != MeetingHeld {
			return errRaced
		}
		if err := storeConfirmation(ctx, tx, x); err != nil {
			return err
		}
		answers, err := listConfirmations(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		given := make([]Confirmation, len(answers))
		for i, a := range answers {
			given[i] = a.Confirmation
		}
		after := now.Confirm(s.mustConfirm(now.Meeting, m.attendance()), given, s.Now)
		if err := updateMeeting(ctx, tx, after, nil); err != nil || after.State != MeetingConfirmed {
			return err
		}
		return c.write(ctx, tx, who, s.Matter, EntryMinutesConfirmed, m.ID)
	})
}
