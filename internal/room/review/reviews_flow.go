package review

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/backup"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/ground/fault"
)

// Task (uppgift) is what a room knows of a matter that a line is about: what people call
// it, where it is read, and who has or has had something to do in it.
type Task struct {
	Reference string
	Path      string
	Workers   []string
	// Shielded says that the matter is protected, whatever the ground of a reading was, and
	// Spans is when it has been.
	Shielded bool
	Spans    []Span
	// Apart is who may not know of the matter: they are close to the family.
	Apart []string
}

// apart says whether somebody may not know of the matter.
func (t Task) apart(user string) bool { return slices.Contains(t.Apart, user) }

// A Span is from one moment to another; To is zero while it goes on.
type Span struct{ From, To time.Time }

// shieldedIn says whether the matter is protected now, or was at any time between two moments.
func (t Task) shieldedIn(first, last time.Time) bool {
	return t.Shielded || slices.ContainsFunc(t.Spans, func(s Span) bool { return !last.Before(s.From) && (s.To.IsZero() || !first.After(s.To)) })
}

// Services are the frame services the room leans on.
type Services struct {
	Store    *db.Store
	Audit    *audit.Log
	People   *person.People
	Keys     *person.Keyring
	Register *register.Register
	Identity *identity.Gate
	Notify   *notify.Notices
	// Tasks asks the other rooms about matters, many at once. What no room knows, and what
	// everybody in the unit has before them, is not in the answer.
	Tasks func(ctx context.Context, tx *db.Tx, matters []string) (map[string]Task, error)
	// Seals is the installation's seal, that signs backups and checkpoints too.
	Seals   backup.Seals
	Now     func() time.Time
	NewID   func() string
	NewSeed func() string
}

// Reviews is the room: every verb of reviewing is a method of it.
type Reviews struct {
	Services
}

// New opens the room on its services.
func New(s Services) *Reviews { return &Reviews{Services: s} }

const (
	questionColumn = "review_entry.question"
	answerColumn   = "review_entry.answer"
	reasonsColumn  = "review_entry.reasons"
)

func isNotFound(err error) bool { return errors.Is(err, db.ErrNotFound) }

// raced turns a lost race into words; the form is kept and can be sent again.
func raced(err error) error {
	if errors.Is(err, errRaced) {
		return fault.Refused("review.raced")
	}
	return err
}

func record(who access.Actor, action, ground string, subjects ...string) audit.Record {
	return audit.Record{Actor: who, Action: action, Subjects: subjects, Ground: ground, Result: audit.Done}
}

func (v *Reviews) seal(ctx context.Context, keyset, text, row, column string) ([]byte, error) {
	plain, err := json.Marshal(text)
	if err != nil {
		return nil, err
	}
	return v.Keys.Seal(ctx, keyset, plain, person.Where(row, column))
}

// unseal opens a text; nothing written is nothing.
func (v *Reviews) unseal(ctx context.Context, keyset string, sealed []byte, row, column string) (text string, err error) {
	if sealed == nil {
		return "", nil
	}
	plain, err := v.Keys.Open(ctx, keyset, sealed, person.Where(row, column))
	if errors.Is(err, person.ErrDestroyed) {
		return "", fault.Private()
	}
	if err != nil {
		return "", err
	}
	return text, json.Unmarshal(plain, &text)
}
