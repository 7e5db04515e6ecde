package ledger_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/money"
)

// model is what a book must be like, told in the simplest way.
type model struct {
	*book
	posted   []ledger.Transaction
	byRef    map[string]ledger.Posting
	reversed map[int64]bool
	balances map[ledger.Account]money.Amount
	seen     []snapshot
}

// snapshot is what was told as of a number of the book, which must never change.
type snapshot struct {
	at       ledger.Where
	balances []ledger.Balance
}

var places = []ledger.Account{source, pool, frame("9901"), frame("9902"), paid("9901"), paid("9902")}

func (m *model) posting(t *rapid.T) ledger.Posting {
	m.next++
	p := ledger.Posting{
		Reference: fmt.Sprintf("r:%d", m.next), Event: rapid.SampledFrom([]string{"granted", "allotted", "drawn", "paid"}).Draw(t, "event"),
		Effective:  today.AddDays(rapid.IntRange(-30, 30).Draw(t, "day")),
		PreparedBy: rapid.SampledFrom([]string{"anna", "bo"}).Draw(t, "prepared"), ApprovedBy: rapid.SampledFrom([]string{"", "anna", "bo"}).Draw(t, "approved"),
	}
	for range rapid.IntRange(1, 3).Draw(t, "entries") {
		two := rapid.Permutation(places).Draw(t, "accounts")
		p.Entries = append(p.Entries, ledger.Entry{
			From: two[0], To: two[1], Amount: money.Amount(rapid.Int64Range(1, 1000).Draw(t, "amount")),
			Tag: rapid.SampledFrom([]string{"", "round-1"}).Draw(t, "tag"),
		})
	}
	return p
}

// allows says whether the posting may be made, and moves the model when it may.
func (m *model) allows(p ledger.Posting) bool {
	if p.PreparedBy == p.ApprovedBy || p.Event == "paid" && p.ApprovedBy == "" {
		return false
	}
	after := maps.Clone(m.balances)
	for _, e := range p.Entries {
		after[e.From] -= e.Amount
		after[e.To] += e.Amount
	}
	for a, n := range after {
		if n < 0 && a != source {
			return false
		}
	}
	m.balances = after
	return true
}

func (m *model) add(t *rapid.T, x ledger.Transaction) {
	if want := int64(len(m.posted) + 1); x.Seq != want || x.Again {
		t.Fatalf("posted as number %d (again: %v), want %d", x.Seq, x.Again, want)
	}
	m.posted = append(m.posted, x)
	m.byRef[x.Reference] = x.Posting
}

func (m *model) tick(t *rapid.T) {
	m.now = m.now.Add(time.Duration(rapid.IntRange(-10, 100).Draw(t, "seconds")) * time.Second)
}

func (m *model) actions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"post": func(t *rapid.T) {
			m.tick(t)
			p := m.posting(t)
			made, err := m.post(p)
			switch allowed := m.allows(p); {
			case allowed != (err == nil):
				t.Fatalf("allowed %v, got %v", allowed, err)
			case allowed:
				m.add(t, made[0])
			}
		},
		"post several or none": func(t *rapid.T) {
			m.tick(t)
			before := m.balances
			var list []ledger.Posting
			allowed := true
			for range rapid.IntRange(2, 6).Draw(t, "postings") {
				p := m.posting(t)
				list = append(list, p)
				allowed = allowed && m.allows(p)
			}
			made, err := m.post(list...)
			if allowed != (err == nil) {
				t.Fatalf("allowed %v, got %v", allowed, err)
			}
			if !allowed {
				m.balances = before
				return
			}
			for _, x := range made {
				m.add(t, x)
			}
		},
		"post again": func(t *rapid.T) { // L7
			if len(m.posted) == 0 {
				return
			}
			was := rapid.SampledFrom(m.posted).Draw(t, "posted")
			if was.Reverses != 0 {
				return
			}
			m.tick(t)
			made, err := m.post(was.Posting)
			if err != nil || !made[0].Again || made[0].Seq != was.Seq {
				t.Fatalf("again: %+v, %v", made, err)
			}
			other := was.Posting
			other.Basis = "another"
			if _, err := m.post(other); keyOf(err) != "ledger.reference_taken" {
				t.Fatalf("another payload: %v", err)
			}
		},
		"reverse": func(t *rapid.T) { // L8
			if len(m.posted) == 0 {
				return
			}
			m.tick(t)
			was := rapid.SampledFrom(m.posted).Draw(t, "posted")
			m.next++
			r := ledger.Reversal{Of: was.Reference, Reference: fmt.Sprintf("undo:%d", m.next), Effective: today, PreparedBy: "anna", ApprovedBy: "bo"}
			p := ledger.Posting{PreparedBy: "anna", ApprovedBy: "bo"}
			for _, e := range was.Entries {
				p.Entries = append(p.Entries, ledger.Entry{From: e.To, To: e.From, Amount: e.Amount})
			}
			allowed := was.Reverses == 0 && !m.reversed[was.Seq] && m.allows(p)
			x, err := m.reverse(r)
			if allowed != (err == nil) {
				t.Fatalf("allowed %v, got %v", allowed, err)
			}
			if allowed {
				m.reversed[was.Seq] = true
				m.add(t, x)
			}
		},
		"look back": func(t *rapid.T) { // L9
			w := ledger.Where{Seq: int64(len(m.posted)), Effective: today.AddDays(rapid.IntRange(-40, 40).Draw(t, "day"))}
			if w.Seq == 0 {
				return
			}
			m.seen = append(m.seen, snapshot{w, m.book.balances(w)})
		},
		"": func(t *rapid.T) {
			var sum money.Amount
			got := m.book.balances(ledger.Where{})
			for _, b := range got {
				sum += b.Amount
				if b.Amount != m.balances[b.Account] || b.Amount < 0 && b.Account != source {
					t.Fatalf("%s holds %d, want %d", b.Account, b.Amount, m.balances[b.Account])
				}
			}
			if sum != 0 { // L1
				t.Fatalf("%d öre have come from nowhere", sum)
			}
		},
	}
}

