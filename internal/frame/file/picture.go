package file

import (
	"bufio"
	"errors"
	"io"

	"samspel/internal/ground/fault"
)

// Limits on a picture's measures, told from its header alone: phones stop at some
// fifty million dots, and a browser that unpacks more may fall over.
const (
	maxSide = 16_384
	maxDots = 64_000_000
)

func errPictureTooBig() error {
	return fault.Invalid("attachments", "file.picture_too_big", "dots", maxDots/1_000_000)
}

func errBroken() error { return fault.Invalid("attachments", "file.broken") }

func fitsScreen(width, height int) bool {
	return width > 0 && height > 0 && width <= maxSide && height <= maxSide && width*height <= maxDots
}

// broken turns the end of the bytes, where more had to come, into words. A request
// that was cut off, or was too large, stays the error it is.
func broken(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errBroken()
	}
	return err
}

// carry copies n bytes.
func carry(out io.Writer, in *bufio.Reader, n int64) error {
	_, err := io.CopyN(out, in, n)
	return broken(err)
}
