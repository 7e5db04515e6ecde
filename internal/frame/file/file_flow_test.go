package file_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/file"
	"samspel/internal/frame/file/filetest"
	"samspel/internal/frame/person"
	"samspel/internal/frame/person/persontest"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/test/trialtest"
)

// cabinet is the files on a database of their own.
type cabinet struct {
	testing.TB
	*file.Files
	store *db.Store
	keys  *person.Keyring
	now   time.Time
}

var lines = slices.Concat(person.Lines, file.Lines)

func each(t *testing.T, body func(c *cabinet)) {
	t.Helper()
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) { body(open(t, s)) })
}

func open(t testing.TB, s *db.Store) *cabinet {
	c := &cabinet{TB: t, store: s, now: time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)}
	now := func() time.Time { return c.now }
	c.keys = persontest.Keyring(t, s, now)
	c.Files = file.New(s, c.keys, now)
	return c
}

// holder is a matter with a keyset of its own.
type holder struct{ id, keyset string }

func (c *cabinet) holder() holder {
	c.Helper()
	h := holder{id: id.New()}
	var err error
	if h.keyset, err = c.keys.Create(c.Context(), person.Scope{Controller: "o", Matter: h.id, Person: h.id}); err != nil {
		c.Fatal(err)
	}
	return h
}

// put lets a holder have a file.
func (c *cabinet) put(h holder, name string, content []byte) file.File {
	c.Helper()
	got, err := c.Receive(c.Context(), name, bytes.NewReader(content))
	if err != nil {
		c.Fatalf("receive %s: %v", name, err)
	}
	p, err := c.Prepare(c.Context(), got, h.id, h.keyset)
	if err != nil {
		c.Fatal(err)
	}
	c.write(func(tx *db.Tx) error { return c.Add(c.Context(), tx, p) })
	list := c.files(h)
	return list[len(list)-1]
}

func (c *cabinet) write(fn func(tx *db.Tx) error) {
	c.Helper()
	if err := c.store.Data.Write(c.Context(), fn); err != nil {
		c.Fatal(err)
	}
}

func (c *cabinet) files(h holder) []file.File {
	c.Helper()
	list, err := c.List(c.Context(), h.id)
	if err != nil {
		c.Fatal(err)
	}
	return list
}

func (c *cabinet) read(x file.File) ([]byte, error) {
	r, err := c.Reader(c.Context(), x)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err = r.WriteTo(&b)
	return b.Bytes(), err
}

// rows is how many there are in a table.
func (c *cabinet) rows(table string) (n int) {
	c.Helper()
	err := c.store.Data.Read(c.Context(), func(tx *db.Tx) error {
		return tx.QueryRow(c.Context(), `SELECT count(*) FROM `+table).Scan(&n)
	})
	if err != nil {
		c.Fatal(err)
	}
	return n
}

// text is plain text of a length.
func text(n int) []byte { return bytes.Repeat([]byte("Tredje dagen. \n"), n/15+1)[:n] }

func TestWhatIsReceivedIsReadAgain(t *testing.T) {
	t.Parallel()
	each(t, func(c *cabinet) {
		h := c.holder()
		for _, n := range []int{1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 8 * 64 << 10, 9*64<<10 + 5, 3_000_000} {
			x := c.put(h, "../Lista.txt", text(n))
			got, err := c.read(x)
			if err != nil || !bytes.Equal(got, text(n)) {
				c.Errorf("%d bytes become %d: %v", n, len(got), err)
			}
			if sum := sha256.Sum256(text(n)); x.Sum != hex.EncodeToString(sum[:]) || x.Name != "Lista.txt" || x.Size != int64(n) || x.Kind != file.Text {
				c.Errorf("%+v", x)
			}
		}
		x := c.put(h, "IMG_1.JPG", filetest.JPEG(300, 200, 6))
		if got, err := c.read(x); err != nil || bytes.Contains(got, []byte(filetest.Secret)) || x.SafeName() != "bilaga-8.jpg" {
			c.Errorf("%s: %v", x.SafeName(), err)
		}
	})
}

