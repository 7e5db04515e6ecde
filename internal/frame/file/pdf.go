package file

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"errors"
	"io"
	"strings"

	"samspel/internal/ground/fault"
)

// flateError is how package flate says that bytes are no compressed bytes.
type flateError = flate.CorruptInputError

const (
	// maxStream is what all lists of objects in a PDF may unpack to together.
	maxStream = 64 << 20
	// pdfTail is where the end of a PDF must be said.
	pdfTail = 1024
)

// pdfActs are the names in a PDF that make a reader run, fetch, send or start something,
// or that hide other files in it. Each is too long to turn up by chance among the bytes
// of a picture.
var pdfActs = map[string]bool{
	"JavaScript": true, "Launch": true, "Rendition": true, "SubmitForm": true, "ImportData": true, "RichMedia": true, "XFA": true, "GoToE": true,
}

// inspectPDF reads a PDF through once: its names, also those in compressed lists of
// objects, where a newer PDF keeps most of them.
func inspectPDF(in io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, pdfTail))
	if _, err := in.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if !bytes.Contains(tail, []byte("%%EOF")) {
		return errBroken()
	}
	p := pdfReader{in: bufio.NewReaderSize(io.NewSectionReader(in, 0, size), pieceSize), room: maxStream}
	return p.run()
}

type pdfReader struct {
	in   *bufio.Reader
	room int64 // what may still be unpacked

	// What the object that is being read has said of itself.
	list, filtered, packed, otherwise bool
}

func (p *pdfReader) run() error {
	for {
		b, err := p.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case b == '/':
			if err := p.name(); err != nil {
				return err
			}
		case b == 's':
			if err := p.stream(); err != nil {
				return err
			}
		case b == 'o' && p.follows("bj"):
			p.list, p.filtered, p.packed, p.otherwise = false, false, false, false
		}
	}
}

// follows says whether the text comes next, and does not read it.
func (p *pdfReader) follows(text string) bool {
	next, err := p.in.Peek(len(text))
	return err == nil && string(next) == text
}

const longestName = 32

// name reads a name, in which any letter may be written as #4a.
func (p *pdfReader) name() error {
	var name strings.Builder
	for name.Len() < longestName {
		next, err := p.in.Peek(1)
		if err != nil || strings.IndexByte("\x00\t\n\f\r ()<>[]{}/%", next[0]) >= 0 {
			break
		}
		b, err := p.in.ReadByte()
		if err != nil {
			return err
		}
		if b == '#' {
			if hex, err := p.in.Peek(2); err == nil {
				if v, ok := fromHex(hex); ok {
					b = v
					for range 2 {
						if _, err := p.in.ReadByte(); err != nil {
							return err
						}
					}
				}
			}
		}
		name.WriteByte(b)
	}
	switch text := name.String(); {
	case pdfActs[text]:
		return fault.Invalid("attachments", "file.runs_something")
	case text == "EmbeddedFile", text == "EmbeddedFiles":
		return errNested()
	case text == "Encrypt":
		return fault.Invalid("attachments", "file.locked")
	case text == "OpenAction":
		return p.openAction()
	case text == "ObjStm", text == "First": // without First no reader finds its way in a list
		p.list = true
	case text == "Filter":
		p.filtered = true
	case text == "FlateDecode", text == "Fl":
		p.packed = true
	case text == "DecodeParms", strings.HasSuffix(text, "Decode"):
		p.otherwise = true
	}
	return nil
}

// openAction lets through a place to open the document at, which word processors
// write, and no act.
func (p *pdfReader) openAction() error {
	for {
		next, err := p.in.Peek(1)
		switch {
		case err != nil:
			return broken(err)
		case next[0] == '[':
			return nil
		case strings.IndexByte("\x00\t\n\f\r ", next[0]) < 0:
			return fault.Invalid("attachments", "file.runs_something")
		}
		if _, err := p.in.ReadByte(); err != nil {
			return broken(err)
		}
	}
}

// stream reads a list of objects that stands compressed. Other streams are only looked
// through as they are.
func (p *pdfReader) stream() error {
	if !p.list || !p.follows("tream") {
		return nil
	}
	p.list = false
	switch {
	case p.otherwise, p.filtered && !p.packed:
		return errBroken()
	case !p.packed:
		return nil
	}
	for range len("tream") {
		if _, err := p.in.ReadByte(); err != nil {
			return err
		}
	}
	for p.follows("\r") || p.follows("\n") || p.follows(" ") {
		if _, err := p.in.ReadByte(); err != nil {
			return err
		}
	}
	r, err := zlib.NewReader(p.in)
	if err != nil {
		return pdfBroken(err)
	}
	counted := &counting{Reader: io.LimitReader(r, p.room+1)}
	inside := pdfReader{in: bufio.NewReaderSize(counted, 4096)}
	if err := inside.run(); err != nil {
		return pdfBroken(err)
	}
	if p.room -= counted.n; p.room < 0 {
		return errBomb()
	}
	return nil
}

type counting struct {
	io.Reader
	n int64
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n += int64(n)
	return n, err
}

func pdfBroken(err error) error {
	if errors.Is(err, zlib.ErrHeader) || errors.Is(err, zlib.ErrChecksum) || errors.Is(err, zlib.ErrDictionary) {
		return errBroken()
	}
	return orBroken(err)
}

func fromHex(digits []byte) (v byte, ok bool) {
	for _, d := range digits {
		switch {
		case d >= '0' && d <= '9':
			d -= '0'
		case d >= 'a' && d <= 'f':
			d -= 'a' - 10
		case d >= 'A' && d <= 'F':
			d -= 'A' - 10
		default:
			return 0, false
		}
		v = v<<4 | d
	}
	return v, true
}
