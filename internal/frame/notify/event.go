package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// EventState is how it has gone to tell a system.
type EventState string

const (
	// EventWaiting: not told yet; it is tried again.
	EventWaiting EventState = "waiting"
	// EventTold: the system has answered that it knows.
	EventTold EventState = "told"
	// EventDead: it has been tried long enough; an administrator is told.
	EventDead EventState = "dead"
)

// An Event (händelse) is that something has happened with what a system has sent: what
// kind of thing, and the id of what it sent.
//
// Invariant: it holds nothing else, so that it can say nothing about anybody.
type Event struct {
	ID      string
	System  string
	Kind    string
	Subject string
	State   EventState
	Tries   int
	// Status is what the system answered the last time; 0 when nobody did.
	Status int
	Made   time.Time
	Tried  time.Time
}

var kindForm = regexp.MustCompile(`^[a-z]+\.[a-z]+$`)

func (e Event) check() error {
	if e.System == "" || e.Subject == "" || !kindForm.MatchString(e.Kind) {
		return fmt.Errorf("event %s says too little or too much", e.ID)
	}
	return nil
}

// waits is how long to wait after each try that failed; about a day in all.
var waits = []time.Duration{10 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 8 * time.Hour}

// tried is the event after a try that got the status, and how long until the next one;
// 0 is that there is none.
func (e Event) tried(status int, at time.Time) (Event, time.Duration) {
	e.Tries, e.Status, e.Tried = e.Tries+1, status, at
	switch {
	case status/100 == 2:
		e.State = EventTold
	case status == 410 || e.Tries > len(waits):
		e.State = EventDead
	default:
		return e, waits[e.Tries-1]
	}
	return e, 0
}

// message is what goes out.
func (e Event) message() []byte {
	text, err := json.Marshal(struct {
		ID      string    `json:"id"`
		Kind    string    `json:"slag"`
		Subject string    `json:"om"`
		At      time.Time `json:"tid"`
	}{e.ID, e.Kind, e.Subject, e.Made.UTC()})
	if err != nil {
		panic(err) // texts and a time only
	}
	return text
}

// A Telling (händelsemeddelande) is an event on its way out, signed as Standard Webhooks has it.
type Telling struct {
	Address string
	Header  map[string]string
	Body    []byte
}

// signed is the event with a signature by each secret, so that a system that changes
// its secret can check either.
func (e Event) signed(address string, secrets [][]byte, at time.Time) Telling {
	body, seconds := e.message(), strconv.FormatInt(at.Unix(), 10)
	var signatures []string
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(e.ID + "." + seconds + "."))
		mac.Write(body)
		signatures = append(signatures, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return Telling{Address: address, Body: body, Header: map[string]string{"Content-Type": "application/json",
		"webhook-id": e.ID, "webhook-timestamp": seconds, "webhook-signature": strings.Join(signatures, " ")}}
}
