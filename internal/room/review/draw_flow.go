package review

import (
	"context"
	"fmt"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
)

// Draw makes the lists of every month that is over and has none, one for each
// organisation in which anything was read, and tells its reviewers. It is run by the
// clock; a program that stood still over a month's end makes both months' lists. The
// first month of all is the one before the program first looks.
func (v *Reviews) Draw(ctx context.Context) error {
	latest := MonthBefore(civil.Of(v.Now()))
	drawn := Month{}
	err := v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		drawn, err = lastMonth(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	month := latest
	if !drawn.First.IsZero() {
		month = drawn.Next()
	}
	for ; !month.First.After(latest.First); month = month.Next() {
		if err := v.draw(ctx, month); err != nil {
			return err
		}
	}
	return nil
}

func (v *Reviews) draw(ctx context.Context, month Month) error {
	d := Drawing{Month: month, Seed: v.NewSeed(), Rules: Book.Version, At: v.Now()}
	g := Gather(Book)
	err := v.Audit.Between(ctx, month.Start(), month.Next().Start(), func(l audit.Link, r audit.Record) error {
		// What was refused showed nothing.
		if r.Result == audit.Done {
			g.Take(reading(Place(l), r))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("gather %s: %w", month.First, err)
	}
	d.Records = g.Records
	lists, err := v.judge(ctx, d, g)
	if err != nil {
		return err
	}
	return v.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertMonth(ctx, tx, d); err != nil {
			return err
		}
		for _, l := range lists {
			if err := insertPeriod(ctx, tx, l.period); err != nil {
				return err
			}
			for _, e := range l.entries {
				if err := insertEntry(ctx, tx, e); err != nil {
					return err
				}
			}
			for _, user := range l.tell {
				if err := v.Notify.Tell(ctx, tx, notify.Notice{User: user, Key: l.notice, Link: l.link}); err != nil {
					return err
				}
			}
		}
		r := record(access.Actor{}, "review.month.draw", "the month is over")
		r.Detail = fmt.Sprintf("%s, seed %s, rules %s, %d records", month.First, d.Seed, d.Rules, d.Records)
		return v.Audit.Change(ctx, tx, r)
	})
}

func reading(at Place, r audit.Record) Reading {
	return Reading{Place: at, At: r.At, Reader: r.Actor.User, Mandate: r.Actor.Mandate, Unit: r.Actor.Unit, Role: string(r.Actor.Role),
		Action: r.Action, Ground: r.Ground, Subjects: r.Subjects}
}

// list is one organisation's period with its lines, and whom to tell.
type list struct {
	period       Period
	entries      []Entry
	tell         []string
	notice, link string
}

// judge holds everything gathered against the rules, organisation by organisation.
func (v *Reviews) judge(ctx context.Context, d Drawing, g *Gathering) ([]list, error) {
	all := g.Accesses()
	many := g.crowded(all)
	known, err := v.known(ctx, all)
	if err != nil {
		return nil, err
	}
	by := map[string][]int{}
	for i, a := range all {
		all[i].Subjects = known.matterFirst(a.Subjects)
		if o := known.organisation[a.Unit]; o != "" {
			by[o] = append(by[o], i)
		}
	}
	var lists []list
	for _, organisation := range sortedKeys(by) {
		own := make([]Access, len(by[organisation]))
		for i, at := range by[organisation] {
			own[i] = all[at]
		}
		drawn := map[int]bool{}
		for _, i := range draw(d.Seed, own, g.book.Sample.PerMille, g.book.Sample.Least) {
			drawn[i] = true
		}
		l := list{period: Period{ID: v.NewID(), Organisation: organisation, Drawing: d, Accesses: len(own)}}
		told := map[readerDay]bool{}
		for i, a := range own {
			e := Entry{ID: v.NewID(), Period: l.period.ID, Access: a, Place: a.Log.String()}
			e.Rules = known.rules(a)
			if g.unusual(a) {
				e.Rules = append(e.Rules, Hours)
			}
			// One line stands for the whole day.
			if on := (readerDay{a.Reader, a.Unit, a.Day}); many[on] > 0 && !told[on] {
				told[on] = true
				e.Rules, e.Matters = append(e.Rules, Many), many[on]
			}
			if drawn[i] {
				e.Rules = append(e.Rules, Sample)
			}
			if len(e.Rules) > 0 {
				l.entries = append(l.entries, e)
			}
		}
		slices.SortStableFunc(l.entries, func(a, b Entry) int { return weight(a) - weight(b) })
		for i := range l.entries {
			l.entries[i].Position = i + 1
		}
		l.period.Entries = len(l.entries)
		l.period.Keyset, err = v.Keys.Create(ctx, person.Scope{Controller: organisation, Matter: l.period.ID, Person: l.period.ID})
		if err != nil {
			return nil, err
		}
		if err := v.address(ctx, &l); err != nil {
			return nil, err
		}
		lists = append(lists, l)
	}
	return lists, nil
}

// weight is the place of a line's first rule.
func weight(e Entry) int { return slices.Index(Rules, e.Rules[0]) }

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// address finds who is told of a list: the organisation's reviewers, or its
// administrators that there are none.
func (v *Reviews) address(ctx context.Context, l *list) error {
	units, err := v.Register.UnitsOf(ctx, l.period.Organisation)
	if err != nil {
		return err
	}
	return v.Store.Data.Read(ctx, func(tx *db.Tx) error {
		l.tell, l.notice, l.link = nil, "review.notice.drawn", "/loggranskning/"+l.period.ID
		for _, u := range units {
			users, err := v.Identity.UsersIn(ctx, tx, u.ID, access.Reviewer)
			if err != nil {
				return err
			}
			for _, user := range users {
				if !slices.Contains(l.tell, user) {
					l.tell = append(l.tell, user)
				}
			}
		}
		if len(l.tell) > 0 {
			return nil
		}
		l.notice, l.link = "review.notice.nobody", "/administration"
		l.tell, err = v.Identity.Administrators(ctx, tx, l.period.Organisation)
		return err
	})
}

// knowledge is what the rules need to know of the people and the matters.
type knowledge struct {
	organisation map[string]string            // of a unit
	readers      map[string]person.Likeness   // of a reader's name
	subjects     map[string][]person.Likeness // of the people in a matter
	tasks        map[string]Task
	declared     map[string][]declared // by the keyed hash of a number
}

type declared struct{ user, organisation string }

// known asks for it, many at a time and nothing for any access by itself.
func (v *Reviews) known(ctx context.Context, all []Access) (k knowledge, err error) {
	k = knowledge{organisation: map[string]string{}, readers: map[string]person.Likeness{}, subjects: map[string][]person.Likeness{}, tasks: map[string]Task{}}
	seen := map[string]bool{}
	var subjects, readers []string
	for _, a := range all {
		if _, asked := k.organisation[a.Unit]; !asked {
			u, err := v.Register.Unit(ctx, a.Unit)
			if err != nil && !isNotFound(err) {
				return k, err
			}
			k.organisation[a.Unit] = u.Organisation
		}
		if !seen[a.Reader] {
			seen[a.Reader] = true
			readers = append(readers, a.Reader)
		}
		for _, s := range a.Subjects {
			if !seen[s] {
				seen[s] = true
				subjects = append(subjects, s)
			}
		}
	}
	const page = 500
	for part := range slices.Chunk(readers, page) {
		names, err := v.Identity.UserName(ctx, part)
		if err != nil {
			return k, err
		}
		for user, name := range names {
			k.readers[user] = v.Keys.LikenessOfName(name)
		}
	}
	for part := range slices.Chunk(subjects, page) {
		err := v.Store.Data.Read(ctx, func(tx *db.Tx) error {
			like, err := v.People.Likenesses(ctx, tx, part)
			if err != nil {
				return err
			}
			tasks, err := v.Tasks(ctx, tx, part)
			if err != nil {
				return err
			}
			for id, l := range like {
				k.subjects[id] = l
			}
			for id, t := range tasks {
				k.tasks[id] = t
			}
			return nil
		})
		if err != nil {
			return k, err
		}
	}
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		k.declared, err = loadDeclared(ctx, tx)
		return err
	})
	return k, err
}

