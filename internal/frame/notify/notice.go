package notify

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// A Notice (avisering) is one line in a person's list: what has happened, as a
// message key, and where to read it.
//
// Invariant: the key is a key and the link an address in Samspel, so that a
// notice cannot carry text about anybody.
type Notice struct {
	ID   string
	User string
	Key  string
	Link string
	// Counts are the lines of a digest.
	Counts []Count
	At     time.Time
	// Read is when it was opened; zero until then.
	Read time.Time
}

// A Count is a message key with a number: how many of something wait.
type Count struct {
	Key string `json:"key"`
	N   int    `json:"n"`
}

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)

// check says whether n keeps the invariant; a notice that does not is a mistake in
// the program.
func (n Notice) check() error {
	switch {
	case n.User == "":
		return fmt.Errorf("notice %s is to nobody", n.ID)
	case !keyForm.MatchString(n.Key):
		return fmt.Errorf("notice %s does not have a message key", n.ID)
	case !local(n.Link):
		return fmt.Errorf("notice %s leads out of Samspel", n.ID)
	}
	for _, c := range n.Counts {
		if !keyForm.MatchString(c.Key) || c.N < 1 {
			return fmt.Errorf("notice %s counts what is not counted", n.ID)
		}
	}
	return nil
}

func local(link string) bool {
	u, err := url.Parse(link)
	return err == nil && strings.HasPrefix(link, "/") && !strings.HasPrefix(link, "//") &&
		!strings.ContainsAny(link, "\\\r\n\t") && u.Host == "" && u.RawQuery == ""
}

const (
	keepRead   = 90 * 24 * time.Hour
	keepUnread = 365 * 24 * time.Hour
)
