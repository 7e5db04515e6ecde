package audit

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"sort"
	"time"

	"samspel/internal/frame/db"
)

const (
	// checkpointEvery is how often there is a checkpoint when there is anything to tell.
	checkpointEvery = time.Minute
	// checkpointAfter is how many records there are at most between two.
	checkpointAfter = 10_000
	// checkpointLook is how often the records are counted.
	checkpointLook = time.Second
)

// Heads is how far every chain has come.
func (l *Log) Heads(ctx context.Context) ([]Link, error) {
	var links []Link
	for _, at := range l.files() {
		err := at.Read(ctx, func(tx *db.Tx) error {
			heads, err := loadAllHeads(ctx, tx)
			for _, h := range heads {
				links = append(links, linkOf(h))
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return links, nil
}

// Outside is a folder for checkpoints, on another machine or on a medium
// that only grows, and what signs them.
type Outside struct {
	Dir  string
	Sign Sign
}

// KeepCheckpoints writes a checkpoint every minute and every 10,000 records until the
// log is closed, when there is something new. What goes wrong is told.
func (l *Log) KeepCheckpoints(o Outside, tell func(error)) {
	l.idle.Go(func() {
		k := keeper{log: l, outside: o, known: map[string]int64{}}
		looks := time.NewTicker(checkpointLook)
		defer looks.Stop()
		ended := false
		for since := checkpointEvery; !ended; since += checkpointLook {
			select {
			case <-looks.C:
			case <-l.quit:
				ended = true
			}
			if !ended && since < checkpointEvery && k.newest(l)-k.told < checkpointAfter {
				continue
			}
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			if err := k.write(ctx); err != nil {
				tell(fmt.Errorf("write a checkpoint: %w", err))
			}
			cancel()
			since = 0
		}
	})
}

// keeper is what has been told outside.
type keeper struct {
	log     *Log
	outside Outside
	known   map[string]int64 // how far of each chain
	told    int64
}

// newest counts the records this process has made.
func (k *keeper) newest(l *Log) (n int64) {
	for _, h := range []*head{l.readHead.Load(), l.changeHead.Load()} {
		if h != nil {
			n += h.seq
		}
	}
	return n
}

// write tells of the chains that have grown since the last time.
func (k *keeper) write(ctx context.Context) error {
	told := k.newest(k.log)
	heads, err := k.log.Heads(ctx)
	if err != nil {
		return err
	}
	c := Checkpoint{At: k.log.now().UTC().Truncate(time.Microsecond)}
	for _, h := range heads {
		if h.Seq > k.known[h.Chain] {
			c.Heads = append(c.Heads, h)
		}
	}
	if len(c.Heads) == 0 {
		return nil
	}
	if c.Signature, err = k.outside.Sign(c.text()); err != nil {
		return err
	}
	line, err := json.Marshal(c)
	if err != nil {
		return err
	}
	// Each writer has a file of its own for each day: nobody writes within another's line.
	name := fmt.Sprintf("%s-%s.jsonl", c.At.Format(time.DateOnly), k.log.chain)
	f, err := os.OpenFile(filepath.Join(k.outside.Dir, name), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	for _, h := range c.Heads {
		k.known[h.Chain] = h.Seq
	}
	k.told = told
	return nil
}

// Anchored is what the checkpoints outside say of the chains.
type Anchored struct {
	Checkpoints int
	Newest      time.Time
	// Lost is how many records that had been written are gone since an accepted restore.
	Lost int64
	// Broken is the first thing that does not agree; nil when all does.
	Broken *Break
}

// VerifyOutside compares the chains with the checkpoints kept outside: a database that
// was put back, whole and sound, is found here. What an acceptance explains is lost
// but not broken.
func (l *Log) VerifyOutside(ctx context.Context, dir string, genuine Genuine) (Anchored, error) {
	accepted, err := l.Acceptances(ctx, genuine)
	if err != nil {
		return Anchored{}, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		return Anchored{}, err
	}
	if _, err := os.Stat(dir); err != nil {
		return Anchored{}, fmt.Errorf("the folder of checkpoints: %w", err)
	}
	var a Anchored
	type branch struct {
		restores int // accepted before the checkpoint
		chain    string
	}
	// The furthest link of a branch that must be there vouches for all before it.
	kept, lost := map[branch]Link{}, map[branch]int64{}
	for _, file := range files {
		err := eachCheckpoint(file, func(line []byte) {
			c, err := readCheckpoint(line, genuine)
			if err != nil {
				if a.Broken == nil {
					a.Broken = &Break{Chain: filepath.Base(file), Why: err.Error()}
				}
				return
			}
			a.Checkpoints++
			if c.At.After(a.Newest) {
				a.Newest = c.At
			}
			restores := sort.Search(len(accepted), func(i int) bool { return accepted[i].At.After(c.At) })
			for _, h := range c.Heads {
				at, until := branch{restores, h.Chain}, survived(accepted[restores:], h.Chain)
				switch {
				case h.Seq > until:
					lost[at] = max(lost[at], h.Seq-until)
				case h.Seq > kept[at].Seq:
					kept[at] = h
				}
			}
		})
		if err != nil {
			return a, err
		}
	}
	for _, n := range lost {
		a.Lost += n
	}
	for _, link := range kept {
		same, err := l.Holds(ctx, link)
		if err != nil {
			return a, err
		}
		if !same && a.Broken == nil {
			a.Broken = &Break{Chain: link.Chain, Seq: link.Seq,
				Why: "the record is not the one that was told outside: a whole database was put back, or the chain was written anew"}
		}
	}
	return a, nil
}

// survived is how much of a chain the restores have left.
func survived(restores []Acceptance, chain string) int64 {
	until := int64(math.MaxInt64)
	for _, a := range restores {
		until = min(until, a.has(chain))
	}
	return until
}

// eachCheckpoint reads the lines of a file; a last one that was cut short is none.
func eachCheckpoint(file string, each func([]byte)) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		each(line)
	}
}

// Holds says whether the link is in its chain.
func (l *Log) Holds(ctx context.Context, link Link) (bool, error) {
	for _, at := range l.files() {
		var hash []byte
		err := at.Read(ctx, func(tx *db.Tx) (err error) {
			hash, err = loadHash(ctx, tx, link.Chain, link.Seq)
			return err
		})
		if err == nil && bytes.Equal(hash, link.Hash) {
			return true, nil
		}
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			return false, err
		}
	}
	return false, nil
}
