package sie

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Encoding is which bytes the letters of a file are.
type Encoding int

const (
	// CP437 is what the format prescribes, under the name PC8.
	CP437 Encoding = iota
	// Windows1252 has Latin-1 in it.
	Windows1252
	// UTF8 may begin with a mark.
	UTF8
)

// String is the name that people know it by.
func (e Encoding) String() string {
	switch e {
	case CP437:
		return "CP437"
	case Windows1252:
		return "Windows-1252"
	case UTF8:
		return "UTF-8"
	}
	return ""
}

const byteOrderMark = "\ufeff"

// upper437 is the letters of the bytes from 80 to FF.
var upper437 = []rune("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0")

// between1252 is where Windows-1252 differs from Latin-1: the bytes from 80 to 9F.
var between1252 = []rune("€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ")

func (e Encoding) letter(b byte) rune {
	switch {
	case b < 0x80:
		return rune(b)
	case e == CP437:
		return upper437[b-0x80]
	case b < 0xa0:
		return between1252[b-0x80]
	}
	return rune(b)
}

// text gives bytes as text. Bytes that are no letter become the mark of that.
func (e Encoding) text(b []byte) string {
	if e == UTF8 {
		return strings.ToValidUTF8(string(b), string(utf8.RuneError))
	}
	var s strings.Builder
	for _, c := range b {
		s.WriteRune(e.letter(c))
	}
	return s.String()
}

// bytes gives text as bytes, and whether every letter of it can be had.
func (e Encoding) bytes(s string) (b []byte, ok bool) {
	if e == UTF8 {
		return []byte(s), utf8.ValidString(s)
	}
	for _, r := range s {
		c, ok := e.code(r)
		if !ok {
			return nil, false
		}
		b = append(b, c)
	}
	return b, true
}

func (e Encoding) code(r rune) (byte, bool) {
	if r < 0x80 {
		return byte(r), true
	}
	for b := 0x80; b <= 0xff; b++ {
		if e.letter(byte(b)) == r && r != utf8.RuneError {
			return byte(b), true
		}
	}
	return 0, false
}

// vote is how much a byte speaks for Windows-1252, or when negative for code page 437,
// in a Swedish file. å, ä and ö speak loudest; of the two things a byte can be one is
// mostly a letter and the other a line of a frame on a screen of 1981.
var vote = func() (v [256]int8) {
	for b := 0xc0; b <= 0xff; b++ {
		v[b] = 2
	}
	for _, b := range []byte{0xe1, 0xe6, 0xf1, 0xf8, 0xfa, 0xfd, 0xfe, 0xff} { // ß µ ± ° · ² ■ and a space
		v[b] = 0
	}
	for _, b := range []byte("\x91\x92\x93\x95\x96\x97\xa7\x80") { // ‘ ’ “ • – — § €
		v[b] = 4
	}
	for _, r := range "åäöÅÄÖéÉüÜ" {
		in437, _ := CP437.code(r)
		in1252, _ := Windows1252.code(r)
		v[in437], v[in1252] = -4, 4
	}
	return v
}()

// Detect reads to the end and says what the letters are. A file with no others than
// those of ASCII is CP437.
func Detect(from io.Reader) (Encoding, error) {
	var d detector
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		d.read(buffer[:n])
		if errors.Is(err, io.EOF) {
			return d.encoding(), nil
		}
		if err != nil {
			return 0, fmt.Errorf("read SIE: %w", err)
		}
	}
}

// detector counts, byte by byte.
type detector struct {
	at     int // how many of the first bytes have been looked at for the mark
	marked int // and are it
	votes  int64
	whole  int64 // letters of UTF-8 of more than one byte
	broken int64 // bytes of none
	lead   byte  // of the letter being read
	first  bool  // the byte after the lead is next
	more   int   // bytes still to come
}

func (d *detector) read(b []byte) {
	for i := 0; i < len(b) && d.at < len(byteOrderMark); i++ {
		if b[i] == byteOrderMark[d.at] {
			d.marked++
		}
		d.at++
	}
	for len(b) > 0 {
		// Nearly all of a file is ASCII, so eight bytes are stepped over at a time.
		if d.more == 0 && len(b) >= 8 && binary.NativeEndian.Uint64(b)&0x8080808080808080 == 0 {
			b = b[8:]
			continue
		}
		c := b[0]
		b = b[1:]
		switch {
		case c >= 0x80:
			d.votes += int64(vote[c])
			d.high(c)
		case d.more > 0:
			d.broken, d.more = d.broken+1, 0
		}
	}
}

// high follows a byte that is not ASCII through the form of UTF-8.
func (d *detector) high(c byte) {
	if d.more > 0 {
		if c&0xc0 == 0x80 && (!d.first || continues(d.lead, c)) {
			d.first = false
			if d.more--; d.more == 0 {
				d.whole++
			}
			return
		}
		d.broken++
	}
	d.lead, d.first = c, true
	switch {
	case c >= 0xc2 && c <= 0xdf:
		d.more = 1
	case c&0xf0 == 0xe0:
		d.more = 2
	case c >= 0xf0 && c <= 0xf4:
		d.more = 3
	default:
		d.more, d.broken = 0, d.broken+1
	}
}

// continues says whether a second byte may follow the first: none is written longer than
// it must be, is half a pair, or lies beyond the last letter.
func continues(lead, second byte) bool {
	switch lead {
	case 0xe0:
		return second >= 0xa0
	case 0xed:
		return second < 0xa0
	case 0xf0:
		return second >= 0x90
	case 0xf4:
		return second < 0x90
	}
	return true
}

// encoding is UTF-8 when most that can be is: some letter may have been cut in half by a
// program that counts bytes. What is not UTF-8 has next to nothing that looks like it.
func (d *detector) encoding() Encoding {
	broken := d.broken
	if d.more > 0 {
		broken++
	}
	switch {
	case d.marked == len(byteOrderMark), d.whole > broken:
		return UTF8
	case d.votes > 0:
		return Windows1252
	}
	return CP437
}
