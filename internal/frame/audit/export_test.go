package audit

import (
	"context"
	"math"

	"samspel/internal/frame/db"
)

// Rehash gives every record of the chain from seq on the hash that fits it, and
// moves the head with them: what a forger would do who knows how hashes are made.
func Rehash(ctx context.Context, tx *db.Tx, chain string, seq int64) error {
	at := origin(chain)
	var rows []row
	err := loadRows(ctx, tx, chain, math.MinInt64, math.MaxInt32, func(x *row) error {
		rows = append(rows, *x)
		return nil
	})
	if err != nil {
		return err
	}
	for _, x := range rows {
		if x.seq < seq {
			at = head{chain, x.seq, x.hash}
			continue
		}
		at = at.link(&x)
		if _, err := tx.Exec(ctx, `UPDATE audit_record SET hash = $1 WHERE chain = $2 AND seq = $3`, x.hash, chain, x.seq); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `UPDATE audit_head SET seq = $1, hash = $2 WHERE chain = $3`, at.seq, at.hash, chain)
	return err
}

// IndexNow brings the index up to date without a rest.
func IndexNow(ctx context.Context, l *Log) error { return l.indexNow(ctx) }

// Bites is how records about so many subjects each are divided.
func Bites(subjects ...int) (bites []int) {
	var rows []*row
	for _, n := range subjects {
		rows = append(rows, &row{subjects: make([]byte, n*subjectSize)})
	}
	for len(rows) > 0 {
		n := bite(rows)
		bites, rows = append(bites, n), rows[n:]
	}
	return bites
}
