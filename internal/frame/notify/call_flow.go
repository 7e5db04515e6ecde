package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"samspel/internal/frame/db"
	"samspel/internal/ground/id"
)

// A Call (larmsignal) goes out by the installation's own channel, beside the lists
// and the mails. It holds ids of staff and a number, and nothing of what it is about.
type Call struct {
	ID string `json:"id"`
	// Users are those on duty, for a receiver that knows their telephones.
	Users []string `json:"users"`
	// Ring is 1 the first time and grows until somebody takes the call.
	Ring int `json:"ring"`
}

const callJob = "notify.call"

// Call sends a call by the installation's channel, when it has one, once the
// transaction is committed.
func (n *Notices) Call(ctx context.Context, tx *db.Tx, c Call) error {
	if n.Channel == nil {
		return nil
	}
	c.ID = id.New()
	return n.Queue.Enqueue(ctx, tx, callJob, c)
}

func (n *Notices) call(ctx context.Context, payload []byte) error {
	var c Call
	if err := json.Unmarshal(payload, &c); err != nil {
		return errors.New("call job: the payload is garbled")
	}
	if n.Channel == nil {
		return nil
	}
	if err := n.Channel(ctx, c); err != nil {
		return fmt.Errorf("send call %s: %w", c.ID, err)
	}
	return nil
}
