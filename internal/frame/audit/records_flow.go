package audit

import (
	"context"
	"fmt"
	"sort"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/id"
)

// Filter narrows [Log.Records]; what is empty matches everything.
type Filter struct {
	User    string
	Action  string
	Result  Result
	Request string
	// Subject is the id of a person or matter: who has read or done what about it.
	Subject string
}

// Records gives the newest matching records of both files, newest first; every
// change committed before is among them.
func (l *Log) Records(ctx context.Context, f Filter, limit int) ([]Record, error) {
	if err := l.settle(ctx); err != nil {
		return nil, err
	}
	var subject []byte
	if f.Subject != "" {
		b, err := id.Bytes(f.Subject)
		if err != nil {
			return nil, fmt.Errorf("records: the subject is no id")
		}
		subject = b[:]
		if err := l.indexNow(ctx); err != nil {
			return nil, err
		}
	}
	var found []*row
	for _, at := range l.files() {
		err := at.Read(ctx, func(tx *db.Tx) error {
			var rows []*row
			var err error
			if subject == nil {
				rows, err = loadNewest(ctx, tx, f, limit)
			} else {
				rows, err = loadAbout(ctx, tx, f, subject, limit)
			}
			found = append(found, rows...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].at.After(found[j].at) })
	var out []Record
	for _, x := range found[:min(limit, len(found))] {
		out = append(out, x.record())
	}
	return out, nil
}

// files is where records are.
func (l *Log) files() []*db.DB {
	if l.store.Engine() == db.Postgres {
		return []*db.DB{l.store.Audit}
	}
	return []*db.DB{l.store.Audit, l.store.Data}
}

// Index brings the index of subjects and of days up to the newest record, and leaves
// the file to others half of the time. The index is derived, in transactions of its own:
// rows for every subject in the reading's own transaction would double what a list costs.
func (l *Log) Index(ctx context.Context) error {
	return l.index(ctx, func(took time.Duration) error {
		select {
		case <-time.After(took):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}

// indexNow is [Log.Index] for somebody who waits for an answer.
func (l *Log) indexNow(ctx context.Context) error {
	return l.index(ctx, func(time.Duration) error { return nil })
}

func (l *Log) index(ctx context.Context, rest func(took time.Duration) error) error {
	for _, at := range l.files() {
		var chains []string
		err := at.Read(ctx, func(tx *db.Tx) error {
			heads, err := loadAllHeads(ctx, tx)
			chains = chains[:0]
			for _, h := range heads {
				chains = append(chains, h.chain)
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, chain := range chains {
			if err := l.indexChain(ctx, at, chain, rest); err != nil {
				return err
			}
		}
	}
	return nil
}

const (
	indexPage = 500
	// indexBite is how many subjects are entered at a time, or those of one record: every
	// reading of the file's waits for them.
	indexBite = 200
)

func (l *Log) indexChain(ctx context.Context, at *db.DB, chain string, rest func(took time.Duration) error) error {
	for {
		var rows []*row
		err := at.Read(ctx, func(tx *db.Tx) error {
			rows = rows[:0]
			mark, err := loadMark(ctx, tx, chain)
			if err != nil {
				return err
			}
			return loadRows(ctx, tx, chain, mark, indexPage, func(x *row) error {
				rows = append(rows, &row{chain: x.chain, seq: x.seq, at: x.at, subjects: append([]byte{}, x.subjects...)})
				return nil
			})
		})
		if err != nil {
			return err
		}
		last := len(rows) < indexPage
		for len(rows) > 0 {
			n, began := bite(rows), l.now()
			if err := at.Append(ctx, func(tx *db.Tx) error { return enter(ctx, tx, rows[:n]) }); err != nil {
				return err
			}
			rows = rows[n:]
			if err := rest(l.now().Sub(began)); err != nil {
				return err
			}
		}
		if last {
			return nil
		}
	}
}

// bite is how many of the rows are entered at a time.
func bite(rows []*row) (n int) {
	for subjects := 0; n < len(rows); n++ {
		if subjects += len(rows[n].subjects) / subjectSize; subjects > indexBite && n > 0 {
			break
		}
	}
	return n
}

// enter is idempotent: two who index at once leave the same.
func enter(ctx context.Context, tx *db.Tx, rows []*row) error {
	if err := insertSubjects(ctx, tx, rows); err != nil {
		return err
	}
	for day, s := range daysOf(rows) {
		if err := saveDay(ctx, tx, day, s); err != nil {
			return err
		}
	}
	end := rows[len(rows)-1]
	return saveMark(ctx, tx, end.chain, end.seq)
}

// daysOf is where each day lies among rows of one chain, in order.
func daysOf(rows []*row) map[int64]span {
	days := map[int64]span{}
	for _, x := range rows {
		s, known := days[dayOf(x.at)]
		if !known {
			s = span{chain: x.chain, first: x.seq}
		}
		s.last = x.seq
		days[dayOf(x.at)] = s
	}
	return days
}
