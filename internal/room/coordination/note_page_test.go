package coordination_test

import (
	"fmt"
	"slices"
	"testing"

	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// However many notes there are, and however many of them are hidden from the reader,
// each page is full until the last, and all that the reader sees comes once, in order.
func TestNotePages(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter, _ := w.Team()
		var own, seen []string
		for i := range 2*coordination.NotesPage + 15 {
			title := fmt.Sprint("Anteckning ", i)
			hidden := i%3 == 0
			_, err := w.Write(ctx, w.Officer, matter, Note(title, func(d *coordination.ItemDraft) {
				if hidden {
					d.Shown = coordination.ShownHidden
				}
			}))
			w.Must("write", err)
			if own = append(own, title); !hidden {
				seen = append(seen, title)
			}
		}
		slices.Reverse(own)
		slices.Reverse(seen)
		for _, tt := range []struct {
			name string
			want []string
			read func(coordination.PageKey) (coordination.NotesView, error)
		}{
			{"the unit's own", own, func(k coordination.PageKey) (coordination.NotesView, error) {
				return w.Notes(ctx, w.Officer, matter, k)
			}},
			{"another organisation", seen, func(k coordination.PageKey) (coordination.NotesView, error) {
				return w.Notes(ctx, w.Counsellor, matter, k)
			}},
		} {
			var got []string
			var key coordination.PageKey
			for {
				v, err := tt.read(key)
				w.Must("read", err)
				for _, x := range v.Notes {
					got = append(got, x.Title)
				}
				if v.Next.IsZero() {
					break
				}
				if len(v.Notes) != coordination.NotesPage {
					w.Errorf("%s: a page of %d", tt.name, len(v.Notes))
				}
				key = v.Next
			}
			if !slices.Equal(got, tt.want) {
				w.Errorf("%s: %d notes in another order or number than %d", tt.name, len(got), len(tt.want))
			}
		}
		first := w.Opened(w.Counsellor, matter)
		if len(first.Items) != coordination.NotesPage || first.Items[0].Title != seen[0] {
			w.Errorf("the matter's own page has %d", len(first.Items))
		}
	})
}
