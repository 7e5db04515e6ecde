package sdc

import "slices"

// A network is a table seen by somebody who tries to work out what is hidden. Rows and
// columns are nodes. A cell carries its count from its row to its column; a total of a
// row or of a column, the other way; the grand total, as a cell. So what comes to a node
// leaves it, and what is hidden may be any flow that keeps that so.
//
// Counts above need are kept as need: nothing here asks for more.
type network struct {
	rows, columns int
	need          int // how wide the interval of a guarded cell must be: k−1
	count         []int
	hidden        []bool
	kept          int     // the cell that is never to be hidden, or none
	at            [][]int // the hidden cells at each node, rows first

	queue []int
	from  []int // the cell by which a search came to a node, or one of these:
	moved []int // what the flow of the moment adds to a cell
	dirty []int // the cells it has touched

	work int // cells looked at, by which the search measures itself
}

const (
	unseen = -1
	origin = -2
	none   = -3
)

func newNetwork(rows, columns, need int, count []int) *network {
	return &network{rows: rows, columns: columns, need: need, count: count,
		hidden: make([]bool, len(count)), kept: none, moved: make([]int, len(count)),
		at: make([][]int, rows+columns), from: make([]int, rows+columns)}
}

func (n *network) row(cell int) int    { return cell / n.columns }
func (n *network) column(cell int) int { return n.rows + cell%n.columns }

// rises says that a flow from the cell's row to its column makes the count greater.
func (n *network) rises(cell int) bool {
	return (cell/n.columns < n.rows-1) == (cell%n.columns < n.columns-1)
}

func (n *network) hide(cell int) {
	if n.hidden[cell] {
		return
	}
	n.hidden[cell] = true
	r, c := n.row(cell), n.column(cell)
	n.at[r], n.at[c] = append(n.at[r], cell), append(n.at[c], cell)
}

func (n *network) show(cell int) {
	if !n.hidden[cell] {
		return
	}
	n.hidden[cell] = false
	for _, node := range []int{n.row(cell), n.column(cell)} {
		for i, other := range n.at[node] {
			if other == cell {
				n.at[node] = append(n.at[node][:i], n.at[node][i+1:]...)
				break
			}
		}
	}
}

// room is how much more can flow through a cell out of a node.
func (n *network) room(cell, out int) int {
	if (out == n.row(cell)) == n.rises(cell) {
		return n.need
	}
	return n.count[cell] + n.moved[cell]
}

func (n *network) other(cell, node int) int {
	return n.row(cell) + n.column(cell) - node
}

// search walks from start through hidden cells that have room, but for one, until it
// comes to end. Backwards it walks to where the room comes from.
func (n *network) search(start, end, but int, backwards bool) bool {
	for i := range n.from {
		n.from[i] = unseen
	}
	n.from[start] = origin
	n.queue = append(n.queue[:0], start)
	for i := 0; i < len(n.queue); i++ {
		node := n.queue[i]
		n.work += len(n.at[node])
		for _, cell := range n.at[node] {
			next := n.other(cell, node)
			out := node
			if backwards {
				out = next
			}
			if cell == but || n.from[next] != unseen || n.room(cell, out) <= 0 {
				continue
			}
			n.from[next] = cell
			if next == end {
				return true
			}
			n.queue = append(n.queue, next)
		}
	}
	return false
}

// flow is how much, up to limit, can flow from one node to another through every hidden
// cell but one. It stays in the network, for whoever asks what stopped it.
func (n *network) flow(start, end, but, limit int) int {
	n.still()
	total := 0
	for total < limit && n.search(start, end, but, false) {
		least := limit - total
		for node := end; node != start; {
			cell := n.from[node]
			node = n.other(cell, node)
			least = min(least, n.room(cell, node))
		}
		for node := end; node != start; {
			cell := n.from[node]
			node = n.other(cell, node)
			n.push(cell, node, least)
		}
		total += least
	}
	return total
}

func (n *network) push(cell, out, by int) {
	if n.moved[cell] == 0 {
		n.dirty = append(n.dirty, cell)
	}
	if (out == n.row(cell)) != n.rises(cell) {
		by = -by
	}
	n.moved[cell] += by
}

func (n *network) still() {
	for _, cell := range n.dirty {
		n.moved[cell] = 0
	}
	n.dirty = n.dirty[:0]
}

// ends are where the flow through everything else starts and ends when a cell's own
// count rises.
func (n *network) ends(cell int) (start, end int) {
	if n.rises(cell) {
		return n.column(cell), n.row(cell)
	}
	return n.row(cell), n.column(cell)
}

// guarded says that the interval of a hidden cell is as wide as it must be.
func (n *network) guarded(cell int) bool {
	start, end := n.ends(cell)
	up := n.flow(start, end, cell, n.need)
	if up == n.need {
		return true
	}
	down := min(n.count[cell], n.need-up)
	return up+down == n.need && n.flow(end, start, cell, down) == down
}

// walls are two sets of shown cells. While a cell is not guarded, at least one of each
// must be hidden before it is.
func (n *network) walls(cell int) (atColumn, atRow []int) {
	start, end := n.ends(cell)
	ways := []struct{ start, end, limit int }{{start, end, n.need}, {end, start, n.count[cell]}}
	for _, w := range ways {
		if n.flow(w.start, w.end, cell, w.limit) == w.limit {
			continue
		}
		n.search(w.start, w.end, cell, false)
		near := n.crossing(cell, true)
		n.search(w.end, w.start, cell, true)
		far := n.crossing(cell, false)
		if w.start == n.row(cell) {
			near, far = far, near
		}
		atColumn, atRow = append(atColumn, near...), append(atRow, far...)
	}
	return distinct(atColumn), distinct(atRow)
}

func distinct(cells []int) []int {
	slices.Sort(cells)
	return slices.Compact(cells)
}

// crossing gives the shown cells that would have let the last search go on, but for the
// one that is kept.
func (n *network) crossing(but int, outwards bool) (cells []int) {
	for cell := range n.count {
		r, c := n.row(cell), n.column(cell)
		inside := n.from[r] != unseen
		if cell == but || cell == n.kept || n.hidden[cell] || inside == (n.from[c] != unseen) {
			continue
		}
		out := r
		if inside != outwards {
			out = c
		}
		if n.room(cell, out) > 0 {
			cells = append(cells, cell)
		}
	}
	n.work += len(n.count)
	return cells
}
