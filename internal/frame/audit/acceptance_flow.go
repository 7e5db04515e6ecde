package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/id"
)

// Accept writes down, signed and in the chain, that a backup has been put in place:
// what the files and the checkpoints outside know of records after its end is no
// longer held against it. The chains themselves must be whole.
func (l *Log) Accept(ctx context.Context, sign Sign, reason string) (Acceptance, error) {
	a := Acceptance{At: l.now().UTC().Truncate(time.Microsecond), Reason: reason}
	if err := l.settle(ctx); err != nil {
		return a, err
	}
	report, err := l.verify(ctx, math.MaxInt64, false)
	if err != nil {
		return a, err
	}
	if report.Broken != nil {
		return a, fmt.Errorf("the log of the backup is broken: %v", report.Broken)
	}
	if a.Heads, err = l.Heads(ctx); err != nil {
		return a, err
	}
	if a.Signature, err = sign(a.text()); err != nil {
		return a, err
	}
	if err := l.store.Data.Write(ctx, func(tx *db.Tx) error { return deleteWitnesses(ctx, tx) }); err != nil {
		return a, err
	}
	err = l.store.Audit.Write(ctx, func(tx *db.Tx) error {
		if l.store.Engine() == db.SQLite {
			if err := deleteWitnesses(ctx, tx); err != nil {
				return err
			}
		}
		return insertAcceptance(ctx, tx, id.New(), a)
	})
	if err != nil {
		return a, err
	}
	sum := sha256.Sum256(a.text())
	return a, l.Reading(ctx, Record{Action: "audit.restore.accept", Result: Done, Detail: hex.EncodeToString(sum[:])})
}

// Acceptances is every restore that was accepted, oldest first, as far as the
// signatures hold.
func (l *Log) Acceptances(ctx context.Context, genuine Genuine) ([]Acceptance, error) {
	var all []Acceptance
	err := l.store.Audit.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = loadAcceptances(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	var signed []Acceptance
	for _, a := range all {
		if genuine(a.At, a.text(), a.Signature) {
			signed = append(signed, a)
		}
	}
	return signed, nil
}
