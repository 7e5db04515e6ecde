package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"strings"
	"testing"
	"time"
)

func signer(key string) func(string) []byte {
	return func(text string) []byte {
		h := hmac.New(sha256.New, []byte(key))
		h.Write([]byte(text))
		return h.Sum(nil)
	}
}

func TestTickets(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	office := Tickets{Sign: signer("a"), Now: func() time.Time { return now }}
	other := Tickets{Sign: signer("b"), Now: office.Now}
	good := office.Issue("errand.with|dots", time.Minute)
	if got, ok := office.Read(good); !ok || got.Errand != "errand.with|dots" || got.Age != time.Minute {
		t.Errorf("read %v, %v", got, ok)
	}
	mac := good[strings.LastIndex(good, ".")+1:]
	for name, text := range map[string]string{
		"nothing": "", "no parts": "errand", "another office's": other.Issue("errand", 0), "no seal": "errand.1.",
		"an older time": "errand.with|dots.1." + mac, "another errand": "x" + good, "a shorter one": strings.TrimPrefix(good, "e"),
		"cut": good[:len(good)-1], "a line end": good + "\n", "padding": good + "=", "without end": strings.Repeat("a.", MaxText) + good,
		"no time": "errand.x." + office.seal("errand.x"), "only a time": "1." + office.seal("1"),
	} {
		if got, ok := office.Read(text); ok {
			t.Errorf("%s is read as %v", name, got)
		}
	}
}

func FuzzTickets(f *testing.F) {
	office := Tickets{Sign: signer("a"), Now: func() time.Time { return time.Unix(1_800_000_000, 0) }}
	f.Add(office.Issue("errand", 0))
	f.Add("..")
	f.Fuzz(func(t *testing.T, text string) {
		if got, ok := office.Read(text); ok && office.Issue(got.Errand, got.Age) != text {
			t.Errorf("%q is read as %v, which was never issued", text, got)
		}
	})
}
