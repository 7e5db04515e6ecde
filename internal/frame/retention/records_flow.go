package retention

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/archive"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/job"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// A Source is how a room hands in what it keeps, and lets go of it.
type Source struct {
	Name string
	// Walk gives copies after a key, by matter and controller.
	Walk func(ctx context.Context, tx *db.Tx, after Key, limit int) ([]Copy, error)
	// Look gives the copies of matters as they are now.
	Look func(ctx context.Context, tx *db.Tx, matters []string) ([]Copy, error)
	// Remove takes away a controller's rows in a matter. What another controller's rows
	// stand on stays, emptied of everything that was this controller's.
	Remove func(ctx context.Context, tx *db.Tx, k Key) error
	// Texts gives everything a controller has in a matter, opened.
	Texts func(ctx context.Context, k Key) ([]Text, error)
	// Files gives what was attached, as it was kept; nil where nothing can be.
	Files func(ctx context.Context, k Key) ([]archive.Document, error)
}

// Services are what the records lean on.
type Services struct {
	Store    *db.Store
	Audit    *audit.Log
	People   *person.People
	Keys     *person.Keyring
	Register *register.Register
	Queue    *job.Queue
	// Names gives what people are called, by user.
	Names   func(ctx context.Context, users []string) (map[string]string, error)
	Sources []Source
	// Unknown gives those of the matters that somebody who takes no part in them may not
	// know of, such as one in protected mode.
	Unknown func(ctx context.Context, tx *db.Tx, user string, matters []string) ([]string, error)
	// KeyCopies is how long copies of the keys are kept in backups at most.
	KeyCopies time.Duration
	Program   string // what an archive package says it comes from
	Version   string
	Now       func() time.Time
	NewID     func() string
}

// Records (arkivet) is what the installation knows of when its copies may go.
type Records struct {
	Services
}

// New opens the records. [RunJob] is worked by Work; time brings Walk and Finish.
func New(s Services) *Records { return &Records{Services: s} }

func isNotFound(err error) bool { return errors.Is(err, db.ErrNotFound) }

func record(who access.Actor, action, ground string, subjects ...string) audit.Record {
	return audit.Record{Actor: who, Action: action, Subjects: slices.DeleteFunc(subjects, func(s string) bool { return s == "" }), Ground: ground, Result: audit.Done}
}

func (r *Records) source(name string) (Source, error) {
	i := slices.IndexFunc(r.Sources, func(s Source) bool { return s.Name == name })
	if i < 0 {
		return Source{}, fmt.Errorf("no source %q of copies", name)
	}
	return r.Sources[i], nil
}

const walkAtOnce = 500

// Walk goes on through what the rooms keep, some at a time and round again, and works
// out the terms. What is disposed of is looked at once more when its turn comes, so a
// term that is some hours old can make nothing go too early.
func (r *Records) Walk(ctx context.Context) error {
	for _, s := range r.Sources {
		if _, err := r.walk(ctx, s); err != nil {
			return fmt.Errorf("walk through %s: %w", s.Name, err)
		}
	}
	return nil
}

// WalkAll goes through everything once.
func (r *Records) WalkAll(ctx context.Context) error {
	for range 2 { // the term of a copy may depend on one that comes later
		for _, s := range r.Sources {
			for more := true; more; {
				var err error
				if more, err = r.walk(ctx, s); err != nil {
					return fmt.Errorf("walk through %s: %w", s.Name, err)
				}
			}
		}
	}
	return nil
}

func (r *Records) walk(ctx context.Context, s Source) (more bool, err error) {
	err = r.Store.Data.Write(ctx, func(tx *db.Tx) error {
		after, err := loadWalk(ctx, tx, s.Name)
		if err != nil {
			return err
		}
		found, err := s.Walk(ctx, tx, after, walkAtOnce)
		if err != nil {
			return err
		}
		for i := range found {
			found[i].Source = s.Name
			if err := saveCopy(ctx, tx, found[i]); err != nil {
				return err
			}
		}
		if err := r.settle(ctx, tx, found); err != nil {
			return err
		}
		var next Key
		if more = len(found) == walkAtOnce; more {
			next = found[len(found)-1].Key
		}
		return saveWalk(ctx, tx, s.Name, next)
	})
	return more, err
}

// settle works out the terms of copies and keeps their years.
func (r *Records) settle(ctx context.Context, tx *db.Tx, copies []Copy) error {
	judged, _, err := r.judge(ctx, tx, copies)
	if err != nil {
		return err
	}
	for _, j := range judged {
		if err := saveTerm(ctx, tx, j.Key, j.Term); err != nil {
			return err
		}
	}
	return nil
}

