package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// maxFields is more than any form has, and far fewer than it costs to be a nuisance.
const maxFields = 600

// readForm reads the whole form before the handler starts, so that nothing can
// be wrong with it later but what was typed.
func (s *Site) readForm(r *http.Request, q *request) error {
	body, err := s.readBody(r, q)
	switch {
	case err != nil:
		return err
	case len(body) == 0:
		q.form = url.Values{}
		return nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return errMedia
	}
	q.form, err = parseBody(string(body))
	return err
}

// readBody reads all of what is sent. Whoever sends it slowly holds nobody's place
// meanwhile.
func (s *Site) readBody(r *http.Request, q *request) ([]byte, error) {
	if r.Method != http.MethodPost {
		return nil, nil
	}
	crowd, purse := s.crowds.writers, s.staffPurse
	if !q.actor.SignedIn() {
		crowd, purse = s.crowds.strangers, s.strangersPurse
	}
	q.turn.give()
	payer := &payer{from: r.Body, purse: purse}
	defer payer.settle()
	body, err := io.ReadAll(payer)
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil && !q.turn.take(r.Context(), crowd), errors.Is(err, errCrowded):
		return nil, errCrowded
	case errors.As(err, &tooLarge):
		return nil, errTooLarge
	case err != nil:
		return nil, errGarbled
	}
	return body, nil
}

func parseBody(body string) (url.Values, error) {
	if strings.Count(body, "&") >= maxFields {
		return nil, errTooLarge
	}
	form, err := url.ParseQuery(body)
	if err != nil {
		return nil, errGarbled
	}
	for name, values := range form {
		if !isText(name) {
			return nil, errGarbled
		}
		for i, value := range values {
			if !isText(value) {
				return nil, errGarbled
			}
			values[i] = plainText(value)
		}
	}
	return form, nil
}

// plainText turns line ends into one kind and other control characters, which
// pasting from a word processor brings along, into spaces.
func plainText(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\v', r == '\f', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\n', r == '\t':
			return r
		case r < 0x20, r >= 0x7f && r < 0xa0:
			return ' '
		}
		return r
	}, s)
}
