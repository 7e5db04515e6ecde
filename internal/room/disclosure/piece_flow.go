package disclosure

import (
	"context"
	"errors"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/fault"
)

// A holding is what a room holds, with the marks that it has for the one who asks.
type holding struct {
	person.Holding
	marks []Mark
}

// held asks every room what the authority holds about the person, as it is at the moment.
func (c *Requests) held(ctx context.Context, who access.Actor, r Request) (all []holding, apart []string, err error) {
	same, alike, children, err := c.persons(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	for _, source := range c.Sources {
		some, from, err := source(ctx, who, slices.Concat(same, alike))
		if err != nil {
			return nil, nil, err
		}
		for _, h := range some {
			var marks []Mark
			for _, m := range h.Marks {
				marks = append(marks, Mark(m))
			}
			all = append(all, holding{h, r.marked(marks, slices.Contains(alike, h.Person), children[h.Person])})
		}
		apart = append(apart, from...)
	}
	return all, apart, nil
}

func (h holding) is(s sealedPiece) bool {
	return s.Room == h.Room && s.Kind == h.Kind && s.Source == h.ID
}

// outdated is the things that have a mark now that they had not when they were gathered,
// such as one of a matter that has come into protected mode since, as they are with it.
func outdated(pieces []sealedPiece, now []holding) (list []sealedPiece) {
	for _, s := range pieces {
		i := slices.IndexFunc(now, func(h holding) bool { return h.is(s) })
		if i < 0 {
			continue
		}
		if p, more := s.remark(now[i].marks); more {
			s.Piece = p
			list = append(list, s)
		}
	}
	return list
}

// gone is the things that the actor may not know of any more: there is something of which
// somebody else is to answer, and the rooms do not give them.
func gone(pieces []sealedPiece, now []holding, apart []string) []sealedPiece {
	if len(apart) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(pieces), func(s sealedPiece) bool {
		return s.Room == own || slices.ContainsFunc(now, func(h holding) bool { return h.is(s) })
	})
}

// Gather asks every room what the authority holds about the person and puts it up to be
// judged. Done again, it adds what has come since, and leaves what is judged but for what
// has a mark that it had not: to tell it is judged again. What the actor may not know of
// any more is taken away, for somebody else to answer.
func (c *Requests) Gather(ctx context.Context, who access.Actor, request string) error {
	const action = "disclosure.request.gather"
	r, err := c.open(ctx, who, request, action)
	if err != nil {
		return err
	}
	if r.Request, err = r.Gather(); err != nil {
		return err
	}
	found, apart, err := c.held(ctx, who, r.Request)
	if err != nil {
		return err
	}
	if len(found) > MaxPieces {
		return fault.Refused("disclosure.piece.many")
	}
	var there, answered []sealedPiece
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if there, err = listPieces(ctx, tx, r.ID); err != nil || r.SecondOf == "" {
			return err
		}
		first, err := listPieces(ctx, tx, r.SecondOf)
		answered = first
		return err
	})
	if err != nil {
		return err
	}
	second, err := c.secondOf(ctx, who, r, apart)
	if err != nil {
		return err
	}
	position := 0
	for _, s := range there {
		position = max(position, s.Position+1)
	}
	var made []sealedPiece
	for _, h := range found {
		if slices.ContainsFunc(slices.Concat(there, answered), h.is) {
			continue
		}
		var lines []Line
		for _, l := range h.Lines {
			lines = append(lines, Line(l))
		}
		p := Piece{ID: c.NewID(), Request: r.ID, Position: position + len(made), Room: h.Room, Kind: h.Kind, Source: h.ID, MadeAt: h.At, Marks: h.marks}
		body, err := c.seal(ctx, r.Keyset, PieceBody{Lines: lines}, p.ID, pieceColumn)
		if err != nil {
			return err
		}
		made = append(made, sealedPiece{p, body})
	}
	return c.do(ctx, who, r, action, func(tx *db.Tx) error {
		if err := remarkPieces(ctx, tx, outdated(there, found)); err != nil {
			return err
		}
		if err := deletePieces(ctx, tx, gone(there, found, apart)); err != nil {
			return err
		}
		for _, s := range made {
			if err := insertPiece(ctx, tx, s); err != nil {
				return err
			}
		}
		return second.store(ctx, tx, c)
	})
}