func TestHostileFilesLeaveNothing(t *testing.T) {
	t.Parallel()
	each(t, func(c *cabinet) {
		gone := errors.New("gone")
		for _, tt := range []struct {
			name string
			body io.Reader
			want string
		}{
			{"a.exe", strings.NewReader("MZ"), "file.not_accepted"},
			{"a.svg", strings.NewReader("<svg onload=x>"), "file.not_accepted"},
			{"", strings.NewReader("a"), "file.not_accepted"},
			{"..", strings.NewReader("a"), "file.not_accepted"},
			{"a.txt\x00.exe", strings.NewReader("a"), "file.not_accepted"},
			{"a.png/", strings.NewReader("a"), "file.not_accepted"},
			{"a.txt", strings.NewReader(""), "file.empty"},
			{"a.png", bytes.NewReader(filetest.JPEG(3, 3, 1)), "file.other_kind"},
			{"a.jpg", bytes.NewReader(filetest.PNG(3, 3)), "file.other_kind"},
			{"a.jpg", strings.NewReader("<html><script>"), "file.other_kind"},
			{"a.pdf", bytes.NewReader(filetest.Word()), "file.other_kind"},
			{"a.txt", bytes.NewReader(filetest.PDF()), "file.other_kind"},
			{"a.docx", bytes.NewReader(filetest.OpenText()), "file.other_kind"},
			{"a.pdf", bytes.NewReader(filetest.PDF("<< /S /JavaScript >>")), "file.runs_something"},
			{"a.txt", io.LimitReader(endless{}, 21<<20), "file.too_large"},
			{"a.jpg", bytes.NewReader(filetest.JPEG(99, 99, 1)[:900]), "file.broken"},
		} {
			_, err := c.Receive(c.Context(), tt.name, tt.body)
			if all := fault.All(err); len(all) != 1 || all[0].Key != tt.want {
				c.Errorf("%q: %v, want %s", tt.name, err, tt.want)
			}
		}
		if _, err := c.Receive(c.Context(), "a.txt", io.MultiReader(bytes.NewReader(text(3_000_000)), iotest.ErrReader(gone))); !errors.Is(err, gone) {
			c.Errorf("a reader that went away: %v", err)
		}
		if n := c.rows("file_content") + c.rows("file_piece"); n != 0 {
			c.Errorf("%d rows are left", n)
		}
	})
}

// endless is a line that never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// Each holder's copy is shredded by itself.
func TestDestroyedKeysetShredsTheHoldersCopy(t *testing.T) {
	t.Parallel()
	each(t, func(c *cabinet) {
		sender, receiver := c.holder(), c.holder()
		x := c.put(sender, "a.pdf", filetest.PDF())
		copies, err := c.PrepareCopies(c.Context(), []file.File{x}, receiver.id, receiver.keyset)
		if err != nil {
			c.Fatal(err)
		}
		c.write(func(tx *db.Tx) error { return c.AddCopies(c.Context(), tx, copies) })
		y := c.files(receiver)[0]
		if y.ID == x.ID || y.Content != x.Content || y.Number != 1 || y.Name != "a.pdf" {
			c.Errorf("the copy is %+v", y)
		}
		if err := c.keys.Destroy(c.Context(), sender.keyset); err != nil {
			c.Fatal(err)
		}
		if _, err := c.Open(c.Context(), x.ID); !errors.Is(err, person.ErrDestroyed) {
			c.Errorf("the sender's copy opens: %v", err)
		}
		if got, err := c.read(y); err != nil || !bytes.Equal(got, filetest.PDF()) {
			c.Errorf("the receiver's does not: %v", err)
		}
		if err := c.keys.Destroy(c.Context(), receiver.keyset); err != nil {
			c.Fatal(err)
		}
		if _, err := c.Open(c.Context(), y.ID); !errors.Is(err, person.ErrDestroyed) {
			c.Errorf("the receiver's copy opens: %v", err)
		}
	})
}

// Nothing of a file stands unsealed, and a row moved anywhere else opens nothing.
func TestWhatIsStoredIsSealed(t *testing.T) {
	t.Parallel()
	each(t, func(c *cabinet) {
		h, other := c.holder(), c.holder()
		x, y := c.put(h, "Vera.txt", text(200_000)), c.put(other, "Nils.txt", text(200_001))
		c.alter(`UPDATE file_copy SET keyset_id = '` + h.keyset + `' WHERE id = '` + y.ID + `'`)
		if _, err := c.Open(c.Context(), y.ID); !errors.Is(err, person.ErrSealed) {
			c.Errorf("a copy opens with another's keyset: %v", err)
		}
		for name, statement := range map[string]string{
			"moved":   `UPDATE file_piece SET number = CASE number WHEN 0 THEN 91 WHEN 1 THEN 0 ELSE number END WHERE content_id = '` + x.Content + `'`,
			"cut off": `DELETE FROM file_piece WHERE number = 3 AND content_id = '` + x.Content + `'`,
		} {
			c.alter(statement)
			if got, err := c.read(x); err == nil {
				c.Errorf("%s: %d bytes are read", name, len(got))
			}
		}
		for _, table := range []string{"file_copy", "file_piece"} {
			var sealed []byte
			err := c.store.Data.Read(c.Context(), func(tx *db.Tx) error {
				return tx.QueryRow(c.Context(), `SELECT sealed FROM `+table+` LIMIT 1`).Scan(&sealed)
			})
			if err != nil || bytes.Contains(sealed, []byte("Vera")) || bytes.Contains(sealed, []byte("Tredje")) {
				c.Errorf("%s holds what somebody wrote: %v", table, err)
			}
		}
	})
}

