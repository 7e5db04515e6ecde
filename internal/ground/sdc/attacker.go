package sdc

import "math/big"

// Interval is the least and the greatest count that a cell may have for all that a
// reader of the table can know. It has no end above when high is nil.
func (r Result) Interval(row, column int) (low, high *big.Int) {
	return newAttacker(r).interval(row*r.table.Columns() + column)
}

// An attacker is somebody with the shown cells, a pencil and all the time in the world.
type attacker struct {
	*network
	whole []*big.Int
	given []*big.Int
}

func newAttacker(r Result) *attacker {
	rows, columns := r.table.Rows(), r.table.Columns()
	a := &attacker{network: newNetwork(rows, columns, 1, make([]int, rows*columns))}
	for i, line := range r.table.count {
		for j, n := range line {
			a.given = append(a.given, n)
			if r.why[i*columns+j] != NotHidden {
				a.hide(i*columns + j)
			}
		}
	}
	return a
}

func (a *attacker) interval(cell int) (low, high *big.Int) {
	n := a.given[cell]
	if !a.hidden[cell] {
		return n, n
	}
	start, end := a.ends(cell)
	a.reset()
	if high = a.flow(start, end, cell, nil); high != nil {
		high.Add(high, n)
	}
	a.reset()
	low = a.flow(end, start, cell, n)
	return low.Sub(n, low), high
}

func (a *attacker) reset() {
	a.whole = make([]*big.Int, len(a.given))
	for cell, n := range a.given {
		a.whole[cell] = new(big.Int).Set(n)
		a.count[cell] = min(1, n.Sign())
	}
}

// flow is [network.flow] without an end to the numbers: nil where nothing stops it.
func (a *attacker) flow(start, end, but int, limit *big.Int) *big.Int {
	if limit == nil && a.endless(start, end, but) {
		return nil
	}
	total := new(big.Int)
	for (limit == nil || total.Cmp(limit) < 0) && a.search(start, end, but, false) {
		var least *big.Int
		if limit != nil {
			least = new(big.Int).Sub(limit, total)
		}
		for node := end; node != start; {
			cell := a.from[node]
			node = a.other(cell, node)
			falls := (node == a.row(cell)) != a.rises(cell)
			if falls && (least == nil || a.whole[cell].Cmp(least) < 0) {
				least = new(big.Int).Set(a.whole[cell])
			}
		}
		for node := end; node != start; {
			cell := a.from[node]
			node = a.other(cell, node)
			if (node == a.row(cell)) == a.rises(cell) {
				a.whole[cell].Add(a.whole[cell], least)
			} else {
				a.whole[cell].Sub(a.whole[cell], least)
			}
			a.count[cell] = a.whole[cell].Sign()
		}
		total.Add(total, least)
	}
	return total
}

// endless says that there is a way from start to end on which every count only rises.
func (a *attacker) endless(start, end, but int) bool {
	kept := a.count
	a.count = make([]int, len(kept))
	defer func() { a.count = kept }()
	return a.search(start, end, but, false)
}
