package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"samspel/internal/ground/fault"
	"samspel/internal/web"
)

const (
	// deepest is how far values may lie in each other; what we take needs three.
	deepest = 8
	// mostValues is far more than what we take has.
	mostValues = 2000
)

// strict wants one JSON value that every reader of JSON understands alike: text that
// is text, no name twice in an object, nothing after it, and a bottom to it.
func strict(body []byte) error {
	if !utf8.Valid(body) || bytes.HasPrefix(body, []byte("\ufeff")) {
		return web.Garbled()
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var open []*level
	for values := 0; ; values++ {
		token, err := d.Token()
		if err != nil {
			return web.Garbled()
		}
		if text, ok := token.(string); ok && strings.ContainsRune(text, 0) {
			return web.Garbled()
		}
		if len(open) > 0 {
			if err := open[len(open)-1].take(token); err != nil {
				return err
			}
		}
		switch token {
		case json.Delim('{'):
			open = append(open, &level{names: map[string]bool{}, next: true})
		case json.Delim('['):
			open = append(open, &level{})
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
		switch {
		case len(open) > deepest:
			return fault.Invalid("", "api.json.deep")
		case values > mostValues:
			return fault.Invalid("", "api.json.many")
		case len(open) == 0:
			if _, err := d.Token(); !errors.Is(err, io.EOF) {
				return web.Garbled()
			}
			return nil
		}
	}
}

// name is how every name in the description is written. Others are refused before
// anybody takes one for another because it differs in large and small letters alone.
var name = regexp.MustCompile(`^[a-z_]+$`)

// level is an object or array that is not closed yet.
type level struct {
	// names is those of an object; nil in an array.
	names map[string]bool
	// next says that the next token of an object is one.
	next bool
}

func (l *level) take(token json.Token) error {
	if l.names == nil {
		return nil
	}
	text, isText := token.(string)
	switch {
	case token == json.Delim('}'):
	case !l.next:
		l.next = true
	case !isText:
		return web.Garbled()
	case !name.MatchString(text):
		return fault.Invalid("", "api.field.unknown")
	case l.names[text]:
		return fault.Invalid("", "api.json.twice")
	default:
		l.names[text], l.next = true, false
	}
	return nil
}
