package coordination

import (
	"context"
	"encoding/json"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/frame/retention"
)

// Retention hands the room's copies to the records: of each matter one for every
// organisation in it, and the needs that became no matter.
func (c *Matters) Retention() []retention.Source {
	return []retention.Source{{Name: "coordination", Walk: walkKept, Look: lookKept, Remove: c.remove, Texts: c.texts}}
}

// Unknown gives those of the matters that somebody on the staff who takes no part in them
// may not know of: while they are open and in protected mode, and always where they are
// close to the family.
func (c *Matters) Unknown(ctx context.Context, tx *db.Tx, user string, matters []string) ([]string, error) {
	return listUnknown(ctx, tx, user, matters)
}

// remove takes away an organisation's part of a matter. What the others have stays
// theirs, without the words that were sealed for this one; with the last part the
// matter itself goes.
func (c *Matters) remove(ctx context.Context, tx *db.Tx, k retention.Key) error {
	last, err := leaveParty(ctx, tx, k)
	if err != nil {
		return err
	}
	if last {
		if err := deleteAll(ctx, tx, k.Matter); err != nil {
			return err
		}
		return c.People.Remove(ctx, tx, k.Matter)
	}
	if err := deletePart(ctx, tx, k); err != nil {
		return err
	}
	return c.People.Forget(ctx, tx, k.Controller, k.Matter)
}

// texts opens everything that is sealed for an organisation in a matter.
func (c *Matters) texts(ctx context.Context, k retention.Key) ([]retention.Text, error) {
	var sealed []sealedText
	var meetings []retention.Text
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if sealed, err = listTexts(ctx, tx, k); err != nil {
			return err
		}
		meetings, err = meetingsKept(ctx, tx, k)
		return err
	})
	if err != nil {
		return nil, err
	}
	all := make([]retention.Text, len(sealed))
	for i, x := range sealed {
		body, err := c.Keys.Open(ctx, x.keyset, x.sealed, person.Where(x.row, x.column))
		if err != nil {
			return nil, err
		}
		kind := x.column
		if x.part != "" {
			kind += "/" + x.part
		}
		all[i] = retention.Text{Kind: kind, ID: x.row, At: x.at, Body: body}
	}
	return append(all, meetings...), nil
}

// keptMeeting is a meeting as an archive keeps it, beside its words.
type keptMeeting struct {
	State     MeetingState `json:"lage"`
	Starts    time.Time    `json:"borjar"`
	Ends      time.Time    `json:"slutar"`
	Held      time.Time    `json:"hallet,omitzero"`
	Confirmed time.Time    `json:"bekraftat,omitzero"`
	Minutes   int64        `json:"protokollets_version"`
	Answers   []keptAnswer `json:"justering,omitempty"`
}

// keptAnswer is somebody who was there, standing by the minutes or not.
type keptAnswer struct {
	Member  string    `json:"deltagare"`
	Agrees  bool      `json:"instammer"`
	Minutes int64     `json:"protokollets_version"`
	At      time.Time `json:"tid"`
}

// meetingsKept gives the meetings that an organisation has called in a matter, and how
// their minutes were confirmed.
func meetingsKept(ctx context.Context, tx *db.Tx, k retention.Key) (all []retention.Text, err error) {
	meetings, err := listMeetings(ctx, tx, k.Matter, everything)
	if err != nil {
		return nil, err
	}
	for _, m := range meetings {
		if m.Organisation != k.Controller {
			continue
		}
		kept := keptMeeting{State: m.State, Starts: m.Starts, Ends: m.Ends, Held: m.HeldAt, Confirmed: m.ConfirmedAt, Minutes: m.Minutes}
		answers, err := listConfirmations(ctx, tx, m.ID)
		if err != nil {
			return nil, err
		}
		for _, a := range answers {
			kept.Answers = append(kept.Answers, keptAnswer{a.Member, a.Agrees, a.Minutes, a.At})
		}
		body, err := json.Marshal(kept)
		if err != nil {
			return nil, err
		}
		all = append(all, retention.Text{Kind: "coordination_meeting", ID: m.ID, At: m.MadeAt, Body: body})
	}
	return all, nil
}
