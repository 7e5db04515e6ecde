package file

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// Kind is what a file is, as its bytes say and not its name.
type Kind string

const (
	// JPEG and PNG are the pictures that phones and screens make.
	JPEG Kind = "jpeg"
	PNG  Kind = "png"
	PDF  Kind = "pdf"
	// Text is plain text in UTF-8.
	Text Kind = "text"
	// Word and OpenText are documents of the common word processors (DOCX, ODT).
	Word     Kind = "docx"
	OpenText Kind = "odt"
)

// form is how a kind is known, and what it is called outside.
type form struct {
	kind       Kind
	media      string
	extensions []string // the one we give first
}

var forms = []form{
	{JPEG, "image/jpeg", []string{".jpg", ".jpeg"}},
	{PNG, "image/png", []string{".png"}},
	{PDF, "application/pdf", []string{".pdf"}},
	{Word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx"}},
	{OpenText, "application/vnd.oasis.opendocument.text", []string{".odt"}},
	{Text, "text/plain; charset=utf-8", []string{".txt"}},
}

// Accepted is every extension that a file may have, for the field that asks for one.
var Accepted = func() []string {
	var all []string
	for _, f := range forms {
		all = append(all, f.extensions...)
	}
	return all
}()

func (k Kind) form() form {
	for _, f := range forms {
		if f.kind == k {
			return f
		}
	}
	return form{}
}

// Media is the kind's media type.
func (k Kind) Media() string { return k.form().media }

// Picture says whether a browser can show it in a page.
func (k Kind) Picture() bool { return k == JPEG || k == PNG }

// said is the kind that a name claims, or "".
func said(name string) Kind {
	extension := strings.ToLower(path.Ext(name))
	for _, f := range forms {
		if slices.Contains(f.extensions, extension) {
			return f.kind
		}
	}
	return ""
}

var (
	jpegStart = []byte{0xff, 0xd8, 0xff}
	pngStart  = []byte("\x89PNG\r\n\x1a\n")
	pdfStart  = []byte("%PDF-")
	zipStart  = []byte("PK\x03\x04")
)

// looksLike says whether the first bytes are those of the kind. Of documents in a zip
// file they say no more than that; their insides are read later.
func (k Kind) looksLike(head []byte) bool {
	switch k {
	case JPEG:
		return bytes.HasPrefix(head, jpegStart)
	case PNG:
		return bytes.HasPrefix(head, pngStart)
	case PDF:
		return bytes.HasPrefix(head, pdfStart)
	case Word, OpenText:
		return bytes.HasPrefix(head, zipStart)
	case Text:
		for _, start := range [][]byte{jpegStart, pngStart, pdfStart, zipStart} {
			if bytes.HasPrefix(head, start) {
				return false
			}
		}
		return true
	}
	return false
}
