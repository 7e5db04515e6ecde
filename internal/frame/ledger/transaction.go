package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// Entry (kontering) takes an amount from one account and gives it to another:
// From is credited, To is debited.
//
// Invariant: the amount is above zero, and the accounts are two.
type Entry struct {
	From, To Account
	Amount   money.Amount
	// Tag is a code for which money it is, such as the round it came from; it may be empty.
	Tag string
}

// Posting (bokföring) is what somebody asks to have posted.
type Posting struct {
	// Reference is what makes it one of its kind in the book: posted again it gives
	// the same answer and moves nothing.
	Reference string
	Event     string
	// Effective is the day it counts from, which may lie before the day it is posted.
	Effective civil.Date
	// PreparedBy and ApprovedBy are ids of two persons; the second is empty where the
	// event needs no approval.
	PreparedBy, ApprovedBy string
	// Basis is the decision or document it rests on, by its id or registration number.
	Basis   string
	Entries []Entry

	reverses int64
}

// Transaction (verifikation) is a posting that has been made.
type Transaction struct {
	Posting
	// Seq is its number in the book, from 1 without gaps.
	Seq int64
	// RecordedAt is when it was posted. It never goes back within a book.
	RecordedAt time.Time
	// Reverses is the number of the transaction it takes back; 0 is none.
	Reverses int64
	// Hash is the chain's after it.
	Hash []byte
	// Again says that it was there already, and nothing was posted now.
	Again bool

	attested bool
	payload  []byte
}

// Reversal (rättelse) is a request to take a transaction back whole: by a new one
// with its entries the other way round, which counts from a day of its own.
type Reversal struct {
	// Of is the reference of what is taken back.
	Of                     string
	Reference              string
	Effective              civil.Date
	PreparedBy, ApprovedBy string
	Basis                  string
}

// Overdrawn says that an account holds less than was to be taken from it. It is a
// fault with words of the ledger's own, for a room that has none better.
type Overdrawn struct {
	Account Account
	// Left is what there was to take.
	Left money.Amount
}

// Error names the account, which is no person's.
func (o *Overdrawn) Error() string { return "ledger: overdrawn: " + o.Account.String() }

// Unwrap gives the fault.
func (o *Overdrawn) Unwrap() error { return fault.Refused("ledger.overdrawn", "left", o.Left) }

// check says what is wrong with the posting by itself. What a person can do
// something about is a fault; the rest is a mistake in the program.
func (p Posting) check() error {
	switch {
	case p.Reference == "" || len(p.Reference) > textLimit || strings.ContainsFunc(p.Reference, func(r rune) bool { return !isCode(r) }):
		return errors.New("a reference that is no code")
	case p.Effective.IsZero():
		return errors.New("no day to count from")
	case !isText(p.PreparedBy) || p.PreparedBy == "" || !isText(p.ApprovedBy) || !isText(p.Basis):
		return errors.New("a preparer, approver or basis that cannot be kept")
	case len(p.Entries) == 0:
		return errors.New("no entries")
	case p.PreparedBy == p.ApprovedBy:
		return fault.Refused("ledger.same_person")
	}
	for _, e := range p.Entries {
		switch {
		case e.From == e.To:
			return fmt.Errorf("an entry from %s to itself", e.From)
		case e.Amount <= 0:
			return fmt.Errorf("an entry from %s that is not above zero", e.From)
		case len(e.Tag) > wordLimit || strings.ContainsFunc(e.Tag, func(r rune) bool { return !isCode(r) }):
			return fmt.Errorf("an entry from %s with a tag that cannot be kept", e.From)
		}
		if err := errors.Join(e.From.check(), e.To.check()); err != nil {
			return err
		}
	}
	return nil
}

// isText says whether s is one line of any language that is not too long.
func isText(s string) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= textLimit &&
		!strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' })
}

// back is the posting that takes the transaction back.
func (x *Transaction) back(r Reversal) Posting {
	p := Posting{
		Reference: r.Reference, Event: x.Event, Effective: r.Effective,
		PreparedBy: r.PreparedBy, ApprovedBy: r.ApprovedBy, Basis: r.Basis, reverses: x.Seq,
	}
	for _, e := range x.Entries {
		p.Entries = append(p.Entries, Entry{From: e.To, To: e.From, Amount: e.Amount, Tag: e.Tag})
	}
	return p
}

// digest is SHA-256 over all that was asked for, but not the reference. Each field
// has its length before it, so that nothing can move from one to the next.
func (p Posting) digest() []byte {
	d := sha256.New()
	d.Write([]byte{1}) // the version of this encoding
	for _, s := range []string{p.Event, p.Effective.String(), p.PreparedBy, p.ApprovedBy, p.Basis} {
		writeText(d, s)
	}
	writeNumber(d, p.reverses)
	writeNumber(d, int64(len(p.Entries)))
	for _, e := range p.Entries {
		writeText(d, e.To.String())
		writeText(d, e.From.String())
		writeNumber(d, int64(e.Amount))
		writeText(d, e.Tag)
	}
	return d.Sum(nil)
}

// Head (bokens slut) is how far a book has come: what a report names, so that it
// can be made again.
type Head struct {
	Seq        int64
	RecordedAt time.Time
	Hash       []byte
}

// origin is the hash of a book without transactions.
func origin(book string) []byte {
	h := sha256.Sum256([]byte("samspel ledger book " + book))
	return h[:]
}

// link gives x its place after h and returns the new head. A clock that has gone
// back does not take the book with it.
func (h Head) link(x *Transaction, at time.Time) Head {
	if at.Before(h.RecordedAt) {
		at = h.RecordedAt
	}
	x.Seq, x.RecordedAt = h.Seq+1, at
	x.Hash = x.chained(h.Hash)
	return Head{x.Seq, x.RecordedAt, x.Hash}
}

func (x *Transaction) chained(previous []byte) []byte {
	d := sha256.New()
	d.Write([]byte{1}) // the version of this encoding
	d.Write(previous)
	writeNumber(d, x.Seq)
	writeNumber(d, x.RecordedAt.UnixMicro())
	writeText(d, x.Reference)
	if x.attested {
		writeNumber(d, 1)
	} else {
		writeNumber(d, 0)
	}
	d.Write(x.payload)
	return d.Sum(nil)
}

func writeNumber(d hash.Hash, n int64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	d.Write(b[:])
}

func writeText(d hash.Hash, s string) {
	writeNumber(d, int64(len(s)))
	d.Write([]byte(s))
}