// matterFirst puts the matter before the rest: an emergency opening and a consent are
// recorded with themselves first.
func (k knowledge) matterFirst(subjects []string) []string {
	for i, s := range subjects {
		if _, known := k.tasks[s]; known && i > 0 {
			return slices.Concat([]string{s}, subjects[:i], subjects[i+1:])
		}
	}
	return subjects
}

// rules is the rules that what is known of the access fits, what weighs most first.
func (k knowledge) rules(a Access) (list []Rule) {
	var surname, relative, colleague, idle, shielded bool
	for _, s := range a.Subjects {
		for _, l := range k.subjects[s] {
			surname = surname || k.readers[a.Reader].ShareSurname(l)
			if l.Number == "" {
				continue
			}
			for _, d := range k.declared[l.Number] {
				relative = relative || d.user == a.Reader
				colleague = colleague || d.user != a.Reader && d.organisation == k.organisation[a.Unit]
			}
		}
		if t, known := k.tasks[s]; known {
			idle = idle || a.Role != string(access.Manager) && len(t.Workers) > 0 && !slices.Contains(t.Workers, a.Reader)
			shielded = shielded || t.shieldedIn(a.First, a.Last)
		}
	}
	for _, r := range []struct {
		fits bool
		rule Rule
	}{{a.Emergency, Emergency}, {a.Protected || shielded, Protected}, {relative, Relative}, {surname, Surname}, {colleague, Colleague}, {idle, NoTask}} {
		if r.fits {
			list = append(list, r.rule)
		}
	}
	return list
}
