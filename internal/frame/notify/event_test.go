package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"
	"time"
)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func TestEventsSayLittle(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]Event{
		"nothing": {}, "no system": {Kind: "a.b", Subject: "x"}, "no subject": {System: "s", Kind: "a.b"},
		"a sentence": {System: "s", Subject: "x", Kind: "Alva är mottagen"}, "a word": {System: "s", Subject: "x", Kind: "alva"},
	} {
		if e.check() == nil {
			t.Errorf("%s is an event", name)
		}
	}
	e := Event{ID: "e", System: "s", Kind: "orosanmalan.mottagen", Subject: "x", Made: monday}
	if err := e.check(); err != nil || string(e.message()) != `{"id":"e","slag":"orosanmalan.mottagen","om":"x","tid":"2026-11-23T09:00:00Z"}` {
		t.Errorf("%s, %v", e.message(), err)
	}
}

// The signature is what Standard Webhooks says it is, by each secret.
func TestEventsAreSigned(t *testing.T) {
	t.Parallel()
	e := Event{ID: "e", Kind: "a.b", Subject: "x", Made: monday}
	out := e.signed("https://skola.example/", [][]byte{[]byte("new"), []byte("old")}, monday.Add(time.Minute))
	var want []string
	for _, secret := range []string{"new", "old"} {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte("e." + out.Header["webhook-timestamp"] + "." + string(out.Body)))
		want = append(want, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	if out.Header["webhook-signature"] != strings.Join(want, " ") || out.Header["webhook-id"] != "e" || out.Header["webhook-timestamp"] != "1795424460" {
		t.Errorf("%v", out.Header)
	}
}

func TestTriesEnd(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		tries, status int
		state         EventState
		wait          time.Duration
	}{
		{0, 200, EventTold, 0}, {5, 204, EventTold, 0}, {0, 410, EventDead, 0}, {10, 500, EventDead, 0}, {10, 0, EventDead, 0}, {10, 200, EventTold, 0},
		{0, 0, EventWaiting, 10 * time.Second}, {0, 302, EventWaiting, 10 * time.Second}, {2, 404, EventWaiting, 2 * time.Minute}, {9, 503, EventWaiting, 8 * time.Hour},
	} {
		got, wait := Event{Tries: tt.tries, State: EventWaiting}.tried(tt.status, monday)
		if got.State != tt.state || wait != tt.wait || got.Tries != tt.tries+1 || got.Status != tt.status {
			t.Errorf("%+v: %s, %v", tt, got.State, wait)
		}
	}
}
