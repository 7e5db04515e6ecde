package file

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"samspel/internal/ground/fault"
)

// Limits on what a document in a zip file may unpack to. A letter with ten photographs
// stays far below; what does not is made to fill somebody's memory.
const (
	maxEntries   = 2_000
	maxDirectory = 512 << 10
	maxUnpacked  = 200 << 20
	// maxRatio holds for entries that unpack to more than ratioFrom.
	maxRatio  = 100
	ratioFrom = 1 << 20
)

const (
	wordMain = "word/document.xml"
	odtMedia = "application/vnd.oasis.opendocument.text"
	ending   = "PK\x05\x06"
	endSize  = 22
)

func errBomb() error   { return fault.Invalid("attachments", "file.unpacks_to_much") }
func errMacro() error  { return fault.Invalid("attachments", "file.runs_something") }
func errNested() error { return fault.Invalid("attachments", "file.holds_files") }

// inspectOffice reads a DOCX or ODT through once, in memory that does not grow with
// it: every entry unpacks to what it says and to no more than a document needs, none
// is a program, a file of another sort or a way out of the document.
func inspectOffice(in io.ReaderAt, size int64, kind Kind) error {
	if err := checkDirectory(in, size); err != nil {
		return err
	}
	z, err := zip.NewReader(in, size)
	if err != nil {
		return orBroken(err)
	}
	var unpacked uint64
	names := make([]string, 0, len(z.File))
	for _, f := range z.File {
		unpacked += f.UncompressedSize64
		if unpacked > maxUnpacked || f.UncompressedSize64 > ratioFrom && f.UncompressedSize64/maxRatio > f.CompressedSize64 {
			return errBomb()
		}
		if f.Flags&1 != 0 {
			return fault.Invalid("attachments", "file.locked")
		}
		if err := checkName(f.Name); err != nil {
			return err
		}
		names = append(names, f.Name)
	}
	switch kind {
	case Word:
		if !slices.Contains(names, wordMain) || !slices.Contains(names, "[Content_Types].xml") {
			return fault.Invalid("attachments", "file.other_kind")
		}
	case OpenText:
		if len(z.File) == 0 || z.File[0].Name != "mimetype" || z.File[0].UncompressedSize64 != uint64(len(odtMedia)) {
			return fault.Invalid("attachments", "file.other_kind")
		}
	case JPEG, PNG, PDF, Text:
	}
	for _, f := range z.File {
		if err := readEntry(f, kind); err != nil {
			return err
		}
	}
	return nil
}

// checkDirectory looks at the zip file's list before it is read into memory: it is
// short, and nothing stands behind it.
func checkDirectory(in io.ReaderAt, size int64) error {
	end := make([]byte, endSize)
	if size < endSize {
		return errBroken()
	}
	if _, err := in.ReadAt(end, size-endSize); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if !bytes.HasPrefix(end, []byte(ending)) {
		return errBroken()
	}
	entries, length, from := binary.LittleEndian.Uint16(end[10:]), int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	if entries > maxEntries || length > maxDirectory {
		return errBomb()
	}
	if from+length != size-endSize {
		return errBroken()
	}
	return nil
}

// checkName refuses names that lead out of the document, and programs in it.
func checkName(name string) error {
	lower := strings.ToLower(name)
	switch {
	case strings.ContainsAny(name, "\\\x00:") || strings.HasPrefix(name, "/") || slices.Contains(strings.Split(name, "/"), ".."):
		return errBroken()
	case strings.HasSuffix(lower, "vbaproject.bin"), strings.HasPrefix(lower, "word/activex/"), strings.HasPrefix(lower, "basic/"),
		strings.HasPrefix(lower, "scripts/"):
		return errMacro()
	case strings.HasPrefix(lower, "word/embeddings/"), slices.Contains([]string{".zip", ".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".odt", ".jar", ".exe", ".js"}, path.Ext(lower)):
		return errNested()
	}
	return nil
}

// suspect are texts in the parts that tie a document together, which make a word
// processor fetch or run something when it opens it.
var suspect = map[string][]string{
	".rels": {"attachedTemplate", "relationships/oleObject", "relationships/frame", "relationships/subDocument"},
	".xml":  {"<!ENTITY", "<!DOCTYPE", "<script:event-listener"},
}

// readEntry unpacks an entry to nowhere, which also finds what is longer or other than
// the list says.
func readEntry(f *zip.File, kind Kind) error {
	r, err := f.Open()
	if err != nil {
		return orBroken(err)
	}
	defer r.Close()
	look := &finder{texts: suspect[path.Ext(strings.ToLower(f.Name))]}
	head := make([]byte, len(odtMedia))
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return orBroken(err)
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, zipStart), bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")), bytes.HasPrefix(head, []byte("MZ")):
		return errNested()
	case kind == OpenText && f.Name == "mimetype" && string(head) != odtMedia:
		return fault.Invalid("attachments", "file.other_kind")
	}
	_, _ = look.Write(head)
	if _, err := io.Copy(look, r); err != nil {
		return orBroken(err)
	}
	if look.found {
		return errMacro()
	}
	return nil
}

// finder looks for texts in what is written to it, also across two writes.
type finder struct {
	texts []string
	tail  []byte
	found bool
}

func (f *finder) Write(p []byte) (int, error) {
	if len(f.texts) == 0 || f.found {
		return len(p), nil
	}
	const longest = 64
	text := append(f.tail, p...)
	for _, s := range f.texts {
		f.found = f.found || bytes.Contains(text, []byte(s))
	}
	f.tail = append(f.tail[:0:0], text[max(0, len(text)-longest):]...)
	return len(p), nil
}

// orBroken keeps the errors of the database, and turns those of the format into words.
func orBroken(err error) error {
	var corrupt flateError
	switch {
	case errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrAlgorithm), errors.Is(err, zip.ErrChecksum), errors.Is(err, io.EOF),
		errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, zip.ErrInsecurePath), errors.As(err, &corrupt):
		return errBroken()
	}
	return err
}
