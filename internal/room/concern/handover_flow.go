package concern

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

const (
	// HandoverPage is how many matters are handed over at a time.
	HandoverPage = 200
	// handoverPortion is how many are moved in one transaction, so that nobody else
	// waits long to write.
	handoverPortion = 25
)

// HandoverView is what a manager chooses among, and when they have chosen, exactly
// what would move.
type HandoverView struct {
	// Receivers are those who receive at the unit and have a mandate in force.
	Receivers []Colleague
	// Holders are those who have open matters here, at work or not.
	Holders []Colleague
	Rows    []HandoverRow
	// More says that as many again wait, for another round.
	More bool
	View InboxView
}

// HandoverRow is a matter that would move.
type HandoverRow struct {
	Row
	Move   Move
	ToName string
}

// Handover is the choices a manager has.
func (c *Concerns) Handover(ctx context.Context, who access.Actor) (HandoverView, error) {
	const action = "concern.handover.choose"
	if err := c.Audit.Require(ctx, who, action, nil, mayOversee(who)); err != nil {
		return HandoverView{}, err
	}
	v, _, err := c.handover(ctx, who)
	if err != nil {
		return HandoverView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayOversee(who).Ground()))
}

func (c *Concerns) handover(ctx context.Context, who access.Actor) (HandoverView, identity.Staff, error) {
	v := HandoverView{View: InboxView{Now: c.Now()}}
	var staff identity.Staff
	var holders []string
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if staff, err = c.Identity.Staff(ctx, tx, who.Unit); err != nil {
			return err
		}
		holders, err = listHolders(ctx, tx, who)
		return err
	})
	if err != nil {
		return HandoverView{}, nil, err
	}
	users := receivers(staff)
	names, err := c.Identity.UserName(ctx, append(slices.Clone(users), holders...))
	if err != nil {
		return HandoverView{}, nil, err
	}
	for _, user := range users {
		v.Receivers = append(v.Receivers, Colleague{User: user, Name: names[user]})
	}
	for _, user := range holders {
		v.Holders = append(v.Holders, Colleague{User: user, Name: names[user]})
	}
	return v, staff, nil
}

// receivers is those of the staff who receive reports.
func receivers(staff identity.Staff) (users []string) {
	for _, m := range staff {
		if (m.Role == access.Officer || m.Role == access.Manager) && !slices.Contains(users, m.User) {
			users = append(users, m.User)
		}
	}
	return users
}

// PreviewHandover is what would move, with the deadlines. Nothing is changed.
func (c *Concerns) PreviewHandover(ctx context.Context, who access.Actor, d HandoverDraft) (HandoverView, error) {
	const action = "concern.handover.preview"
	if err := c.Audit.Require(ctx, who, action, nil, mayOversee(who)); err != nil {
		return HandoverView{}, err
	}
	v, staff, err := c.handover(ctx, who)
	if err != nil {
		return HandoverView{}, err
	}
	if err := d.Check(receivers(staff)); err != nil {
		return v, err
	}
	var list []sealedMatter
	var people map[string]person.Person
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if list, err = listHeld(ctx, tx, who, d, v.View.Now, HandoverPage+1); err != nil {
			return err
		}
		people, err = c.People.Load(ctx, tx, children(list))
		return err
	})
	if err != nil {
		return HandoverView{}, err
	}
	if v.More = len(list) > HandoverPage; v.More {
		list = list[:HandoverPage]
	}
	rows, err := c.rows(ctx, who, list, people)
	if err != nil {
		return HandoverView{}, err
	}
	matters := make([]Matter, len(list))
	for i, m := range list {
		matters[i] = m.Matter
	}
	names := map[string]string{}
	for _, r := range v.Receivers {
		names[r.User] = r.Name
	}
	for i, move := range share(matters, d.To, staff.Covers) {
		v.Rows = append(v.Rows, HandoverRow{Row: rows[i], Move: move, ToName: names[move.To]})
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayOversee(who).Ground(), shownChildren(rows)...))
}

