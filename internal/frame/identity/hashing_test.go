package identity

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/alexedwards/argon2id"

	"samspel/internal/ground/fault"
)

func cheapParams() argon2id.Params {
	return argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

func TestHashingFits(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	h := newHashing(cheapParams())
	hash, err := h.make(ctx, "mossa tja\u0308rn ljung dis")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, password, hash string
		want                 bool
	}{
		{"no account", "mossa tjärn ljung dis", "", false},
		{"no account, no password", "", "", false},
		{"the decoy itself as hash of an account without password", "", "-", false},
		{"wrong", "mossa tjärn ljung is", hash, false},
		{"megabytes", strings.Repeat("a", 1<<20), hash, false},
		{"right, typed on another keyboard", "mossa tjärn ljung dis", hash, true},
	}
	for _, tt := range tests {
		got, err := h.fits(ctx, tt.password, tt.hash)
		if err != nil || got != tt.want {
			t.Errorf("%s: %v, %v; want %v", tt.name, got, err, tt.want)
		}
	}
}

// A full line is answered at once, and whoever gives up leaves it.
func TestHashingLine(t *testing.T) {
	t.Parallel()
	h := newHashing(cheapParams())
	if err := h.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	impatient, giveUp := context.WithCancel(t.Context())
	var line sync.WaitGroup
	var gaveUp atomic.Int64
	for range mostWaiting - 1 {
		line.Go(func() {
			if errors.Is(h.enter(impatient), context.Canceled) {
				gaveUp.Add(1)
			}
		})
	}
	for h.waiting.Load() < mostWaiting {
		runtime.Gosched()
	}
	if err := h.enter(t.Context()); fault.KindOf(err) != fault.KindBusy {
		t.Errorf("one too many: %v, want busy", err)
	}
	giveUp()
	line.Wait()
	h.leave()
	if gaveUp.Load() != mostWaiting-1 || h.waiting.Load() != 0 {
		t.Errorf("%d gave up, %d still counted", gaveUp.Load(), h.waiting.Load())
	}
}
