package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"samspel/internal/frame/paper"
)

// A PaperFormat is a kind of file that a document can be had as.
type PaperFormat string

const (
	PDF  PaperFormat = "pdf"
	Word PaperFormat = "docx"
)

// PaperFormatOf is what was asked for, else PDF.
func PaperFormatOf(text string) PaperFormat {
	if text == string(Word) {
		return Word
	}
	return PDF
}

// SendPaper answers with a document as a file; name has no ending and says nothing
// about anybody.
func SendPaper(w http.ResponseWriter, r *http.Request, name string, as PaperFormat, d paper.Document) error {
	var b bytes.Buffer
	write, media := d.PDF, paper.PDFType
	if as == Word {
		write, media = d.Word, paper.WordType
	}
	if err := write(&b); err != nil {
		return fmt.Errorf("write paper: %w", err)
	}
	return Send(w, r, Download{Name: name + "." + string(as), Media: media, Size: int64(b.Len()), Write: func(_ context.Context, to io.Writer) error {
		_, err := b.WriteTo(to)
		return err
	}})
}
