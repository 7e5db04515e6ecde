package web

import (
	"crypto/hmac"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// Tickets is the office that hands out forms to people nobody knows. A ticket says
// which errand a form is for and when it was handed out; it cannot be made by anybody
// else, and it is the same errand however many times it is handed in.
type Tickets struct {
	// Sign is a keyed hash that every server of the installation makes alike.
	Sign func(text string) []byte
	Now  func() time.Time
}

// A Ticket is one that has been read.
type Ticket struct {
	Errand string
	Age    time.Duration
}

// Issue makes a ticket for the errand that counts as handed out this long ago.
func (t Tickets) Issue(errand string, ago time.Duration) string {
	text := errand + "." + strconv.FormatInt(t.Now().Add(-ago).Unix(), 10)
	return text + "." + t.seal(text)
}

// Read gives the ticket, and false for one that this office has not made.
func (t Tickets) Read(text string) (Ticket, bool) {
	cut := strings.LastIndexByte(text, '.')
	if cut < 0 || len(text) > MaxText || !hmac.Equal([]byte(t.seal(text[:cut])), []byte(text[cut+1:])) {
		return Ticket{}, false
	}
	text = text[:cut]
	cut = strings.LastIndexByte(text, '.')
	at, err := strconv.ParseInt(text[cut+1:], 10, 64)
	if cut < 0 || err != nil {
		return Ticket{}, false
	}
	return Ticket{Errand: text[:cut], Age: t.Now().Sub(time.Unix(at, 0))}, true
}

func (t Tickets) seal(text string) string {
	return base64.RawURLEncoding.EncodeToString(t.Sign("ticket " + text))
}