// HandoverResult is how many matters moved, and the references of those that did not,
// since somebody had done something with them after they were shown.
type HandoverResult struct {
	Moved int
	Left  []string
}

// HandOver moves the matters as they were shown, in portions. A matter somebody has
// changed since is left as it is and named; each that moves has its entry and its record.
func (c *Concerns) HandOver(ctx context.Context, who access.Actor, moves []Move) (HandoverResult, error) {
	const action = "concern.matter.assign"
	if err := c.Audit.Require(ctx, who, action, nil, mayOversee(who)); err != nil {
		return HandoverResult{}, err
	}
	if len(moves) == 0 || len(moves) > HandoverPage {
		return HandoverResult{}, fault.Invalid("moves", "concern.handover.nothing")
	}
	var done HandoverResult
	told := map[string]bool{}
	for portion := range slices.Chunk(moves, handoverPortion) {
		if err := c.handOver(ctx, who, portion, &done, told); err != nil {
			return done, err
		}
	}
	return done, nil
}

// moving is a matter about to move, with its sealed entry.
type moving struct {
	before, after Matter
	times         Times
	entry         Entry
	body          []byte
}

func (c *Concerns) handOver(ctx context.Context, who access.Actor, portion []Move, done *HandoverResult, told map[string]bool) error {
	const action = "concern.matter.assign"
	now := c.Now()
	var staff identity.Staff
	var list []moving
	var left []string
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, left = nil, nil
		if staff, err = c.Identity.Staff(ctx, tx, who.Unit); err != nil {
			return err
		}
		for _, move := range portion {
			m, _, err := loadMatter(ctx, tx, move.Matter)
			if isNotFound(err) || err == nil && !mayGive(who, m).Allowed() {
				return fault.Private()
			}
			if err != nil {
				return err
			}
			may := slices.Contains(receivers(staff), move.To) && (!m.Protected || staff.Covers(move.To))
			if m.Version != move.Version || !m.State.Open() || !may {
				left = append(left, m.Reference)
				continue
			}
			after := m
			after.Officer = move.To
			list = append(list, moving{before: m, after: after})
		}
		return nil
	})
	if fault.KindOf(err) == fault.KindPrivate {
		return c.Audit.Require(ctx, who, action, nil, access.Deny("no such matter"))
	}
	if err != nil {
		return err
	}
	for i := range list {
		x := &list[i]
		if x.times, err = times(civil.Of(x.before.DeliveredAt)); err != nil {
			return err
		}
		x.entry = Entry{ID: c.NewID(), Matter: x.before.ID, Kind: EntryAssigned, At: now, Author: who.User}
		if x.body, err = c.Keys.Seal(ctx, x.before.Keyset, encode(EntryBody{Officer: x.after.Officer}), person.Where(x.entry.ID, entryColumn)); err != nil {
			return err
		}
	}
	var moved int
	var raced, fresh []string
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		moved, raced, fresh = 0, nil, nil
		for _, x := range list {
			if err := c.move(ctx, tx, who, x, action); err != nil {
				if !isRaced(err) {
					return err
				}
				raced = append(raced, x.before.Reference)
				continue
			}
			moved++
			if to := x.after.Officer; to != who.User && !told[to] && !slices.Contains(fresh, to) {
				fresh = append(fresh, to)
				if err := c.tellAll(ctx, tx, staff.Reach(to), notify.Notice{Key: "concern.notice.moved", Link: "/orosanmalningar"}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, to := range fresh {
		told[to] = true
	}
	done.Moved += moved
	done.Left = append(append(done.Left, left...), raced...)
	return nil
}

func (c *Concerns) move(ctx context.Context, tx *db.Tx, who access.Actor, x moving, action string) error {
	if err := changeMatter(ctx, tx, x.before, x.after, x.times); err != nil {
		return err
	}
	if err := insertEntry(ctx, tx, x.entry, x.body); err != nil {
		return err
	}
	return c.Audit.Change(ctx, tx, record(who, action, mayGive(who, x.before).Ground(), x.before.ID, x.before.Child))
}
