package notify_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
)

func TestASystemIsTriedForADayAndThenItsKeeperIsTold(t *testing.T) {
	t.Parallel()
	each(t, func(b *board) {
		// Every wait has passed already by the queue's clock, which is the machine's.
		b.now = time.Now().Add(-72 * time.Hour)
		address, asked, status := "https://skola.example/", 0, 0
		b.notices.Systems = notify.Systems{
			Listens: func(_ context.Context, _ *db.Tx, system string) (bool, error) { return system == "skola", nil },
			Hook:    func(context.Context, string) (string, [][]byte, error) { return address, [][]byte{[]byte("s")}, nil },
			Post:    func(context.Context, notify.Telling) int { asked++; return status },
			Keepers: func(context.Context, *db.Tx, string) ([]string, error) { return []string{"silent"}, nil },
		}
		announce := func(system, kind string, then error) error {
			return b.store.Data.Write(b.Context(), func(tx *db.Tx) error {
				return errors.Join(b.notices.Announce(b.Context(), tx, system, kind, "anmälan"), then)
			})
		}
		if err := announce("skola", "Alva är mottagen", nil); err == nil {
			b.Error("an event that says too much is announced")
		}
		undo := errors.New("undo")
		if err := announce("skola", "orosanmalan.mottagen", undo); !errors.Is(err, undo) {
			b.Fatal(err)
		}
		for _, system := range []string{"någon", ""} {
			if err := announce(system, "orosanmalan.mottagen", nil); err != nil {
				b.Fatal(err)
			}
		}
		b.run()
		if asked != 0 {
			b.Errorf("asked %d times about nothing", asked)
		}

		if err := announce("skola", "orosanmalan.mottagen", nil); err != nil {
			b.Fatal(err)
		}
		for range 15 { // a try each time, for what waits is let go when the queue begins
			b.run()
		}
		e := b.event()
		if asked != 11 || e.State != notify.EventDead || e.Tries != 11 {
			b.Errorf("asked %d times, then %+v", asked, e)
		}
		told, err := b.notices.List(b.Context(), access.Actor{User: "silent"})
		if err != nil || len(told) != 1 || told[0].Key != "notify.event.dead" {
			b.Errorf("%+v, %v", told, err)
		}

		// One that answers at last is told once.
		asked, status = 0, 204
		if err := announce("skola", "orosanmalan.aterkoppling", nil); err != nil {
			b.Fatal(err)
		}
		b.run()
		if e := b.event(); asked != 1 || e.State != notify.EventTold || e.Status != 204 {
			b.Errorf("asked %d times, then %+v", asked, e)
		}

		// One that has stopped listening is no fault of anybody's.
		address = ""
		if err := announce("skola", "orosanmalan.mottagen", nil); err != nil {
			b.Fatal(err)
		}
		b.run()
		if e := b.event(); asked != 1 || e.State != notify.EventDead {
			b.Errorf("asked %d times, then %+v", asked, e)
		}
		b.now = b.now.Add(400 * 24 * time.Hour)
		if err := b.notices.Sweep(b.Context()); err != nil {
			b.Fatal(err)
		}
		if all, err := b.notices.Events(b.Context(), "skola"); err != nil || len(all) != 0 {
			b.Errorf("%d events are kept, %v", len(all), err)
		}
	})
}

// event is the latest.
func (b *board) event() notify.Event {
	b.Helper()
	all, err := b.notices.Events(b.Context(), "skola")
	if err != nil || len(all) == 0 {
		b.Fatalf("%d events, %v", len(all), err)
	}
	return all[0]
}
