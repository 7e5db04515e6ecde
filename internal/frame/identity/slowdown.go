package identity

import "time"

// Attempts is how often somebody has lately failed to sign in to one account.
// It is charged before a password is looked at, and cleared by a sign-in that
// succeeds, so that a thousand guesses at the same moment count as a thousand.
// The waits double and are kept in the database, for every server and over restarts;
// the limits of pages and programs are steady, and each server's own.
type Attempts struct {
	Failures int
	Last     time.Time
	// Next is the first moment another try is listened to.
	Next time.Time
}

const (
	freeAttempts  = 4
	firstWait     = 15 * time.Second
	longestWait   = 15 * time.Minute
	attemptsFaded = 12 * time.Hour
)

// Wait is how long is left until another try is listened to. A try from later than
// now tells that the clock has been set back; it keeps nobody waiting, but still counts.
func (a Attempts) Wait(now time.Time) time.Duration {
	if now.Before(a.Last) {
		return 0
	}
	return max(0, a.Next.Sub(now))
}

// suspicious says whether so many tries went before the one that has now succeeded
// that its holder should hear of them. The one that succeeded is counted too.
func (a Attempts) suspicious() bool { return a.Failures > freeAttempts }

// Charge counts one try. The first four cost nothing; then the wait doubles from
// 15 seconds to a quarter of an hour. It is never longer, and a try during the
// wait does not lengthen it: whoever guesses must not be able to shut the owner out for good.
func (a Attempts) Charge(now time.Time) Attempts {
	if now.Sub(a.Last) > attemptsFaded {
		a = Attempts{}
	}
	a.Failures++
	a.Last, a.Next = now, now
	if over := a.Failures - freeAttempts; over > 0 {
		a.Next = now.Add(longestWait)
		if over <= 6 {
			a.Next = now.Add(min(longestWait, firstWait<<(over-1)))
		}
	}
	return a
}
