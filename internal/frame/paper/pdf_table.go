package paper

import "slices"

// table sets its headings on every page it comes to; they are read once.
func (p *press) table(t *Table) {
	widths := p.widths(t)
	if len(widths) == 0 {
		return
	}
	p.y += 3
	head := p.cells(t.Head, widths, bold)
	at := p.root.add("Table")
	if p.y+p.firstRows(t) > bottom && p.y > top {
		p.newPage()
	}
	p.row(at.add("TR"), "TH", head, widths, nil)
	p.rule(p.y, 0.9)
	again := func() {
		// A heading row as high as half a page would leave no room for the rows.
		if head.height() > (bottom-top)/2 {
			return
		}
		p.artifact("/Artifact <</Type /Pagination>> BDC", func() { p.drawRow(head, widths) })
		p.rule(p.y, 0.9)
	}
	for _, row := range t.Rows {
		p.row(at.add("TR"), "TD", p.cells(row, widths, regular), widths, again)
		p.rule(p.y, 0.4)
	}
	p.y += 9
}

// firstRows is the room that the headings need with the beginning of the first row.
func (p *press) firstRows(t *Table) float64 {
	widths := p.widths(t)
	need := p.cells(t.Head, widths, bold).height() + 6
	if len(t.Rows) > 0 {
		need += min(p.cells(t.Rows[0], widths, regular).height(), (bottom-top)/2)
	}
	return need
}

// cells is a row as lines, cell by cell.
type cells [][][]glyph

func (p *press) cells(row []string, widths []float64, f face) cells {
	all := make(cells, len(widths))
	for i, text := range row {
		for _, part := range paragraphs(text) {
			if n := len(all[i]); n > 0 {
				all[i][n-1] = append(all[i][n-1], p.cases.glyph(' ', f))
			}
			all[i] = append(all[i], p.cases.wrap(part, f, cellSize, widths[i]-2*cellPad)...)
		}
	}
	return all
}

func (c cells) lines() (n int) {
	for _, cell := range c {
		n = max(n, len(cell))
	}
	return max(n, 1)
}

func (c cells) height() float64 { return float64(c.lines())*cellLead + 2*cellPad }

// cut is the first n lines of every cell, and what is left.
func (c cells) cut(n int) (first, rest cells) {
	for _, cell := range c {
		at := min(n, len(cell))
		first, rest = append(first, cell[:at]), append(rest, cell[at:])
	}
	return first, rest
}

// row stands on one page if it can, and is cut between two lines when it is higher
// than a page.
func (p *press) row(at *element, kind string, row cells, widths []float64, again func()) {
	for range row {
		at.add(kind)
	}
	turn := func() {
		p.newPage()
		if again != nil {
			again()
		}
	}
	if p.y+row.height() > bottom && p.y > top && row.height() < (bottom-top)/2 {
		turn()
	}
	for {
		fit := int((bottom - p.y - 2*cellPad) / cellLead)
		if fit < 1 {
			turn()
			fit = max(int((bottom-p.y-2*cellPad)/cellLead), 1)
		}
		first, rest := row.cut(fit)
		height := first.height()
		x := marginLeft
		for i, cell := range first {
			if len(cell) > 0 {
				p.marked(at.kids[i], func() { p.cell(cell, x) })
			}
			x += widths[i]
		}
		p.y += height
		if !slices.ContainsFunc(rest, func(cell [][]glyph) bool { return len(cell) > 0 }) {
			return
		}
		row = rest
		turn()
	}
}

func (p *press) drawRow(row cells, widths []float64) {
	x := marginLeft
	for i, cell := range row {
		p.cell(cell, x)
		x += widths[i]
	}
	p.y += row.height()
}

func (p *press) cell(lines [][]glyph, x float64) {
	p.ink(dark)
	y := p.y + cellPad
	for _, line := range lines {
		p.draw(line, x+cellPad, y+cellSize-0.5, cellSize)
		y += cellLead
	}
}

// widths gives each column what its longest word needs, and shares the rest by how
// much text there is.
func (p *press) widths(t *Table) []float64 {
	if known, ok := p.columns[t]; ok {
		return known
	}
	columns := len(t.Head)
	for _, row := range t.Rows {
		columns = max(columns, len(row))
	}
	least, wish := make([]float64, columns), make([]float64, columns)
	look := func(row []string, f face) {
		for i, text := range row {
			for _, part := range paragraphs(text) {
				line := p.cases.set(part, f)
				wish[i] = max(wish[i], widthOf(line, cellSize)+2*cellPad)
				least[i] = max(least[i], longestWord(line)*cellSize+2*cellPad+1)
			}
		}
	}
	look(t.Head, bold)
	for _, row := range t.Rows {
		look(row, regular)
	}
	fair := column / float64(columns)
	var need, more float64
	for i := range least {
		least[i] = max(min(least[i], max(fair, column*0.4)), 2*cellPad+cellSize)
		wish[i] = max(min(wish[i], column), least[i])
		need += least[i]
		more += wish[i] - least[i]
	}
	widths := make([]float64, columns)
	for i := range widths {
		switch {
		case need > column:
			widths[i] = least[i] * column / need
		case more > 0:
			widths[i] = least[i] + (column-need)*(wish[i]-least[i])/more
		default:
			widths[i] = least[i] + (column-need)/float64(columns)
		}
	}
	p.columns[t] = widths
	return widths
}

func longestWord(line []glyph) (longest float64) {
	word := 0.0
	for _, g := range line {
		if g.draw == ' ' {
			word = 0
			continue
		}
		word += g.width
		longest = max(longest, word)
	}
	return longest
}
