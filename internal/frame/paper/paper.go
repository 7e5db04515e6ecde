package paper

import "strings"

// A Document is what is written, in the order it is read.
type Document struct {
	// Lang is "sv" or "en".
	Lang string
	// Name is what the file says of itself to who has not opened it, and so holds
	// nobody's name. Title is its first heading.
	Name, Title string
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

// name is the title when there is no other.
func (d Document) name() string {
	if d.Name != "" {
		return d.Name
	}
	return d.Title
}

// paragraphs is text line by line, without empty ones.
func paragraphs(text string) (lines []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