// persons are the authority's records of the person: those with the same number, and
// those that only name and day of birth say are the same.
func (c *Requests) persons(ctx context.Context, r Request) (same, alike []string, children map[string]bool, err error) {
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		about, err := c.People.Load(ctx, tx, []string{r.Person})
		if err != nil {
			return err
		}
		p, there := about[r.Person]
		if !there {
			return fault.Private()
		}
		if same, err = c.People.SameNumber(ctx, tx, r.Organisation, p.Number); err != nil {
			return err
		}
		if alike, err = c.People.SameNameAndBirth(ctx, tx, r.Organisation, p.Given, p.Family, p.Birth); err != nil {
			return err
		}
		known, err := c.People.Load(ctx, tx, slices.Concat(same, alike))
		if err != nil {
			return err
		}
		children = map[string]bool{}
		for id, k := range known {
			children[id] = k.Kind == person.Child
		}
		// Somebody with another number is another person, whatever they are called.
		alike = slices.DeleteFunc(alike, func(id string) bool {
			k := known[id]
			return slices.Contains(same, id) || !k.Number.IsZero() && !p.Number.IsZero() && k.Number != p.Number
		})
		return nil
	})
	return same, alike, children, err
}

// AddPiece puts up something by hand: a document, or what lies outside of the program.
func (c *Requests) AddPiece(ctx context.Context, who access.Actor, request, id, title, text string) error {
	const action = "disclosure.piece.add"
	r, err := c.open(ctx, who, request, action)
	if err != nil {
		return err
	}
	if title == "" {
		return fault.Invalid("title", "disclosure.piece.title_missing")
	}
	if r.Request, err = r.add(); err != nil {
		return err
	}
	var there []sealedPiece
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		there, err = listPieces(ctx, tx, r.ID)
		return err
	})
	if err != nil {
		return err
	}
	if len(there) >= MaxPieces {
		return fault.Refused("disclosure.piece.many")
	}
	body := PieceBody{Title: title}
	if text != "" {
		body.Lines = []Line{{Name: "text", Text: text}}
	}
	p := Piece{ID: c.idOf(id), Request: r.ID, Position: len(there), Room: own, Kind: "document"}
	sealed, err := c.seal(ctx, r.Keyset, body, p.ID, pieceColumn)
	if err != nil {
		return err
	}
	err = c.do(ctx, who, r, action, func(tx *db.Tx) error { return insertPiece(ctx, tx, sealedPiece{p, sealed}) })
	if errors.Is(err, db.ErrConflict) {
		return nil // the same form, sent twice
	}
	return err
}

// Judge puts one judgement on one thing or on several. Words can be taken away in one
// at a time.
func (c *Requests) Judge(ctx context.Context, who access.Actor, request string, pieces []string, j Judgement) error {
	const action = "disclosure.piece.judge"
	r, err := c.open(ctx, who, request, action)
	if err != nil {
		return err
	}
	if r.State == Decided || r.State == Released {
		return fault.Refused("disclosure.request.decided")
	}
	if len(pieces) == 0 {
		return fault.Invalid("piece", "disclosure.piece.none_chosen")
	}
	if j.Verdict == Part && len(pieces) > 1 {
		return fault.Invalid("verdict", "disclosure.piece.part_one")
	}
	if err := j.Check(); err != nil {
		return err
	}
	if _, known := ProvisionOf(j.Provision); !known && j.Verdict != Release {
		return fault.Invalid("provision", "disclosure.piece.provision_missing")
	}
	var there []sealedPiece
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		there, err = listPieces(ctx, tx, r.ID)
		return err
	})
	if err != nil {
		return err
	}
	var judged []sealedPiece
	for _, s := range there {
		if !slices.Contains(pieces, s.ID) {
			continue
		}
		body, err := unseal[PieceBody](ctx, c, r.Keyset, s.body, s.ID, pieceColumn)
		if err != nil {
			return err
		}
		body.Reasons, body.Kept = "", ""
		if j.Verdict != Release {
			body.Reasons = j.Reasons
		}
		if j.Verdict == Part {
			body.Kept = j.Kept
		}
		s.Piece = s.judge(j, who.User, c.Now())
		if s.body, err = c.seal(ctx, r.Keyset, body, s.ID, pieceColumn); err != nil {
			return err
		}
		judged = append(judged, s)
	}
	if len(judged) < len(pieces) {
		return fault.Private()
	}
	return c.do(ctx, who, r, action, func(tx *db.Tx) error {
		for _, s := range judged {
			if err := judgePiece(ctx, tx, s); err != nil {
				return err
			}
		}
		return nil
	})
}
