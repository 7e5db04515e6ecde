package main

import "testing"

func TestCollecting(t *testing.T) {
	t.Parallel()
	for live, want := range map[uint64]int{0: 300, 1: 300, 10 << 20: 300, 24 << 20: 200, 48 << 20: 100, 96 << 20: 50, 384 << 20: 50, 8 << 30: 50} {
		if got := collecting(live); got != want {
			t.Errorf("with %d bytes in use: %d, want %d", live, got, want)
		}
	}
}
