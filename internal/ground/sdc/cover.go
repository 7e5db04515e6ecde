package sdc

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// A cover looks for the fewest more cells to hide so that every small one is guarded.
// To find the fewest is hard in general, so it goes three ways and stops when it is
// proven that fewer will not do: cycles of least cost, then tearing a part down and
// building it again, then trying everything that could help, as far as it is worth.
// It measures its effort in cells looked at and never in time: the same table gives the
// same answer on every machine.
type cover struct {
	*network
	small   []int // the cells to guard
	isSmall []bool
	dear    []int // what is lost by hiding a cell, between cells of which either would do
	noise   []int
	random  *rand.Rand
}

const (
	// another is the price of one more hidden cell, above any sum of what is lost.
	another = 1 << 24
)

// rounds are how many cells are looked at for a better answer, and then to prove that
// there is none: a little of both first, since most tables need no more.
var rounds = []struct{ rebuild, prove int }{{500_000, 2_000_000}, {10_000_000, 20_000_000}, {40_000_000, 80_000_000}}

// fewest gives the cells to hide besides the small ones, and how many it is proven that
// it takes.
func (c *cover) fewest() (extra []int, least int) {
	for _, cell := range c.small {
		c.hide(cell)
	}
	least, blocked := c.bound(nil)
	if least == 0 && !blocked {
		return nil, 0
	}
	extra = c.build(nil)
	for _, round := range rounds {
		extra = c.rebuild(extra, least, c.work+round.rebuild)
		for end := c.work + round.prove; least < len(extra); {
			c.set(nil)
			found, done := c.try(len(extra)-1, make([]bool, len(c.count)), nil, end)
			if found == nil && !done {
				break
			}
			if found == nil {
				least = len(extra)
				break
			}
			extra = c.trim(found)
		}
	}
	return extra, least
}

// set hides the small cells and these, and shows all others.
func (c *cover) set(extra []int) {
	for cell := range c.count {
		if c.hidden[cell] && !c.isSmall[cell] {
			c.show(cell)
		}
	}
	for _, cell := range extra {
		c.hide(cell)
	}
}

// build guards one small cell after another by the cycle that costs least, starting from
// some extra cells, and then shows what turned out not to be needed.
func (c *cover) build(extra []int) []int {
	c.set(extra)
	extra = slices.Clone(extra)
	for _, cell := range c.small {
		if !c.network.guarded(cell) {
			for _, more := range c.cycle(cell) {
				c.hide(more)
				extra = append(extra, more)
			}
			for !c.network.guarded(cell) { // where the whole is kept, one cycle may not be enough
				more := c.through(cell)
				c.hide(more)
				extra = append(extra, more)
			}
		}
	}
	return c.trim(extra)
}

// through is the cell of least loss in a wall around a cell that is not guarded. There is
// always one: with everything but the whole hidden, a cell may be anything up to the whole.
func (c *cover) through(cell int) int {
	wall, other := c.walls(cell)
	if len(wall) == 0 {
		wall = other
	}
	return slices.MinFunc(wall, func(a, b int) int { return cmp.Compare(c.dear[a]+c.noise[a], c.dear[b]+c.noise[b]) })
}

// trim shows again each extra cell that is not needed, the greatest loss first.
func (c *cover) trim(extra []int) []int {
	c.set(extra)
	slices.SortFunc(extra, func(a, b int) int {
		return cmp.Or(cmp.Compare(c.dear[b]+c.noise[b], c.dear[a]+c.noise[a]), cmp.Compare(a, b))
	})
	return slices.DeleteFunc(extra, func(cell int) bool {
		c.show(cell)
		if c.all() {
			return true
		}
		c.hide(cell)
		return false
	})
}

// all says that every small cell is guarded. A cell that was not comes first the next
// time, when it is likely not to be again.
func (c *cover) all() bool {
	for i, cell := range c.small {
		if !c.network.guarded(cell) {
			copy(c.small[1:i+1], c.small[:i])
			c.small[0] = cell
			return false
		}
	}
	return true
}

// cycle gives the shown cells of the cycle through a cell that costs least. Along it
// the cell can rise by need − fall and fall by fall, for one of the possible falls.
func (c *cover) cycle(cell int) []int {
	var best []int
	lowest := 0
	start, end := c.ends(cell)
	for _, fall := range c.falls(cell) {
		cost := make([]int, c.rows+c.columns)
		by := make([]int, len(cost))
		done := make([]bool, len(cost))
		for i := range cost {
			cost[i], by[i] = unseen, unseen
		}
		cost[start] = 0
		for {
			node := unseen
			for i := range cost {
				if !done[i] && cost[i] >= 0 && (node == unseen || cost[i] < cost[node]) {
					node = i
				}
			}
			if node == unseen || node == end {
				break
			}
			done[node] = true
			c.walk(node, cell, fall, cost, by)
		}
		if cost[end] == unseen || best != nil && cost[end] >= lowest {
			continue
		}
		best, lowest = []int{}, cost[end]
		for node := end; node != start; {
			on := by[node]
			node = c.other(on, node)
			if !c.hidden[on] {
				best = append(best, on)
			}
		}
	}
	return best
}

