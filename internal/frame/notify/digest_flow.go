package notify

import (
	"context"
	"errors"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// firstDigest is how far back the first digest of a person looks.
const firstDigest = 7

// SendDigests puts the day's digest in the list of everybody who wants one today and
// has something to count. It is run by the clock, and as often as it likes: one
// person gets one a day.
func (n *Notices) SendDigests(ctx context.Context) error {
	now := n.Now()
	if !Daily.Due(now) {
		return nil
	}
	var readers []Reader
	err := n.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		readers, err = n.Readers(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	var failed []error
	for _, r := range readers {
		failed = append(failed, n.sendDigest(ctx, r, now))
	}
	return errors.Join(failed...)
}

func (n *Notices) sendDigest(ctx context.Context, r Reader, now time.Time) error {
	today := civil.Of(now)
	var wanted, sent bool
	err := n.Store.Data.Read(ctx, func(tx *db.Tx) error {
		often, err := loadChoice(ctx, tx, r.User)
		if err != nil {
			return err
		}
		if often == "" {
			often = r.usual()
		}
		wanted = often.Due(now)
		last, err := lastDigest(ctx, tx, r.User)
		sent = last == today
		return err
	})
	if err != nil || !wanted || sent {
		return err
	}
	return n.Store.Data.Write(ctx, func(tx *db.Tx) error {
		last, err := lastDigest(ctx, tx, r.User)
		if err != nil {
			return err
		}
		if last.IsZero() {
			last = today.AddDays(-firstDigest)
		}
		first, err := claimDigest(ctx, tx, r.User, today)
		if err != nil || !first {
			return err
		}
		counts, err := n.Counts(ctx, tx, r, timeOn(last))
		if err != nil || len(counts) == 0 {
			return err
		}
		return n.Tell(ctx, tx, Notice{User: r.User, Key: "notify.digest", Link: "/", Counts: counts})
	})
}

// Chosen is how often the actor gets a digest.
func (n *Notices) Chosen(ctx context.Context, who access.Actor) (Often, error) {
	access.MarkAsked(ctx)
	var often Often
	err := n.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		often, err = loadChoice(ctx, tx, who.User)
		return err
	})
	if often == "" {
		often = Usual(who.Role)
	}
	return often, err
}

// Choose lets the actor say how often a digest should come.
func (n *Notices) Choose(ctx context.Context, who access.Actor, often Often) error {
	access.MarkAsked(ctx)
	if often != Daily && often != Weekly && often != Never {
		return fault.Invalid("digest", "account.digest.missing")
	}
	return n.Store.Data.Write(ctx, func(tx *db.Tx) error { return storeChoice(ctx, tx, who.User, often) })
}
