package coordination

import "time"

// A Same (kanske samma barn) is a need that may be about a child whom a matter of
// the same organisation is already about. A human judges; nothing is put together.
type Same struct {
	Matter  string
	Need    string
	FoundAt time.Time
}
