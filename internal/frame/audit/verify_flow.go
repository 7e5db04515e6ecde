package audit

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"time"

	"samspel/internal/frame/db"
)

// pageSize is how many records [Log.Verify] reads in one snapshot: it must not hold
// a snapshot for long while others write.
const pageSize = 5000

// stuckAfter is how long a change may wait for its link before it is an alarm.
const stuckAfter = 10 * time.Second

// Report is what [Log.Verify] found.
type Report struct {
	// Records is how many links were checked, and Chains of how many chains.
	Records int64
	Chains  int
	// Pending is how many changes wait for their link.
	Pending int64
	// Broken is the first thing that is not as it was written; nil when all is well.
	Broken *Break
}

// Break is where a chain is broken, and how.
type Break struct {
	In    db.Place
	Chain string
	// Seq is the first link that is wrong or missing; 0 when it is no link.
	Seq int64
	Why string
}

// String is one line for a person.
func (b *Break) String() string {
	return fmt.Sprintf("chain %s, record %d: %s", b.Chain, b.Seq, b.Why)
}

// Verify walks every chain from its first record and says where the first is
// broken: a record changed, removed or put in, a tail cut off, a change that never
// got its link. It reads while others write.
func (l *Log) Verify(ctx context.Context) (Report, error) { return l.verify(ctx, math.MaxInt64, true) }

// VerifyTail is [Verify] for the newest n records of every chain, quick enough for
// every start. What is before them is taken as it is.
func (l *Log) VerifyTail(ctx context.Context, n int64) (Report, error) { return l.verify(ctx, n, true) }

// verify heeds what each file has seen of the other, or only the chains themselves.
func (l *Log) verify(ctx context.Context, newest int64, witnesses bool) (Report, error) {
	var report Report
	inAudit := map[string]head{} // what the data's side has seen
	inData := map[string]head{}
	var err error
	if witnesses {
		err = gatherWitnesses(ctx, l.store.Data, inAudit)
		if err == nil && l.store.Engine() == db.SQLite {
			err = gatherWitnesses(ctx, l.store.Audit, inData)
		}
	}
	if err != nil {
		return report, err
	}
	sides := []struct {
		in        db.Place
		at        *db.DB
		witnesses map[string]head
	}{{db.InAudit, l.store.Audit, inAudit}, {db.InData, l.store.Data, inData}}
	for _, side := range sides {
		if side.in == db.InData && l.store.Engine() == db.Postgres {
			continue // changes are linked in the audit's schema
		}
		names, err := chainsIn(ctx, side.at, side.witnesses, newest == math.MaxInt64)
		if err != nil {
			return report, err
		}
		for _, chain := range names {
			w := walk{chain: chain, witness: side.witnesses[chain], newest: newest}
			broken, err := w.run(ctx, side.at)
			report.Records += w.checked
			report.Chains++
			if err != nil {
				return report, err
			}
			if broken != nil {
				broken.In = side.in
				report.Broken = broken
				return report, nil
			}
		}
	}
	return report, l.verifyPending(ctx, &report)
}

func (l *Log) verifyPending(ctx context.Context, report *Report) error {
	if l.store.Engine() != db.Postgres {
		return nil
	}
	return l.store.Data.Read(ctx, func(tx *db.Tx) error {
		waiting, stuck, err := countPending(ctx, tx, l.now().Add(-stuckAfter))
		report.Pending = waiting
		if stuck > 0 {
			report.Broken = &Break{In: db.InData, Chain: "pending", Why: fmt.Sprintf("%d changes have waited more than %v for their link", stuck, stuckAfter)}
		}
		return err
	})
}

func gatherWitnesses(ctx context.Context, at *db.DB, into map[string]head) error {
	return at.Read(ctx, func(tx *db.Tx) error {
		seen, err := loadWitnesses(ctx, tx)
		for _, h := range seen {
			into[h.chain] = h
		}
		return err
	})
}