// refresh asks the rooms how copies are now, with everything else that their
// controllers keep of the same children.
func (r *Records) refresh(ctx context.Context, tx *db.Tx, copies []Copy) ([]Copy, error) {
	same, err := r.People.Same(ctx, tx, children(copies))
	if err != nil {
		return nil, err
	}
	var others []string
	for _, ids := range same {
		others = append(others, ids...)
	}
	beside, err := listCopiesOf(ctx, tx, others)
	if err != nil {
		return nil, err
	}
	bySource := map[string][]string{}
	for _, c := range append(slices.Clone(copies), beside...) {
		if !slices.Contains(bySource[c.Source], c.Matter) {
			bySource[c.Source] = append(bySource[c.Source], c.Matter)
		}
	}
	now := map[Key]Copy{}
	for name, matters := range bySource {
		s, err := r.source(name)
		if err != nil {
			return nil, err
		}
		found, err := s.Look(ctx, tx, matters)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			c.Source = name
			if err := saveCopy(ctx, tx, c); err != nil {
				return nil, err
			}
			now[c.Key] = c
		}
	}
	fresh := make([]Copy, 0, len(copies))
	for _, c := range copies {
		if x, ok := now[c.Key]; ok {
			fresh = append(fresh, x)
		}
	}
	return fresh, nil
}

// judge works out the terms of copies, with a handful of queries however many they are.
// It gives the children's records too, by id.
func (r *Records) judge(ctx context.Context, tx *db.Tx, copies []Copy) ([]Judged, map[string]person.Person, error) {
	if len(copies) == 0 {
		return nil, nil, nil
	}
	ids := children(copies)
	people, err := r.People.Load(ctx, tx, ids)
	if err != nil {
		return nil, nil, err
	}
	same, err := r.People.Same(ctx, tx, ids)
	if err != nil {
		return nil, nil, err
	}
	var all []string
	for _, ids := range same {
		all = append(all, ids...)
	}
	beside, err := listCopiesOf(ctx, tx, all)
	if err != nil {
		return nil, nil, err
	}
	matters := make([]string, 0, len(copies)+len(beside))
	for _, c := range append(slices.Clone(copies), beside...) {
		matters = append(matters, c.Matter)
	}
	marks, err := listMarks(ctx, tx, matters)
	if err != nil {
		return nil, nil, err
	}
	holds, err := listHolds(ctx, tx, matters)
	if err != nil {
		return nil, nil, err
	}
	controllers := map[string]File{}
	judged := make([]Judged, len(copies))
	for i, c := range copies {
		f, known := controllers[c.Controller]
		if !known {
			if f, err = r.file(ctx, tx, c.Controller); err != nil {
				return nil, nil, err
			}
			controllers[c.Controller] = f
		}
		f.Birth = people[c.Child].Birth
		own := func(k Key) []Mark {
			return slices.DeleteFunc(slices.Clone(marks), func(m Mark) bool { return m.Key != k })
		}
		j := Judged{Copy: c, Marks: own(c.Key), Holds: slices.DeleteFunc(slices.Clone(holds), func(h Hold) bool { return h.Key != c.Key })}
		f.Matters = []Matter{c.matter(classesOf(j.Marks))}
		for _, other := range beside {
			if other.Key != c.Key && other.Controller == c.Controller && slices.Contains(same[c.Child], other.Child) {
				f.Matters = append(f.Matters, other.matter(classesOf(own(other.Key))))
			}
		}
		j.Term = f.Term(0, civil.Of(r.Now()))
		judged[i] = j
	}
	return judged, people, nil
}

// file is what a controller's files have in common.
func (r *Records) file(ctx context.Context, tx *db.Tx, controller string) (File, error) {
	o, err := r.Register.Organisation(ctx, controller)
	if err != nil {
		return File{}, err
	}
	rows, err := listPlan(ctx, tx, controller)
	if err != nil {
		return File{}, err
	}
	f := File{Regime: RegimeOf(o.Sector, o.Public), Plan: Plan{Years: map[Class]int{}}}
	for _, p := range rows {
		if p.Class == Sampled {
			f.Plan.KeepsSample = p.Years == Forever
			continue
		}
		f.Plan.Years[p.Class] = p.Years
	}
	return f, nil
}

func children(copies []Copy) []string {
	var ids []string
	for _, c := range copies {
		if c.Child != "" {
			ids = append(ids, c.Child)
		}
	}
	return ids
}

func raced(err error) error {
	if errors.Is(err, errRaced) || errors.Is(err, db.ErrConflict) {
		return fault.Refused("retention.raced")
	}
	return err
}
