package ledger

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

// pageSize is how many transactions are read in one snapshot: a long book must not
// hold one while others write.
const pageSize = 1000

// Ledger (huvudbok) reads whole books, a page at a time: to write them out, and to
// see that they are as they were written. To post and to ask there is [Post] and its
// like, which take the caller's transaction.
type Ledger struct{ db *db.DB }

// New reads the books of the store.
func New(store *db.Store) *Ledger { return &Ledger{store.Data} }

// Books is the key of every book.
func (l *Ledger) Books(ctx context.Context) (books []string, err error) {
	err = l.db.Read(ctx, func(tx *db.Tx) (err error) {
		books, err = loadBooks(ctx, tx)
		return err
	})
	return books, err
}

// Journal writes the book until a number, or to its end when that is 0, as a journal
// that hledger and its like can read and check: the same number gives the same text.
// It ends with what every account must hold.
func (l *Ledger) Journal(ctx context.Context, w io.Writer, book string, upTo int64) error {
	if upTo == 0 {
		err := l.db.Read(ctx, func(tx *db.Tx) error {
			h, err := At(ctx, tx, book)
			upTo = h.Seq
			return err
		})
		if err != nil {
			return err
		}
	}
	j := &journal{w: bufio.NewWriter(w), balances: map[Account]money.Amount{}}
	j.begin(book)
	for seq := int64(0); seq < upTo; {
		var page []Transaction
		err := l.db.Read(ctx, func(tx *db.Tx) (err error) {
			page, err = loadAfter(ctx, tx, book, seq, upTo, pageSize)
			return err
		})
		if err != nil {
			return fmt.Errorf("journal of book %s: %w", book, err)
		}
		if len(page) == 0 {
			break
		}
		for i := range page {
			j.write(&page[i])
		}
		seq = page[len(page)-1].Seq
	}
	j.end()
	return j.w.Flush()
}

// journal keeps what its last lines need. A failed write is told by Flush.
type journal struct {
	w        *bufio.Writer
	balances map[Account]money.Amount
	last     civil.Date
	head     *Transaction
}

func (j *journal) begin(book string) {
	fmt.Fprintf(j.w, "; Samspel, huvudbok %s\ndecimal-mark .\ncommodity 1000.00 SEK\n\n", book)
}

func (j *journal) write(x *Transaction) {
	for _, e := range x.Entries {
		for _, a := range []Account{e.To, e.From} {
			if _, known := j.balances[a]; !known {
				fmt.Fprintf(j.w, "account %s\n", a)
			}
		}
		j.balances[e.To] += e.Amount
		j.balances[e.From] -= e.Amount
	}
	fmt.Fprintf(j.w, "\n%s * (%s) %s  ; nr:%d, recorded:%s, prepared:%s", x.Effective, x.Reference, x.Event, x.Seq,
		x.RecordedAt.UTC().Format("2006-01-02T15:04:05.000000Z"), tagValue(x.PreparedBy))
	for _, tag := range []struct{ name, value string }{{"approved", x.ApprovedBy}, {"basis", x.Basis}} {
		if tag.value != "" {
			fmt.Fprintf(j.w, ", %s:%s", tag.name, tagValue(tag.value))
		}
	}
	if x.Reverses != 0 {
		fmt.Fprintf(j.w, ", reverses:%d", x.Reverses)
	}
	fmt.Fprintf(j.w, ", hash:%x\n", x.Hash)
	for _, e := range x.Entries {
		tag := ""
		if e.Tag != "" {
			tag = "  ; of:" + tagValue(e.Tag)
		}
		fmt.Fprintf(j.w, "    %s  %s SEK%s\n    %s  %s SEK%s\n", e.To, decimal(e.Amount), tag, e.From, decimal(-e.Amount), tag)
	}
	fmt.Fprintln(j.w)
	if j.last.Before(x.Effective) {
		j.last = x.Effective
	}
	j.head = x
}

func (j *journal) end() {
	if j.head == nil {
		return
	}
	fmt.Fprintf(j.w, "\n%s * saldon  ; nr:%d, hash:%x\n", j.last, j.head.Seq, j.head.Hash)
	for _, a := range slices.SortedFunc(maps.Keys(j.balances), compareAccounts) {
		fmt.Fprintf(j.w, "    %s  0.00 SEK = %s SEK\n", a, decimal(j.balances[a]))
	}
}

// tagValue takes out what ends a tag's value.
func tagValue(s string) string { return strings.ReplaceAll(s, ",", " ") }

// decimal is the sum as "-1250000.50".
func decimal(a money.Amount) string {
	sign, n := "", uint64(a)
	if a < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}
