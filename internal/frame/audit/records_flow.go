package audit

import (
	"context"
	"fmt"
	"sort"

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
		if err := l.Index(ctx); err != nil {
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

// Index brings the index of subjects and of days up to the newest record. It is
// derived, in a transaction of its own: rows for every subject in the reading's own
// transaction would double what a list costs.
func (l *Log) Index(ctx context.Context) error {
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
			if err := indexChain(ctx, at, chain); err != nil {
				return err
			}
		}
	}
	return nil
}

func indexChain(ctx context.Context, at *db.DB, chain string) error {
	const page = 500
	for {
		n := 0
		err := at.Write(ctx, func(tx *db.Tx) error {
			n = 0
			mark, err := loadMark(ctx, tx, chain)
			if err != nil {
				return err
			}
			var rows []*row
			err = loadRows(ctx, tx, chain, mark, page, func(x *row) error {
				rows = append(rows, &row{chain: x.chain, seq: x.seq, at: x.at, subjects: append([]byte{}, x.subjects...)})
				return nil
			})
			if err != nil || len(rows) == 0 {
				return err
			}
			for _, x := range rows {
				for i := 0; i+16 <= len(x.subjects); i += 16 {
					if err := insertSubject(ctx, tx, x.subjects[i:i+16], x); err != nil {
						return err
					}
				}
			}
			for day, s := range daysOf(rows) {
				if err := saveDay(ctx, tx, day, s); err != nil {
					return err
				}
			}
			n = len(rows)
			return saveMark(ctx, tx, chain, rows[n-1].seq)
		})
		if err != nil || n < page {
			return err
		}
	}
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
