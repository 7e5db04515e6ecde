package audit

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

//go:embed migrations
var migrations embed.FS

// Lines is the audit's tables: in the audit file, and in the data file beside what
// they are about.
var Lines = []db.Line{
	{Name: "audit", In: db.InAudit, FS: under("migrations/audit")},
	{Name: "audit", In: db.InData, FS: under("migrations/data")},
}

func under(folder string) fs.FS {
	sub, err := fs.Sub(migrations, folder)
	if err != nil {
		panic(err)
	}
	return sub
}

// The two chains of an SQLite installation. PostgreSQL has one for every start of
// a node, for both kinds.
const (
	readings = "readings"
	changes  = "changes"
)

const (
	batchLimit = 256
	queueLimit = 1024
	lingerMax  = time.Millisecond
	// linkEvery is how long a change may wait for its link when nobody calls.
	linkEvery = time.Second
	// witnessEvery is how often one file is told how far the other has come.
	witnessEvery = 5 * time.Second
	// patience is how long a batch may take before its readers are refused.
	patience = 10 * time.Second
)

// Log (logg) is the writer of the chains of this process.
type Log struct {
	store *db.Store
	now   func() time.Time
	chain string
	queue chan *entry
	link  chan struct{} // something is pending
	flush chan chan struct{}
	quit  chan struct{}
	idle  sync.WaitGroup

	mu      sync.RWMutex // held for reading while queueing
	stopped bool

	// readHead and changeHead are the newest durable links this process has made,
	// for the other file to witness.
	readHead, changeHead atomic.Pointer[head]
	// known is the head of this process's own chain, on PostgreSQL, where nobody
	// else writes to it; nil when it must be read again.
	known *head
	// witnessed is how far of the changes a batch has told the audit file.
	witnessed int64
	watch     atomic.Pointer[func(Kept)]
}

// ErrUnrecorded is a change whose record could not be kept, and which therefore was not made.
var ErrUnrecorded = errors.New("the change could not be recorded")

// entry is a reading on its way to the disc.
type entry struct {
	row  *row
	at   time.Time
	err  error
	done chan struct{}
}

// New starts the writer. Close the log before the store.
func New(store *db.Store, now func() time.Time) (*Log, error) {
	l := &Log{
		store: store, now: now, chain: readings,
		queue: make(chan *entry, queueLimit), link: make(chan struct{}, 1), flush: make(chan chan struct{}),
		quit: make(chan struct{}),
	}
	if store.Engine() == db.Postgres {
		l.chain = id.New()
	}
	written := make(chan struct{})
	l.idle.Go(func() { defer close(written); l.run() })
	l.idle.Go(func() { l.witness(written) })
	return l, nil
}

// Close writes what is queued and links what is pending.
func (l *Log) Close() error {
	l.mu.Lock()
	if !l.stopped {
		l.stopped = true
		close(l.quit)
	}
	l.mu.Unlock()
	l.idle.Wait()
	return nil
}

