package coordination

import (
	"context"
	"samspel/internal/ground/civil"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// The rules, for the property that every list is narrowed as they say.
var (
	MayOpen   = mayOpen
	MayAnswer = mayAnswer
)

// StoreMember stores a member in any state, with a record of the child for the
// organisation.
func StoreMember(ctx context.Context, tx *db.Tx, m Matter, x Member) error {
	parties, err := listParties(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	if _, ok := (Standing{Parties: parties}).party(x.Organisation); !ok {
		if err := insertParty(ctx, tx, Party{Matter: m.ID, Organisation: x.Organisation, Child: m.Child, Keyset: m.Keyset, Since: m.OpenedAt}); err != nil {
			return err
		}
	}
	return insertMember(ctx, tx, x, []byte{0})
}

// StoreApart stores that somebody may not know of a matter.
func StoreApart(ctx context.Context, tx *db.Tx, matter, user string, at time.Time) error {
	return insertApart(ctx, tx, matter, user, user, at)
}

// StandingIn is a matter in the transaction.
func (c *Matters) StandingIn(ctx context.Context, tx *db.Tx, matter string) (Standing, error) {
	return loadStanding(ctx, tx, matter, c.Now())
}

// ListedIn is every matter and invitation the lists give somebody, page by page.
func ListedIn(ctx context.Context, tx *db.Tx, who access.Actor, f ListFilter, page int) (matters, asked []string, err error) {
	for {
		list, err := listMatters(ctx, tx, who, f, page)
		if err != nil {
			return nil, nil, err
		}
		for _, l := range list {
			matters = append(matters, l.ID)
		}
		if len(list) < page {
			break
		}
		last := list[len(list)-1]
		f.After = PageKey{At: last.OpenedAt, ID: last.ID}
	}
	invitations, err := listAsked(ctx, tx, who, 1000)
	for _, a := range invitations {
		asked = append(asked, a.Matter)
	}
	return matters, asked, err
}

// CountsOf are the counts of lists, with three units behind each.
func CountsOf(lists map[Measure]map[string]int) Counts {
	var all []happening
	for m, rows := range lists {
		for row, n := range rows {
			all = append(all, many(n, m, row, "", "a", "b", "c")...)
		}
	}
	return countsOf(all, nil, nil)
}

// KeepCounts keeps counts as if they had been taken.
func (c *Matters) KeepCounts(ctx context.Context, counts Counts) error {
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error { return insertSnapshot(ctx, tx, counts) })
}

// Happened is how often each kind of a list happened in a third, before anything is hidden.
func (c *Matters) Happened(ctx context.Context, municipality string, third civil.Third, m Measure) (map[string]int, error) {
	all, _, _, err := c.happened(ctx, municipality, third)
	counts := map[string]int{}
	for _, h := range all {
		if h.measure == m {
			counts[h.row]++
		}
	}
	return counts, err
}
