package file

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// Files keeps attachments. It asks nobody for access: the room that owns the holder does.
type Files struct {
	// Scan looks a file through for what does harm, and says so with a fault; nil does
	// not. A file that could not be looked through is not taken.
	Scan func(context.Context, io.WriterTo) error

	store *db.DB
	keys  *person.Keyring
	now   func() time.Time
}

// New opens the files.
func New(store *db.Store, keys *person.Keyring, now func() time.Time) *Files {
	return &Files{store: store.Data, keys: keys, now: now}
}

const sealedColumn = "file_copy.sealed"

// sealedCopy is a copy as the store has it.
type sealedCopy struct {
	File
	sealed []byte
}

// details is what of a copy is sealed with the holder's keyset.
type details struct {
	Name, Sum string
	Key       []byte
}

// Receive reads a file to its end, in pieces, and stores it sealed under a key that
// only the answer holds. It is looked through first: an error that is a fault says why
// it is not taken, and then nothing of it stays.
func (f *Files) Receive(ctx context.Context, name string, body io.Reader) (*Received, error) {
	name = CleanName(name)
	kind := said(name)
	if kind == "" {
		return nil, fault.Invalid("attachments", "file.not_accepted")
	}
	in := bufio.NewReaderSize(body, pieceSize)
	head, err := in.Peek(len(pngStart))
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case len(head) == 0:
		return nil, fault.Invalid("attachments", "file.empty")
	case !kind.looksLike(head):
		return nil, fault.Invalid("attachments", "file.other_kind")
	}
	x := File{Content: id.New(), Kind: kind, Name: name, key: newKey()}
	now := f.now()
	err = f.store.Append(ctx, func(tx *db.Tx) error { return insertContent(ctx, tx, x.Content, now) })
	if err != nil {
		return nil, err
	}
	if err := f.keep(ctx, &x, in); err != nil {
		// Nobody has the key any more; the job that sweeps would come for the rest.
		dropped := f.drop(context.WithoutCancel(ctx), x.Content)
		if fault.KindOf(err) != 0 {
			return nil, errors.Join(err, dropped)
		}
		return nil, err
	}
	return &Received{x}, nil
}

// keep stores what is left of a file when what it says about its maker is gone, and
// then looks through what was stored.
func (f *Files) keep(ctx context.Context, x *File, in *bufio.Reader) error {
	s, err := newSeal(x.key, x.Content)
	if err != nil {
		return err
	}
	out := newWriter(ctx, f.store, s)
	switch x.Kind {
	case JPEG:
		err = stripJPEG(out, in)
	case PNG:
		err = stripPNG(out, in)
	case PDF, Text, Word, OpenText:
		_, err = io.Copy(out, in)
	}
	if err != nil {
		return err
	}
	if x.Size, x.Sum, err = out.close(); err != nil {
		return err
	}
	stored := &Reader{ctx: ctx, store: f.store, seal: s, size: x.Size, sum: x.Sum}
	whole := io.NewSectionReader(stored, 0, x.Size)
	switch x.Kind {
	case PDF:
		err = inspectPDF(whole, x.Size)
	case Text:
		err = inspectText(bufio.NewReaderSize(whole, pieceSize))
	case Word, OpenText:
		err = inspectOffice(whole, x.Size, x.Kind)
	case JPEG, PNG:
	}
	if err != nil || f.Scan == nil {
		return err
	}
	err = f.Scan(ctx, stored)
	if err != nil && fault.KindOf(err) == 0 {
		err = fault.Invalid("attachments", "file.not_checked")
	}
	return err
}

// Prepared is a copy ready to be written: its key is sealed for its holder.
type Prepared struct{ copy sealedCopy }

// ID is the id the copy will have.
func (p Prepared) ID() string { return p.copy.ID }

// Prepare seals a received file for a holder.
func (f *Files) Prepare(ctx context.Context, r *Received, holder, keyset string) (Prepared, error) {
	return f.prepare(ctx, r.file, holder, keyset)
}