func (c *cabinet) alter(statement string) {
	c.Helper()
	c.write(func(tx *db.Tx) error {
		_, err := tx.Exec(c.Context(), statement)
		return err
	})
}

func TestSweep(t *testing.T) {
	t.Parallel()
	each(t, func(c *cabinet) {
		h := c.holder()
		kept := c.put(h, "a.txt", text(2_000_000))
		removed := c.put(h, "b.txt", text(2_000_000))
		if _, err := c.Receive(c.Context(), "c.txt", bytes.NewReader(text(700_000))); err != nil {
			c.Fatal(err)
		}
		sweep := func(after time.Duration, contents int) {
			c.Helper()
			c.now = c.now.Add(after)
			if err := c.Sweep(c.Context()); err != nil {
				c.Fatal(err)
			}
			if n := c.rows("file_content"); n != contents {
				c.Errorf("%d contents, want %d", n, contents)
			}
		}
		sweep(59*time.Minute, 3)
		c.write(func(tx *db.Tx) error {
			return c.Remove(c.Context(), tx, removed)
		})
		sweep(2*time.Minute, 1)
		if err := c.Drop(c.Context(), kept); err != nil {
			c.Fatal(err)
		}
		if got, err := c.read(kept); err != nil || len(got) != 2_000_000 {
			c.Errorf("what is held has been dropped: %d bytes, %v", len(got), err)
		}
		c.write(func(tx *db.Tx) error { return c.RemoveAll(c.Context(), tx, h.id) })
		sweep(0, 0)
		if n := c.rows("file_piece"); n != 0 {
			c.Errorf("%d pieces are left", n)
		}
	})
}

func TestLimits(t *testing.T) {
	t.Parallel()
	each(t, func(c *cabinet) {
		add := func(h holder, body []byte) error {
			c.Helper()
			got, err := c.Receive(c.Context(), "a.txt", bytes.NewReader(body))
			if err != nil {
				c.Fatal(err)
			}
			p, err := c.Prepare(c.Context(), got, h.id, h.keyset)
			if err != nil {
				c.Fatal(err)
			}
			return c.store.Data.Write(c.Context(), func(tx *db.Tx) error { return c.Add(c.Context(), tx, p) })
		}
		many, much := c.holder(), c.holder()
		for i := range file.MaxCount {
			if err := add(many, text(i+1)); err != nil {
				c.Fatal(err)
			}
		}
		if all := fault.All(add(many, text(99))); len(all) != 1 || all[0].Key != "file.too_many" {
			c.Errorf("one too many: %v", all)
		}
		for range file.MaxTotal / file.MaxSize {
			if err := add(much, text(file.MaxSize)); err != nil {
				c.Fatal(err)
			}
		}
		if all := fault.All(add(much, text(1))); len(all) != 1 || all[0].Key != "file.too_much" {
			c.Errorf("one byte too much: %v", all)
		}
	})
}

