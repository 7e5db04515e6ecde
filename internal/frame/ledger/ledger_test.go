package ledger_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/ground/money"
)

var (
	noon  = time.Date(2026, 5, 12, 10, 0, 0, 0, time.UTC)
	today = civil.On(2026, time.May, 12)

	source = ledger.Account{Kind: "source"}
	pool   = ledger.Account{Kind: "pool"}
)

func frame(holder string) ledger.Account { return ledger.Account{Kind: "frame", Holder: holder} }
func paid(holder string) ledger.Account  { return ledger.Account{Kind: "paid", Holder: holder} }

var chart = ledger.Chart{
	Kinds:  []ledger.Kind{{Name: "source", BelowZero: true}, {Name: "pool"}, {Name: "frame"}, {Name: "paid"}},
	Events: []ledger.Event{{Name: "granted"}, {Name: "allotted"}, {Name: "drawn"}, {Name: "paid", Attested: true}},
}

// A book is one book in a test.
type book struct {
	t     testing.TB
	db    *db.DB
	store *db.Store
	key   string
	now   time.Time
	next  int
}

func newBook(t testing.TB, s *db.Store) *book {
	t.Helper()
	b := &book{t: t, db: s.Data, store: s, key: id.New(), now: noon}
	b.must(b.write(func(ctx context.Context, tx *db.Tx) error { return ledger.Open(ctx, tx, b.key, chart, b.now) }))
	return b
}

func (b *book) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *book) write(fn func(context.Context, *db.Tx) error) error {
	ctx := context.Background()
	return b.db.Append(ctx, func(tx *db.Tx) error { return fn(ctx, tx) })
}

func (b *book) read(fn func(context.Context, *db.Tx) error) {
	b.t.Helper()
	ctx := context.Background()
	b.must(b.db.Read(ctx, func(tx *db.Tx) error { return fn(ctx, tx) }))
}

func (b *book) post(postings ...ledger.Posting) (made []ledger.Transaction, err error) {
	err = b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		made, err = ledger.Post(ctx, tx, b.key, b.now, postings...)
		return err
	})
	return made, err
}

func (b *book) reverse(r ledger.Reversal) (made ledger.Transaction, err error) {
	if r.Effective.IsZero() {
		r.Effective = today
	}
	if r.PreparedBy == "" {
		r.PreparedBy = "anna"
	}
	err = b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		made, err = ledger.Reverse(ctx, tx, b.key, b.now, r)
		return err
	})
	return made, err
}

func (b *book) balances(w ledger.Where) (all []ledger.Balance) {
	b.t.Helper()
	b.read(func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = ledger.Balances(ctx, tx, b.key, w)
		return err
	})
	return all
}

func (b *book) holds(a ledger.Account, want money.Amount) {
	b.t.Helper()
	b.read(func(ctx context.Context, tx *db.Tx) error {
		got, err := ledger.BalanceOf(ctx, tx, b.key, a)
		if got != want {
			b.t.Errorf("%s holds %s, want %s", a, got, want)
		}
		return err
	})
}

func (b *book) whole() {
	b.t.Helper()
	r, err := ledger.New(b.store).Verify(context.Background(), b.key)
	b.must(err)
	if r.Broken != nil {
		b.t.Error(r.Broken)
	}
}

// move is a posting of one entry with a reference of its own.
func (b *book) move(event string, from, to ledger.Account, kronor int64) ledger.Posting {
	b.next++
	p := ledger.Posting{
		Reference: event + ":" + strconv.Itoa(b.next), Event: event, Effective: today, PreparedBy: "anna", Basis: "A2026/00123",
		Entries: []ledger.Entry{{From: from, To: to, Amount: money.Kronor(kronor)}},
	}
	if event == "paid" {
		p.ApprovedBy = "bo"
	}
	return p
}

// filled has 1,000 kronor granted, 600 of which are allotted to two.
func filled(t testing.TB, s *db.Store) *book {
	t.Helper()
	b := newBook(t, s)
	_, err := b.post(b.move("granted", source, pool, 1000), b.move("allotted", pool, frame("9901"), 400), b.move("allotted", pool, frame("9902"), 200))
	b.must(err)
	return b
}

