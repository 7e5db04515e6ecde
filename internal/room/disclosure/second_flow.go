package disclosure

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
)

// second is a request of its own about what somebody who answers may not know of, before
// it is stored; the zero second is none.
type second struct {
	request  Request
	about    person.Person
	body     []byte
	answerer string
}

// secondOf makes the request that somebody else is to answer, when there is something
// that the actor may not know of and nobody answers it yet: about the same person, with
// the identity that was checked and the time that is left. The actor notices nothing.
// Where nobody can be asked, whoever holds the matter has been told by the room it lies in.
func (c *Requests) secondOf(ctx context.Context, who access.Actor, r opened, apart []string) (second, error) {
	if len(apart) == 0 {
		return second{}, nil
	}
	units, err := c.Services.Register.UnitsOf(ctx, r.Organisation)
	if err != nil {
		return second{}, err
	}
	apart = append(slices.Clone(apart), who.User)
	slices.Sort(apart)
	n := second{request: r.Request}
	n.request.ID, n.request.Reference, n.request.Unit, n.request.SecondOf = c.NewID(), c.NewReference(), "", r.ID
	n.request.State, n.request.Apart, n.request.Version = Registered, slices.Compact(apart), 1
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		there, err := hasSecond(ctx, tx, r.ID)
		if err != nil || there {
			return err
		}
		// Those at the same unit know the work; after them anybody at the authority.
		places := []string{r.Unit}
		for _, u := range units {
			places = append(places, u.ID)
		}
		for _, unit := range places {
			managers, err := c.Managers(ctx, tx, unit)
			if err != nil {
				return err
			}
			if i := slices.IndexFunc(managers, func(user string) bool { return !slices.Contains(n.request.Apart, user) }); i >= 0 {
				n.request.Unit, n.answerer = unit, managers[i]
				break
			}
		}
		people, err := c.People.Load(ctx, tx, []string{r.Person})
		n.about = people[r.Person]
		return err
	})
	if err != nil || n.answerer == "" {
		return second{}, err
	}
	n.request.Person = c.NewID()
	if n.request.Keyset, err = c.Keys.Create(ctx, person.Scope{Controller: r.Organisation, Matter: n.request.ID, Person: n.request.Person}); err != nil {
		return second{}, err
	}
	n.about.ID, n.about.Matter, n.about.Keyset = n.request.Person, n.request.ID, n.request.Keyset
	n.body, err = c.seal(ctx, n.request.Keyset, r.body, n.request.ID, requestColumn)
	return n, err
}

func (n second) store(ctx context.Context, tx *db.Tx, c *Requests) error {
	if n.answerer == "" {
		return nil
	}
	if err := c.People.Add(ctx, tx, n.about); err != nil {
		return err
	}
	if err := insertSecond(ctx, tx, n.request, n.body); err != nil {
		return err
	}
	if err := c.Tell(ctx, tx, n.answerer, "disclosure.notice.second", "/utlamnanden/"+n.request.ID); err != nil {
		return err
	}
	return c.Audit.Change(ctx, tx, record(access.Actor{}, "disclosure.request.second", "somebody else answers what the handler may not know of", subjects(n.request)...))
}
