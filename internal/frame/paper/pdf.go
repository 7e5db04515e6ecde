package paper

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"
	"unicode/utf16"

	"codeberg.org/go-pdf/fpdf"
)

// PDFType is the media type of what [Document.PDF] writes.
const PDFType = "application/pdf"

// PDF writes the document as a tagged PDF: what is a heading, a paragraph or a table
// cell is said to be one, in the order it is read, and all else is marked as not to be
// read. The same document is the same bytes.
func (d Document) PDF(w io.Writer) error {
	p := newPress(d)
	p.document()
	var raw bytes.Buffer
	if err := p.out.Output(&raw); err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	whole, err := p.tagged(raw.Bytes())
	if err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	_, err = w.Write(whole)
	return err
}

// Everything is in points on an A4 page.
const (
	pageWidth, pageHeight   = 595.28, 841.89
	marginLeft, marginRight = 62.0, 62.0
	top, bottom             = 76.0, 770.0
	column                  = pageWidth - marginLeft - marginRight
	headAt, footAt          = 44.0, 800.0
	smallSize               = 8.5
	bodySize, bodyLead      = 10.5, 15.0
	cellSize, cellLead      = 9.5, 12.5
	cellPad                 = 4.0
	// keepLines is how few lines of a paragraph may stand alone on a page.
	keepLines = 2
)

// headings are the sizes of headings by level, and the room above and below.
var headings = [...]struct{ size, lead, above, below float64 }{1: {19, 24, 0, 10}, 2: {13.5, 18, 14, 4}, 3: {11, 15, 9, 2}}

// A press sets a document page by page.
type press struct {
	doc   Document
	out   *fpdf.Fpdf
	cases typeCase
	root  *element
	page  int
	y     float64
	// marks is how many stretches of text each page has.
	marks []int
	level int // of the heading last set
	// columns is how wide those of each table are.
	columns map[*Table][]float64
	// taken is which typefaces the file holds.
	taken [faces]bool
	// contents is where the headings stand.
	contents []bookmark
}

func newPress(d Document) *press {
	out := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: pageWidth, Ht: pageHeight}})
	out.SetCatalogSort(true)
	out.SetMargins(0, 0, 0)
	out.SetAutoPageBreak(false, 0)
	out.SetCreationDate(time.Unix(0, 0).UTC()) // taken out again: a file says nothing of when it was fetched
	out.SetModificationDate(time.Unix(0, 0).UTC())
	return &press{doc: d, out: out, cases: typeCase{glyphs: map[wanted]glyph{}}, root: &element{kind: "Document"}, columns: map[*Table][]float64{}}
}

func (p *press) document() {
	p.newPage()
	blocks := append([]Block{H(1, p.doc.Title)}, p.doc.Blocks...)
	for i, b := range blocks {
		switch {
		case b.Table != nil:
			p.table(b.Table)
		case b.Heading != "":
			p.heading(b, blocks[i+1:])
		default:
			for _, line := range paragraphs(b.Paragraph) {
				p.paragraph(line)
			}
		}
	}
	for page := 1; page <= p.page; page++ {
		p.out.SetPage(page)
		p.around(page)
	}
}

func (p *press) newPage() {
	p.out.AddPage()
	p.page++
	p.y = top
	p.marks = append(p.marks, 0)
}

// around is what stands on every page and is not read: the label and the reference
// above, the number of the page below.
func (p *press) around(page int) {
	p.artifact("/Artifact <</Type /Pagination /Subtype /Header>> BDC", func() {
		p.ink(grey)
		y := headAt
		// Three lines at most: more would run into the text.
		label, reference := p.cases.wrap(p.doc.Label, regular, smallSize, column), p.cases.wrap(p.doc.Reference, regular, smallSize, column)
		for _, line := range append(firstLines(label, 2), firstLines(reference, 1)...) {
			p.draw(line, marginLeft, y, smallSize)
			y += smallSize + 2.5
		}
	})
	p.artifact("/Artifact <</Type /Pagination /Subtype /Footer>> BDC", func() {
		p.ink(grey)
		line := p.cases.set(p.doc.pageOf(page, p.page), regular)
		p.draw(line, pageWidth-marginRight-widthOf(line, smallSize), footAt, smallSize)
	})
	p.rule(footAt-smallSize-5, 0.4)
}

func firstLines(lines [][]glyph, n int) [][]glyph { return slices.Clip(lines[:min(n, len(lines))]) }

func (d Document) pageOf(page, pages int) string {
	word, of := d.pageWords()
	return fmt.Sprintf("%s %d %s %d", word, page, of, pages)
}

func (d Document) pageWords() (page, of string) {
	if d.Lang == "en" {
		return "Page", "of"
	}
	return "Sida", "av"
}