func keyOf(err error) string {
	if faults := fault.All(err); len(faults) > 0 {
		return faults[0].Key
	}
	return ""
}

func TestWhatIsRefusedLeavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		b := filled(t, s)
		good := func(edit func(*ledger.Posting)) ledger.Posting {
			p := b.move("drawn", frame("9901"), paid("9901"), 100)
			edit(&p)
			return p
		}
		rows := []struct {
			name, key string // an empty key is a mistake in the program, in no words for people
			p         ledger.Posting
		}{
			{"more than there is", "ledger.overdrawn", b.move("drawn", frame("9901"), paid("9901"), 401)},
			{"from an account that is not open", "ledger.overdrawn", b.move("drawn", frame("9903"), paid("9903"), 1)},
			{"more than there is, in two rows", "ledger.overdrawn", good(func(p *ledger.Posting) {
				p.Entries = []ledger.Entry{{From: frame("9901"), To: paid("9901"), Amount: money.Kronor(300)}, {From: frame("9901"), To: pool, Amount: money.Kronor(101)}}
			})},
			{"to the preparer's own approval", "ledger.same_person", good(func(p *ledger.Posting) { p.ApprovedBy = "anna" })},
			{"without the approval it needs", "ledger.unapproved", good(func(p *ledger.Posting) { p.Event = "paid" })},
			{"nothing", "", good(func(p *ledger.Posting) { p.Entries[0].Amount = 0 })},
			{"less than nothing", "", good(func(p *ledger.Posting) { p.Entries[0].Amount = -100 })},
			{"from an account to itself", "", good(func(p *ledger.Posting) { p.Entries[0].To = p.Entries[0].From })},
			{"no entries", "", good(func(p *ledger.Posting) { p.Entries = nil })},
			{"no reference", "", good(func(p *ledger.Posting) { p.Reference = "" })},
			{"a reference that ends a journal's", "", good(func(p *ledger.Posting) { p.Reference = "a) b" })},
			{"no day", "", good(func(p *ledger.Posting) { p.Effective = civil.Date{} })},
			{"no preparer", "", good(func(p *ledger.Posting) { p.PreparedBy = "" })},
			{"an event the book has not", "", good(func(p *ledger.Posting) { p.Event = "gift" })},
			{"a kind the book has not", "", good(func(p *ledger.Posting) { p.Entries[0].To.Kind = "pocket" })},
			{"a kind that is two words", "", good(func(p *ledger.Posting) { p.Entries[0].To.Kind = "frame:9901" })},
			{"a holder that is two", "", good(func(p *ledger.Posting) { p.Entries[0].To.Holder = "9901:9902" })},
			{"a tag that is a sentence", "", good(func(p *ledger.Posting) { p.Entries[0].Tag = "[2026-99-99] x" })},
			{"a basis without end", "", good(func(p *ledger.Posting) { p.Basis = strings.Repeat("å", 201) })},
			{"a separator of lines in a basis", "", good(func(p *ledger.Posting) { p.Basis = "a\u2028b" })},
			{"a line in a basis", "", good(func(p *ledger.Posting) { p.Basis = "a\nb" })},
			{"more than can be counted", "", good(func(p *ledger.Posting) {
				p.Entries = []ledger.Entry{{From: source, To: pool, Amount: 1<<63 - 1}}
			})},
		}
		before := b.balances(ledger.Where{})
		for _, r := range rows {
			_, err := b.post(b.move("drawn", frame("9902"), paid("9902"), 1), r.p)
			if err == nil || keyOf(err) != r.key {
				t.Errorf("%s: %v, want %q", r.name, err, r.key)
			}
		}
		if after := b.balances(ledger.Where{}); !equal(before, after) {
			t.Errorf("%v became %v", before, after)
		}
		_, err := b.post(b.move("drawn", frame("9901"), paid("9901"), 401))
		if over := (*ledger.Overdrawn)(nil); !errors.As(err, &over) || over.Left != money.Kronor(400) || over.Account != frame("9901") {
			t.Errorf("overdrawn as %+v", over)
		}
		b.key = "none"
		if _, err := b.post(b.move("granted", source, pool, 1)); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("a book that is not there: %v", err)
		}
	})
}

