package identity

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// ClockWentBack takes back what the clock has just given away by being set back:
// sessions, invitations and waits end when they would have. Where several servers
// share the database it may take too much from what the others have begun, never too little.
func (g *Gate) ClockWentBack(ctx context.Context, by time.Duration) error {
	access.MarkAsked(ctx)
	err := g.store.Data.Write(ctx, func(tx *db.Tx) error {
		for _, kind := range []func(context.Context, *db.Tx, time.Duration) error{earlierSessions, earlierInvitations, earlierAttempts} {
			if err := kind(ctx, tx, by); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("take back %s: %w", by, err)
	}
	return nil
}
