package paper

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// A face is a typeface that goes with the document. The letters that the first two
// lack (Vietnamese, Skolt Sami, Armenian, Georgian) are taken from the third.
type face int

const (
	regular face = iota
	bold
	wide
	faces
)

// dejaVu holds part of DejaVu Sans; how it was cut is in docs/adr/0033-a-tagged-pdf.md.
//
//go:embed font/dejavu-sans.ttf
var dejaVu []byte

var program = [faces][]byte{goregular.TTF, bold: gobold.TTF, wide: dejaVu}

var parsed = sync.OnceValue(func() (all [faces]*sfnt.Font) {
	for f, ttf := range program {
		p, err := sfnt.Parse(ttf)
		if err != nil {
			panic(err) // ours, and read by every test
		}
		all[f] = p
	}
	return all
})

// stranger stands for a letter that no face has. Who copies it or hears it gets the
// letter itself.
const stranger = '□'

// A glyph is a letter as it is drawn; in is what it stands for when that is another.
type glyph struct {
	draw, in rune
	face     face
	width    float64 // of a letter one unit high
}

// A typeCase is every letter a document has met so far.
type typeCase struct {
	buf    sfnt.Buffer
	glyphs map[wanted]glyph
}

type wanted struct {
	r    rune
	face face
}

func (c *typeCase) glyph(r rune, want face) glyph {
	key := wanted{r, want}
	if g, ok := c.glyphs[key]; ok {
		return g
	}
	g := glyph{draw: stranger, in: r, face: want}
	for _, try := range []face{want, wide} {
		if r <= 0xFFFF && c.index(r, try) != 0 {
			g.draw, g.face = r, try
			break
		}
	}
	em := parsed()[g.face].UnitsPerEm()
	advance, err := parsed()[g.face].GlyphAdvance(&c.buf, c.index(g.draw, g.face), fixed.I(int(em)), font.HintingNone)
	if err == nil {
		g.width = float64(advance) / 64 / float64(em)
	}
	c.glyphs[key] = g
	return g
}

func (c *typeCase) index(r rune, f face) sfnt.GlyphIndex {
	i, err := parsed()[f].GlyphIndex(&c.buf, r)
	if err != nil {
		return 0
	}
	return i
}

// set is text in letters, without what cannot be seen: control characters, and marks that turn the
// direction of what stands beside them.
func (c *typeCase) set(text string, f face) []glyph {
	text = norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD"))
	line := make([]glyph, 0, len(text))
	for _, r := range text {
		switch {
		case r == '\t':
			r = ' '
		case r == '\u202F' || r == '\u2007':
			r = '\u00A0'
		case r == '\u2011':
			r = '-'
		case unicode.Is(unicode.Zs, r) && r != '\u00A0':
			r = ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r), unicode.Is(unicode.Variation_Selector, r):
			continue
		}
		line = append(line, c.glyph(r, f))
	}
	return line
}

// wrap is the lines of text in a column; a line that goes on in the next ends with a
// space. A word that is wider than the column is cut where the column ends.
func (c *typeCase) wrap(text string, f face, size, width float64) (lines [][]glyph) {
	all := c.set(text, f)
	for len(all) > 0 {
		at, last, used := 0, -1, 0.0
		for ; at < len(all); at++ {
			if all[at].draw == ' ' {
				last = at
			} else if used+all[at].width*size > width && at > 0 {
				break
			}
			used += all[at].width * size
		}
		next := at
		if at < len(all) && last > 0 {
			at, next = last, last+1
		}
		if line := trimmed(all[:at]); len(line) > 0 {
			if next > at {
				line = append(line[:len(line):len(line)], all[at])
			}
			lines = append(lines, line)
		}
		all = all[next:]
	}
	return lines
}

func trimmed(line []glyph) []glyph {
	for len(line) > 0 && line[0].draw == ' ' {
		line = line[1:]
	}
	for len(line) > 0 && line[len(line)-1].draw == ' ' {
		line = line[:len(line)-1]
	}
	return line
}

func widthOf(line []glyph, size float64) (w float64) {
	for _, g := range line {
		w += g.width * size
	}
	return w
}
