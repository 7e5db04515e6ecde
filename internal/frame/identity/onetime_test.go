package identity

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

func TestOneTimeCode(t *testing.T) {
	t.Parallel()
	key, err := newOneTimeKey("lo.ek@ekstad.example")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 8, 0, 10, 0, time.UTC)
	step := now.Unix() / oneTimePeriod
	code := func(at time.Time) string {
		c, err := totp.GenerateCode(key.key.Secret(), at)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	tests := []struct {
		name, code string
		want       int64
	}{
		{"empty", "", 0},
		{"letters", "abcdef", 0},
		{"too long", code(now) + "0", 0},
		{"a minute old", code(now.Add(-time.Minute)), 0},
		{"a minute early", code(now.Add(time.Minute)), 0},
		{"the one before", code(now.Add(-30 * time.Second)), step - 1},
		{"the one after", code(now.Add(30 * time.Second)), step + 1},
		{"now", code(now), step},
		{"typed as it is shown", code(now)[:3] + " " + code(now)[3:], step},
	}
	for _, tt := range tests {
		if got := key.step(tt.code, now); got != tt.want {
			t.Errorf("%s: step %d, want %d", tt.name, got, tt.want)
		}
	}
	if again, err := oneTimeKeyFrom(key.URL()); err != nil || again.step(code(now), now) != step {
		t.Errorf("the key does not survive its own address: %v", err)
	}
	if strings.Contains(key.String(), key.key.Secret()) {
		t.Error("the key prints itself")
	}
}