// heading never stands last on a page: it follows what it is the heading of.
func (p *press) heading(b Block, after []Block) {
	level := min(max(b.Level, 1), 3)
	if p.level == 0 {
		level = 1
	}
	level = min(level, p.level+1)
	style := headings[level]
	lines := p.cases.wrap(b.Heading, bold, style.size, column)
	if len(lines) == 0 {
		return
	}
	p.level = level
	above := style.above
	if p.y == top {
		above = 0
	}
	need := above + float64(len(lines))*style.lead + style.below + p.least(after)
	if p.y+need > bottom && p.y > top && need < bottom-top {
		p.newPage()
		above = 0
	}
	p.y += above
	p.contents = append(p.contents, bookmark{level, p.page, pageHeight - p.y, spoken(lines)})
	p.run(p.root.add("H"+strconv.Itoa(level)), lines, style.size, style.lead, dark)
	p.y += style.below
}

// least is the room that the beginning of what follows needs.
func (p *press) least(after []Block) (need float64) {
	for _, b := range after {
		switch {
		case b.Table != nil:
			return need + p.firstRows(b.Table)
		case b.Heading == "":
			return need + (keepLines+1)*bodyLead
		}
		style := headings[min(max(b.Level, 2), 3)]
		need += style.above + style.lead + style.below
	}
	return need
}

func (p *press) paragraph(text string) {
	lines := p.cases.wrap(text, regular, bodySize, column)
	if len(lines) == 0 {
		return
	}
	at := p.root.add("P")
	p.run(at, lines, bodySize, bodyLead, dark)
	p.y += 5
}

// run sets lines, over as many pages as it takes.
func (p *press) run(at *element, lines [][]glyph, size, lead float64, ink float64) {
	for len(lines) > 0 {
		fit := min(int((bottom-p.y)/lead), len(lines))
		if left := len(lines) - fit; left > 0 && left < keepLines {
			fit -= keepLines - left
		}
		if fit < min(keepLines, len(lines)) && p.y > top {
			p.newPage()
			continue
		}
		fit = max(fit, 1)
		p.marked(at, func() {
			p.ink(ink)
			for _, line := range lines[:fit] {
				p.draw(line, marginLeft, p.y+size, size)
				p.y += lead
			}
		})
		if lines = lines[fit:]; len(lines) > 0 {
			p.newPage()
		}
	}
}

// marked is text that is read, as the element.
func (p *press) marked(at *element, set func()) {
	id := p.marks[p.page-1]
	p.marks[p.page-1]++
	at.marks = append(at.marks, mark{p.page, id})
	p.out.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC", at.kind, id))
	set()
	p.out.RawWriteStr("EMC")
}

func (p *press) artifact(as string, set func()) {
	p.out.RawWriteStr(as)
	set()
	p.out.RawWriteStr("EMC")
}

const dark, grey = 0.1, 0.35

func (p *press) ink(shade float64) {
	level := int(shade * 255)
	p.out.SetTextColor(level, level, level)
	p.out.SetDrawColor(level, level, level)
}

// rule is a line across the column.
func (p *press) rule(y, thick float64) {
	p.artifact("/Artifact <</Type /Layout>> BDC", func() {
		p.out.SetDrawColor(150, 150, 150)
		p.out.SetLineWidth(thick)
		p.out.Line(marginLeft, y, pageWidth-marginRight, y)
	})
}

// draw draws letters, face by face. A letter that is drawn as another says what it is.
func (p *press) draw(line []glyph, x, y, size float64) {
	for len(line) > 0 {
		n := 1
		for n < len(line) && line[n].face == line[0].face && line[n].is() == line[0].is() {
			n++
		}
		part := line[:n]
		line = line[n:]
		if !part[0].is() {
			p.out.RawWriteStr("/Span <</ActualText " + utf16Hex(standingFor(part)) + ">> BDC")
		}
		p.use(part[0].face, size)
		p.out.Text(x, y, drawn(part))
		if !part[0].is() {
			p.out.RawWriteStr("EMC")
		}
		x += widthOf(part, size)
	}
}

func (p *press) use(f face, size float64) {
	name := "f" + strconv.Itoa(int(f))
	if !p.taken[f] {
		p.out.AddUTF8FontFromBytes(name, "", program[f])
		p.taken[f] = true
	}
	p.out.SetFont(name, "", size)
}

// is says whether the letter is drawn as itself.
func (g glyph) is() bool { return g.draw == g.in }

func drawn(line []glyph) string {
	text := make([]rune, len(line))
	for i, g := range line {
		text[i] = g.draw
	}
	return string(text)
}

func standingFor(line []glyph) string {
	text := make([]rune, len(line))
	for i, g := range line {
		text[i] = g.in
	}
	return string(text)
}

// utf16Hex is text as a PDF writes any text.
func utf16Hex(text string) string {
	b := []byte("<FEFF")
	for _, u := range utf16.Encode([]rune(text)) {
		b = fmt.Appendf(b, "%04X", u)
	}
	return string(append(b, '>'))
}
