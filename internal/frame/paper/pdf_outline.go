package paper

import "fmt"

// manyPages is from how many pages a document has a list of its headings beside it.
const manyPages = 3

// A bookmark (bokmärke) is a heading in the list beside the pages.
type bookmark struct {
	level, page int
	y           float64 // from the foot of the page
	text        string
}

// spoken is lines as one text.
func spoken(lines [][]glyph) string {
	var text []rune
	for _, line := range lines {
		for _, g := range line {
			text = append(text, g.in)
		}
	}
	return string(text)
}

// outline is the list of headings as objects from number n: its root, and each heading
// under the nearest one before it that is of a higher level. Few pages have none.
func (p *press) outline(n int) (objects [][]byte) {
	if p.page < manyPages || len(p.contents) == 0 {
		return nil
	}
	const root = -1
	kids := map[int][]int{}
	up := make([]int, len(p.contents))
	var open []int
	for i, b := range p.contents {
		for len(open) > 0 && p.contents[open[len(open)-1]].level >= b.level {
			open = open[:len(open)-1]
		}
		up[i] = root
		if len(open) > 0 {
			up[i] = open[len(open)-1]
		}
		kids[up[i]] = append(kids[up[i]], i)
		open = append(open, i)
	}
	number := func(i int) int { return n + 1 + i }
	span := func(of []int) string {
		return fmt.Sprintf("/First %d 0 R /Last %d 0 R", number(of[0]), number(of[len(of)-1]))
	}
	top := kids[root]
	objects = append(objects, fmt.Appendf(nil, "<</Type /Outlines %s /Count %d>>", span(top), len(p.contents)))
	place := map[int]int{}
	for _, of := range kids {
		for at, i := range of {
			place[i] = at
		}
	}
	for i, b := range p.contents {
		o := fmt.Appendf(nil, "<</Title %s /Parent %d 0 R /Dest [%d 0 R /XYZ 0 %.0f null]", utf16Hex(b.text), number(up[i]), pageObject(b.page), b.y)
		beside := kids[up[i]]
		if at := place[i]; at > 0 {
			o = fmt.Appendf(o, " /Prev %d 0 R", number(beside[at-1]))
		}
		if at := place[i]; at+1 < len(beside) {
			o = fmt.Appendf(o, " /Next %d 0 R", number(beside[at+1]))
		}
		if under := kids[i]; len(under) > 0 {
			o = fmt.Appendf(o, " %s /Count %d", span(under), p.under(i))
		}
		objects = append(objects, append(o, ">>"...))
	}
	return objects
}

// under is how many headings there are under one, all of them open.
func (p *press) under(i int) (n int) {
	for _, b := range p.contents[i+1:] {
		if b.level <= p.contents[i].level {
			break
		}
		n++
	}
	return n
}
