package grant_test

import (
	"bytes"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

// alike compares every share of two ways to the same redistribution.
func alike(a, b grant.Redistribution) error {
	if a.Pool != b.Pool || a.Distributed != b.Distributed || a.Left != b.Left || len(a.Shares) != len(b.Shares) {
		return fmt.Errorf("%d of %d to %d, and %d of %d to %d", a.Distributed, a.Pool, len(a.Shares), b.Distributed, b.Pool, len(b.Shares))
	}
	for i, s := range a.Shares {
		if o := b.Shares[i]; s.Code != o.Code || s.Amount != o.Amount || s.Exact.String() != o.Exact.String() || s.Capped != o.Capped {
			return fmt.Errorf("%+v and %+v", s, o)
		}
	}
	return nil
}

// again shares the pool from the file, as the command does.
func again(wishes []grant.Wish, pool int64, rule grant.RedistributionRule) (grant.Redistribution, error) {
	var file bytes.Buffer
	if err := grant.WriteWishes(&file, wishes); err != nil {
		return grant.Redistribution{}, err
	}
	read, err := grant.ReadWishes(&file)
	return grant.Redistribute(pool, rule, read), err
}

func TestTheFileSharesAlike(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var wishes []grant.Wish
		for i := range rapid.IntRange(0, 12).Draw(t, "municipalities") {
			w := grant.Wish{Code: fmt.Sprint(9901 + i), Name: rapid.SampledFrom([]string{"Ekstad", "Å, \"Ö\"", "Norr;Söder", ""}).Draw(t, "name"), Frame: rapid.Int64Range(0, 1e9).Draw(t, "frame")}
			if w.Interested = rapid.Bool().Draw(t, "interested"); w.Interested {
				w.Extra = rapid.Int64Range(0, 1e9).Draw(t, "extra")
				w.Barred = rapid.SampledFrom([]string{"", "", "ni har inte rekvirerat hela er egen ram"}).Draw(t, "barred")
			}
			wishes = append(wishes, w)
		}
		pool := rapid.Int64Range(0, 1e9).Draw(t, "pool")
		for _, rule := range grant.RedistributionRules {
			page := grant.Redistribute(pool, rule, wishes)
			command, err := again(wishes, pool, rule)
			if err == nil {
				err = alike(page, command)
			}
			if err != nil {
				t.Fatalf("%s: %v", rule, err)
			}
		}
	})
}

// TestCommandAndPage simulates a year where one wants more and another has not called for
// its whole frame, and shares the exported file by every rule.
func TestCommandAndPage(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := w.Framed(Ekstad, 12_000_000, Bjorklunda, 3_000_000)
		more := func(d *grant.RequisitionDraft) { d.Extra, d.ExtraPurpose = money.Kronor(900_001), "Ett område till." }
		w.Requisitioned(y, w.Ek, w.EkHead, Called(12_000_000, more))
		w.Requisitioned(y, w.Bjork, w.BjorkHead, Called(1_000_000, more))
		s, err := w.Simulate(w.Context(), w.Officer, y.ID)
		w.Must("simulate", err)
		for _, rule := range grant.RedistributionRules {
			page := s.ByRule[rule]
			command, err := again(s.Wishes, page.Pool, rule)
			if err == nil {
				err = alike(page, command)
			}
			if err != nil || page.Distributed != 900_001 {
				w.Errorf("%s: %d kr, %v", rule, page.Distributed, err)
			}
		}
	})
}
