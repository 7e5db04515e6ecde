package disclosure

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// A Source is what another room holds about the persons at the actor's organisation. It
// records what it has opened before it hands it over. Where there is more, which the
// actor may not know of, apart are all those who may not.
type Source func(ctx context.Context, who access.Actor, persons []string) (held []person.Holding, apart []string, err error)

// Services are the frame services the room leans on, and what other rooms hand in.
type Services struct {
	Store    *db.Store
	Audit    *audit.Log
	People   *person.People
	Keys     *person.Keyring
	Register *register.Register
	// Names gives the names of staff.
	Names func(ctx context.Context, users []string) (map[string]string, error)
	// Managers gives those at a unit whose mandate covers protected identities, and Tell
	// gives somebody a notice.
	Managers     func(ctx context.Context, tx *db.Tx, unit string) ([]string, error)
	Tell         func(ctx context.Context, tx *db.Tx, user, key, link string) error
	Sources      []Source
	Now          func() time.Time
	NewID        func() string
	NewReference func() string
}

// Requests is the room: every verb of answering is a method of it.
type Requests struct{ Services }

// New opens the room on its services.
func New(s Services) *Requests { return &Requests{s} }

const (
	requestColumn  = "disclosure_request.body"
	pieceColumn    = "disclosure_piece.body"
	decisionColumn = "disclosure_decision.body"
)

func isNotFound(err error) bool { return errors.Is(err, db.ErrNotFound) }

// raced turns a lost race into words; the form is kept and can be sent again.
func raced(err error) error {
	if errors.Is(err, errRaced) {
		return fault.Refused("disclosure.raced")
	}
	return err
}

func record(who access.Actor, action, ground string, subjects ...string) audit.Record {
	return audit.Record{Actor: who, Action: action, Subjects: subjects, Ground: ground, Result: audit.Done}
}

func (c *Requests) idOf(given string) string {
	if id.Valid(given) {
		return given
	}
	return c.NewID()
}

func (c *Requests) seal(ctx context.Context, keyset string, v any, row, column string) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return c.Keys.Seal(ctx, keyset, text, person.Where(row, column))
}

func unseal[T any](ctx context.Context, c *Requests, keyset string, sealed []byte, row, column string) (T, error) {
	var v T
	text, err := c.Keys.Open(ctx, keyset, sealed, person.Where(row, column))
	if errors.Is(err, person.ErrDestroyed) {
		return v, fault.Private()
	}
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal(text, &v)
}

// opened is a request that somebody may handle, with its words.
type opened struct {
	Request
	body RequestBody
}

// open loads a request and asks, so that "not yours" and "not there" are one answer.
func (c *Requests) open(ctx context.Context, who access.Actor, request, action string) (opened, error) {
	var s sealedRequest
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		s, err = loadRequest(ctx, tx, request)
		return err
	})
	if isNotFound(err) {
		return opened{}, c.Audit.Require(ctx, who, action, nil, access.Deny("no such request"))
	}
	if err != nil {
		return opened{}, err
	}
	if err := c.Audit.Require(ctx, who, action, subjects(s.Request), mayHandle(who, s.Request)); err != nil {
		return opened{}, err
	}
	body, err := unseal[RequestBody](ctx, c, s.Keyset, s.body, s.ID, requestColumn)
	return opened{s.Request, body}, err
}

func subjects(r Request) []string {
	if r.Person == "" {
		return []string{r.ID}
	}
	return []string{r.ID, r.Person}
}

// do stores a changed request with what else is to be stored.
func (c *Requests) do(ctx context.Context, who access.Actor, r opened, action string, also func(tx *db.Tx) error) error {
	body, err := c.seal(ctx, r.Keyset, r.body, r.ID, requestColumn)
	if err != nil {
		return err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := updateRequest(ctx, tx, r.Request, body); err != nil {
			return err
		}
		if also != nil {
			if err := also(tx); err != nil {
				return err
			}
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayHandle(who, r.Request).Ground(), subjects(r.Request)...))
	})
	return raced(err)
}

// PageKey is where a page ended. It goes in the address and holds nothing about a person.
type PageKey struct {
	At time.Time
	ID string
}

// IsZero says that the page is the first.
func (k PageKey) IsZero() bool { return k.ID == "" }

// Row is a line of the register. It names nobody.
type Row struct {
	Request
	Outcome Outcome
}

// ListView is the register of requests and decisions at a unit.
type ListView struct {
	Open, Done []Row
	Next       PageKey
	// MayExtract says that the reader may take an extract, perhaps after showing who they are.
	MayExtract bool
	Today      civil.Date
}

const (
	openShown = 200
	donePage  = 50
)

// List is what waits at the actor's unit, and the register of what has been answered.
func (c *Requests) List(ctx context.Context, who access.Actor, after PageKey) (ListView, error) {
	const action = "disclosure.list"
	if err := c.Audit.Require(ctx, who, action, nil, mayAnswer(who)); err != nil {
		return ListView{}, err
	}
	extract := mayExtract(who)
	v := ListView{Today: civil.Of(c.Now()), MayExtract: extract.Allowed() || extract.NeedsProof()}
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		v.Open, v.Done, v.Next = nil, nil, PageKey{}
		var open, done []Request
		var err error
		if after.IsZero() {
			if open, err = listOpen(ctx, tx, who, openShown); err != nil {
				return err
			}
		}
		if done, err = listDone(ctx, tx, who, after, donePage+1); err != nil {
			return err
		}
		if len(done) > donePage {
			done = done[:donePage]
			v.Next = PageKey{done[donePage-1].RegisteredAt, done[donePage-1].ID}
		}
		var ids []string
		for _, r := range append(append([]Request{}, open...), done...) {
			ids = append(ids, r.ID)
		}
		outcomes, err := outcomesOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, r := range open {
			v.Open = append(v.Open, Row{r, outcomes[r.ID]})
		}
		for _, r := range done {
			v.Done = append(v.Done, Row{r, outcomes[r.ID]})
		}
		return nil
	})
	if err != nil {
		return ListView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayAnswer(who).Ground()))
}

// MayAnswer says whether the actor has the room in their menu.
func MayAnswer(who access.Actor) bool { return mayAnswer(who).Allowed() }