func equal(a, b []ledger.Balance) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// What the program would refuse the tables refuse too, whoever asks.
func TestTheTablesRefuseBySQL(t *testing.T) {
	t.Parallel()
	const into = `INSERT INTO ledger_transaction (book_id, seq, reference, payload, event, attested, effective_on, recorded_at, prepared_by, approved_by, basis, reverses, hash)
		SELECT book_id, seq + 100, reference || $1, payload, event, attested, effective_on, recorded_at, prepared_by, approved_by, basis, reverses, hash FROM ledger_transaction WHERE seq = 1`
	swap := func(old, new string) string {
		return strings.Replace(into, "SELECT book_id, seq + 100, reference || $1, payload, event, attested, effective_on, recorded_at, prepared_by, approved_by, basis, reverses, hash", strings.Replace("SELECT book_id, seq + 100, reference || $1, payload, event, attested, effective_on, recorded_at, prepared_by, approved_by, basis, reverses, hash", old, new, 1), 1)
	}
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		b := filled(t, s)
		_, err := b.reverse(ledger.Reversal{Of: "allotted:3", Reference: "undo:3"})
		b.must(err)
		yes, no := "TRUE", "FALSE"
		if s.Engine() == db.SQLite {
			yes, no = "1", "0"
		}
		rows := []struct {
			name, sql string
			args      []any
		}{
			{"approve what one has prepared", swap("approved_by", "prepared_by"), []any{"x"}},
			{"approve as nobody", swap("approved_by", "''"), []any{"x"}},
			{"pay without approval", swap("event, attested", "'paid', "+yes), []any{"x"}},
			{"say that paying needs no approval", swap("event, attested", "'paid', "+no), []any{"x"}},
			{"post a reference again", into, []any{""}},
			{"take the same back twice", swap("reverses", "3"), []any{"x"}},
			{"overdraw", `UPDATE ledger_account SET balance = balance - 40001 WHERE name = $1`, []any{"frame:9901"}},
			{"let an account go below zero", `UPDATE ledger_account SET below_zero = ` + yes + ` WHERE name = $1`, []any{"frame:9901"}},
			{"take an account for another", `UPDATE ledger_account SET holder = '9904' WHERE name = $1`, []any{"frame:9901"}},
			{"let a kind go below zero", `UPDATE ledger_kind SET below_zero = ` + yes + ` WHERE kind = $1`, []any{"frame"}},
			{"let one person pay", `UPDATE ledger_event SET attested = ` + no + ` WHERE event = $1`, []any{"paid"}},
			{"change an amount", `UPDATE ledger_entry SET amount = amount + $1`, []any{1}},
			{"change a day", `UPDATE ledger_transaction SET effective_on = $1`, []any{today}},
			{"remove an entry", `DELETE FROM ledger_entry WHERE seq = $1`, []any{1}},
			{"remove a transaction", `DELETE FROM ledger_transaction WHERE seq = $1`, []any{3}},
			{"remove an account", `DELETE FROM ledger_account WHERE name = $1`, []any{"frame:9902"}},
			{"remove a book", `DELETE FROM ledger_book WHERE id = $1`, []any{b.key}},
			{"turn a book back", `UPDATE ledger_book SET seq = $1`, []any{1}},
			{"change a book's hash", `UPDATE ledger_book SET hash = $1`, []any{[]byte{1}}},
			{"post nothing", `INSERT INTO ledger_entry (book_id, seq, line, debit, credit, amount, tag) VALUES ($1, 1, 9, 'pool', 'source', 0, '')`, []any{b.key}},
			{"post less than nothing", `INSERT INTO ledger_entry (book_id, seq, line, debit, credit, amount, tag) VALUES ($1, 1, 9, 'pool', 'source', -5, '')`, []any{b.key}},
			{"post to the same account", `INSERT INTO ledger_entry (book_id, seq, line, debit, credit, amount, tag) VALUES ($1, 1, 9, 'pool', 'pool', 5, '')`, []any{b.key}},
			{"post to an account that is not open", `INSERT INTO ledger_entry (book_id, seq, line, debit, credit, amount, tag) VALUES ($1, 1, 9, 'pool', 'frame:1', 5, '')`, []any{b.key}},
			{"post to no transaction", `INSERT INTO ledger_entry (book_id, seq, line, debit, credit, amount, tag) VALUES ($1, 99, 9, 'pool', 'source', 5, '')`, []any{b.key}},
		}
		if s.Engine() == db.Postgres {
			rows = append(rows, struct {
				name, sql string
				args      []any
			}{"empty the table", `TRUNCATE ledger_entry`, nil})
		}
		for _, r := range rows {
			err := b.write(func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, r.sql, r.args...)
				return err
			})
			if err == nil {
				t.Errorf("it was possible to %s", r.name)
			}
		}
		b.whole()
	})
}

