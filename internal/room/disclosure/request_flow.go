package disclosure

import (
	"context"
	"errors"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
)

// MayRegister asks before the form of a new request is shown.
func (c *Requests) MayRegister(ctx context.Context, who access.Actor, k Kind) error {
	if err := c.Audit.Require(ctx, who, "disclosure.request.new", nil, mayRegister(who, k)); err != nil {
		return err
	}
	return c.Audit.Reading(ctx, record(who, "disclosure.request.new", mayRegister(who, k).Ground()))
}

// Register writes down that somebody asks. Sent twice, the same form is one request.
func (c *Requests) Register(ctx context.Context, who access.Actor, d Draft) (Request, error) {
	const action = "disclosure.request.register"
	if err := c.Audit.Require(ctx, who, action, nil, mayRegister(who, d.Kind)); err != nil {
		return Request{}, err
	}
	today := civil.Of(c.Now())
	if err := d.Check(today); err != nil {
		return Request{}, err
	}
	d.ID = c.idOf(d.ID)
	r := d.register(times())
	r.Reference, r.Organisation, r.Unit, r.Author, r.RegisteredAt = c.NewReference(), who.Organisation, who.Unit, who.User, c.Now()
	holder := r.ID
	if d.Kind == Extract {
		r.Person = c.NewID()
		holder = r.Person
	}
	var err error
	if r.Keyset, err = c.Keys.Create(ctx, person.Scope{Controller: r.Organisation, Matter: r.ID, Person: holder}); err != nil {
		return Request{}, err
	}
	body, err := c.seal(ctx, r.Keyset, d.Body, r.ID, requestColumn)
	if err != nil {
		return Request{}, err
	}
	about, err := d.person(r, today)
	if err != nil {
		return Request{}, err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if r.Person != "" {
			if err := c.People.Add(ctx, tx, about); err != nil {
				return err
			}
		}
		if err := insertRequest(ctx, tx, r, body); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayRegister(who, d.Kind).Ground(), subjects(r)...))
	})
	if errors.Is(err, db.ErrConflict) {
		if there, err := c.open(ctx, who, d.ID, action); err == nil && there.Author == who.User {
			return there.Request, nil
		}
	}
	return r, err
}

// person is whom an extract is about, as a record of the request's own. Whether it is a
// child or an adult, somebody's record in another room says; here it is the one asked about.
func (d Draft) person(r Request, today civil.Date) (person.Person, error) {
	p := person.Person{ID: r.Person, Controller: r.Organisation, Matter: r.ID, Keyset: r.Keyset, Kind: person.Child, Given: d.Given, Family: d.Family}
	if d.Kind != Extract {
		return p, nil
	}
	var err error
	if d.Number != "" {
		p.Number, err = personnummer.Parse(d.Number, today)
		return p, err
	}
	p.Birth, err = civil.Parse(d.Birth)
	return p, err
}

