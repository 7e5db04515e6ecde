package coordination

import (
	"context"
	"errors"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
	"samspel/internal/ground/sdc"
)

// openedAtOnce is how many children's days of birth are open at a time.
const openedAtOnce = 500

// TakeCounts counts the thirds that are over and have not been counted, in every
// municipality that has matters. It is the system's own; what it opens to know how
// old a child was is shown to nobody.
func (c *Matters) TakeCounts(ctx context.Context) error {
	past := civil.ThirdsBefore(civil.Of(c.Now()), pastThirds)
	missing := map[string][]civil.Third{}
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		places, err := listCounted(ctx, tx)
		if err != nil {
			return err
		}
		for _, municipality := range places {
			taken, err := listSnapshots(ctx, tx, municipality)
			if err != nil {
				return err
			}
			missing[municipality] = slices.DeleteFunc(slices.Clone(past), func(t civil.Third) bool { return slices.Contains(taken, t.String()) })
		}
		return nil
	})
	if err != nil {
		return err
	}
	for municipality, thirds := range missing {
		for _, third := range thirds {
			if err := c.takeCounts(ctx, municipality, third); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Matters) takeCounts(ctx context.Context, municipality string, third civil.Third) error {
	happenings, days, areas, err := c.happened(ctx, municipality, third)
	if err != nil {
		return err
	}
	counts := countsOf(happenings, days, areas)
	counts.Municipality, counts.Third, counts.TakenAt = municipality, third, c.Now()
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertSnapshot(ctx, tx, counts); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(access.Actor{}, "coordination.counts.take", "counted when the third was over"))
	})
	if errors.Is(err, db.ErrConflict) {
		return nil // another server was first
	}
	return err
}

// happened is everything to count of a third, the days to first meetings, and the areas
// that matters could be counted in.
func (c *Matters) happened(ctx context.Context, municipality string, third civil.Third) (all []happening, days []int, areas []string, err error) {
	from, to := third.First().Start(), third.Last().End()
	var began []begun
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		all, days = nil, nil
		var err error
		if began, err = listBegun(ctx, tx, municipality, from, to); err != nil {
			return err
		}
		if areas, err = listCountedAreas(ctx, tx, municipality, from); err != nil {
			return err
		}
		firsts, err := listMet(ctx, tx, municipality, from, to)
		if err != nil {
			return err
		}
		for _, x := range firsts {
			took := max(civil.Of(x.starts).Sub(civil.Of(x.opened)), 0)
			days = append(days, took)
			all = append(all, happening{measure: MeasureFirst, row: firstBand(took), unit: x.unit})
		}
		followed, err := listFollowedUp(ctx, tx, municipality, from, to, third.First(), third.Last())
		if err != nil {
			return err
		}
		all = append(all, followed...)
		for _, list := range []func(context.Context, *db.Tx, string, time.Time, time.Time) ([]happening, error){listEnded, listAnswered, listRated, listTaking} {
			some, err := list(ctx, tx, municipality, from, to)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	})
	if err != nil {
		return nil, nil, nil, err
	}
	for some := range slices.Chunk(began, openedAtOnce) {
		children, err := c.bornOf(ctx, some)
		if err != nil {
			return nil, nil, nil, err
		}
		for _, b := range some {
			child := children[b.child]
			sex, area := child.Number.Sex(), b.area
			if child.Protected() {
				sex, area = personnummer.UnknownSex, "" // not even in counts
			}
			all = append(all, happening{MeasureOpened, b.form, ageBand(age(child.Birth, civil.Of(b.openedAt))), b.unit},
				happening{MeasureAsked, b.askedBy, b.origin, b.unit}, happening{MeasureSex, string(sex), "", b.unit}, happening{MeasureArea, area, "", b.unit})
		}
	}
	return all, days, areas, nil
}

func (c *Matters) bornOf(ctx context.Context, some []begun) (children map[string]person.Person, err error) {
	ids := make([]string, len(some))
	for i, b := range some {
		ids[i] = b.child
	}
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		children, err = c.People.Load(ctx, tx, ids)
		return err
	})
	return children, err
}

// OversightView is what there is to know of how a municipality coordinates.
type OversightView struct {
	Counts
	// Name is the municipality's, and Past every third that is counted, the latest first.
	Name string
	Past []Counts
	// Areas says whether the municipality has a list of areas to count by.
	Areas bool
	// Feedback is how the reception answered those who had reported; without rows where
	// it is not for here to tell.
	Feedback sdc.Sheet
}

// Oversight gives the managers of a municipality, and those who hold a matter together
// in it, the counts of a third that is over; the zero third is the last. Nobody may
// open the matters behind them for being a manager, so nothing small is told.
func (c *Matters) Oversight(ctx context.Context, who access.Actor, third civil.Third) (OversightView, error) {
	const action = "coordination.oversight.read"
	may, err := c.mayOversee(ctx, who)
	if err != nil {
		return OversightView{}, err
	}
	if err := c.Audit.Require(ctx, who, action, nil, may); err != nil {
		return OversightView{}, err
	}
	place, err := c.Register.Municipality(ctx, who.Municipality)
	if err != nil {
		return OversightView{}, err
	}
	past := civil.ThirdsBefore(civil.Of(c.Now()), pastThirds)
	v := OversightView{Name: place.Name, Counts: Counts{Third: past[0], Median: -1}}
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if v.Past, err = loadSnapshots(ctx, tx, who.Municipality, past[len(past)-1]); err != nil {
			return err
		}
		areas, err := listAreas(ctx, tx, who.Municipality)
		v.Areas = len(areas) > 0
		return err
	})
	if err != nil {
		return OversightView{}, err
	}
	// The first thirds, before anybody coordinated, have nothing to say.
	for len(v.Past) > 1 && len(v.Past[len(v.Past)-1].Tables) == 0 {
		v.Past = v.Past[:len(v.Past)-1]
	}
	if third == (civil.Third{}) && len(v.Past) > 0 {
		third = v.Past[0].Third
	}
	at := slices.IndexFunc(v.Past, func(x Counts) bool { return x.Third == third })
	switch {
	case at >= 0:
		v.Counts = v.Past[at]
	case third != civil.Third{}:
		return OversightView{}, fault.Absent()
	}
	if c.Feedback != nil {
		if v.Feedback, err = c.Feedback(ctx, who.Municipality, v.Third); err != nil {
			return OversightView{}, err
		}
	}
	return v, c.Audit.Reading(ctx, record(who, action, may.Ground()))
}

// mayOversee asks what the actor holds together before it asks the rule.
func (c *Matters) mayOversee(ctx context.Context, who access.Actor) (access.Decision, error) {
	var holds int
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		holds, err = countHeld(ctx, tx, who.User, who.Unit)
		return err
	})
	return mayOversee(who, holds > 0), err
}