func TestTheSameAgainGivesTheSameAnswer(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		b := filled(t, s)
		p := b.move("drawn", frame("9901"), paid("9901"), 100)
		first, err := b.post(p)
		b.must(err)
		b.now = b.now.Add(time.Hour)
		again, err := b.post(p, b.move("drawn", frame("9902"), paid("9902"), 50), p)
		b.must(err)
		for _, i := range []int{0, 2} {
			if x := again[i]; !x.Again || x.Seq != first[0].Seq || !x.RecordedAt.Equal(first[0].RecordedAt) || string(x.Hash) != string(first[0].Hash) || len(x.Entries) != 1 {
				t.Errorf("again gave %+v, first %+v", x, first[0])
			}
		}
		if again[1].Again || again[1].Seq != first[0].Seq+1 {
			t.Errorf("the new one beside it is %+v", again[1])
		}
		b.holds(paid("9901"), money.Kronor(100))
		for _, edit := range []func(*ledger.Posting){
			func(p *ledger.Posting) { p.Entries[0].Amount++ },
			func(p *ledger.Posting) { p.Entries[0].From, p.Entries[0].To = p.Entries[0].To, p.Entries[0].From },
			func(p *ledger.Posting) { p.Entries[0].Tag = "round-1" },
			func(p *ledger.Posting) { p.Effective = p.Effective.AddDays(1) },
			func(p *ledger.Posting) { p.ApprovedBy = "bo" },
			func(p *ledger.Posting) { p.Basis = "" },
		} {
			other := p
			other.Entries = append([]ledger.Entry(nil), p.Entries...)
			edit(&other)
			if _, err := b.post(other); keyOf(err) != "ledger.reference_taken" {
				t.Errorf("another payload: %v", err)
			}
		}
		b.whole()
	})
}

func TestReversal(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		b := filled(t, s)
		before := b.balances(ledger.Where{})
		_, err := b.post(b.move("drawn", frame("9901"), paid("9901"), 100))
		b.must(err)
		undo := ledger.Reversal{Of: "drawn:4", Reference: "undo:4"}
		x, err := b.reverse(undo)
		b.must(err)
		if x.Reverses != 4 || x.Seq != 5 || x.Event != "drawn" {
			t.Errorf("reversed as %+v", x)
		}
		after := b.balances(ledger.Where{})
		for _, was := range before {
			b.holds(was.Account, was.Amount)
		}
		if len(after) != len(before)+1 { // the account that was opened stays
			t.Errorf("%v became %v", before, after)
		}
		if again, err := b.reverse(undo); err != nil || !again.Again || again.Seq != 5 {
			t.Errorf("the same again: %+v, %v", again, err)
		}
		if _, err := b.reverse(ledger.Reversal{Of: "drawn:4", Reference: "undo:4b"}); keyOf(err) != "ledger.reversed" {
			t.Errorf("twice: %v", err)
		}
		if _, err := b.reverse(ledger.Reversal{Of: "undo:4", Reference: "undo:5"}); keyOf(err) != "ledger.reversal" {
			t.Errorf("a reversal: %v", err)
		}
		if _, err := b.reverse(ledger.Reversal{Of: "drawn:9", Reference: "undo:9"}); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("what is not there: %v", err)
		}
		// The money has moved on.
		_, err = b.post(b.move("drawn", frame("9902"), paid("9902"), 200))
		b.must(err)
		if _, err := b.reverse(ledger.Reversal{Of: "allotted:3", Reference: "undo:3"}); keyOf(err) != "ledger.overdrawn" {
			t.Errorf("moved on: %v", err)
		}
		// What needed two needs two to take back.
		pay := b.move("paid", frame("9901"), paid("9901"), 10)
		_, err = b.post(pay)
		b.must(err)
		if _, err := b.reverse(ledger.Reversal{Of: pay.Reference, Reference: "undo:pay"}); keyOf(err) != "ledger.unapproved" {
			t.Errorf("alone: %v", err)
		}
		if _, err := b.reverse(ledger.Reversal{Of: pay.Reference, Reference: "undo:pay", ApprovedBy: "bo"}); err != nil {
			t.Errorf("by two: %v", err)
		}
		b.whole()
	})
}

