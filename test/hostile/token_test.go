package hostile_test

import (
	"sync"
	"testing"

	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// TestT9TokensAreUnique starts many sessions at once; no two tokens are alike, nor
// do two share their beginning, as tokens from a poor source of chance would.
func TestT9TokensAreUnique(t *testing.T) {
	t.Parallel()
	w := worldtest.Open(t)
	who := w.Demo.Actor("kurator")
	sessions := trialtest.Size(2_000, 1_000_000)
	const half = 16 // characters of base64: 96 bits
	var mu sync.Mutex
	seen := make(map[string]bool, sessions)
	alike := 0
	var starting sync.WaitGroup
	for range 32 {
		starting.Go(func() {
			for range sessions / 32 {
				token, err := w.App.Gate.StartSession(t.Context(), who.User, who.Mandate, 3)
				if err != nil || len(token) < 2*half {
					t.Errorf("token of %d characters, %v", len(token), err)
					return
				}
				mu.Lock()
				if seen[token[:half]] {
					alike++
				}
				seen[token[:half]] = true
				mu.Unlock()
			}
		})
	}
	starting.Wait()
	trialtest.Tell(t, "sessions", len(seen))
	trialtest.AtMost(t, "alike in their first 96 bits", alike, 0)
	if alike > 0 {
		t.Errorf("%d tokens begin alike", alike)
	}
}
