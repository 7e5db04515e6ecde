package concern_test

import (
	"testing"

	"samspel/internal/ground/fault"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

// Old data under today's keys holds rows that nothing opens any more: they look as if
// they were not there, and hold up nothing else.
func TestWhatWasDisposedOfIsNotThere(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		_, gone := w.Send(w.Counsellor)
		_, left := w.Send(w.Counsellor)
		before := w.Opened(w.Officer, gone[0])
		w.Must("destroy", w.Keys.Destroy(w.Context(), before.Matter.Keyset))
		v, err := w.Inbox(w.Context(), w.Officer, concern.InboxFilter{})
		w.Must("inbox", err)
		if len(v.Rows) != 1 || v.Rows[0].Matter.ID != left[0] {
			t.Errorf("the inbox holds %d rows", len(v.Rows))
		}
		_, err = w.Matter(w.Context(), w.Officer, gone[0])
		w.Refused("the matter", err, fault.KindPrivate, "")
		w.Opened(w.Officer, left[0])
	})
}
