package paper

// A Document is what is written, in the order it is read.
type Document struct {
	// Lang is "sv" or "en".
	Lang  string
	Title string
	// Label is who may have it, and Reference which version of what it is; both stand
	// on every page.
	Label, Reference string
	Blocks           []Block
}

// A Block is a heading, a paragraph or a table: exactly one of them is set.
type Block struct {
	Heading   string
	Level     int // of the heading, from 1
	Paragraph string
	Table     *Table
}

// A Table has one row of headings.
type Table struct {
	Head []string
	Rows [][]string
}

// Add puts blocks last.
func (d *Document) Add(blocks ...Block) { d.Blocks = append(d.Blocks, blocks...) }

// H is a heading.
func H(level int, text string) Block { return Block{Heading: text, Level: level} }

// P is a paragraph.
func P(text string) Block { return Block{Paragraph: text} }
