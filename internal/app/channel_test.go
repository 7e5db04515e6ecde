package app

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/notify"
)

func TestChannelSignsAndSaysNothing(t *testing.T) {
	t.Parallel()
	var got, signature string
	status := http.StatusNoContent
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got, signature = string(body), r.Header.Get("Samspel-Signature")
		w.WriteHeader(status)
	}))
	defer server.Close()
	a := &App{Config: Config{CallURL: server.URL + "/larm?key=secret", URL: "https://samspel.example/"}, secrets: map[string]string{"call": "key"},
		now: func() time.Time { return time.Unix(1795420800, 0) }}
	send := a.channel()
	if err := send(t.Context(), notify.Call{ID: "1", Users: []string{"u"}, Ring: 1}); err != nil {
		t.Fatal(err)
	}
	if want := `{"id":"1","users":["u"],"ring":1,"start":"https://samspel.example/"}`; got != want {
		t.Errorf("posted %s, want %s", got, want)
	}
	if want := sign([]byte("key"), 1795420800, []byte(got)); signature != want || signature == sign([]byte("other"), 1795420800, []byte(got)) {
		t.Errorf("signature %s, want %s", signature, want)
	}
	status = http.StatusBadGateway
	if err := send(t.Context(), notify.Call{}); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("refused: %v", err)
	}
	server.Close()
	if err := send(t.Context(), notify.Call{}); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("gone: %v", err)
	}
	if (&App{}).channel() != nil {
		t.Error("there is a channel without an address")
	}
}
