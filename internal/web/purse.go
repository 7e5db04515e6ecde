package web

import (
	"io"
	"sync/atomic"
)

// A purse bounds the memory that bodies on their way in may hold together. It is
// charged by what has arrived, not by what is promised: those who send slowly hold little.
type purse struct{ left atomic.Int64 }

func newPurse(size int64) *purse {
	p := &purse{}
	p.left.Store(size)
	return p
}

// payer reads at a purse's expense. What it has taken is given back by [payer.settle].
type payer struct {
	from  io.Reader
	purse *purse
	spent int64
}

func (p *payer) Read(b []byte) (int, error) {
	n, err := p.from.Read(b)
	p.spent += int64(n)
	if p.purse.left.Add(-int64(n)) < 0 {
		return 0, errCrowded
	}
	return n, err
}

func (p *payer) settle() { p.purse.left.Add(p.spent) }
