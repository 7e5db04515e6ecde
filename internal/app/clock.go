package app

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/audit"
)

const (
	// tick is how often the machine's two clocks are compared.
	tick = time.Second
	// slip is how much they may differ from one tick to the next: what time keeping
	// over the network does is far less.
	slip = 5 * time.Second
)

// jump is how far the wall clock has been moved, when this much time has passed by
// the clock that nobody sets; 0 when it has not. A machine that has slept has jumped too.
func jump(before, now time.Time, passed time.Duration) time.Duration {
	moved := now.Round(0).Sub(before.Round(0)) - passed
	if moved.Abs() < slip {
		return 0
	}
	return moved
}

// WatchClock records when the machine's clock is set to another time, until ctx
// ends. Records keep the order of their numbers whatever the clock says.
func (a *App) WatchClock(ctx context.Context) {
	turn := time.NewTicker(tick)
	defer turn.Stop()
	if err := a.checkClock(ctx); err != nil && ctx.Err() == nil {
		a.log.ErrorContext(ctx, "the clock could not be compared with the log", "error", err)
	}
	for before := time.Now(); ; {
		select {
		case <-ctx.Done():
			return
		case <-turn.C:
		}
		now := time.Now()
		if by := jump(before, now, now.Sub(before)); by != 0 {
			a.tellOfJump(ctx, by)
		}
		before = now
	}
}

// checkClock tells when the newest record is from later than now: the clock was set
// back while nobody watched it.
func (a *App) checkClock(ctx context.Context) error {
	newest, err := a.Audit.Newest(ctx)
	if err != nil {
		return err
	}
	if by := a.now().Sub(newest); by < -slip {
		a.tellOfJump(ctx, by)
	}
	return nil
}

// tellOfJump says it in the log of the process and in the audit log, where it
// explains the times of the records around it.
func (a *App) tellOfJump(ctx context.Context, by time.Duration) {
	a.log.WarnContext(ctx, "the clock has jumped", "by", by.Round(time.Second).String())
	if by < 0 {
		if err := a.Gate.ClockWentBack(ctx, -by); err != nil {
			a.log.ErrorContext(ctx, "sessions may last longer than they should", "error", err)
		}
	}
	err := a.Audit.Reading(ctx, audit.Record{Action: "system.clock.jump", Ground: "the machine's clock", Result: audit.Done,
		Detail: fmt.Sprintf("%+d s", int64(by.Round(time.Second)/time.Second))})
	if err != nil {
		a.log.ErrorContext(ctx, "the jump could not be recorded", "error", err)
	}
}
