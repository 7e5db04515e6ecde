package api_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/frame/notify"
	"samspel/internal/room/concern"
	"samspel/internal/room/concern/concerntest"
)

// listener is a system's own address, answered without a network.
type listener struct {
	mu     sync.Mutex
	status int
	heard  []notify.Telling
}

func (l *listener) post(_ context.Context, t notify.Telling) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = append(l.heard, t)
	return l.status
}

func (l *listener) answers(status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status = status
}

func (l *listener) all() []notify.Telling {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]notify.Telling(nil), l.heard...)
}

// A system that listens is told, signed and without a word about anybody; one that
// cannot be reached is tried again, and in the end its administrator is told.
func TestASystemIsTold(t *testing.T) {
	t.Parallel()
	s := open(t)
	l := &listener{status: http.StatusNoContent}
	s.App.Notices.Systems.Post = l.post
	x := s.connect("Elevsystemet", "kurator", access.Scopes...)
	mute := s.connect("Närvarosystemet", "kurator", access.Scopes...)
	admin := s.Demo.Actor("administrator")
	if err := s.App.Gate.SetHook(t.Context(), admin, x.id, "https://skola.example/samspel"); err != nil {
		t.Fatal(err)
	}
	key, err := s.App.Gate.HookSecret(t.Context(), admin, x.id, false)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(key, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}

	report := read(t, x.post(reports, "nyckel-nummer-ett", strings.Replace(alva, `"sett"`, `"vill_ha_aterkoppling":true,"sett"`, 1)), 201)["id"].(string)
	quiet := read(t, mute.post(reports, "nyckel-nummer-ett", alva), 201)["id"].(string)
	chef := s.As("chef")
	matter := s.matterOf(report)
	for _, m := range []string{matter, s.matterOf(quiet)} {
		if a := chef.Post("/orosanmalningar/"+m+"/mottagen", nil); a.Status != http.StatusSeeOther {
			t.Fatalf("%s: %d", a, a.Status)
		}
	}
	s.Work()
	heard := l.all()
	if len(heard) != 1 {
		t.Fatalf("told %d times, want once", len(heard))
	}
	var said map[string]string
	if err := json.Unmarshal(heard[0].Body, &said); err != nil || len(said) != 4 || said["om"] != report || said["slag"] != "orosanmalan.mottagen" ||
		said["id"] != heard[0].Header["webhook-id"] || heard[0].Address != "https://skola.example/samspel" {
		t.Errorf("%s, %v", heard[0].Body, err)
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(said["id"] + "." + heard[0].Header["webhook-timestamp"] + "." + string(heard[0].Body)))
	if got := heard[0].Header["webhook-signature"]; got != "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
		t.Errorf("the key does not fit the signature %s", got)
	}

	// One that says it is gone is told no more, and whoever keeps it gets to know.
	l.answers(http.StatusGone)
	ctx, who := t.Context(), s.Demo.Actor("chef")
	if err := s.App.Concerns.AssessProtection(ctx, who, matter, concerntest.NoNeed); err != nil {
		t.Fatal(err)
	}
	if _, err := s.App.Concerns.Decide(ctx, who, matter, concerntest.Decision(concern.NotOpened)); err != nil {
		t.Fatal(err)
	}
	if err := s.App.Concerns.GiveFeedback(ctx, who, matter); err != nil {
		t.Fatal(err)
	}
	s.Work()
	if heard = l.all(); len(heard) != 2 || !strings.Contains(string(heard[1].Body), `"orosanmalan.aterkoppling"`) {
		t.Errorf("told %d times", len(heard))
	}
	notices, err := s.App.Notices.List(ctx, admin)
	if err != nil || len(notices) == 0 || notices[0].Key != "notify.event.dead" || notices[0].Link != "/administration/system/"+x.id {
		t.Errorf("%+v, %v", notices, err)
	}
	page := s.As("administrator").Get("/administration/system/" + x.id).Body
	for _, want := range []string{"Framme", "Gick inte fram", "Systemet svarade 410"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}

	// What it was told of is there to fetch.
	child := read(t, x.get(reports+"/"+report), 200)["barn"].([]any)[0].(map[string]any)["aterkoppling"].(map[string]any)
	if child["lage"] != "lamnad" || child["besked"] != "utredning_inleds_inte" {
		t.Errorf("%v", child)
	}
	for _, told := range heard {
		for _, word := range []string{"Alva", "Granlid", "jacka", "Elin", "inleds"} {
			if strings.Contains(string(told.Body), word) {
				t.Errorf("%s went out: %s", word, told.Body)
			}
		}
	}
}