func TestAsOf(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		b := newBook(t, s)
		step := func(day int, hours int, p ledger.Posting) {
			p.Effective, b.now = civil.On(2026, time.May, day), noon.Add(time.Duration(hours)*time.Hour)
			_, err := b.post(p)
			b.must(err)
		}
		step(1, 0, b.move("granted", source, pool, 1000))
		step(10, 1, b.move("allotted", pool, frame("9901"), 400))
		late := b.move("allotted", pool, frame("9901"), 50)
		late.Entries[0].Tag = "round-1"
		step(5, 2, late)                                      // known late
		step(12, -5, b.move("drawn", pool, paid("9901"), 25)) // the clock has gone back
		rows := []struct {
			name                        string
			at                          ledger.Where
			source, pool, framed, drawn int64
		}{
			{"now", ledger.Where{}, -1000, 525, 450, 25},
			{"before all", ledger.Where{Effective: civil.On(2026, time.April, 30)}, 0, 0, 0, 0},
			{"on the day before", ledger.Where{Effective: civil.On(2026, time.May, 9)}, -1000, 950, 50, 0},
			{"on the day, as known then", ledger.Where{Effective: civil.On(2026, time.May, 10), Recorded: noon.Add(time.Hour)}, -1000, 600, 400, 0},
			{"by number", ledger.Where{Seq: 3}, -1000, 550, 450, 0},
			{"known before the clock went back", ledger.Where{Recorded: noon.Add(2*time.Hour - time.Microsecond)}, -1000, 600, 400, 0},
			{"known when it had", ledger.Where{Recorded: noon.Add(2 * time.Hour)}, -1000, 525, 450, 25},
		}
		for _, r := range rows {
			b.read(func(ctx context.Context, tx *db.Tx) error {
				got, err := ledger.Totals(ctx, tx, b.key, r.at)
				for kind, want := range map[string]int64{"source": r.source, "pool": r.pool, "frame": r.framed, "paid": r.drawn} {
					if got[kind] != money.Kronor(want) {
						t.Errorf("%s: %s holds %s, want %d", r.name, kind, got[kind], want)
					}
				}
				return err
			})
		}
		if got := b.balances(ledger.Where{Holder: "9901", Kind: "frame", Seq: 2}); len(got) != 1 || got[0].Amount != money.Kronor(400) {
			t.Errorf("one holder's: %v", got)
		}
		b.read(func(ctx context.Context, tx *db.Tx) error {
			got, err := ledger.ByTag(ctx, tx, b.key, ledger.Where{Kind: "frame"})
			if len(got) != 2 || got[0].Tag != "" || got[0].Amount != money.Kronor(400) || got[1].Tag != "round-1" || got[1].Amount != money.Kronor(50) {
				t.Errorf("by tag: %v", got)
			}
			if err != nil {
				return err
			}
			list, err := ledger.Transactions(ctx, tx, b.key, ledger.Filter{Holder: "9901"}, 2)
			if err != nil || len(list) != 2 || list[0].Seq != 4 || list[1].Seq != 3 || list[1].Entries[0].Tag != "round-1" {
				t.Errorf("listed %+v, %v", list, err)
			}
			list, err = ledger.Transactions(ctx, tx, b.key, ledger.Filter{Holder: "9901", Event: "allotted", Before: 3}, 9)
			if err != nil || len(list) != 1 || list[0].Seq != 2 {
				t.Errorf("the next page: %+v, %v", list, err)
			}
			return err
		})
	})
}

