package identity

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/alexedwards/argon2id"

	"samspel/internal/ground/fault"
)

// hashing does argon2id one password at a time, on one core: a storm of sign-ins
// makes sign-in slow, and leaves everybody who is already signed in alone.
type hashing struct {
	params  argon2id.Params
	slot    chan struct{}
	waiting atomic.Int64
	// decoy is compared with when there is no account, so that no account costs
	// the same work as a wrong password. No password is known that fits it.
	decoy string
}

// mostWaiting is about five seconds of work in line; the next one is asked to come back.
const mostWaiting = 64

func newHashing(params argon2id.Params) *hashing {
	salt, key := make([]byte, params.SaltLength), make([]byte, params.KeyLength)
	return &hashing{
		params: params,
		slot:   make(chan struct{}, 1),
		decoy: fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", params.Memory, params.Iterations, params.Parallelism,
			base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)),
	}
}

// standardParams is RFC 9106 for one lane: 32 MiB and three passes, some 80 ms.
func standardParams() argon2id.Params {
	return argon2id.Params{Memory: 32 << 10, Iterations: 3, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

func (h *hashing) enter(ctx context.Context) error {
	if h.waiting.Add(1) > mostWaiting {
		h.waiting.Add(-1)
		return fault.Busy()
	}
	select {
	case h.slot <- struct{}{}:
		return nil
	case <-ctx.Done():
		h.waiting.Add(-1)
		return ctx.Err()
	}
}

func (h *hashing) leave() {
	<-h.slot
	h.waiting.Add(-1)
}

func (h *hashing) make(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	hash, err := argon2id.CreateHash(normalPassword(password), &h.params)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// fits says whether password is the one that was hashed. Without a hash the
// answer is no, after the same work.
func (h *hashing) fits(ctx context.Context, password, hash string) (bool, error) {
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	known := strings.HasPrefix(hash, "$argon2id$")
	if !known {
		hash = h.decoy
	}
	if len(password) > 4*longestPassword {
		password = password[:4*longestPassword]
		known = false
	}
	same, err := argon2id.ComparePasswordAndHash(normalPassword(password), hash)
	if err != nil {
		return false, fmt.Errorf("compare password: %w", err)
	}
	return same && known, nil
}