// chainsIn is every chain that anything tells of: a head, a witness and, when all is
// to be read, a record.
func chainsIn(ctx context.Context, at *db.DB, witnesses map[string]head, all bool) ([]string, error) {
	var names []string
	known := map[string]bool{}
	add := func(chain string) {
		if !known[chain] {
			known[chain] = true
			names = append(names, chain)
		}
	}
	err := at.Read(ctx, func(tx *db.Tx) error {
		heads, err := loadAllHeads(ctx, tx)
		for _, h := range heads {
			add(h.chain)
		}
		if err != nil || !all {
			return err
		}
		recorded, err := loadChainNames(ctx, tx)
		for _, chain := range recorded {
			add(chain)
		}
		return err
	})
	for chain := range witnesses {
		add(chain)
	}
	return names, err
}

// walk goes through one chain, a page at a time.
type walk struct {
	chain   string
	witness head
	newest  int64

	at      head // the newest link that has been checked
	checked int64
	started bool
}

func (w *walk) run(ctx context.Context, in *db.DB) (*Break, error) {
	for {
		var broken *Break
		ended := false
		err := in.Read(ctx, func(tx *db.Tx) error {
			end, err := loadHead(ctx, tx, w.chain)
			if err != nil {
				return err
			}
			page := *w // a read may be run again
			if !page.started {
				page.start(ctx, tx, end)
			}
			n := 0
			err = loadRows(ctx, tx, w.chain, page.from(), pageSize, func(x *row) error {
				n++
				if broken == nil {
					broken = page.step(x)
				}
				return nil
			})
			if err != nil {
				return err
			}
			if ended = n < pageSize; ended && broken == nil {
				broken = page.end(end)
			}
			*w = page
			return nil
		})
		if err != nil || broken != nil || ended {
			return broken, err
		}
	}
}

// start stands before the first record to check.
func (w *walk) start(ctx context.Context, tx *db.Tx, end head) {
	w.started = true
	w.at = origin(w.chain)
	if w.newest >= end.seq {
		return
	}
	// The record before the tail is believed, as far as it goes.
	_ = loadRows(ctx, tx, w.chain, end.seq-w.newest-1, 1, func(x *row) error {
		w.at = head{w.chain, x.seq, x.hash}
		return nil
	})
}

// from is the seq to read after: for the first page everything, also what stands
// before the first place of the chain.
func (w *walk) from() int64 {
	if w.at.seq == 0 {
		return math.MinInt64
	}
	return w.at.seq
}

func (w *walk) step(x *row) *Break {
	want := w.at.seq + 1
	switch {
	case x.seq < want:
		return &Break{Chain: w.chain, Seq: x.seq, Why: "a record was put in before the chain's first"}
	case x.seq > want && x.seq == want+1:
		return &Break{Chain: w.chain, Seq: want, Why: "the record is missing"}
	case x.seq > want:
		return &Break{Chain: w.chain, Seq: want, Why: fmt.Sprintf("the records up to %d are missing", x.seq-1)}
	}
	if !bytes.Equal(x.digest(w.at.hash), x.hash) {
		return &Break{Chain: w.chain, Seq: x.seq, Why: "the record is not as it was written"}
	}
	if x.seq == w.witness.seq && !bytes.Equal(x.hash, w.witness.hash) {
		return &Break{Chain: w.chain, Seq: x.seq, Why: "the record is not the one the other file has seen"}
	}
	w.at = head{w.chain, x.seq, x.hash}
	w.checked++
	return nil
}

// end compares the last record with the head of the chain, from the same snapshot,
// and with what the other file has seen.
func (w *walk) end(end head) *Break {
	next := w.at.seq + 1
	switch {
	case w.at.seq < end.seq:
		return &Break{Chain: w.chain, Seq: next, Why: fmt.Sprintf("the tail is cut off: the chain came to %d", end.seq)}
	case w.at.seq > end.seq:
		return &Break{Chain: w.chain, Seq: end.seq + 1, Why: "a record was put in after the chain's last"}
	case !bytes.Equal(w.at.hash, end.hash):
		return &Break{Chain: w.chain, Seq: w.at.seq, Why: "the head of the chain is not its last record"}
	case w.at.seq < w.witness.seq:
		return &Break{Chain: w.chain, Seq: next, Why: fmt.Sprintf("the tail is cut off: the other file has seen record %d", w.witness.seq)}
	}
	return nil
}
