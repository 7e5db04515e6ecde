package identity

import (
	"testing"
	"time"
)

func TestChargeSlowsDown(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	want := []time.Duration{0, 0, 0, 0, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute}
	var a Attempts
	for i, w := range want {
		a = a.Charge(now)
		if got := a.Wait(now); got != w {
			t.Errorf("after %d tries the wait is %v, want %v", i+1, got, w)
		}
		now = a.Next
	}
	for range 500 {
		a = a.Charge(now)
	}
	if got := a.Wait(now); got != longestWait {
		t.Errorf("after 512 tries the wait is %v, want %v", got, longestWait)
	}
	if got := a.Wait(now.Add(-24 * time.Hour)); got != 0 {
		t.Errorf("with the clock set back a day the wait is %v", got)
	}
	if got := a.Charge(now.Add(-24 * time.Hour)); got.Wait(now.Add(-24*time.Hour)) != longestWait {
		t.Error("setting the clock back makes tries free")
	}
	if got := a.Charge(now.Add(attemptsFaded + time.Second)); got.Failures != 1 || got.Wait(got.Last) != 0 {
		t.Errorf("half a day later %+v, want one free try", got)
	}
}
