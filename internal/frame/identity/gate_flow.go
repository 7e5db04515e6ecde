package identity

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

//go:embed migrations
var migrations embed.FS

// Lines are the package's tables. Those of register come first.
var Lines = []db.Line{
	{Name: "identity", In: db.InData, FS: folder("migrations/data")},
	{Name: "identity_keys", In: db.InKeys, FS: folder("migrations/keys")},
}

func folder(name string) fs.FS {
	sub, err := fs.Sub(migrations, name)
	if err != nil {
		panic(err)
	}
	return sub
}

// A Gate (grind) is where people come in and are told apart: every sign-in,
// session and mandate passes it.
type Gate struct {
	// has is what the rooms say somebody has at a unit; see [Gate.Keeps].
	has func(ctx context.Context, tx *db.Tx, user, unit string) (matters, drafts int, err error)

	store    *db.Store
	log      *audit.Log
	now      func() time.Time
	settings Settings
	hashing  *hashing

	mu      sync.Mutex
	sealing *sealing
}

// New is a gate to the people in store.
func New(store *db.Store, log *audit.Log, now func() time.Time, settings Settings) *Gate {
	return &Gate{store: store, log: log, now: now, settings: settings.withDefaults(), hashing: newHashing(standardParams())}
}

var (
	// errRefused rolls a transaction back when its question was answered no.
	errRefused = errors.New("refused")
	// errRaced is somebody else's change a moment earlier.
	errRaced = fault.Refused("account.raced")
)

func (g *Gate) today() civil.Date { return civil.Of(g.now()) }

// change runs a mutation that an administrator asks for. Inside, ask settles
// whether it is allowed; a no rolls everything back, and is recorded after that.
func (g *Gate) change(ctx context.Context, who access.Actor, action string, subjects []string, do func(tx *db.Tx, ask func(access.Decision) error) error) error {
	var decision access.Decision
	ask := func(d access.Decision) error {
		decision = d
		if !d.Allowed() {
			return errRefused
		}
		return nil
	}
	err := g.store.Data.Write(ctx, func(tx *db.Tx) error {
		decision = access.Deny("the mandate is no longer in force")
		if err := g.stillHolds(ctx, tx, who); err != nil {
			return err
		}
		return do(tx, ask)
	})
	if err != nil && !errors.Is(err, errRefused) {
		access.MarkAsked(ctx)
		return err
	}
	return g.log.Require(ctx, who, action, subjects, decision)
}

// stillHolds says errRefused unless the actor's mandate is in force in this very
// transaction: two administrators who end each other's mandates cannot both win.
func (g *Gate) stillHolds(ctx context.Context, tx *db.Tx, who access.Actor) error {
	m, err := loadMandate(ctx, tx, who.Mandate)
	switch {
	case errors.Is(err, db.ErrNotFound):
		return errRefused
	case err != nil:
		return err
	case m.User != who.User || m.Role != who.Role || !m.InForce(g.today()):
		return errRefused
	}
	return nil
}

func (g *Gate) done(who access.Actor, action, ground string, subjects ...string) audit.Record {
	return audit.Record{At: g.now(), Actor: who, Action: action, Subjects: subjects, Ground: ground, Result: audit.Done}
}

// Sweep removes sessions, attempts and invitations that have run out. It is run
// by the clock.
func (g *Gate) Sweep(ctx context.Context) error {
	now := g.now()
	err := g.store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := sweepPresence(ctx, tx, g.today().AddDays(-keepPresence)); err != nil {
			return err
		}
		return sweep(ctx, tx, now.Add(-g.settings.Absolute), now.Add(-g.settings.Idle), now.Add(touchEvery), now.Add(-attemptsFaded), now)
	})
	if err != nil {
		return fmt.Errorf("sweep identity: %w", err)
	}
	return nil
}