// Identify writes down how the identity of who asks was checked.
func (c *Requests) Identify(ctx context.Context, who access.Actor, request, how, authority string, impartial bool) error {
	const action = "disclosure.request.identify"
	r, err := c.open(ctx, who, request, action)
	if err != nil {
		return err
	}
	var faults fault.List
	if how == "" {
		faults.Add(fault.Invalid("identity", "disclosure.request.identity_missing"))
	}
	if r.Asker != Self && authority == "" {
		faults.Add(fault.Invalid("authority", "disclosure.request.authority_missing"))
	}
	if !impartial {
		faults.Add(fault.Invalid("impartial", "disclosure.request.impartial_missing"))
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if r.Request, err = r.Identify(who.User, c.Now()); err != nil {
		return err
	}
	r.body.Identity, r.body.Authority = how, authority
	return c.do(ctx, who, r, action, nil)
}

// Extend gives an extract two more months.
func (c *Requests) Extend(ctx context.Context, who access.Actor, request, why string) error {
	const action = "disclosure.request.extend"
	r, err := c.open(ctx, who, request, action)
	if err != nil {
		return err
	}
	if r.Request, err = r.Extend(why, civil.Of(c.Now()), times()); err != nil {
		return err
	}
	r.body.ExtendedWhy = why
	return c.do(ctx, who, r, action, nil)
}

// PieceView is one thing to judge, opened.
type PieceView struct {
	Piece
	Body PieceBody
	By   string
}

// View is a request as the one who handles it sees it.
type View struct {
	Request      Request
	Body         RequestBody
	Person       person.Person
	Pieces       []PieceView
	Decision     Decision
	DecisionBody DecisionBody
	// Outcome is what the judgements come to so far.
	Outcome Outcome
	// MayDecide says that the reader may take the decision they come to.
	MayDecide                        bool
	OrganisationName, UnitName       string
	Registrar, Identifier, DecidedBy string
	Today                            civil.Date
	// NewPiece is the id of the next thing that is added by hand.
	NewPiece string
}

// Unjudged is how many things nobody has judged.
func (v View) Unjudged() (n int) {
	for _, p := range v.Pieces {
		if p.Verdict == "" {
			n++
		}
	}
	return n
}

// Told are the things that the asker gets, whole or in part.
func (v View) Told() []PieceView {
	return slices.DeleteFunc(slices.Clone(v.Pieces), func(p PieceView) bool { return p.Verdict != Release && p.Verdict != Part })
}

// Withheld are the things that the asker is told they do not get.
func (v View) Withheld() []PieceView {
	return slices.DeleteFunc(slices.Clone(v.Pieces), func(p PieceView) bool { return p.Verdict == Release || p.Silent() })
}

// Request opens a request with everything that is to be judged. The reading is recorded
// with the person it is about.
func (c *Requests) Request(ctx context.Context, who access.Actor, request string) (View, error) {
	const action = "disclosure.request.read"
	r, err := c.open(ctx, who, request, action)
	if err != nil {
		return View{}, err
	}
	v, err := c.view(ctx, who, r)
	if err != nil {
		return View{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayHandle(who, r.Request).Ground(), subjects(r.Request)...))
}

func (c *Requests) view(ctx context.Context, who access.Actor, r opened) (View, error) {
	v := View{Request: r.Request, Body: r.body, Today: civil.Of(c.Now()), NewPiece: c.NewID()}
	var sealed []sealedPiece
	var decision []byte
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if r.Person != "" {
			people, err := c.People.Load(ctx, tx, []string{r.Person})
			if err != nil {
				return err
			}
			v.Person = people[r.Person]
		}
		if sealed, err = listPieces(ctx, tx, r.ID); err != nil {
			return err
		}
		v.Decision, decision, err = loadDecision(ctx, tx, r.ID)
		return err
	})
	if err != nil && !isNotFound(err) {
		return View{}, err
	}
	users := []string{r.Author, r.IdentifiedBy, v.Decision.DecidedBy}
	var pieces []Piece
	for _, s := range sealed {
		body, err := unseal[PieceBody](ctx, c, r.Keyset, s.body, s.ID, pieceColumn)
		if err != nil {
			return View{}, err
		}
		v.Pieces = append(v.Pieces, PieceView{Piece: s.Piece, Body: body})
		pieces, users = append(pieces, s.Piece), append(users, s.JudgedBy)
	}
	v.Outcome = OutcomeOf(pieces)
	v.MayDecide = mayDecide(who, r.Request, v.Outcome).Allowed()
	if decision != nil {
		if v.DecisionBody, err = unseal[DecisionBody](ctx, c, r.Keyset, decision, r.ID, decisionColumn); err != nil {
			return View{}, err
		}
	}
	names, err := c.Names(ctx, users)
	if err != nil {
		return View{}, err
	}
	for i := range v.Pieces {
		v.Pieces[i].By = names[v.Pieces[i].JudgedBy]
	}
	v.Registrar, v.Identifier, v.DecidedBy = names[r.Author], names[r.IdentifiedBy], names[v.Decision.DecidedBy]
	organisation, err := c.Services.Register.Organisation(ctx, r.Organisation)
	if err != nil {
		return View{}, err
	}
	unit, err := c.Services.Register.Unit(ctx, r.Unit)
	v.OrganisationName, v.UnitName = organisation.Name, unit.Name
	return v, err
}

// Piece opens one thing of a request, to be judged by itself.
func (c *Requests) Piece(ctx context.Context, who access.Actor, request, piece string) (View, PieceView, error) {
	v, err := c.Request(ctx, who, request)
	if err != nil {
		return View{}, PieceView{}, err
	}
	i := slices.IndexFunc(v.Pieces, func(p PieceView) bool { return p.ID == piece })
	if i < 0 {
		return View{}, PieceView{}, fault.Private()
	}
	return v, v.Pieces[i], nil
}

// Today is the day in Stockholm, for a form that asks when something came.
func (c *Requests) Today() civil.Date { return civil.Of(c.Now()) }