// TestT12Uploads sends hostile and large files: each is refused in time, and neither
// they nor the largest honest file take memory with their size.
func TestT12Uploads(t *testing.T) {
	c := open(t, openSQLite(t))
	zeros := strings.Repeat("\x00", 20<<20)
	entries := make([]filetest.Entry, 30_000)
	for i := range entries {
		entries[i] = filetest.Entry{Name: "word/" + id.New() + ".xml", Stored: true}
	}
	random := make([]byte, 19<<20)
	source := rand.New(rand.NewPCG(1, 2))
	for i := range random {
		random[i] = byte(source.Uint32())
	}
	h := c.holder()
	for _, tt := range []struct {
		name, file string
		body       io.Reader
		want       string
	}{
		{"zip 1:1000", "a.docx", bytes.NewReader(filetest.Word(filetest.Entry{Name: "word/a.xml", Body: zeros})), "file.unpacks_to_much"},
		{"zip in a zip", "a.docx", bytes.NewReader(filetest.Word(filetest.Entry{Name: "word/a.bin", Body: string(filetest.Word(filetest.Entry{Name: "word/a.xml", Body: zeros}))})), "file.holds_files"},
		{"zip of 30,000 parts", "a.docx", bytes.NewReader(filetest.Word(entries...)), "file.unpacks_to_much"},
		{"billion laughs", "a.docx", bytes.NewReader(filetest.Word(filetest.Entry{Name: "word/document.xml", Body: "<!DOCTYPE a [<!ENTITY b 'b'>]>"})), "file.runs_something"},
		{"PNG 50k × 50k", "a.png", bytes.NewReader(bigPNG()), "file.picture_too_big"},
		{"PDF with a script", "a.pdf", bytes.NewReader(filetest.PDF("<< /S /JavaScript >>")), "file.runs_something"},
		{"1 GB of one line", "a.txt", io.LimitReader(endless{}, 1<<30), "file.too_large"},
		{"name with ../ and NUL", "../../a\x00.exe", strings.NewReader("a"), "file.not_accepted"},
		{"20 MB of text", "a.txt", io.LimitReader(endless{}, 20<<20), ""},
		{"19 MB of pictures in a letter", "a.docx", bytes.NewReader(filetest.Word(filetest.Entry{Name: "word/media/a.jpg", Body: string(random), Stored: true})), ""},
	} {
		before, stop := heap(), make(chan struct{})
		most := peak(stop)
		began := time.Now()
		got, err := c.Receive(t.Context(), tt.file, tt.body)
		took := time.Since(began)
		if all := fault.All(err); tt.want != "" && (len(all) != 1 || all[0].Key != tt.want) || tt.want == "" && err != nil {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
		if err == nil {
			p, err := c.Prepare(t.Context(), got, h.id, h.keyset)
			if err != nil {
				t.Fatal(err)
			}
			c.write(func(tx *db.Tx) error { return c.Add(t.Context(), tx, p) })
			x := c.files(h)[0]
			r, err := c.Reader(t.Context(), x)
			if err == nil {
				_, err = r.WriteTo(io.Discard)
			}
			if err != nil {
				t.Fatal(err)
			}
			c.write(func(tx *db.Tx) error { return c.RemoveAll(t.Context(), tx, h.id) })
		}
		close(stop)
		grown := int64(<-most) - int64(before)
		if grown > 64<<20 {
			t.Errorf("%s: %d MB more memory", tt.name, grown>>20)
		}
		trialtest.AtMost(t, tt.name+", more memory, MB", grown>>20, 64)
		if tt.want != "" {
			trialtest.AtMost(t, tt.name+", refused in", took.Round(time.Millisecond), 2*time.Second)
		}
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

// peak is the most memory in use until stop.
func peak(stop <-chan struct{}) <-chan uint64 {
	most := make(chan uint64, 1)
	var started sync.WaitGroup
	started.Add(1)
	go func() {
		var top uint64
		started.Done()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			top = max(top, m.HeapInuse)
			select {
			case <-stop:
				most <- top
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	started.Wait()
	return most
}

func bigPNG() []byte {
	return slices.Concat([]byte("\x89PNG\r\n\x1a\n"), filetest.Chunk("IHDR", "\x00\x00\xc3\x50\x00\x00\xc3\x50\x08\x02\x00\x00\x00"),
		filetest.Chunk("IDAT", "x"), filetest.Chunk("IEND", ""))
}

func openSQLite(t testing.TB) *db.Store {
	t.Helper()
	s, err := db.Open(context.Background(), db.Config{Dir: dbtest.Folder(t, lines)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func BenchmarkReceive(b *testing.B) { benchmark(b, true) }
func BenchmarkRead(b *testing.B)    { benchmark(b, false) }

func benchmark(b *testing.B, in bool) {
	const size = 19 << 20
	run := func(b *testing.B, c *cabinet) {
		h := c.holder()
		x := c.put(h, "a.txt", text(size))
		b.SetBytes(size)
		for b.Loop() {
			var err error
			if in {
				_, err = c.Receive(b.Context(), "a.txt", io.LimitReader(endless{}, size))
			} else {
				var r *file.Reader
				if r, err = c.Reader(b.Context(), x); err == nil {
					_, err = r.WriteTo(io.Discard)
				}
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("sqlite", func(b *testing.B) { run(b, open(b, openSQLite(b))) })
	b.Run("postgres", func(b *testing.B) {
		s, err := db.Open(b.Context(), db.Config{URL: dbtest.Database(b, lines)})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { s.Close() })
		run(b, open(b, s))
	})
}
