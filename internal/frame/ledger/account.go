package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"samspel/internal/ground/money"
)

// Account (konto) is a place where money stands: what kind of place it is, and
// whose. Without a holder it is the book's own. It is opened by the first posting
// to it.
//
// Invariant: what has been posted to it is never less than what was posted from it,
// unless its kind may go below zero.
type Account struct {
	Kind   string
	Holder string
}

// String is the account's name, as "frame:9901" or "pool".
func (a Account) String() string {
	if a.Holder == "" {
		return a.Kind
	}
	return a.Kind + ":" + a.Holder
}

func accountOf(name string) Account {
	kind, holder, _ := strings.Cut(name, ":")
	return Account{kind, holder}
}

func compareAccounts(a, b Account) int {
	if n := strings.Compare(a.Kind, b.Kind); n != 0 {
		return n
	}
	return strings.Compare(a.Holder, b.Holder)
}

func (a Account) check() error {
	if !isWord(a.Kind) {
		return fmt.Errorf("a kind of account that is no word: %q", a.Kind)
	}
	if len(a.Holder) > wordLimit || strings.ContainsFunc(a.Holder, func(r rune) bool { return !isCode(r) || r == ':' }) {
		return fmt.Errorf("a holder that is no code, of an account of kind %s", a.Kind)
	}
	return nil
}

// Chart (kontoplan) is what a book has room for: the kinds of account there can be
// in it, and the events that move money between them.
type Chart struct {
	Kinds  []Kind
	Events []Event
}

// Kind (kontoslag) is a kind of account.
type Kind struct {
	Name string
	// BelowZero says that accounts of the kind may go below zero: where the money
	// comes from.
	BelowZero bool
}

// Event (händelse) is why money moves.
type Event struct {
	Name string
	// Attested says that somebody other than who prepared it must have approved it.
	Attested bool
}

func (c Chart) check() error {
	var names []string
	for _, k := range c.Kinds {
		names = append(names, "kind "+k.Name)
	}
	for _, e := range c.Events {
		names = append(names, "event "+e.Name)
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(c.Kinds)+len(c.Events) {
		return errors.New("a chart that names something twice")
	}
	for _, name := range names {
		if _, word, _ := strings.Cut(name, " "); !isWord(word) {
			return fmt.Errorf("a chart with the %q", name)
		}
	}
	return nil
}

// Balance (saldo) is what stands on an account.
type Balance struct {
	Account Account
	Amount  money.Amount
}

const (
	wordLimit = 60
	textLimit = 200
)

// isWord says whether s can name a kind or an event: small letters, figures, - and _.
func isWord(s string) bool {
	return s != "" && len(s) <= wordLimit && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// isCode says whether r can stand in a holder or a reference: such as every reader
// of a journal takes for part of a name.
func isCode(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.:/", r)
}
