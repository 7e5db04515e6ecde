package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// Open opens a book under a key of the caller's, such as a scheme year's id. A book
// that is there gets what is new in the chart; what it had stays as it was, and a
// chart that says otherwise is an error.
func Open(ctx context.Context, tx *db.Tx, book string, c Chart, at time.Time) error {
	if err := c.check(); err != nil {
		return fmt.Errorf("open book %s: %w", book, err)
	}
	if book == "" || len(book) > textLimit {
		return errors.New("open book: no key")
	}
	err := insertBook(ctx, tx, book, Head{RecordedAt: db.Moment(at), Hash: origin(book)})
	if err == nil {
		err = insertChart(ctx, tx, book, c)
	}
	if err != nil {
		return fmt.Errorf("open book %s: %w", book, err)
	}
	kept, err := loadChart(ctx, tx, book)
	if err != nil {
		return fmt.Errorf("open book %s: %w", book, err)
	}
	for _, k := range c.Kinds {
		if !slices.Contains(kept.Kinds, k) {
			return fmt.Errorf("open book %s: the kind %s is there and is another", book, k.Name)
		}
	}
	for _, e := range c.Events {
		if !slices.Contains(kept.Events, e) {
			return fmt.Errorf("open book %s: the event %s is there and is another", book, e.Name)
		}
	}
	return nil
}

// Lock lets one transaction at a time into the book and says how far it has come.
// [Post] does so itself; a flow that reads before it posts, and runs in [db.DB.Append],
// locks first: then nobody can change what it has read, and nobody loses and is run
// again. db.ErrNotFound is no such book.
func Lock(ctx context.Context, tx *db.Tx, book string) (Head, error) {
	h, err := lockBook(ctx, tx, book)
	if err != nil {
		return Head{}, fmt.Errorf("lock book %s: %w", book, err)
	}
	return h, nil
}

// Post posts all of the postings or none, in their order, and gives the transactions
// in the same order. A reference that is in the book already with the same payload
// gives its transaction and moves nothing. What would take more from an account than
// there is gives an [Overdrawn]; a reference with another payload, or a missing or own
// approval, a fault.
func Post(ctx context.Context, tx *db.Tx, book string, at time.Time, postings ...Posting) ([]Transaction, error) {
	for _, p := range postings {
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("post %s: %w", p.Reference, err)
		}
	}
	h, err := Lock(ctx, tx, book)
	if err != nil {
		return nil, err
	}
	made, err := post(ctx, tx, book, h, at, postings)
	if err != nil {
		return nil, fmt.Errorf("post to book %s: %w", book, err)
	}
	return made, nil
}

// Reverse takes a transaction back by a new one, once. The event is the same, so what
// needed two persons needs two to take back. It is refused where the money has moved on.
func Reverse(ctx context.Context, tx *db.Tx, book string, at time.Time, r Reversal) (Transaction, error) {
	h, err := Lock(ctx, tx, book)
	if err != nil {
		return Transaction{}, err
	}
	was, err := Find(ctx, tx, book, r.Of)
	if err != nil {
		return Transaction{}, err
	}
	p := was.back(r)
	if err := p.check(); err != nil {
		return Transaction{}, fmt.Errorf("reverse %s: %w", r.Of, err)
	}
	if was.Reverses != 0 {
		return Transaction{}, fault.Refused("ledger.reversal")
	}
	by, err := loadReversal(ctx, tx, book, was.Seq)
	if err != nil {
		return Transaction{}, fmt.Errorf("reverse %s: %w", r.Of, err)
	}
	if by != "" && by != r.Reference {
		return Transaction{}, fault.Refused("ledger.reversed")
	}
	made, err := post(ctx, tx, book, h, at, []Posting{p})
	if err != nil {
		return Transaction{}, fmt.Errorf("reverse %s: %w", r.Of, err)
	}
	return made[0], nil
}

