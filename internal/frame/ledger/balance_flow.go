package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

// Where (urval) is which accounts, and as of when: what had taken effect by one day,
// as it was known at one time or at one number of the book. What is left empty sets
// no limit.
//
// What has been told by Seq never changes. By Recorded it never changes either once
// that time has passed; while somebody is posting it may still come.
type Where struct {
	Kind, Holder string

	Effective civil.Date
	Recorded  time.Time
	Seq       int64
}

func (w Where) now() bool { return w.Effective.IsZero() && w.Recorded.IsZero() && w.Seq == 0 }

func (w Where) fits(a Account) bool {
	return (w.Kind == "" || w.Kind == a.Kind) && (w.Holder == "" || w.Holder == a.Holder)
}

// bounded puts the last of all where there is no limit.
func (w Where) bounded() Where {
	if w.Effective.IsZero() {
		w.Effective = civil.On(9999, time.December, 31)
	}
	if w.Recorded.IsZero() {
		w.Recorded = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
	}
	if w.Seq == 0 {
		w.Seq = math.MaxInt64
	}
	return w
}

// Tagged (märkt saldo) is what stands on an account of the money with one tag.
type Tagged struct {
	Balance
	Tag string
}

// At is how far the book has come; db.ErrNotFound is no such book.
func At(ctx context.Context, tx *db.Tx, book string) (Head, error) {
	h, err := loadHead(ctx, tx, book)
	if err != nil {
		return Head{}, fmt.Errorf("head of book %s: %w", book, err)
	}
	return h, nil
}

// Until is how far the book had come at the time or the number; the day things count from
// does not matter.
func Until(ctx context.Context, tx *db.Tx, book string, w Where) (Head, error) {
	h, err := At(ctx, tx, book)
	if err != nil || w.Recorded.IsZero() && w.Seq == 0 {
		return h, err
	}
	last, err := loadHeadUntil(ctx, tx, book, w)
	if errors.Is(err, db.ErrNotFound) {
		return Head{Hash: origin(book)}, nil
	}
	return last, err
}

// BalanceOf is what the account holds now; nothing where it has not been opened.
func BalanceOf(ctx context.Context, tx *db.Tx, book string, a Account) (money.Amount, error) {
	return loadBalance(ctx, tx, book, a)
}

// Balances is what each account holds, by kind and holder, those with nothing included.
func Balances(ctx context.Context, tx *db.Tx, book string, w Where) (all []Balance, err error) {
	if w.now() {
		all, err = loadBalances(ctx, tx, book, w)
	} else {
		sums := map[string]money.Amount{}
		err = loadMoves(ctx, tx, book, w, func(debit, credit, _ string, amount money.Amount) {
			sums[debit] += amount
			sums[credit] -= amount
		})
		for name, sum := range sums {
			if a := accountOf(name); w.fits(a) {
				all = append(all, Balance{a, sum})
			}
		}
	}
	slices.SortFunc(all, func(a, b Balance) int { return compareAccounts(a.Account, b.Account) })
	return all, err
}

// Totals is what the accounts of each kind hold together.
func Totals(ctx context.Context, tx *db.Tx, book string, w Where) (map[string]money.Amount, error) {
	load := Balances
	if w.now() {
		load = loadTotals
	}
	all, err := load(ctx, tx, book, w)
	totals := map[string]money.Amount{}
	for _, b := range all {
		totals[b.Account.Kind] += b.Amount
	}
	return totals, err
}

// ByTag is what each account holds of the money with each tag.
func ByTag(ctx context.Context, tx *db.Tx, book string, w Where) (all []Tagged, err error) {
	type key struct{ name, tag string }
	sums := map[key]money.Amount{}
	err = loadMoves(ctx, tx, book, w, func(debit, credit, tag string, amount money.Amount) {
		sums[key{debit, tag}] += amount
		sums[key{credit, tag}] -= amount
	})
	for k, sum := range sums {
		if a := accountOf(k.name); w.fits(a) {
			all = append(all, Tagged{Balance{a, sum}, k.tag})
		}
	}
	slices.SortFunc(all, func(a, b Tagged) int {
		return cmp.Or(compareAccounts(a.Account, b.Account), cmp.Compare(a.Tag, b.Tag))
	})
	return all, err
}

// A Move (rörelse) is what one entry moved from one account to another.
type Move struct {
	// Event is empty where the events were not to be told apart.
	Event    string
	From, To Account
	Amount   money.Amount
}

// Moves gives each every move that begins or ends on an account that fits, in no certain
// order. Only the events named are told apart from the others, which is much quicker.
func Moves(ctx context.Context, tx *db.Tx, book string, w Where, each func(Move), apart ...string) error {
	asides, err := loadAsides(ctx, tx, book, w, apart)
	if err != nil {
		return err
	}
	return loadNumbered(ctx, tx, book, w, func(seq int64, debit, credit string, amount money.Amount) {
		of := asides[seq]
		if m := (Move{of.event, accountOf(credit), accountOf(debit), amount}); !of.later && (w.fits(m.From) || w.fits(m.To)) {
			each(m)
		}
	})
}

// Statement (kontoutdrag) is the transactions that touch accounts of the holder, by the
// day they count from; of each it has the entries that do. At most limit entries are read.
func Statement(ctx context.Context, tx *db.Tx, book string, w Where, limit int) ([]Transaction, error) {
	return loadStatement(ctx, tx, book, w, limit)
}

// Filter (urval av verifikationer) is which transactions to list.
type Filter struct {
	// Holder is whose accounts they touch.
	Holder string
	Event  string
	// Before is the number to list from, downwards, itself left out; 0 is the newest.
	Before int64
}

// Transactions lists those that fit, newest first; the next page begins before the last
// one's number.
func Transactions(ctx context.Context, tx *db.Tx, book string, f Filter, limit int) ([]Transaction, error) {
	if f.Before == 0 {
		f.Before = math.MaxInt64
	}
	return loadBefore(ctx, tx, book, f, limit)
}

// Find is the transaction with the reference, or db.ErrNotFound.
func Find(ctx context.Context, tx *db.Tx, book, reference string) (Transaction, error) {
	all, err := loadByReference(ctx, tx, book, reference)
	if err == nil && len(all) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Transaction{}, fmt.Errorf("find %s in book %s: %w", reference, book, err)
	}
	return all[0], nil
}