func TestABookIsOpenedOnceAndGrows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		b := filled(t, s)
		open := func(edit func(*ledger.Chart)) error {
			c := ledger.Chart{Kinds: append([]ledger.Kind(nil), chart.Kinds...), Events: append([]ledger.Event(nil), chart.Events...)}
			edit(&c)
			return b.write(func(ctx context.Context, tx *db.Tx) error { return ledger.Open(ctx, tx, b.key, c, b.now) })
		}
		b.must(open(func(*ledger.Chart) {}))
		b.must(open(func(c *ledger.Chart) { c.Kinds = append(c.Kinds, ledger.Kind{Name: "lapsed"}) }))
		_, err := b.post(b.move("drawn", pool, ledger.Account{Kind: "lapsed"}, 1))
		b.must(err)
		for name, edit := range map[string]func(*ledger.Chart){
			"a kind that may go below zero after all": func(c *ledger.Chart) { c.Kinds[1].BelowZero = true },
			"an event for one person after all":       func(c *ledger.Chart) { c.Events[3].Attested = false },
			"a kind twice":                            func(c *ledger.Chart) { c.Kinds = append(c.Kinds, c.Kinds[0]) },
			"a kind that is no word":                  func(c *ledger.Chart) { c.Kinds = append(c.Kinds, ledger.Kind{Name: "Ram 1"}) },
		} {
			if open(edit) == nil {
				t.Errorf("the book took %s", name)
			}
		}
		b.whole()
	})
}

func TestMovesAndStatement(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		b := filled(t, s)
		_, err := b.post(b.move("paid", frame("9901"), paid("9901"), 100))
		b.must(err)
		_, err = b.reverse(ledger.Reversal{Of: "allotted:3", Reference: "undo:3", Effective: today.AddDays(3)})
		b.must(err)
		var moves, before []ledger.Move
		var lines, early []ledger.Transaction
		var head, none ledger.Head
		b.read(func(ctx context.Context, tx *db.Tx) (err error) {
			b.must(ledger.Moves(ctx, tx, b.key, ledger.Where{}, func(m ledger.Move) { moves = append(moves, m) }))
			b.must(ledger.Moves(ctx, tx, b.key, ledger.Where{Effective: today, Holder: "9901"}, func(m ledger.Move) { before = append(before, m) }))
			lines, err = ledger.Statement(ctx, tx, b.key, ledger.Where{Holder: "9901"}, 100)
			b.must(err)
			early, err = ledger.Statement(ctx, tx, b.key, ledger.Where{Holder: "9901", Seq: 2}, 1)
			b.must(err)
			head, err = ledger.Until(ctx, tx, b.key, ledger.Where{Seq: 4})
			b.must(err)
			none, err = ledger.Until(ctx, tx, b.key, ledger.Where{Recorded: noon.AddDate(-1, 0, 0)})
			return err
		})
		sums := map[ledger.Account]money.Amount{}
		for _, m := range moves {
			sums[m.To] += m.Amount
			sums[m.From] -= m.Amount
		}
		for _, x := range b.balances(ledger.Where{}) {
			if sums[x.Account] != x.Amount {
				t.Errorf("%s: the moves make %s and the balance is %s", x.Account, sums[x.Account], x.Amount)
			}
		}
		for _, m := range before {
			if m.From.Holder != "9901" && m.To.Holder != "9901" {
				t.Errorf("another's move: %+v", m)
			}
		}
		for i, x := range lines {
			if len(x.Entries) != 1 || i > 0 && x.Effective.Before(lines[i-1].Effective) {
				t.Errorf("line %d: %+v", i, x)
			}
		}
		if len(lines) < 2 || len(early) != 1 || head.Seq != 4 || none.Seq != 0 || len(none.Hash) == 0 {
			t.Errorf("%d lines, %d early, head %d, none %+v", len(lines), len(early), head.Seq, none)
		}
	})
}
