package notify_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
	"samspel/internal/ground/civil"
)

func TestOftenDue(t *testing.T) {
	t.Parallel()
	tests := []struct {
		at            string
		daily, weekly bool
	}{
		{"2026-11-23 07:29", false, false}, // Monday
		{"2026-11-23 07:30", true, true},
		{"2026-11-23 23:59", true, true},
		{"2026-11-24 07:30", true, false},
		{"2026-11-28 12:00", false, false}, // Saturday
		{"2026-12-24 12:00", false, false}, // Christmas Eve
		{"2026-04-06 08:00", false, false}, // Easter Monday
		{"2026-04-07 08:00", true, true},   // the Tuesday after it
		{"2026-03-30 07:29", false, false}, // the clocks changed in the night before
		{"2026-03-30 07:30", true, true},
		{"2027-01-01 08:00", false, false},
	}
	for _, tt := range tests {
		at, err := time.ParseInLocation("2006-01-02 15:04", tt.at, civil.Stockholm)
		if err != nil {
			t.Fatal(err)
		}
		if notify.Daily.Due(at) != tt.daily || notify.Weekly.Due(at) != tt.weekly || notify.Never.Due(at) || notify.Often("hourly").Due(at) {
			t.Errorf("%s: daily %t, weekly %t", tt.at, notify.Daily.Due(at), notify.Weekly.Due(at))
		}
	}
}

func TestDigestComesOnceADayAndOnlyWithSomethingInIt(t *testing.T) {
	t.Parallel()
	each(t, func(b *board) {
		ctx := b.Context()
		officer := func(user string) notify.Reader {
			return notify.Reader{User: user, Actors: []access.Actor{{User: user, Role: access.Officer}}}
		}
		b.notices.Readers = func(context.Context, *db.Tx) ([]notify.Reader, error) {
			return []notify.Reader{officer("lo"), officer("kim"), officer("idle"),
				{User: "head", Actors: []access.Actor{{User: "head", Role: access.Manager}}},
				{User: "admin", Actors: []access.Actor{{User: "admin", Role: access.Administrator}}}}, nil
		}
		var since time.Time
		b.notices.Counts = func(_ context.Context, _ *db.Tx, r notify.Reader, from time.Time) ([]notify.Count, error) {
			since = from
			if r.User == "idle" {
				return nil, nil
			}
			return []notify.Count{{Key: "notify.digest", N: 3}}, nil
		}
		got := func(user string) int {
			list, err := b.notices.List(ctx, access.Actor{User: user})
			if err != nil {
				b.Fatal(err)
			}
			return len(list)
		}
		if err := b.notices.Choose(ctx, access.Actor{User: "kim"}, notify.Never); err != nil {
			b.Fatal(err)
		}
		if err := b.notices.Choose(ctx, access.Actor{User: "kim"}, "hourly"); err == nil {
			b.Error("a choice that is none is taken")
		}
		send := func() {
			b.Helper()
			for range 3 {
				if err := b.notices.SendDigests(ctx); err != nil {
					b.Fatal(err)
				}
			}
		}
		want := func(what string, lo, head int) {
			b.Helper()
			if got("lo") != lo || got("head") != head || got("kim") != 0 || got("idle") != 0 || got("admin") != 0 {
				b.Errorf("%s: lo %d, head %d, kim %d, idle %d, admin %d", what, got("lo"), got("head"), got("kim"), got("idle"), got("admin"))
			}
		}
		b.now = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
		send()
		want("before half past seven", 0, 0)
		b.now = b.now.Add(time.Hour)
		send()
		want("Monday", 1, 1)
		b.now = b.now.Add(24 * time.Hour)
		send()
		want("Tuesday", 2, 1)
		if first := time.Date(2026, 11, 23, 6, 30, 0, 0, time.UTC); !since.Equal(first) {
			b.Errorf("Tuesday's digest counts from %s, want %s", since, first)
		}
		if err := b.notices.Choose(ctx, access.Actor{User: "lo"}, notify.Weekly); err != nil {
			b.Fatal(err)
		}
		b.now = b.now.Add(24 * time.Hour)
		send()
		want("Wednesday, chosen weekly", 2, 1)

		b.run()
		letters := b.server.letters()
		if len(letters) == 0 || strings.Contains(letters[0].data, "{count}") {
			b.Errorf("%d mails", len(letters))
		}
	})
}

func TestANoticeCountsOnlyWhatIsCounted(t *testing.T) {
	t.Parallel()
	each(t, func(b *board) {
		for _, c := range []notify.Count{{Key: "Alva Granlid", N: 1}, {Key: "concern.digest.late", N: 0}, {Key: "", N: 2}} {
			err := b.store.Data.Write(b.Context(), func(tx *db.Tx) error {
				return b.notices.Tell(b.Context(), tx, notify.Notice{User: "lo", Key: "notify.digest", Link: "/", Counts: []notify.Count{c}})
			})
			if err == nil {
				b.Errorf("%+v is told", c)
			}
		}
	})
}

func TestCallsGoOutWhenTheyAreCommitted(t *testing.T) {
	t.Parallel()
	each(t, func(b *board) {
		var sent []notify.Call
		b.notices.Channel = func(_ context.Context, c notify.Call) error {
			sent = append(sent, c)
			return nil
		}
		call := func(then error) {
			err := b.store.Data.Write(b.Context(), func(tx *db.Tx) error {
				return errors.Join(b.notices.Call(b.Context(), tx, notify.Call{Users: []string{"lo"}, Ring: 2}), then)
			})
			if !errors.Is(err, then) {
				b.Fatal(err)
			}
		}
		call(errors.New("rolled back"))
		call(nil)
		b.run()
		if len(sent) != 1 || sent[0].Ring != 2 || sent[0].ID == "" {
			b.Errorf("sent %+v", sent)
		}
	})
}
