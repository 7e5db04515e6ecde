package db

import (
	"context"
	"database/sql"
	"errors"
)

// commit runs a batch in one transaction. It fills in the result of every
// member; a batch that shares a failure is retried one by one, so that nobody
// pays for another's.
func (d *liteDB) commit(batch []*submission) {
	d.commitAll(batch)
	var full []*submission
	for _, s := range batch {
		if errors.Is(s.err, ErrFull) {
			full = append(full, s)
		}
	}
	if len(full) > 0 && d.spare.give() {
		d.commitAll(full)
	}
}

func (d *liteDB) commitAll(batch []*submission) {
	retry := d.commitOnce(batch, len(batch) == 1)
	for i := range retry {
		d.commitOnce(retry[i:i+1], true)
	}
}

// commitOnce returns the members that must be tried again alone.
func (d *liteDB) commitOnce(batch []*submission, alone bool) (retry []*submission) {
	conn, err := d.pool.Conn(context.Background())
	if err != nil {
		return fail(batch, liteError(err))
	}
	// The connection goes back between batches: the job queue waits for it.
	defer conn.Close()
	c, err := d.savingOn(conn)
	if err != nil {
		return fail(batch, err)
	}
	tx, err := conn.BeginTx(context.Background(), nil) // immediate, by the dsn
	if err != nil {
		return fail(batch, liteError(err))
	}
	finished := false
	defer func() {
		c.resetAll()
		if !finished {
			_ = tx.Rollback()
		}
	}()

	var done []*submission
	for i, s := range batch {
		err := c.member(s, tx, alone)
		switch {
		case errors.Is(err, errEnded):
			return append(done, batch[i+1:]...)
		case err != nil:
			return fail(batch, err)
		case s.err == nil:
			done = append(done, s)
		}
	}
	if len(done) == 0 {
		return nil
	}
	finished = true
	if err := liteError(tx.Commit()); err != nil {
		if !alone && errors.Is(err, ErrConflict) {
			return done // one of them, by a deferred foreign key
		}
		fail(done, err)
	}
	return nil
}

// errEnded: SQLite has rolled back the whole transaction of a batch, as it does
// when the disc is full.
var errEnded = errors.New("the transaction was rolled back")

// member runs one function of a batch, in a savepoint unless it is alone there.
// What it returns concerns the batch; the function's own outcome is in s.
func (c *liteConn) member(s *submission, tx *sql.Tx, alone bool) error {
	if s.err = s.ctx.Err(); s.err != nil {
		return nil
	}
	if !alone {
		if err := c.run("SAVEPOINT member"); err != nil {
			return err
		}
	}
	s.tx = &Tx{engine: SQLite, session: c, sql: tx}
	s.err = guard(s.fn, s.tx)
	c.resetAll()
	if c.raw.GetAutocommit() {
		if s.err == nil {
			s.err = errEnded
		}
		return errEnded
	}
	if alone {
		return nil
	}
	if s.err != nil {
		if err := c.run("ROLLBACK TO member"); err != nil {
			return err
		}
	}
	return c.run("RELEASE member")
}