// PrepareCopies seals the files of one holder for another, as the same numbers. What
// then happens to the one's keyset does nothing to the other.
func (f *Files) PrepareCopies(ctx context.Context, files []File, holder, keyset string) ([]Prepared, error) {
	list := make([]Prepared, len(files))
	for i, x := range files {
		var err error
		if list[i], err = f.prepare(ctx, x, holder, keyset); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (f *Files) prepare(ctx context.Context, x File, holder, keyset string) (Prepared, error) {
	x.ID, x.Holder, x.Keyset, x.AddedAt = id.New(), holder, keyset, f.now()
	text, err := json.Marshal(details{x.Name, x.Sum, x.key})
	if err != nil {
		return Prepared{}, err
	}
	sealed, err := f.keys.Seal(ctx, keyset, text, person.Where(x.ID, sealedColumn))
	return Prepared{sealedCopy{x, sealed}}, err
}

// Add gives a holder one file more, numbered after those it has, in the caller's
// transaction, in which nobody else gives it another.
func (f *Files) Add(ctx context.Context, tx *db.Tx, p Prepared) error {
	has, err := listCopies(ctx, tx, p.copy.Holder)
	if err != nil {
		return err
	}
	p.copy.Number = 1
	total := p.copy.Size
	for _, x := range has {
		p.copy.Number, total = max(p.copy.Number, x.Number+1), total+x.Size
	}
	switch {
	case len(has) >= MaxCount:
		return fault.Invalid("attachments", "file.too_many", "limit", MaxCount)
	case total > MaxTotal:
		return fault.Invalid("attachments", "file.too_much", "limit", MaxTotal>>20)
	}
	return insertCopy(ctx, tx, p.copy)
}

// AddCopies gives holders the copies that were prepared for them, in the caller's transaction.
func (f *Files) AddCopies(ctx context.Context, tx *db.Tx, list []Prepared) error {
	for _, p := range list {
		if err := insertCopy(ctx, tx, p.copy); err != nil {
			return err
		}
	}
	return nil
}

// Contents is what a holder's files are, in order, without opening them: their number,
// content, kind and size.
func (f *Files) Contents(ctx context.Context, tx *db.Tx, holder string) ([]File, error) {
	sealed, err := listCopies(ctx, tx, holder)
	if err != nil {
		return nil, err
	}
	list := make([]File, len(sealed))
	for i, c := range sealed {
		list[i] = c.File
	}
	return list, nil
}

// List is a holder's files with their names, in order.
func (f *Files) List(ctx context.Context, holder string) ([]File, error) {
	var sealed []sealedCopy
	err := f.store.Read(ctx, func(tx *db.Tx) (err error) {
		sealed, err = listCopies(ctx, tx, holder)
		return err
	})
	if err != nil {
		return nil, err
	}
	list := make([]File, len(sealed))
	for i, c := range sealed {
		if list[i], err = f.open(ctx, c); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Load finds one copy without opening it, so that its holder can be asked about;
// [db.ErrNotFound] when there is none.
func (f *Files) Load(ctx context.Context, copyID string) (File, error) {
	c, err := f.load(ctx, copyID)
	return c.File, err
}

// Open opens one copy for reading.
func (f *Files) Open(ctx context.Context, copyID string) (File, error) {
	c, err := f.load(ctx, copyID)
	if err != nil {
		return File{}, err
	}
	return f.open(ctx, c)
}

func (f *Files) load(ctx context.Context, copyID string) (c sealedCopy, err error) {
	err = f.store.Read(ctx, func(tx *db.Tx) (err error) {
		c, err = loadCopy(ctx, tx, copyID)
		return err
	})
	return c, err
}

func (f *Files) open(ctx context.Context, c sealedCopy) (File, error) {
	text, err := f.keys.Open(ctx, c.Keyset, c.sealed, person.Where(c.ID, sealedColumn))
	if err != nil {
		return File{}, fmt.Errorf("open copy %s: %w", c.ID, err)
	}
	var d details
	if err := json.Unmarshal(text, &d); err != nil {
		return File{}, fmt.Errorf("read copy %s: %w", c.ID, err)
	}
	c.Name, c.Sum, c.key = d.Name, d.Sum, d.Key
	return c.File, nil
}

// Reader reads what [Files.Open] has opened, for as long as ctx lasts.
func (f *Files) Reader(ctx context.Context, x File) (*Reader, error) {
	s, err := newSeal(x.key, x.Content)
	if err != nil {
		return nil, err
	}
	return &Reader{ctx: ctx, store: f.store, seal: s, size: x.Size, sum: x.Sum}, nil
}

// Remove takes a copy from its holder, in the caller's transaction. With the row goes
// its key. Call [Files.Drop] afterwards.
func (f *Files) Remove(ctx context.Context, tx *db.Tx, x File) error {
	return deleteCopy(ctx, tx, x.ID)
}

// RemoveAll takes all of a holder's copies, in the caller's transaction.
func (f *Files) RemoveAll(ctx context.Context, tx *db.Tx, holder string) error {
	return deleteCopies(ctx, tx, holder)
}

// Discard drops what was received and is wanted by nobody.
func (f *Files) Discard(ctx context.Context, list ...*Received) error {
	var all error
	for _, r := range list {
		all = errors.Join(all, f.drop(ctx, r.file.Content))
	}
	return all
}

// Drop deletes the bytes of contents that nobody holds any more.
func (f *Files) Drop(ctx context.Context, files ...File) error {
	var all error
	for _, x := range files {
		all = errors.Join(all, f.drop(ctx, x.Content))
	}
	return all
}

// drop deletes a content in portions, unless somebody has a copy.
func (f *Files) drop(ctx context.Context, content string) error {
	for {
		var left bool
		err := f.store.Write(ctx, func(tx *db.Tx) error {
			left = false
			held, err := isHeld(ctx, tx, content)
			if err != nil || held {
				return err
			}
			n, err := deletePieces(ctx, tx, content, portion)
			if err != nil {
				return err
			}
			if left = n == portion; left {
				return nil
			}
			return deleteContent(ctx, tx, content)
		})
		if err != nil || !left {
			return err
		}
	}
}

const (
	// leftOverAfter is when what nobody holds is no longer on its way in: longer than any
	// request may take.
	leftOverAfter = time.Hour
	sweepAtOnce   = 100
)

// Sweep deletes uploads that were cut off and contents whose last copy is gone.
func (f *Files) Sweep(ctx context.Context) error {
	before := f.now().Add(-leftOverAfter)
	for {
		var ids []string
		err := f.store.Read(ctx, func(tx *db.Tx) (err error) {
			ids, err = listLeftOver(ctx, tx, before, sweepAtOnce)
			return err
		})
		if err != nil {
			return err
		}
		for _, content := range ids {
			if err := f.drop(ctx, content); err != nil {
				return err
			}
		}
		if len(ids) < sweepAtOnce {
			return nil
		}
	}
}
