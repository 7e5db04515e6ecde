package iso20022

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"samspel/internal/ground/line"
)

// The limits of a message.
const (
	// MaxSize is room for about ten thousand entries.
	MaxSize  = 16 << 20
	maxDepth = 40
)

// source is a message being read within its limits.
type source struct {
	file  *xml.Decoder // what it is read from, which knows the line
	size  *io.LimitedReader
	depth int
	*xml.Decoder
}

func open(from io.Reader) *source {
	s := &source{size: &io.LimitedReader{R: from, N: MaxSize + 1}}
	s.file = xml.NewDecoder(s.size)
	s.file.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errLetters }
	s.Decoder = xml.NewTokenDecoder(guard{s})
	return s
}

// guard lets through what a message may hold.
type guard struct{ *source }

// ErrKind says that a file is no message of the kinds that are read.
var ErrKind = line.Reason{SV: "filen är ett annat slags meddelande", EN: "the file is another kind of message"}

var (
	errTooLarge = line.Reason{SV: "filen är för stor", EN: "the file is too large"}
	errTooDeep  = line.Reason{SV: "elementen ligger i för många led", EN: "the elements are nested too deep"}
	errLetters  = line.Reason{SV: "filen ska vara i UTF-8", EN: "the file should be in UTF-8"}
	errDeclares = line.Reason{SV: "filen får inte ha DOCTYPE eller ENTITY", EN: "the file may not have DOCTYPE or ENTITY"}
)

// Token is the next token of the file.
func (g guard) Token() (xml.Token, error) {
	// Raw, because the decoder above pairs the elements and finds their namespaces.
	t, err := g.file.RawToken()
	if g.size.N <= 0 {
		return nil, errTooLarge
	}
	switch t.(type) {
	case xml.StartElement:
		if g.source.depth++; g.source.depth > maxDepth {
			return nil, errTooDeep
		}
	case xml.EndElement:
		g.source.depth--
	case xml.Directive:
		return nil, errDeclares
	}
	return t, err
}

// wrong says on which line an error is, without what stands there.
func (s *source) wrong(err error) error {
	n, _ := s.file.InputPos()
	if known := (line.Reason{}); errors.As(err, &known) {
		return line.At(n, known)
	}
	return line.At(n, line.Reason{SV: "filen är inte hel och välformad XML", EN: "the file is not whole and well-formed XML"})
}

const namespace = "urn:iso:std:iso:20022:tech:xsd:"

// begin reads to the message, and says which of the kinds it is: "camt.053".
func (s *source) begin(kinds ...string) (kind string, err error) {
	for {
		t, err := s.Token()
		if err != nil {
			return "", s.wrong(err)
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		name, ok := strings.CutPrefix(start.Name.Space, namespace)
		for _, kind := range kinds {
			if ok && start.Name.Local == "Document" && strings.HasPrefix(name, kind+".001.") {
				return kind, nil
			}
		}
		n, _ := s.file.InputPos()
		return "", line.At(n, ErrKind)
	}
}
