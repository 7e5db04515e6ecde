package review

import (
	"context"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
)

// Closeness (närhet) is what somebody declares about a number.
type Closeness string

const (
	// Self is the own number.
	Self Closeness = "self"
	// Close is a relative's or a friend's.
	Close Closeness = "close"
)

// Closenesses is every kind, in the order forms list them.
var Closenesses = []Closeness{Self, Close}

// Declaration (anmäld närhet) is somebody's own word that they are close to a person. The
// person can be compared with and not read out of it, by nobody.
type Declaration struct {
	ID     string
	User   string
	Kind   Closeness
	MadeAt time.Time
}

const maxDeclarations = 200

// Declarations is what the actor has declared.
func (v *Reviews) Declarations(ctx context.Context, who access.Actor) (list []Declaration, err error) {
	if err := v.Audit.Require(ctx, who, "review.declaration.list", nil, mayDeclare(who)); err != nil {
		return nil, err
	}
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = listDeclarations(ctx, tx, who.User)
		return err
	})
	return list, err
}

// Declare keeps that the actor is close to whoever has the number. Saying it twice is
// saying it once.
func (v *Reviews) Declare(ctx context.Context, who access.Actor, kind Closeness, number string) error {
	const action = "review.declaration.make"
	if err := v.Audit.Require(ctx, who, action, nil, mayDeclare(who)); err != nil {
		return err
	}
	var faults fault.List
	if !slices.Contains(Closenesses, kind) {
		faults.Add(fault.Invalid("kind", "review.declaration.kind_missing"))
	}
	n, err := personnummer.Parse(number, civil.Of(v.Now()))
	if err != nil {
		faults.Add(fault.Invalid("number", "review.declaration.number_wrong"))
	}
	if err := faults.Err(); err != nil {
		return err
	}
	d := Declaration{ID: v.NewID(), User: who.User, Kind: kind, MadeAt: v.Now()}
	hash := []byte(v.Keys.LikenessOfNumber(n).Number)
	return v.Store.Data.Write(ctx, func(tx *db.Tx) error {
		list, err := listDeclarations(ctx, tx, who.User)
		if err != nil {
			return err
		}
		if len(list) >= maxDeclarations {
			return fault.Refused("review.declaration.too_many", "count", maxDeclarations)
		}
		if err := insertDeclaration(ctx, tx, d, who.Organisation, hash); err != nil {
			return err
		}
		return v.Audit.Change(ctx, tx, record(who, action, mayDeclare(who).Ground()))
	})
}

// Undeclare ends one of the actor's declarations.
func (v *Reviews) Undeclare(ctx context.Context, who access.Actor, id string) error {
	const action = "review.declaration.end"
	if err := v.Audit.Require(ctx, who, action, nil, mayDeclare(who)); err != nil {
		return err
	}
	return v.Store.Data.Write(ctx, func(tx *db.Tx) error {
		there, err := endDeclaration(ctx, tx, who.User, id, v.Now())
		if err != nil {
			return err
		}
		if !there {
			return fault.Private()
		}
		return v.Audit.Change(ctx, tx, record(who, action, mayDeclare(who).Ground()))
	})
}
