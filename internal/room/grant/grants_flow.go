package grant

import (
	"context"
	"errors"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/register"
	"samspel/internal/ground/fault"
)

// Services are the frame services the room leans on. The ledger has none of its own: it
// is asked in the room's transactions.
type Services struct {
	Store    *db.Store
	Audit    *audit.Log
	Register *register.Register
	Now      func() time.Time
	NewID    func() string
	// Names gives names of persons by id, and Colleagues of those who work at a unit.
	Names      func(ctx context.Context, ids []string) (map[string]string, error)
	Colleagues func(ctx context.Context, unit string) (map[string]string, error)
	// Actors is everybody with one of the roles as they may act today, at the organisations
	// and at those of the sector in the municipalities. Tell tells one of them that there is
	// something to read.
	Actors func(ctx context.Context, tx *db.Tx, organisations, municipalities []string, sector access.Sector, roles ...access.Role) ([]access.Actor, error)
	Tell   func(ctx context.Context, tx *db.Tx, user, key, link string) error
}

// Grants is the room: every verb of giving and calling for money is a method of it.
type Grants struct {
	Services
}

// New opens the room on its services.
func New(s Services) *Grants { return &Grants{Services: s} }

// errRaced: somebody else has changed what was about to be changed.
var errRaced = errors.New("changed by another")

// explained turns what the database says into words: a lost race, or a second thing
// under a name that must be one's own.
func explained(err error, taken *fault.Error) error {
	switch {
	case errors.Is(err, errRaced):
		return fault.Refused("grant.changed_meanwhile")
	case taken != nil && errors.Is(err, db.ErrConflict):
		return taken
	}
	return err
}

func absent(err error) error {
	if errors.Is(err, db.ErrNotFound) {
		return fault.Absent()
	}
	return err
}

func record(who access.Actor, action, ground string, subjects ...string) audit.Record {
	return audit.Record{Actor: who, Action: action, Subjects: subjects, Ground: ground, Result: audit.Done}
}
