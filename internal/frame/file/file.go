package file

import (
	"strconv"
	"time"
)

const (
	// MaxSize is what one file may hold: a phone's largest photograph, or some hundred
	// scanned pages.
	MaxSize = 20 << 20
	// MaxCount is how many one holder may have: what a reader takes in at one sitting.
	MaxCount = 10
	// MaxTotal is what all of a holder's files may hold together.
	MaxTotal = 60 << 20
)

// A File (bilaga) is one holder's copy of something sent in.
type File struct {
	ID string
	// Holder is what it belongs to: the id of a report or a matter.
	Holder string
	// Number is its place among the holder's, from one.
	Number int
	// Content is the same for every copy of the same file.
	Content string
	Keyset  string
	Kind    Kind
	// Size is in bytes, of what was kept.
	Size    int64
	AddedAt time.Time
	// Name is what the file was called by who sent it.
	Name string
	// Sum is the SHA-256 of what was kept, in hexadecimal.
	Sum string

	key []byte
}

// SafeName is what a file is called when it leaves, which says nothing about anybody:
// "bilaga-1.jpg".
func (f File) SafeName() string {
	return "bilaga-" + strconv.Itoa(f.Number) + f.Kind.form().extensions[0]
}

// Received is a file that has come in whole and been looked through, and that nobody
// holds yet. What nobody takes is swept away.
type Received struct{ file File }

// Same says whether a file is what was received, byte for byte.
func (r *Received) Same(x File) bool { return x.Sum == r.file.Sum }
