package web

import (
	"context"
	"time"
)

// evenMoments is when the answer that something is not there may leave. To find out that
// it is there and not the reader's takes longer, and the time must not tell.
type evenMoments struct{ *time.Ticker }

// evenMoments begins to count when a request comes.
func (s *Site) evenMoments() evenMoments {
	if s.AbsentAfter <= 0 {
		return evenMoments{}
	}
	return evenMoments{time.NewTicker(s.AbsentAfter)}
}

// await lets the next moment come; those that have gone by are too late.
func (e evenMoments) await(ctx context.Context) {
	if e.Ticker == nil {
		return
	}
	select {
	case <-e.C:
	default:
	}
	select {
	case <-e.C:
	case <-ctx.Done():
	}
}
