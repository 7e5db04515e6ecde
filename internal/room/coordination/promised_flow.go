package coordination

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// CommitmentView is a commitment as far as the reader sees it.
type CommitmentView struct {
	Commitment Commitment
	Insight    Insight
	Body       CommitmentBody
	Outcome    CommitmentOutcome
	// Name is who is asked, or responsible once it is accepted.
	Name, UnitName     string
	Late, Overdue      bool
	MayAnswer, MayDrop bool
}

// commitmentViews opens what the reader sees of the commitments, and nothing else.
func (c *Matters) commitmentViews(ctx context.Context, who access.Actor, s Standing, list []sealedCommitment) ([]CommitmentView, error) {
	var views []CommitmentView
	var users, units []string
	for _, x := range list {
		in := maySeeCommitment(who, s, x.Commitment)
		if in.Sight < Full {
			continue
		}
		v, err := c.openCommitment(ctx, x)
		if errors.Is(err, person.ErrDestroyed) || fault.KindOf(err) == fault.KindPrivate {
			continue // disposed of by the organisation that owned it
		}
		if err != nil {
			return nil, err
		}
		v.Insight, v.Late, v.Overdue = in, x.Unanswered(s.Now), x.Overdue(civil.Of(s.Now))
		v.MayAnswer, v.MayDrop = mayAnswerFor(who, s, x.Commitment).Allowed(), mayDrop(who, s, x.Commitment).Allowed() && x.State.Live()
		views = append(views, v)
		users, units = append(users, x.User), append(units, x.Unit)
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return nil, err
	}
	for i := range views {
		views[i].Name, views[i].UnitName = names.users[views[i].Commitment.User], names.units[views[i].Commitment.Unit]
	}
	return views, nil
}

func (c *Matters) openCommitment(ctx context.Context, x sealedCommitment) (CommitmentView, error) {
	v := CommitmentView{Commitment: x.Commitment}
	var err error
	if v.Body, err = unseal[CommitmentBody](ctx, c, x.Keyset, x.body, x.ID, commitmentColumn); err != nil {
		return CommitmentView{}, err
	}
	if len(x.outcome) > 0 {
		v.Outcome, err = unseal[CommitmentOutcome](ctx, c, x.Keyset, x.outcome, x.ID, endingColumn)
	}
	return v, err
}
