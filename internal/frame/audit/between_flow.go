package audit

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// betweenPage is how many records one reading of the file takes: few enough to hold,
// many enough that the readings cost nothing beside them.
const betweenPage = 4_000

// Between gives every record from one moment up to another, chain by chain in the
// order they were written, once. It reads what was written on those days and not the
// rest of the log, so what it costs does not grow with the years.
func (l *Log) Between(ctx context.Context, from, to time.Time, each func(Link, Record) error) error {
	if err := l.settle(ctx); err != nil {
		return err
	}
	if err := l.indexNow(ctx); err != nil {
		return err
	}
	for _, at := range l.files() {
		var spans []span
		err := at.Read(ctx, func(tx *db.Tx) (err error) {
			spans, err = loadSpans(ctx, tx, dayOf(from), dayOf(to))
			return err
		})
		if err != nil {
			return fmt.Errorf("find the days: %w", err)
		}
		for _, s := range spans {
			if err := s.walk(ctx, at, func(x *row) error {
				if x.at.Before(from) || !x.at.Before(to) {
					return nil
				}
				return each(Link{Chain: x.chain, Seq: x.seq, Hash: x.hash}, x.record())
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// span is the part of a chain that holds some days. A clock that was set back makes it
// longer, never too short.
type span struct {
	chain       string
	first, last int64
}

func (s span) walk(ctx context.Context, at *db.DB, each func(*row) error) error {
	page := make([]row, 0, betweenPage)
	for after := s.first - 1; after < s.last; after = page[len(page)-1].seq {
		err := at.Read(ctx, func(tx *db.Tx) error {
			page = page[:0]
			return loadRows(ctx, tx, s.chain, after, int(min(betweenPage, s.last-after)), func(x *row) error {
				kept := *x
				kept.subjects, kept.hash = append([]byte{}, x.subjects...), append([]byte{}, x.hash...)
				page = append(page, kept)
				return nil
			})
		})
		if err != nil {
			return fmt.Errorf("read chain: %w", err)
		}
		if len(page) == 0 {
			return nil
		}
		for i := range page {
			if err := each(&page[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// dayOf is the day of a moment, counted in UTC.
func dayOf(t time.Time) int64 {
	const day = 24 * 60 * 60
	s := t.Unix()
	if s < 0 {
		s -= day - 1
	}
	return s / day
}
