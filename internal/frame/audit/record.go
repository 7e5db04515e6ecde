package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"strings"
	"time"
	"unicode/utf8"

	"samspel/internal/frame/access"
	"samspel/internal/ground/id"
)

// Result says how it went.
type Result string

const (
	// Done: it was read, or it was changed. A reading whose answer was cut off is
	// Done too: the record says what was prepared, and rather too much than too little.
	Done Result = "done"
	// Refused: a rule said no.
	Refused Result = "refused"
)

// Record (loggpost) is who read or did what, about whom and on what ground. It
// holds ids only: never a name, a number or free text about a person.
type Record struct {
	// At is when; the log's own clock when zero.
	At    time.Time
	Actor access.Actor
	// Action is what, as "concern.matter.read".
	Action string
	// Subjects is the ids of the persons or matters it is about.
	Subjects []string
	Ground   string
	Result   Result
	// Request is the id of the web request; that of the context when empty.
	Request string
	// Detail is a short fact such as a count or a format; never personal.
	Detail string
}

const (
	textLimit    = 500
	subjectLimit = 10_000
)

// row is a record as it is kept: one link of a chain.
type row struct {
	chain, user, mandate, unit, role        string
	action, ground, result, request, detail string
	seq                                     int64
	at                                      time.Time
	subjects                                []byte
	hash                                    []byte
}

// newRow checks a record, so that one that cannot be kept fails alone and before
// others share its transaction.
func newRow(r Record) (*row, error) {
	x := &row{
		at: r.At.UTC().Truncate(time.Microsecond), user: r.Actor.User, mandate: r.Actor.Mandate,
		unit: r.Actor.Unit, role: string(r.Actor.Role), action: r.Action, ground: r.Ground,
		result: string(r.Result), request: r.Request, detail: r.Detail,
	}
	if x.action == "" || x.result == "" {
		return nil, fmt.Errorf("audit record without action or result")
	}
	for _, s := range x.texts() {
		if len(s) > textLimit || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			return nil, fmt.Errorf("audit record of %s: a text that cannot be kept", safeAction(r.Action))
		}
	}
	if len(r.Subjects) > subjectLimit {
		return nil, fmt.Errorf("audit record of %s: more than %d subjects", safeAction(r.Action), subjectLimit)
	}
	x.subjects = make([]byte, 0, 16*len(r.Subjects))
	for _, s := range r.Subjects {
		b, err := id.Bytes(s)
		if err != nil {
			return nil, fmt.Errorf("audit record of %s: a subject that is no id", safeAction(r.Action))
		}
		x.subjects = append(x.subjects, b[:]...)
	}
	return x, nil
}

// safeAction keeps what may be anything out of an error.
func safeAction(action string) string {
	for _, c := range action {
		if (c < 'a' || c > 'z') && c != '.' && c != '_' {
			return "an unreadable action"
		}
	}
	return action
}

func (x *row) texts() [10]string {
	return [...]string{x.chain, x.user, x.mandate, x.unit, x.role, x.action, x.ground, x.result, x.request, x.detail}
}

// record is the row as it is told.
func (x *row) record() Record {
	r := Record{
		At: x.at, Action: x.action, Ground: x.ground, Result: Result(x.result), Request: x.request, Detail: x.detail,
		Actor: access.Actor{User: x.user, Mandate: x.mandate, Unit: x.unit, Role: access.Role(x.role)},
	}
	for i := 0; i+16 <= len(x.subjects); i += 16 {
		r.Subjects = append(r.Subjects, id.FromBytes([16]byte(x.subjects[i:i+16])))
	}
	return r
}

// head is the newest link of a chain.
type head struct {
	chain string
	seq   int64
	hash  []byte
}

// origin is the head of a chain without links.
func origin(chain string) head {
	h := sha256.Sum256([]byte("samspel audit chain " + chain))
	return head{chain: chain, hash: h[:]}
}

// link gives x its place after h and returns the new head.
func (h head) link(x *row) head {
	x.chain, x.seq = h.chain, h.seq+1
	x.hash = x.digest(h.hash)
	return head{h.chain, x.seq, x.hash}
}

// digest is SHA-256 over the previous link's hash and everything in the row. Each
// field has its length before it, so that nothing can move from one to the next.
func (x *row) digest(previous []byte) []byte {
	d := sha256.New()
	d.Write([]byte{1}) // the version of this encoding
	write(d, previous)
	var fixed [16]byte
	binary.BigEndian.PutUint64(fixed[:8], uint64(x.seq))
	binary.BigEndian.PutUint64(fixed[8:], uint64(x.at.UnixMicro()))
	d.Write(fixed[:])
	for _, s := range x.texts() {
		write(d, []byte(s))
	}
	write(d, x.subjects)
	return d.Sum(nil)
}

func write(d hash.Hash, field []byte) {
	var length [4]byte
	binary.BigEndian.PutUint32(length[:], uint32(len(field)))
	d.Write(length[:])
	d.Write(field)
}