// then is what the model says of a point in time.
func (m *model) then(w ledger.Where) map[ledger.Account]money.Amount {
	balances := map[ledger.Account]money.Amount{}
	for _, x := range m.posted {
		if x.Effective.After(w.Effective) || x.RecordedAt.After(w.Recorded) {
			continue
		}
		for _, e := range x.Entries {
			balances[e.From] -= e.Amount
			balances[e.To] += e.Amount
		}
	}
	return balances
}

func TestABookIsWhatTheModelSays(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		var last string
		rapid.Check(t, func(rt *rapid.T) {
			m := &model{book: newBook(t, s), byRef: map[string]ledger.Posting{}, reversed: map[int64]bool{}, balances: map[ledger.Account]money.Amount{}}
			grant := m.move("granted", source, pool, 50)
			made, err := m.post(grant)
			if err != nil {
				rt.Fatal(err)
			}
			m.allows(grant)
			m.add(rt, made[0])
			rt.Repeat(m.actions())

			for _, was := range m.seen {
				if got := m.book.balances(was.at); !equal(got, was.balances) {
					rt.Fatalf("as of %+v it was %v and is %v", was.at, was.balances, got)
				}
			}
			w := ledger.Where{Effective: today.AddDays(rapid.IntRange(-40, 40).Draw(rt, "day")), Recorded: rapid.SampledFrom(m.posted).Draw(rt, "as known at").RecordedAt}
			want := m.then(w)
			for _, b := range m.book.balances(w) {
				if b.Amount != want[b.Account] {
					rt.Fatalf("as of %+v %s held %d, want %d", w, b.Account, b.Amount, want[b.Account])
				}
				delete(want, b.Account)
			}
			for a, n := range want {
				if n != 0 {
					rt.Fatalf("as of %+v %s is not told, and held %d", w, a, n)
				}
			}
			m.whole()
			m.replay(rt)
			last = m.journal(0)
		})
		if hledger := os.Getenv("SAMSPEL_TEST_HLEDGER"); hledger != "" {
			if out, err := hledgerCheck(t, hledger, last); err != nil {
				t.Errorf("%v: %s\n%s", err, out, last)
			}
		}
	})
}

// replay posts everything to another book, which must become the same (L6).
func (m *model) replay(t *rapid.T) {
	other := newBook(m.t, m.store)
	for _, x := range m.posted {
		p := x.Posting
		var err error
		if x.Reverses != 0 {
			_, err = other.reverse(ledger.Reversal{Of: m.posted[x.Reverses-1].Reference, Reference: p.Reference, Effective: p.Effective,
				PreparedBy: p.PreparedBy, ApprovedBy: p.ApprovedBy, Basis: p.Basis})
		} else {
			_, err = other.post(p)
		}
		if err != nil {
			t.Fatalf("replay of %s: %v", p.Reference, err)
		}
	}
	if a, b := m.book.balances(ledger.Where{}), other.balances(ledger.Where{}); !equal(a, b) {
		t.Fatalf("replayed, %v is %v", a, b)
	}
}

// What happens to one holder does not depend on when it happens to another (L10).
func TestTheOrderOfOthersDoesNotMatter(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		rapid.Check(t, func(rt *rapid.T) {
			a, b := filled(t, s), filled(t, s)
			var lists [2][]ledger.Posting
			for i, holder := range []string{"9901", "9902"} {
				for n := range rapid.IntRange(1, 4).Draw(rt, "postings") {
					p := a.move("drawn", frame(holder), paid(holder), rapid.Int64Range(1, 50).Draw(rt, "kronor"))
					p.Reference = fmt.Sprintf("%s:%d", holder, n)
					lists[i] = append(lists[i], p)
				}
			}
			// Each list keeps its own order; the two are shuffled into each other.
			mixed := slices.Concat(lists[0], lists[1])
			turns := rapid.Permutation(append(slices.Repeat([]int{0}, len(lists[0])), slices.Repeat([]int{1}, len(lists[1]))...)).Draw(rt, "turns")
			var shuffled []ledger.Posting
			for _, i := range turns {
				shuffled, lists[i] = append(shuffled, lists[i][0]), lists[i][1:]
			}
			if _, err := a.post(mixed...); err != nil {
				rt.Fatal(err)
			}
			if _, err := b.post(shuffled...); err != nil {
				rt.Fatal(err)
			}
			if x, y := a.balances(ledger.Where{}), b.balances(ledger.Where{}); !equal(x, y) {
				rt.Fatalf("%v and %v", x, y)
			}
		})
	})
}

// No transaction that needs two persons lacks one (L11), whatever has been tried.
func TestNobodyApprovesAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		b := filled(t, s)
		for _, prepared := range []string{"anna", "bo"} {
			for _, approved := range []string{"", "anna", "bo"} {
				p := b.move("paid", pool, paid("9901"), 1)
				p.PreparedBy, p.ApprovedBy = prepared, approved
				_, err := b.post(p)
				if want := approved != "" && approved != prepared; want != (err == nil) {
					t.Errorf("prepared by %s, approved by %q: %v", prepared, approved, err)
				}
			}
		}
		b.read(func(ctx context.Context, tx *db.Tx) error {
			list, err := ledger.Transactions(ctx, tx, b.key, ledger.Filter{Event: "paid"}, 100)
			if len(list) != 2 {
				t.Errorf("%d were paid, want 2", len(list))
			}
			return err
		})
	})
}