// post settles everything first and writes last: what is refused has left nothing.
func post(ctx context.Context, tx *db.Tx, book string, h Head, at time.Time, postings []Posting) ([]Transaction, error) {
	known, err := loadKnown(ctx, tx, book, postings)
	if err != nil {
		return nil, err
	}
	s, err := loadSheet(ctx, tx, book, postings)
	if err != nil {
		return nil, err
	}
	all := make([]Transaction, 0, len(postings))
	var fresh []*Transaction
	before := h
	for _, p := range postings {
		x := Transaction{Posting: p, Reverses: p.reverses, payload: p.digest()}
		if was, ok := known[p.Reference]; ok {
			if !bytes.Equal(was.payload, x.payload) {
				return nil, fmt.Errorf("post %s: %w", p.Reference, fault.Refused("ledger.reference_taken"))
			}
			was.Entries, was.Again = p.Entries, true
			all = append(all, was)
			continue
		}
		if err := s.apply(&x); err != nil {
			return nil, fmt.Errorf("post %s: %w", p.Reference, err)
		}
		h = h.link(&x, db.Moment(at))
		known[p.Reference] = x
		all = append(all, x)
	}
	for i := range all {
		if !all[i].Again {
			fresh = append(fresh, &all[i])
		}
	}
	if len(fresh) == 0 {
		return all, nil
	}
	if err := s.save(ctx, tx, book); err != nil {
		return nil, err
	}
	if err := insertTransactions(ctx, tx, book, fresh); err != nil {
		return nil, err
	}
	return all, saveHead(ctx, tx, book, before, h)
}

// sheet is the part of a book that postings touch, as it will be after them.
type sheet struct {
	kinds    map[string]bool // kind → may go below zero
	events   map[string]bool // event → needs two persons
	balances map[Account]money.Amount
	touched  map[Account]bool
}

func loadSheet(ctx context.Context, tx *db.Tx, book string, postings []Posting) (*sheet, error) {
	chart, err := loadChart(ctx, tx, book)
	if err != nil {
		return nil, err
	}
	s := &sheet{kinds: map[string]bool{}, events: map[string]bool{}, touched: map[Account]bool{}}
	for _, k := range chart.Kinds {
		s.kinds[k.Name] = k.BelowZero
	}
	for _, e := range chart.Events {
		s.events[e.Name] = e.Attested
	}
	wanted := map[Account]bool{}
	for _, p := range postings {
		for _, e := range p.Entries {
			wanted[e.From], wanted[e.To] = true, true
		}
	}
	s.balances, err = loadAccounts(ctx, tx, book, slices.SortedFunc(maps.Keys(wanted), compareAccounts))
	return s, err
}

func (s *sheet) apply(x *Transaction) error {
	attested, ok := s.events[x.Event]
	switch {
	case !ok:
		return fmt.Errorf("the book has no event %s", x.Event)
	case attested && x.ApprovedBy == "":
		return fault.Refused("ledger.unapproved")
	}
	x.attested = attested
	before := map[Account]money.Amount{}
	for _, e := range x.Entries {
		for _, a := range []Account{e.From, e.To} {
			if _, ok := s.kinds[a.Kind]; !ok {
				return fmt.Errorf("the book has no kind %s", a.Kind)
			}
			if _, seen := before[a]; !seen {
				before[a] = s.balances[a]
			}
			s.touched[a] = true
		}
		if s.balances[e.To] > math.MaxInt64-e.Amount || s.balances[e.From] < math.MinInt64+e.Amount {
			return fmt.Errorf("%s or %s would hold more than can be counted", e.From, e.To)
		}
		s.balances[e.From] -= e.Amount
		s.balances[e.To] += e.Amount
	}
	for _, e := range x.Entries {
		if s.balances[e.From] < 0 && !s.kinds[e.From.Kind] {
			return &Overdrawn{Account: e.From, Left: before[e.From]}
		}
	}
	return nil
}

func (s *sheet) save(ctx context.Context, tx *db.Tx, book string) error {
	rows := make([]accountRow, 0, len(s.touched))
	for _, a := range slices.SortedFunc(maps.Keys(s.touched), compareAccounts) {
		rows = append(rows, accountRow{a, s.kinds[a.Kind], s.balances[a]})
	}
	return upsertAccounts(ctx, tx, book, rows)
}
