package disclosure

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// errOutdated says that something has come under protection since it was gathered.
var errOutdated = errors.New("under protection since it was gathered")

// stands says whether what was gathered for a request is as it was: nothing has come under
// protection since, and the actor may still know of all of it.
func (c *Requests) stands(ctx context.Context, who access.Actor, r Request, pieces []sealedPiece) error {
	if r.Kind != Extract {
		return nil
	}
	now, apart, err := c.held(ctx, who, r)
	switch {
	case err != nil:
		return err
	case len(gone(pieces, now, apart)) > 0:
		return errRaced
	case len(outdated(pieces, now)) > 0:
		return errOutdated
	}
	return nil
}

// unchanged refuses to let an answer leave when something that it tells of, or that it
// says is withheld, has come under protection since the decision.
func (c *Requests) unchanged(ctx context.Context, who access.Actor, r Request) error {
	if r.State != Decided {
		return nil
	}
	var pieces []sealedPiece
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		pieces, err = listPieces(ctx, tx, r.ID)
		return err
	})
	if err != nil {
		return err
	}
	switch err := c.stands(ctx, who, r, pieces); {
	case errors.Is(err, errRaced):
		return fault.Private()
	case errors.Is(err, errOutdated):
		return fault.Refused("disclosure.request.changed")
	default:
		return err
	}
}

// Decide takes the decision that the judgements come to. What is withheld is not kept
// here in two places: its words are taken away, and stay where they came from. What has
// come under protection since it was gathered is judged again first.
func (c *Requests) Decide(ctx context.Context, who access.Actor, request, text string) error {
	const action = "disclosure.decision.take"
	r, err := c.open(ctx, who, request, action)
	if err != nil {
		return err
	}
	var sealed []sealedPiece
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		sealed, err = listPieces(ctx, tx, r.ID)
		return err
	})
	if err != nil {
		return err
	}
	pieces := make([]Piece, len(sealed))
	for i, s := range sealed {
		pieces[i] = s.Piece
	}
	outcome := OutcomeOf(pieces)
	if !mayDecide(who, r.Request, outcome).Allowed() {
		return fault.Refused("disclosure.decision.manager")
	}
	if r.State == Gathered {
		err := c.stands(ctx, who, r.Request, sealed)
		if errors.Is(err, errRaced) || errors.Is(err, errOutdated) {
			if err := c.Gather(ctx, who, request); err != nil {
				return err
			}
		}
		if errors.Is(err, errOutdated) {
			return fault.Refused("disclosure.decision.changed")
		}
		if err != nil {
			return raced(err)
		}
	}
	if r.Request, err = r.Decide(pieces); err != nil {
		return err
	}
	var emptied []sealedPiece
	for _, s := range sealed {
		if s.Verdict != Withhold || s.Room == own {
			continue
		}
		body, err := unseal[PieceBody](ctx, c, r.Keyset, s.body, s.ID, pieceColumn)
		if err != nil {
			return err
		}
		if s.body, err = c.seal(ctx, r.Keyset, PieceBody{Title: body.Title, Reasons: body.Reasons}, s.ID, pieceColumn); err != nil {
			return err
		}
		emptied = append(emptied, s)
	}
	d := Decision{Request: r.ID, Outcome: outcome, DecidedAt: c.Now(), DecidedBy: who.User}
	body, err := c.seal(ctx, r.Keyset, DecisionBody{Text: text}, r.ID, decisionColumn)
	if err != nil {
		return err
	}
	return c.do(ctx, who, r, action, func(tx *db.Tx) error {
		for _, s := range emptied {
			if err := judgePiece(ctx, tx, s); err != nil {
				return err
			}
		}
		return insertDecision(ctx, tx, d, body)
	})
}

// HandOver records that the answer leaves, and how.
func (c *Requests) HandOver(ctx context.Context, who access.Actor, request, how string) error {
	const action = "disclosure.request.release"
	r, err := c.open(ctx, who, request, action)
	if err != nil {
		return err
	}
	if err := c.unchanged(ctx, who, r.Request); err != nil {
		return err
	}
	if r.Request, err = r.Release(how, who.User, c.Now()); err != nil {
		return err
	}
	r.body.ReleasedHow = how
	return c.do(ctx, who, r, action, nil)
}

// Paper is the decision, and the extract with it, to be printed or written to a file:
// only when it is decided. That a copy is made is recorded.
func (c *Requests) Paper(ctx context.Context, who access.Actor, request string) (View, error) {
	const action = "disclosure.paper.read"
	r, err := c.open(ctx, who, request, action)
	if err != nil {
		return View{}, err
	}
	if r.State != Decided && r.State != Released {
		return View{}, fault.Refused("disclosure.request.decide_first")
	}
	if err := c.unchanged(ctx, who, r.Request); err != nil {
		return View{}, err
	}
	v, err := c.view(ctx, who, r)
	if err != nil {
		return View{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayHandle(who, r.Request).Ground(), subjects(r.Request)...))
}
