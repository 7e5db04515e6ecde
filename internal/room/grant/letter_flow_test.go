package grant_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

// A decision writes one letter to each municipality, which says all that it must, is read
// by nobody else, and stays as it was whatever happens to names and to what is said of
// appeals.
func TestLetters(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		people := "Vera Visser"
		w.Names = func(_ context.Context, ids []string) (map[string]string, error) {
			return map[string]string{w.Manager.User: people, w.Officer.User: "Olle Ohm"}, nil
		}
		y := w.Framed(Ekstad, 12_000_000, Bjorklunda, 3_000_000)
		first := w.Requisitioned(y, w.Ek, w.EkHead, Called(5_000_000))
		second := w.Requisitioned(y, w.Ek, w.EkHead, Called(1_000_000))
		third := w.Requisitioned(y, w.Bjork, w.BjorkHead, Called(3_000_000))
		d := decided(w, y, first, second, third)
		all, err := w.Letters(ctx, w.Officer, d.ID)
		w.Must("letters", err)
		if len(all) != 2 || all[0].Municipality != Ekstad || all[1].Municipality != Bjorklunda {
			w.Fatalf("%d letters: %+v", len(all), all)
		}
		said := fmt.Sprint(all[0].Facts, all[0].Sections)
		for _, want := range []string{"B2027/0007", "1 februari 2027", "Bidragsmyndigheten beslutar att betala ut 6\u00a0000\u00a0000\u00a0kr till Ekstad", "1\u00a0000\u00a0000\u00a0kr den 1 februari 2027",
			"Er ram är 12\u00a0000\u00a0000\u00a0kr", "A2027/00101", "Medlen ska inte ersätta befintlig finansiering.", "31 december 2027", "15 februari 2028",
			"Beslutet har fattats av Vera Visser.", "Olle Ohm har varit föredragande.", "Så överklagar ni", "förvaltningslagen", "tre veckor"} {
			if !strings.Contains(said, want) {
				w.Errorf("the letter does not say %q: %s", want, said)
			}
		}
		if strings.ContainsAny(said, "{}") && strings.Contains(said, "_") {
			w.Errorf("a blank is left: %s", said)
		}

		_, _, err = w.Letter(ctx, w.Ek, all[0].ID)
		w.Must("the municipality's own", err)
		_, _, err = w.Letter(ctx, w.Ek, all[1].ID)
		w.Hidden("another municipality's", err)
		_, _, err = w.Letter(ctx, w.FarManager, all[0].ID)
		w.Hidden("another agency's", err)
		_, err = w.Letters(ctx, w.FarManager, d.ID)
		w.Hidden("another agency's decision", err)
		_, err = w.Letters(ctx, w.EkHead, d.ID)
		w.Hidden("all letters, to a municipality", err)
		_, err = w.Letters(ctx, w.Officer, "nothing")
		w.Hidden("of no decision", err)
		v, err := w.Requisitions(ctx, w.Ek, y.ID, ledger.Where{})
		w.Must("the page", err)
		if len(v.Letters) != 1 || v.Letters[0].ID != all[0].ID {
			w.Errorf("the municipality sees %+v", v.Letters)
		}

		people = "Vera Nygift"
		w.Refused("no appeal without a ground", w.SayAppeal(ctx, w.Manager, y.ID, grant.AppealDraft{Barred: true}), "grant.appeal.ground_missing")
		w.Hidden("an officer says it", w.SayAppeal(ctx, w.Officer, y.ID, grant.AppealDraft{}))
		w.Hidden("a municipality says it", w.SayAppeal(ctx, w.EkHead, y.ID, grant.AppealDraft{}))
		w.Must("no appeal", w.SayAppeal(ctx, w.Manager, y.ID, grant.AppealDraft{Barred: true, Ground: "12 § förordningen (2099:1)"}))
		again, err := w.Letters(ctx, w.Officer, d.ID)
		w.Must("again", err)
		if fmt.Sprint(again) != fmt.Sprint(all) {
			w.Errorf("the letters have changed: %+v", again)
		}
		if err := w.Store.Data.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE grant_letter SET body = '{}' WHERE id = $1`, all[0].ID)
			return err
		}); err == nil {
			w.Error("a letter was written over")
		}

		fourth := w.Requisitioned(y, w.Ek, w.EkHead, Called(2_000_000))
		d = decided(w, y, fourth)
		all, err = w.Letters(ctx, w.Officer, d.ID)
		w.Must("letters", err)
		if said = fmt.Sprint(all[0].Sections); !strings.Contains(said, "12 § förordningen (2099:1)") || strings.Contains(said, "förvaltningsrätten") || !strings.Contains(said, "Vera Nygift") {
			w.Errorf("after it was barred: %s", said)
		}
	})
}
