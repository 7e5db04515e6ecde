package app

import (
	"testing"
	"time"
)

func TestT5Jump(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 10, 25, 0, 59, 59, 0, time.UTC) // the night summer time ends
	tests := []struct {
		name        string
		wall        time.Duration // how far the wall clock went
		passed      time.Duration // how long it took
		want        time.Duration
		inStockholm bool
	}{
		{name: "back an hour", wall: time.Second - time.Hour, passed: time.Second, want: -time.Hour},
		{name: "back a day", wall: time.Second - 24*time.Hour, passed: time.Second, want: -24 * time.Hour},
		{name: "forward a day", wall: time.Second + 24*time.Hour, passed: time.Second, want: 24 * time.Hour},
		{name: "six seconds", wall: 7 * time.Second, passed: time.Second, want: 6 * time.Second},
		{name: "the machine slept ten minutes", wall: 10 * time.Minute, passed: time.Second, want: 10*time.Minute - time.Second},
		{name: "a leap second", wall: 0, passed: time.Second},
		{name: "time keeping over the network", wall: time.Second + 40*time.Millisecond, passed: time.Second},
		{name: "a tick that came late", wall: 30 * time.Second, passed: 30 * time.Second},
		{name: "summer time ends", wall: 2 * time.Second, passed: 2 * time.Second, inStockholm: true},
	}
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		before, now := noon, noon.Add(tt.wall)
		if tt.inStockholm {
			before, now = before.In(stockholm), now.In(stockholm)
		}
		if got := jump(before, now, tt.passed); got != tt.want {
			t.Errorf("%s: jump = %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestAdminAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		":9090": false, "0.0.0.0:9090": false, "[::]:9090": false, "10.0.0.4:9090": false, "samspel.kommun.example:9090": false, "127.0.0.1": false, "127.0.0.1.example.com:9090": false,
		"": true, "127.0.0.1:9090": true, "[::1]:9090": true, "localhost:9090": true,
	} {
		if err := (Config{AdminAddress: address}).adminAddress(); (err == nil) != want {
			t.Errorf("%q: %v", address, err)
		}
		if err := (Config{AdminAddress: address, AdminOpen: true}).adminAddress(); err != nil {
			t.Errorf("%q, said to be open: %v", address, err)
		}
	}
}