// Reading records that something is about to be shown, or was refused. Under a
// [Barrier] it returns at once and the barrier waits; else it returns when the
// record is on the disc. After an error nothing may be shown.
func (l *Log) Reading(ctx context.Context, r Record) error {
	b := barrierOf(ctx)
	if b != nil {
		b.arrive()
	}
	e, err := l.submit(ctx, r)
	if err != nil {
		if b != nil {
			b.fail(err)
		}
		return err
	}
	if b != nil {
		b.add(e)
		return nil
	}
	select {
	case <-e.done:
		return e.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *Log) submit(ctx context.Context, r Record) (*entry, error) {
	x, err := l.row(ctx, r)
	if err != nil {
		return nil, err
	}
	e := &entry{row: x, at: l.now(), done: make(chan struct{})}
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.stopped {
		return nil, db.ErrClosed
	}
	select {
	case l.queue <- e:
		return e, nil
	default:
		return nil, db.ErrBusy
	}
}

func (l *Log) row(ctx context.Context, r Record) (*row, error) {
	if r.At.IsZero() {
		r.At = l.now()
	}
	if r.Request == "" {
		r.Request = requestOf(ctx)
	}
	return newRow(r)
}

// Change records a change in the change's own transaction: both are kept or
// neither is. tx is a transaction of the data file.
func (l *Log) Change(ctx context.Context, tx *db.Tx, r Record) error {
	x, err := l.row(ctx, r)
	if err != nil {
		return err
	}
	if err := l.insertChange(ctx, tx, x); err != nil {
		return fmt.Errorf("%w: %w", ErrUnrecorded, err)
	}
	tx.OnCommit(func() { l.tellKept(Kept{Action: x.action, Result: Result(x.result)}) })
	return nil
}

func (l *Log) insertChange(ctx context.Context, tx *db.Tx, x *row) error {
	if tx.Engine() == db.Postgres {
		tx.OnCommit(l.wake)
		return insertPending(ctx, tx, id.New(), x)
	}
	before, err := loadHead(ctx, tx, changes)
	if err != nil {
		return err
	}
	after := before.link(x)
	if err := insertRows(ctx, tx, []*row{x}); err != nil {
		return err
	}
	if err := saveHead(ctx, tx, before, after); err != nil {
		return err
	}
	tx.OnCommit(func() { forward(&l.changeHead, after) })
	return nil
}

// wake tells the writer that something is pending.
func (l *Log) wake() {
	select {
	case l.link <- struct{}{}:
	default: // it has been told
	}
}

// forward moves p to h unless p has come further.
func forward(p *atomic.Pointer[head], h head) {
	for {
		old := p.Load()
		if old != nil && old.seq >= h.seq || p.CompareAndSwap(old, &h) {
			return
		}
	}
}

// Require carries out a decision. It marks that access was asked; a refusal is
// recorded and looks to the reader as if there were nothing there.
func (l *Log) Require(ctx context.Context, actor access.Actor, action string, subjects []string, d access.Decision) error {
	access.MarkAsked(ctx)
	if d.Allowed() {
		return nil
	}
	err := l.Reading(ctx, Record{Actor: actor, Action: action, Subjects: subjects, Ground: d.Ground(), Result: Refused})
	if err != nil {
		return err
	}
	if d.NeedsProof() {
		return fault.Unproven()
	}
	return fault.Private()
}

func (l *Log) run() {
	linger := time.NewTimer(time.Hour)
	defer linger.Stop()
	link := time.NewTicker(linkEvery)
	defer link.Stop()
	// An id of some moments ago. What has waited longer is looked for at each turn, and
	// not each time somebody calls: under an old snapshot, such as a backup's, the rows
	// that have been moved lie in the way.
	var lately string
	now := id.New()
	for {
		select {
		case e := <-l.queue:
			l.commit(l.gather(e, linger))
		case <-l.link:
			l.linkPending(lately)
		case <-link.C:
			l.linkPending("")
			lately, now = now, id.New()
		case linked := <-l.flush:
			l.linkPending("")
			close(linked)
		case <-l.quit:
			for {
				batch := l.take(nil)
				if len(batch) == 0 {
					break
				}
				l.commit(batch)
			}
			l.linkPending("")
			return
		}
	}
}

// gather takes what is queued and lingers for those on their way, if any: when one
// request is in flight it has just arrived, and there is nobody to wait for.
func (l *Log) gather(e *entry, timer *time.Timer) []*entry {
	batch := l.take([]*entry{e})
	if onTheWay.Load() <= 0 || len(batch) == batchLimit {
		return batch
	}
	timer.Reset(lingerMax)
	for len(batch) < batchLimit && onTheWay.Load() > 0 {
		select {
		case e := <-l.queue:
			batch = append(batch, e)
		case <-timer.C:
			return l.take(batch)
		}
	}
	timer.Stop()
	return l.take(batch)
}

func (l *Log) take(batch []*entry) []*entry {
	for len(batch) < batchLimit {
		select {
		case e := <-l.queue:
			batch = append(batch, e)
		default:
			return batch
		}
	}
	return batch
}

// commit makes a batch durable, all of it or nothing.
func (l *Log) commit(batch []*entry) {
	rows := make([]*row, len(batch))
	for i, e := range batch {
		rows[i] = e.row
	}
	err := l.append(func(context.Context, *db.Tx) ([]*row, error) { return rows, nil })
	now := l.now()
	for _, e := range batch {
		e.err = err
		close(e.done)
		if err == nil {
			l.tellKept(Kept{Action: e.row.action, Result: Result(e.row.result), Waited: now.Sub(e.at)})
		}
	}
}

// append links rows to this process's chain. rows gives them inside the
// transaction and may be called again.
func (l *Log) append(rows func(context.Context, *db.Tx) ([]*row, error)) error {
	// A record is written whether or not its reader is still there.
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var newest head
	seen := l.changeHead.Load()
	if seen != nil && seen.seq <= l.witnessed {
		seen = nil
	}
	err := l.store.Audit.Append(ctx, func(tx *db.Tx) error {
		newest = head{}
		add, err := rows(ctx, tx)
		if err != nil || len(add) == 0 {
			return err
		}
		before, err := l.head(ctx, tx)
		if err != nil {
			return err
		}
		newest = before
		for _, x := range add {
			newest = newest.link(x)
		}
		if err := insertRows(ctx, tx, add); err != nil {
			return err
		}
		if err := saveHead(ctx, tx, before, newest); err != nil {
			return err
		}
		if seen == nil {
			return nil
		}
		return saveWitness(ctx, tx, *seen)
	})
	if err != nil {
		l.known = nil
		return err
	}
	if newest.seq == 0 {
		return nil // there was nothing to link
	}
	if l.store.Engine() == db.Postgres {
		l.known = &newest
	}
	forward(&l.readHead, newest)
	if seen != nil {
		l.witnessed = seen.seq
	}
	return nil
}

// head is where the next link goes. On SQLite it is read every time: another
// process, such as a command, may write too.
func (l *Log) head(ctx context.Context, tx *db.Tx) (head, error) {
	if l.known != nil {
		return *l.known, nil
	}
	return loadHead(ctx, tx, l.chain)
}

// settle waits until every change committed so far has its link.
func (l *Log) settle(ctx context.Context) error {
	linked := make(chan struct{})
	select {
	case l.flush <- linked:
	case <-l.quit: // closing links them too
		l.idle.Wait()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-linked:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// linkPending moves the changes that wait since an id to the chain, oldest first.
func (l *Log) linkPending(since string) {
	if l.store.Engine() != db.Postgres {
		return
	}
	for {
		moved := 0
		err := l.append(func(ctx context.Context, tx *db.Tx) ([]*row, error) {
			rows, err := takePending(ctx, tx, since, batchLimit)
			moved = len(rows)
			return rows, err
		})
		// What could not be moved waits for the next turn; Verify tells if it waits long.
		if err != nil || moved < batchLimit {
			return
		}
	}
}

// witness tells each file, now and then, how far the other's chain has come, so
// that a tail cut off in one is noticed from the other. It is not the writer that
// does so: a change may wait for a reading, and the writer must not wait for it.
func (l *Log) witness(written <-chan struct{}) {
	var told, toldChanges int64
	turn := time.NewTicker(witnessEvery)
	defer turn.Stop()
	for ended := false; !ended; {
		select {
		case <-turn.C:
		case <-written:
			ended = true
		}
		told = tell(l.store.Data, l.readHead.Load(), told)
		toldChanges = tell(l.store.Audit, l.changeHead.Load(), toldChanges)
	}
}

// tell writes a head down in the other file and gives how far that file now knows.
// What fails is told at the next turn.
func tell(to *db.DB, h *head, told int64) int64 {
	if h == nil || h.seq <= told {
		return told
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if to.Append(ctx, func(tx *db.Tx) error { return saveWitness(ctx, tx, *h) }) != nil {
		return told
	}
	return h.seq
}
