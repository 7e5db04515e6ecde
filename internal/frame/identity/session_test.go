package identity

import (
	"testing"
	"time"
)

func TestSessionLimits(t *testing.T) {
	t.Parallel()
	s := Settings{}.withDefaults()
	now := time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	tests := []struct {
		name          string
		started, seen time.Time
		want          bool
	}{
		{"ten hours, busy to the last minute", ago(10 * time.Hour), ago(time.Second), false},
		{"half an hour of nothing", ago(time.Hour), ago(30 * time.Minute), false},
		{"seen two minutes from now", now, now.Add(2 * time.Minute), false},
		{"seen tomorrow", now.Add(24 * time.Hour), now.Add(24 * time.Hour), false},
		{"seen by a server whose clock is a little ahead", ago(time.Hour), now.Add(59 * time.Second), true},
		{"never begun", time.Time{}, time.Time{}, false},
		{"a second left of the day", ago(10*time.Hour - time.Second), now, true},
		{"a second left of the pause", ago(time.Hour), ago(30*time.Minute - time.Second), true},
	}
	for _, tt := range tests {
		if got := s.live(tt.started, tt.seen, now); got != tt.want {
			t.Errorf("%s: live = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestRequiredLevel(t *testing.T) {
	t.Parallel()
	s := Settings{Levels: map[string]int{"low": 2, "substantial": 3, "high": 4, "none": 0}}.withDefaults()
	tests := []struct {
		acr  string
		want bool
	}{
		{"", false}, {"none", false}, {"low", false}, {"SUBSTANTIAL", false}, {"substantial high", false}, {"3", false},
		{"substantial", true}, {"high", true},
	}
	for _, tt := range tests {
		if _, got := s.level(tt.acr); got != tt.want {
			t.Errorf("acr %q is enough: %v, want %v", tt.acr, got, tt.want)
		}
	}
}

func TestToken(t *testing.T) {
	t.Parallel()
	a, b := newToken(), newToken()
	if a == b || !wellFormed(a) || hashOf(a) == hashOf(b) {
		t.Errorf("tokens %q, %q", a, b)
	}
	for _, forged := range []string{"", "x", a + "A", a[1:], a[:42] + "!", "' OR 1=1 --"} {
		if wellFormed(forged) {
			t.Errorf("%q passes for a token", forged)
		}
	}
}
