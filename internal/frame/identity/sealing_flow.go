package identity

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"samspel/internal/frame/db"
)

const (
	// upgradeLasts is how long servers of the version before may run beside this one.
	upgradeLasts = 24 * time.Hour
	// secretsKept is how long it is trusted that no other server has made a new secret.
	secretsKept = time.Minute
	// resealed is how many keys are sealed anew in one transaction.
	resealed = 200
)

// generation is a secret that something may be sealed with. None goes: a backup of the
// data, opened with the keys of today, may be older than the newest.
type generation struct {
	number int // 0 is the one that lay bare
	secret []byte
	made   time.Time
}

// sealed is the sealing of this installation; its secret is made the first time.
func (g *Gate) sealed(ctx context.Context) (*sealing, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.sealing != nil && g.now().Before(g.sealing.read.Add(secretsKept)) {
		return g.sealing, nil
	}
	return g.readSecrets(ctx)
}

// openKey opens a key of one-time codes, also one that another server has just sealed
// with a secret that is new here.
func (g *Gate) openKey(ctx context.Context, s *sealing, sealed []byte, user string) (string, error) {
	plain, err := s.open(sealed, user)
	if err == nil {
		return plain, nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if s, err = g.readSecrets(ctx); err != nil {
		return "", err
	}
	return s.open(sealed, user)
}

// readSecrets is called by who holds the lock.
func (g *Gate) readSecrets(ctx context.Context) (*sealing, error) {
	generations, bare, err := g.generations(ctx)
	sealedToo := func(x generation) bool { return bytes.Equal(x.secret, bare) }
	if err == nil && (newestOf(generations).number == 0 || bare != nil && !slices.ContainsFunc(generations, sealedToo)) {
		generations, bare, err = g.firstSecrets(ctx, bare)
	}
	if err != nil {
		return nil, err
	}
	s, err := newSealing(generations, bare != nil, g.now())
	if err != nil {
		return nil, err
	}
	g.sealing = s
	return s, nil
}

// generations is the secrets that are sealed, oldest first, and the bare one if it is there.
func (g *Gate) generations(ctx context.Context) (all []generation, bare []byte, err error) {
	var rows []secretRow
	err = g.store.Keys.Read(ctx, func(tx *db.Tx) (err error) {
		rows, err = loadSecrets(ctx, tx)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	for _, r := range rows {
		if r.keyset == "" {
			bare = r.secret
			continue
		}
		plain, err := g.settings.Secrets.Open(ctx, r.id, r.keyset, r.secret)
		if err != nil {
			return nil, nil, fmt.Errorf("open secret %s: %w", r.id, err)
		}
		number, err := strconv.Atoi(r.id)
		if err != nil {
			return nil, nil, fmt.Errorf("read the number of secret %s: %w", r.id, err)
		}
		all = append(all, generation{number, plain, r.made})
	}
	slices.SortFunc(all, func(a, b generation) int { return a.number - b.number })
	return all, bare, nil
}

func newestOf(all []generation) (newest generation) {
	for _, x := range all {
		newest = x
	}
	return newest
}

// firstSecrets seals the bare secret, if there is one, so that what is sealed with it
// opens for good, and makes the first that never lay open.
func (g *Gate) firstSecrets(ctx context.Context, bare []byte) ([]generation, []byte, error) {
	if bare != nil {
		if err := g.keepSecret(ctx, 0, bare); err != nil {
			return nil, nil, err
		}
	}
	if err := g.keepSecret(ctx, 1, freshSecret(bare)); err != nil {
		return nil, nil, err
	}
	return g.generations(ctx)
}

func (g *Gate) keepSecret(ctx context.Context, number int, plain []byte) (err error) {
	r := secretRow{id: strconv.Itoa(number), made: g.now()}
	if r.keyset, r.secret, err = g.settings.Secrets.Seal(ctx, r.id, plain); err != nil {
		return fmt.Errorf("seal secret %s: %w", r.id, err)
	}
	return g.store.Keys.Write(ctx, func(tx *db.Tx) error { return insertSecret(ctx, tx, r) })
}

// ChangeSecret makes a new secret and seals every key of one-time codes with it. Others
// serve meanwhile, but none of the version before secrets were sealed.
func (g *Gate) ChangeSecret(ctx context.Context) error {
	if _, err := g.sealed(ctx); err != nil {
		return err
	}
	all, _, err := g.generations(ctx)
	if err != nil {
		return err
	}
	newest := newestOf(all)
	if err := g.keepSecret(ctx, newest.number+1, freshSecret(newest.secret)); err != nil {
		return err
	}
	return g.reseal(ctx)
}

// Reseal seals with the newest secret what is sealed with an older, when no server of the
// version before can be running any more, and removes the secret that lies bare. It
// is run by the clock.
func (g *Gate) Reseal(ctx context.Context) error {
	s, err := g.sealed(ctx)
	if err != nil {
		return err
	}
	// Others may have sealed with an older secret until they heard of the newest.
	if s.waits(g.now()) || !s.bare && g.now().After(s.newest.Add(2*upgradeLasts)) {
		return nil
	}
	return g.reseal(ctx)
}

func (g *Gate) reseal(ctx context.Context) error {
	g.mu.Lock()
	s, err := g.readSecrets(ctx)
	g.mu.Unlock()
	if err != nil {
		return err
	}
	if err := g.resealAll(ctx, s, listUserKeys, updateUserKey); err != nil {
		return err
	}
	if err := g.resealAll(ctx, s, listInvitationKeys, updateInvitationKey); err != nil {
		return err
	}
	if !s.bare {
		return nil
	}
	err = g.store.Keys.Write(ctx, func(tx *db.Tx) error { return deleteBareSecret(ctx, tx) })
	g.mu.Lock()
	g.sealing = nil
	g.mu.Unlock()
	return errors.Join(err, g.store.Keys.Settle(ctx))
}

// resealAll goes through the keys once, a portion at a time. Cut short, it is begun anew.
func (g *Gate) resealAll(ctx context.Context, s *sealing,
	list func(context.Context, *db.Tx, string, int) ([]sealedKey, error),
	update func(ctx context.Context, tx *db.Tx, k sealedKey, again []byte) error,
) error {
	for after, n := "", resealed; n == resealed; {
		var last string
		err := g.store.Data.Write(ctx, func(tx *db.Tx) error {
			portion, err := list(ctx, tx, after, resealed)
			if err != nil {
				return err
			}
			for _, k := range portion {
				if again := s.again(k.sealed, k.user); again != nil {
					if err := update(ctx, tx, k, again); err != nil {
						return err
					}
				}
			}
			if n = len(portion); n > 0 {
				last = portion[n-1].user
			}
			return nil
		})
		if err != nil {
			return err
		}
		after = last
	}
	return nil
}
