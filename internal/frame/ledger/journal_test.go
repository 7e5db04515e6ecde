package ledger_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/ledger"
)

// SAMSPEL_TEST_HLEDGER names the hledger to check journals with; without it that part
// is skipped.

func (b *book) journal(upTo int64) string {
	b.t.Helper()
	var w strings.Builder
	b.must(ledger.New(b.store).Journal(context.Background(), &w, b.key, upTo))
	return w.String()
}

func TestJournal(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		b := filled(t, s)
		p := b.move("paid", frame("9901"), paid("9901"), 100)
		p.Entries[0].Amount += 50
		p.Entries[0].Tag = "round-1"
		p.Basis = "A2026/00123, bilaga 1"
		_, err := b.post(p)
		b.must(err)
		early := b.journal(4)
		_, err = b.reverse(ledger.Reversal{Of: "allotted:3", Reference: "undo:3", Effective: today.AddDays(-3)})
		b.must(err)

		if again := b.journal(4); again != early {
			t.Errorf("the same number gave another text:\n%s\n%s", early, again)
		}
		text := b.journal(0)
		for _, want := range []string{
			"account frame:9901\n", "\n2026-05-12 * (paid:4) paid  ; nr:4, recorded:2026-05-12T10:00:00.000000Z, prepared:anna, approved:bo, basis:A2026/00123  bilaga 1, hash:",
			"    paid:9901  100.50 SEK  ; of:round-1\n    frame:9901  -100.50 SEK  ; of:round-1\n", ", reverses:3, hash:",
			"    frame:9901  0.00 SEK = 299.50 SEK\n", "    source  0.00 SEK = -1000.00 SEK\n",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the journal lacks %q:\n%s", want, text)
			}
		}
	})
}

func hledgerCheck(t *testing.T, hledger, journal string) (string, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "book.journal")
	if err := os.WriteFile(file, []byte(journal), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), hledger, "-f", file, "check", "--strict")
	command.Env = append(os.Environ(), "LANG=C.UTF-8")
	out, err := command.CombinedOutput()
	return string(out), err
}

func TestHledgerAgrees(t *testing.T) {
	t.Parallel()
	hledger := os.Getenv("SAMSPEL_TEST_HLEDGER")
	if hledger == "" {
		t.Skip("SAMSPEL_TEST_HLEDGER is not set")
	}
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		b := filled(t, s)
		_, err := b.post(b.move("paid", frame("9901"), paid("9901"), 100))
		b.must(err)
		_, err = b.reverse(ledger.Reversal{Of: "allotted:3", Reference: "undo:3", Effective: today.AddDays(-3)})
		b.must(err)
		for _, basis := range []string{"S2027/01\u00a0(delvis)", "[2026-99-99]", "x, date:2026-99-99", "; = 5.00 SEK", "a  b | c { } * !", "\\", strings.Repeat("å", 200)} {
			p := b.move("drawn", pool, paid("9901"), 1)
			p.Basis, p.PreparedBy = basis, "date:2026-99-99"
			_, err := b.post(p)
			b.must(err)
		}
		check := func(text string) (string, error) { return hledgerCheck(t, hledger, text) }
		text := b.journal(0)
		if out, err := check(text); err != nil {
			t.Errorf("%v: %s\n%s", err, out, text)
		}
		if _, err := check(strings.Replace(text, "    frame:9901  0.00 SEK = 300.00 SEK", "    frame:9901  0.00 SEK = 300.01 SEK", 1)); err == nil {
			t.Error("hledger takes a balance that is not there")
		}
		if _, err := check(b.journal(3)); err != nil {
			t.Errorf("until a number: %v", err)
		}
	})
}

// A book that is dumped and put into another database is the same book.
func TestABookIsTheSameAfterADump(t *testing.T) {
	t.Parallel()
	url := dbtest.Database(t, ledger.Lines)
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		if s.Engine() != db.Postgres {
			return // the files are copied whole
		}
		b := filled(t, s)
		_, err := b.reverse(ledger.Reversal{Of: "allotted:3", Reference: "undo:3"})
		b.must(err)
		var dump bytes.Buffer
		_, err = s.Dump(t.Context(), map[db.Place]io.Writer{db.InData: &dump}, func(int, int) {})
		b.must(err)
		other, err := db.Open(t.Context(), db.Config{URL: url})
		b.must(err)
		t.Cleanup(func() { _ = other.Close() })
		b.must(other.Load(t.Context(), map[db.Place]io.Reader{db.InData: &dump}, func(string) {}))
		report, err := ledger.New(other).Verify(t.Context())
		if err != nil || report.Broken != nil || report.Transactions != 4 {
			t.Errorf("%+v, %v, %v", report, report.Broken, err)
		}
		was := b.journal(0)
		b.store = other
		if is := b.journal(0); is != was {
			t.Errorf("the journal is\n%s\nand was\n%s", is, was)
		}
	})
}
