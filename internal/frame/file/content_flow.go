package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"

	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// portion is how many pieces are written or read in one transaction: half a megabyte,
// so that nobody waits long for somebody else's file.
const portion = 8

// writer seals what is written to it piece by piece and stores the pieces. The last
// piece is known when it is closed.
type writer struct {
	ctx   context.Context
	store *db.DB
	seal  seal

	plain  []byte
	sealed [][]byte
	stored int
	size   int64
	sum    hash.Hash
}

func newWriter(ctx context.Context, store *db.DB, s seal) *writer {
	return &writer{ctx: ctx, store: store, seal: s, plain: make([]byte, 0, pieceSize), sum: sha256.New()}
}

func (w *writer) Write(p []byte) (int, error) {
	if w.size+int64(len(p)) > MaxSize {
		return 0, errTooLarge()
	}
	w.size += int64(len(p))
	w.sum.Write(p)
	for rest := p; len(rest) > 0; {
		if len(w.plain) == pieceSize {
			if err := w.cut(false); err != nil {
				return 0, err
			}
		}
		n := min(pieceSize-len(w.plain), len(rest))
		w.plain, rest = append(w.plain, rest[:n]...), rest[n:]
	}
	return len(p), nil
}

func (w *writer) cut(last bool) error {
	w.sealed = append(w.sealed, w.seal.close(w.plain, w.stored+len(w.sealed), last))
	w.plain = w.plain[:0]
	if len(w.sealed) < portion && !last {
		return nil
	}
	err := w.store.Append(w.ctx, func(tx *db.Tx) error {
		for i, sealed := range w.sealed {
			if err := insertPiece(w.ctx, tx, w.seal.content, w.stored+i, sealed); err != nil {
				return err
			}
		}
		return nil
	})
	w.stored, w.sealed = w.stored+len(w.sealed), w.sealed[:0]
	return err
}

func (w *writer) close() (size int64, sum string, err error) {
	err = w.cut(true)
	return w.size, hex.EncodeToString(w.sum.Sum(nil)), err
}

// A Reader opens a file piece by piece. It keeps a portion in memory and no
// transaction open.
type Reader struct {
	ctx    context.Context
	store  *db.DB
	seal   seal
	size   int64
	sum    string
	from   int // the number of the first piece held
	pieces [][]byte
	opened int // the number of the piece in plain, counted from one
	plain  []byte
}

func (r *Reader) count() int { return max(1, int((r.size+pieceSize-1)/pieceSize)) }

// piece opens one piece, and fetches those that follow with it when read in order.
func (r *Reader) piece(number int) ([]byte, error) {
	if r.opened == number+1 {
		return r.plain, nil
	}
	if number < r.from || number >= r.from+len(r.pieces) {
		r.from, r.pieces = number, nil
		err := r.store.Read(r.ctx, func(tx *db.Tx) (err error) {
			r.pieces, err = listPieces(r.ctx, tx, r.seal.content, number, portion)
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(r.pieces) == 0 {
			return nil, fmt.Errorf("piece %d of content %s is gone: %w", number, r.seal.content, errAltered)
		}
	}
	plain, err := r.seal.open(r.pieces[number-r.from], number, number == r.count()-1)
	if err != nil {
		return nil, err
	}
	r.opened, r.plain = number+1, plain
	return plain, nil
}

// ReadAt reads anywhere, for what looks a file through.
func (r *Reader) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) && off < r.size {
		plain, err := r.piece(int(off / pieceSize))
		if err != nil {
			return n, err
		}
		copied := copy(p[n:], plain[off%pieceSize:])
		n, off = n+copied, off+int64(copied)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// WriteTo gives the whole file in order. The last piece is held back until the sum of
// them all is that of what was once received.
func (r *Reader) WriteTo(w io.Writer) (written int64, err error) {
	sum := sha256.New()
	for number := range r.count() {
		plain, err := r.piece(number)
		if err != nil {
			return written, err
		}
		sum.Write(plain)
		if number == r.count()-1 && hex.EncodeToString(sum.Sum(nil)) != r.sum {
			return written, fmt.Errorf("sum of content %s: %w", r.seal.content, errAltered)
		}
		n, err := w.Write(plain)
		if written += int64(n); err != nil {
			return written, err
		}
	}
	return written, nil
}

func errTooLarge() error {
	return fault.Invalid("attachments", "file.too_large", "limit", MaxSize>>20)
}