// walk lowers the cost of the neighbours of a node.
func (c *cover) walk(node, but, fall int, cost, by []int) {
	c.work += c.rows + c.columns
	step, first, many := 1, node*c.columns, c.columns
	if node >= c.rows {
		step, first, many = c.columns, node-c.rows, c.rows
	}
	for i := range many {
		cell := first + i*step
		asked := c.need - fall
		if (node == c.row(cell)) == c.rises(cell) {
			asked = fall
		}
		if cell == but || cell == c.kept || c.count[cell] < asked {
			continue
		}
		next, price := c.other(cell, node), cost[node]
		if !c.hidden[cell] {
			price += another + c.dear[cell] + c.noise[cell]
		}
		if cost[next] == unseen || price < cost[next] {
			cost[next], by[next] = price, cell
		}
	}
}

// manyFalls keeps a great k from asking for as many cycles.
const manyFalls = 8

func (c *cover) falls(cell int) []int {
	most := min(c.count[cell], c.need)
	if most < manyFalls {
		falls := make([]int, most+1)
		for i := range falls {
			falls[i] = i
		}
		return falls
	}
	falls := make([]int, manyFalls)
	for i := range falls {
		falls[i] = i * most / (manyFalls - 1)
	}
	return falls
}

// rebuild tears down a few extra cells at a time and builds again, with prices a little
// changed, for as long as it may work or until nothing can be better.
func (c *cover) rebuild(extra []int, least, end int) []int {
	best := extra
	for c.work < end && len(best) > least && len(best) > 0 {
		for i := range c.noise {
			c.noise[i] = c.random.IntN(64)
		}
		c.random.Shuffle(len(c.small), func(i, j int) { c.small[i], c.small[j] = c.small[j], c.small[i] })
		around := best[c.random.IntN(len(best))]
		torn := 1 + c.random.IntN(4)
		kept := slices.DeleteFunc(slices.Clone(best), func(cell int) bool {
			near := c.row(cell) == c.row(around) || c.column(cell) == c.column(around)
			if cell == around || torn > 0 && (near || c.random.IntN(len(best)) < 2) {
				torn--
				return true
			}
			return false
		})
		if next := c.build(kept); len(next) <= len(best) {
			best = next
		}
	}
	clear(c.noise)
	return c.trim(best)
}

// bound is how many more cells must at least be hidden: as many as there are walls that
// share no cell. Blocked says that there is a wall with nothing to hide in it.
func (c *cover) bound(barred []bool) (least int, blocked bool) {
	walls, blocked := c.standing(barred)
	return packed(walls, len(c.count)), blocked
}

// standing gives the walls of every cell that is not guarded, the smallest first,
// without the barred cells.
func (c *cover) standing(barred []bool) (walls [][]int, blocked bool) {
	for _, cell := range c.small {
		if c.network.guarded(cell) {
			continue
		}
		one, two := c.walls(cell)
		for _, wall := range [][]int{one, two} {
			wall = slices.DeleteFunc(wall, func(cell int) bool { return barred != nil && barred[cell] })
			if len(wall) == 0 {
				return nil, true
			}
			walls = append(walls, wall)
		}
	}
	slices.SortStableFunc(walls, func(a, b []int) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), slices.Compare(a, b))
	})
	return walls, false
}

func packed(walls [][]int, cells int) (n int) {
	taken := make([]bool, cells)
	for _, wall := range walls {
		if slices.ContainsFunc(wall, func(cell int) bool { return taken[cell] }) {
			continue
		}
		for _, cell := range wall {
			taken[cell] = true
		}
		n++
	}
	return n
}

// try looks through everything for at most so many cells to hide. Done says that it
// came to the end.
func (c *cover) try(most int, barred []bool, hidden []int, end int) (found []int, done bool) {
	walls, blocked := c.standing(barred)
	switch {
	case blocked || packed(walls, len(c.count)) > most:
		return nil, true
	case len(walls) == 0:
		return append([]int{}, hidden...), true
	}
	wall := walls[0]
	slices.SortStableFunc(wall, func(a, b int) int { return cmp.Compare(c.dear[a], c.dear[b]) })
	done = true
	var tried []int
	for _, cell := range wall {
		if c.work > end {
			done = false
			break
		}
		c.hide(cell)
		found, all := c.try(most-1, barred, append(hidden, cell), end)
		c.show(cell)
		if found != nil {
			return found, true
		}
		done = done && all
		barred[cell], tried = true, append(tried, cell)
	}
	for _, cell := range tried {
		barred[cell] = false
	}
	return nil, done
}
