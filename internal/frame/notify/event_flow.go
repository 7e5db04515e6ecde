package notify

import (
	"context"
	"encoding/json"
	"errors"

	"samspel/internal/frame/db"
	"samspel/internal/frame/job"
	"samspel/internal/ground/id"
)

// Systems is what telling systems needs from the rest of the house; the zero value
// tells none.
type Systems struct {
	// Listens says whether somebody is a system that wants to be told.
	Listens func(ctx context.Context, tx *db.Tx, system string) (bool, error)
	// Hook is where a system is told, and the secrets it is signed with; "" is nowhere.
	Hook func(ctx context.Context, system string) (address string, secrets [][]byte, err error)
	// Post sends it, and gives the status of the answer; 0 when there is none.
	Post func(ctx context.Context, t Telling) int
	// Keepers is who looks after a system.
	Keepers func(ctx context.Context, tx *db.Tx, system string) ([]string, error)
}

const eventJob = "notify.event"

type eventPayload struct {
	Event string `json:"event"`
}

// Announce lets a system know that something has happened with what it sent, once the
// transaction is committed. Whoever is no system, or does not listen, is told nothing.
func (n *Notices) Announce(ctx context.Context, tx *db.Tx, system, kind, subject string) error {
	if n.Systems.Listens == nil {
		return nil
	}
	if listens, err := n.Systems.Listens(ctx, tx, system); err != nil || !listens {
		return err
	}
	e := Event{ID: id.New(), System: system, Kind: kind, Subject: subject, Made: n.Now()}
	if err := e.check(); err != nil {
		return err
	}
	if err := insertEvent(ctx, tx, e); err != nil {
		return err
	}
	return n.Queue.Enqueue(ctx, tx, eventJob, eventPayload{e.ID})
}

// tell tries once. A crash between the answer and the note of it tells the system
// twice, under the same id.
func (n *Notices) tell(ctx context.Context, payload []byte) error {
	var p eventPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return errors.New("event job: the payload is garbled")
	}
	var e Event
	err := n.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		e, err = loadEvent(ctx, tx, p.Event)
		return err
	})
	if errors.Is(err, db.ErrNotFound) || err == nil && e.State != EventWaiting {
		return nil
	}
	if err != nil {
		return err
	}
	address, secrets, err := n.Systems.Hook(ctx, e.System)
	if err != nil {
		return err
	}
	status := 410 // nobody listens any longer
	if address != "" {
		status = n.Systems.Post(ctx, e.signed(address, secrets, n.Now()))
	}
	e, wait := e.tried(status, n.Now())
	return n.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := storeTry(ctx, tx, e); err != nil {
			return err
		}
		if wait > 0 {
			return n.Queue.Enqueue(ctx, tx, eventJob, eventPayload{e.ID}, job.At(n.Now().Add(wait)))
		}
		if e.State == EventDead && address != "" {
			return n.tellKeepers(ctx, tx, e.System)
		}
		return nil
	})
}

func (n *Notices) tellKeepers(ctx context.Context, tx *db.Tx, system string) error {
	keepers, err := n.Systems.Keepers(ctx, tx, system)
	if err != nil {
		return err
	}
	for _, user := range keepers {
		if err := n.Tell(ctx, tx, Notice{User: user, Key: "notify.event.dead", Link: "/administration/system/" + system}); err != nil {
			return err
		}
	}
	return nil
}

// mostEvents is how many of a system's events its page shows.
const mostEvents = 50

// Events is the latest of a system's events. Whoever shows them has asked whether the
// reader may know of the system.
func (n *Notices) Events(ctx context.Context, system string) ([]Event, error) {
	var all []Event
	err := n.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = loadEvents(ctx, tx, system, mostEvents)
		return err
	})
	return all, err
}
