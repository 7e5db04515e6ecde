package coordination

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"time"
)

// ParagraphKind is what a paragraph of the minutes is.
type ParagraphKind string

const (
	// PlainText: what was said.
	PlainText ParagraphKind = "text"
	// Decision (beslut): what somebody shall do.
	Decision ParagraphKind = "decision"
)

// A Paragraph (stycke) is a piece of the minutes that is written and replaced by itself.
type Paragraph struct {
	ID      string
	Meeting string
	Point   string
	Kind    ParagraphKind
	MadeAt  time.Time
}

// A Wording (lydelse) is what one person wrote in a paragraph from one opened page,
// the pen. It grows while that pen writes. Whoever else writes makes a wording of
// their own, which replaces this one only if they had it before them as it was.
//
// Invariant: a wording is replaced by somebody who had read it, or not at all.
type Wording struct {
	ID        string
	Meeting   string
	Paragraph string
	Pen       string
	// Pass is which of the pen's savings it holds; see [LastPass].
	Pass         int64
	Author       string
	Organisation string
	Unit         string
	Keyset       string
	At           time.Time
	Replaced     bool
	Version      int64
}

// LastPass is the saving that somebody asked for with the button. One that was sent
// by itself before it and comes after it holds nothing new.
const LastPass = math.MaxInt32

// Seen is a wording as a writer had it before them.
type Seen struct {
	Wording string
	Version int64
}

// A Stroke (ändring) is what a form says of one paragraph.
type Stroke struct {
	Paragraph string
	// Point and Kind are where a paragraph that is new belongs.
	Point string
	Kind  ParagraphKind
	// Base is what the writer had before them, and Digest what it said.
	Base   []Seen
	Digest string
	Text   string
}

// MinutesDraft is what a page of minutes sends.
type MinutesDraft struct {
	Pen     string
	Pass    int64
	Strokes []Stroke
}

// Digest is a text in a form that a page can carry, to tell whether it was changed.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(plain(text)))
	return hex.EncodeToString(sum[:16])
}

// plain is a text as it is compared and kept: browsers send line ends of their own.
func plain(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// effect is what a stroke does to its paragraph: nothing, a new wording, or the pen's
// own with other words; and which wordings it replaces.
type effect struct {
	write    bool
	own      Wording // the zero Wording for a new one
	replaces []Wording
}

// lastBy is what a pen last wrote in a paragraph.
func lastBy(all []Wording, author, pen string) (Wording, bool) {
	var last Wording
	for _, w := range all {
		if w.Pen == pen && w.Author == author && (last.ID == "" || w.Pass > last.Pass || w.Pass == last.Pass && !w.At.Before(last.At)) {
			last = w
		}
	}
	return last, last.ID != ""
}

// strike settles what a stroke does, given every wording of its paragraph and what
// its pen last said there. What the writer had not before them as it is now stays
// beside what they wrote: nothing anybody has saved is lost, and nothing is there twice.
func strike(all []Wording, author, pen string, pass int64, said string, st Stroke) effect {
	switch last, wrote := lastBy(all, author, pen); {
	case !wrote && Digest(st.Text) == st.Digest:
		return effect{} // not touched
	case wrote && plain(st.Text) == said:
		return effect{} // sent again
	case wrote && pass != LastPass && last.Pass >= pass:
		return effect{} // written before what is there, and came after it
	}
	e := effect{write: true}
	for _, w := range all {
		switch {
		case w.Replaced:
		case w.Pen == pen && w.Author == author:
			e.own = w
		case slices.Contains(st.Base, Seen{w.ID, w.Version}):
			e.replaces = append(e.replaces, w)
		}
	}
	return e
}

// standing are the wordings that nobody has replaced, the oldest first.
func standing(all []Wording) []Wording {
	return slices.DeleteFunc(slices.Clone(all), func(w Wording) bool { return w.Replaced })
}
