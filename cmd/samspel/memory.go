package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	// leisure is how much of the heap may be garbage before it is collected, in per
	// cent of what is in use. Pages live for milliseconds and the rest of the heap is
	// small: collecting seldom costs some megabytes and spares every page its share.
	leisure = 300
	// headroom is the most garbage there may be all the same, in bytes.
	headroom = 48 << 20
)

// collecting is how leisurely to collect with so much in use.
func collecting(live uint64) int {
	if live == 0 {
		return leisure
	}
	return max(50, min(leisure, int(headroom*100/live)))
}

// tidy lets the heap have its garbage while it is small, and less of it when it has
// grown, until ctx ends. Whoever sets GOGC knows better.
func tidy(ctx context.Context) {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(leisure)
	used, now := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}, leisure
	turn := time.NewTicker(time.Second)
	defer turn.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-turn.C:
		}
		metrics.Read(used)
		// A small change is not worth stopping everybody for.
		if want := collecting(used[0].Value.Uint64()); want < now-now/5 || want > now+now/5 {
			debug.SetGCPercent(want)
			now = want
		}
	}
}
