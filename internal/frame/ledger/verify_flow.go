package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"

	"samspel/internal/frame/db"
	"samspel/internal/ground/money"
)

// Report (granskningsresultat) is what [Ledger.Verify] found.
type Report struct {
	Books, Transactions int64
	// Broken is the first thing that is not as it was written; nil when all is well.
	Broken *Break
}

// Break (brott) is where a book is broken, and how.
type Break struct {
	Book string
	// Seq is the first transaction that is wrong or missing; 0 when it is none.
	Seq int64
	Why string
}

// String is one line for a person.
func (b *Break) String() string {
	return fmt.Sprintf("book %s, transaction %d: %s", b.Book, b.Seq, b.Why)
}

// Verify walks every book, or those that are named, from their first transaction, and
// says where the first is broken: a transaction or an entry changed, removed or put in, a
// tail cut off, a balance that is not what the entries add up to. It reads while others post.
func (l *Ledger) Verify(ctx context.Context, books ...string) (Report, error) {
	var r Report
	if len(books) == 0 {
		var err error
		if books, err = l.Books(ctx); err != nil {
			return r, err
		}
	}
	for _, book := range books {
		w := walk{book: book, at: Head{Hash: origin(book)}, sums: map[Account]money.Amount{}}
		broken, err := w.run(ctx, l.db)
		r.Books++
		r.Transactions += w.at.Seq
		if err != nil || broken != nil {
			r.Broken = broken
			return r, err
		}
	}
	return r, nil
}

// walk goes through one book.
type walk struct {
	book string
	at   Head // the last transaction that was as it should be
	sums map[Account]money.Amount
}

func (w *walk) run(ctx context.Context, in *db.DB) (*Break, error) {
	for {
		var page []Transaction
		var end *ending
		err := in.Read(ctx, func(tx *db.Tx) (err error) {
			end = nil
			if page, err = loadAfter(ctx, tx, w.book, w.from(), math.MaxInt64, pageSize); err != nil || len(page) == pageSize {
				return err
			}
			end, err = loadEnding(ctx, tx, w.book)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("verify book %s: %w", w.book, err)
		}
		for i := range page {
			if why := w.step(&page[i]); why != "" {
				return &Break{w.book, min(page[i].Seq, w.at.Seq+1), why}, nil
			}
		}
		if end != nil {
			return w.end(end), nil
		}
	}
}

// from is the number to read after: for the first page everything, also what stands
// before the first place.
func (w *walk) from() int64 {
	if w.at.Seq == 0 {
		return math.MinInt64
	}
	return w.at.Seq
}

func (w *walk) step(x *Transaction) string {
	switch {
	case x.Seq <= w.at.Seq:
		return "a transaction was put in before the book's first"
	case x.Seq > w.at.Seq+1:
		return "the transaction is missing"
	case !bytes.Equal(x.digest(), x.payload), !bytes.Equal(x.chained(w.at.Hash), x.Hash):
		return "the transaction is not as it was written"
	case x.RecordedAt.Before(w.at.RecordedAt):
		return "the transaction was recorded before the one before it"
	}
	w.at = Head{x.Seq, x.RecordedAt, x.Hash}
	for _, e := range x.Entries {
		w.sums[e.To] += e.Amount
		w.sums[e.From] -= e.Amount
	}
	return ""
}

// ending is the rest of a book, from the same snapshot as its last transactions.
type ending struct {
	head     Head
	balances []Balance
	stray    int64
}

func loadEnding(ctx context.Context, tx *db.Tx, book string) (e *ending, err error) {
	e = &ending{}
	if e.head, err = loadHead(ctx, tx, book); err != nil && !errors.Is(err, db.ErrNotFound) {
		return nil, err
	}
	if e.balances, err = loadBalances(ctx, tx, book, Where{}); err != nil {
		return nil, err
	}
	e.stray, err = loadStray(ctx, tx, book)
	return e, err
}

func (w *walk) end(e *ending) *Break {
	next := w.at.Seq + 1
	switch {
	case e.stray != 0:
		return &Break{w.book, e.stray, "an entry belongs to no transaction"}
	case w.at.Seq < e.head.Seq:
		return &Break{w.book, next, fmt.Sprintf("the tail is cut off: the book came to %d", e.head.Seq)}
	case w.at.Seq > e.head.Seq:
		return &Break{w.book, e.head.Seq + 1, "a transaction was put in after the book's last"}
	case !bytes.Equal(w.at.Hash, e.head.Hash):
		return &Break{w.book, w.at.Seq, "the book's hash is not its last transaction's"}
	}
	for _, b := range e.balances {
		if b.Amount != w.sums[b.Account] {
			return &Break{Book: w.book, Why: fmt.Sprintf("%s does not hold what was posted to it", b.Account)}
		}
		delete(w.sums, b.Account)
	}
	for a := range w.sums {
		return &Break{Book: w.book, Why: fmt.Sprintf("%s is gone", a)}
	}
	return nil
}
