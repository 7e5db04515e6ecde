package concern

import (
	"context"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/civil"
)

// The rules, for the property that every list is narrowed as they say.
var (
	MayReadReport = mayReadReport
	MaySeeInInbox = maySeeInInbox
	MayOpen       = mayOpen
	MayReceive    = mayReceive
)

// DeliverAt makes a matter as sending does.
func DeliverAt(m Matter, at time.Time, wantsFeedback bool) Matter {
	return deliver(m, at, wantsFeedback, TimesAt(at))
}

// TimesAt is the spans in force at a moment.
func TimesAt(at time.Time) Times {
	t, err := times(civil.Of(at))
	if err != nil {
		panic(err)
	}
	return t
}

// StoreReport stores a report in any state.
func StoreReport(ctx context.Context, tx *db.Tx, r Report) error {
	stored := r
	stored.State = ""
	save := func() error { return saveDraft(ctx, tx, stored, []byte{0}) }
	if r.public() {
		save = func() error { return insertPublic(ctx, tx, stored) }
	}
	if err := save(); err != nil || r.State != Acknowledged {
		return err
	}
	_, err := acknowledgeReport(ctx, tx, Matter{Report: r.ID, ReceivedAt: r.AcknowledgedAt})
	return err
}

// StoreMatter stores a matter in any state.
func StoreMatter(ctx context.Context, tx *db.Tx, m Matter) error {
	return insertMatter(ctx, tx, sealedMatter{Matter: m, content: []byte{0}, headline: []byte{0}})
}

// tooMany ends a list whose pages never do.
const tooMany = 1000

// ListReports is every report the lists give the actor, page by page.
func ListReports(ctx context.Context, tx *db.Tx, who access.Actor, left []identity.Mandate, page int) (ids []string, err error) {
	drafts, err := listDrafts(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	for _, r := range drafts {
		ids = append(ids, r.ID)
	}
	for after := (PageKey{}); ; {
		sent, err := listSent(ctx, tx, who, left, after, page)
		if err != nil {
			return nil, err
		}
		for _, r := range sent {
			ids = append(ids, r.ID)
		}
		if len(sent) < page || len(ids) > tooMany {
			return ids, nil
		}
		after = PageKey{At: sent[page-1].SentAt, ID: sent[page-1].ID}
	}
}

// ListMatters is every matter the filtered inbox and the list of what is done give
// the actor, page by page.
func ListMatters(ctx context.Context, tx *db.Tx, who access.Actor, f InboxFilter, now time.Time, page int) (inbox, done []Matter, err error) {
	for {
		list, err := listInbox(ctx, tx, who, nil, f, now, page)
		if err != nil {
			return nil, nil, err
		}
		for _, m := range list {
			inbox = append(inbox, m.Matter)
		}
		if len(list) < page || len(inbox) > tooMany {
			break
		}
		f.After = PageKey{At: list[page-1].Next.Due, ID: list[page-1].ID}
	}
	for after := (PageKey{}); ; {
		list, err := listDone(ctx, tx, who, after, page)
		if err != nil {
			return nil, nil, err
		}
		for _, m := range list {
			done = append(done, m.Matter)
		}
		if len(list) < page || len(done) > tooMany {
			return inbox, done, nil
		}
		after = PageKey{At: list[page-1].DeliveredAt, ID: list[page-1].ID}
	}
}

// RelatedMatters is the matters about the given children, and the siblings of one.
func RelatedMatters(ctx context.Context, tx *db.Tx, who access.Actor, children []string, of Matter) (about, siblings []Matter, err error) {
	if about, err = mattersOfChildren(ctx, tx, who, children, of.ID); err != nil {
		return nil, nil, err
	}
	siblings, err = siblingsOf(ctx, tx, who, of)
	return about, siblings, err
}

// Counts is the tally of the inbox and what the menu says.
func Counts(ctx context.Context, tx *db.Tx, who access.Actor, now time.Time) (Tally, int, error) {
	t, err := countInbox(ctx, tx, who, now)
	if err != nil {
		return Tally{}, 0, err
	}
	due, err := countDue(ctx, tx, who, now)
	return t, due, err
}

// Counts kept and counted again, as text: unit, month, measure and kind to n.
func (c *Concerns) CountsAndRecount(ctx context.Context, unit string) (kept, again map[string]int64, err error) {
	name := func(of counted) string {
		return string(of.Month) + " " + string(of.Measure) + " " + of.Kind
	}
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		kept, again = map[string]int64{}, map[string]int64{}
		said, err := countsSince(ctx, tx, "0000-00")
		if err != nil {
			return err
		}
		truth, err := recount(ctx, tx, "0000-00", func(at time.Time) (Times, error) { return times(civil.Of(at)) })
		if err != nil {
			return err
		}
		for of, n := range said {
			if of.Unit == unit {
				kept[name(of)] += n
			}
		}
		for of, n := range truth {
			if of.Unit == unit {
				again[name(of)] += n
			}
		}
		return nil
	})
	return kept, again, err
}

// Miscount makes a count wrong, as nothing in the room does.
func (c *Concerns) Miscount(ctx context.Context, unit string, month Month, n int64) error {
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		return addCounts(ctx, tx, map[counted]int64{{unit, month, MeasureFeedback, Withheld}: n})
	})
}

// FiguresOfDays are figures of decisions that took so many days.
func FiguresOfDays(days ...int) Figures {
	f := Figures{days: map[int]int64{}}
	for _, d := range days {
		f.days[d]++
	}
	return f
}

// StatisticsOf are the statistics of reports by category.
func StatisticsOf(third civil.Third, received map[string]int64, decided map[string]int64) Statistics {
	counts := map[counted]int64{}
	for category, n := range received {
		counts[counted{Month: MonthOf(third.First().Start()), Measure: MeasureReceived, Kind: category}] = n
	}
	for kind, n := range decided {
		counts[counted{Month: MonthOf(third.First().Start()), Measure: MeasureDecision, Kind: kind}] = n
	}
	return statisticsOf(third, counts)
}

// Answering is who answers for an officer's matters at a unit.
func (c *Concerns) Answering(ctx context.Context, tx *db.Tx, unit, officer string) ([]string, error) {
	return c.answering(ctx, tx, unit, officer)
}

// Open is every open matter at a unit.
func Open(ctx context.Context, tx *db.Tx, unit string) ([]Matter, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+matterColumns+`
		FROM   `+matterTables+`
		WHERE  m.unit_id = $1 AND m.next_due IS NOT NULL
		ORDER  BY m.id`, unit)
	return collectMatters(rows, err)
}
