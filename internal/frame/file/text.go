package file

import (
	"bufio"
	"errors"
	"io"
	"unicode"

	"samspel/internal/ground/fault"
)

// inspectText refuses what is no plain text in UTF-8.
func inspectText(in *bufio.Reader) error {
	for {
		r, size, err := in.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case r == unicode.ReplacementChar && size == 1, unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' && r != '\f':
			return fault.Invalid("attachments", "file.not_text")
		}
	}
}
