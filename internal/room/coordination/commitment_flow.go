package coordination

import (
	"context"
	"errors"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// Propose asks a member of the team to do something for a goal. Nobody is
// responsible for it until they have said yes. The same form sent twice is one.
func (c *Matters) Propose(ctx context.Context, who access.Actor, matter string, d CommitmentDraft) (Commitment, error) {
	const action = "coordination.commitment.propose"
	s, p, body, err := c.draft(ctx, who, matter, action, mayWritePlan)
	if err != nil {
		return Commitment{}, err
	}
	if err := d.Check(civil.Of(s.Now)); err != nil {
		return Commitment{}, err
	}
	n, _, ok := body.goal(d.Goal)
	if !ok || maySee(who, s, p.need(n)).Sight < Full {
		return Commitment{}, fault.Invalid("goal", "coordination.commitment.goal_missing")
	}
	x := Commitment{ID: c.idOf(d.ID), Matter: matter, Goal: d.Goal, Topic: n.Topic, Plan: p.Number, Start: d.Start, Due: d.Due}
	err = c.ask(ctx, who, s, action, x, d.Member, d.Body)
	if errors.Is(err, db.ErrConflict) {
		return x, nil
	}
	return x, err
}

// ask stores a commitment that waits for the member, and tells them.
func (c *Matters) ask(ctx context.Context, who access.Actor, s Standing, action string, x Commitment, member string, body CommitmentBody) error {
	sealed, err := c.asking(ctx, who, s, x, member, body)
	if err != nil {
		return err
	}
	return c.planning(ctx, who, s, action, func(tx *db.Tx) error { return c.storeAsked(ctx, tx, who, sealed) })
}

// asking is a commitment that waits for the member. To put it to another
// organisation is to tell it, and needs a ground.
func (c *Matters) asking(ctx context.Context, who access.Actor, s Standing, x Commitment, member string, body CommitmentBody) (sealedCommitment, error) {
	m, ok := s.member(member)
	if !ok || m.State != Joined {
		return sealedCommitment{}, fault.Invalid("member", "coordination.commitment.member_missing")
	}
	its, ok := s.party(m.Organisation)
	if !ok {
		return sealedCommitment{}, fault.Invalid("member", "coordination.commitment.member_missing")
	}
	told := Item{ID: x.ID, Matter: s.Matter.ID, Organisation: who.Organisation, Topic: x.Topic}
	if _, ground := s.Grounds.For(told, m.Organisation); !ground && m.Organisation != who.Organisation {
		return sealedCommitment{}, fault.Invalid("member", "coordination.commitment.no_ground")
	}
	x.Organisation, x.Unit, x.User, x.Keyset = m.Organisation, m.Unit, m.User, its.Keyset
	x.Proposer, x.ProposerUnit, x.State, x.ProposedAt = who.User, who.Unit, CommitmentProposed, s.Now
	sealed, err := c.seal(ctx, x.Keyset, body, x.ID, commitmentColumn)
	return sealedCommitment{Commitment: x, body: sealed}, err
}

func (c *Matters) storeAsked(ctx context.Context, tx *db.Tx, who access.Actor, x sealedCommitment) error {
	if err := insertCommitment(ctx, tx, x.Commitment, x.body); err != nil {
		return err
	}
	if x.User == who.User {
		return nil
	}
	return c.tellAbout(ctx, tx, x.User, "coordination.notice.commitment_proposed", x.ID)
}

func (c *Matters) tellAbout(ctx context.Context, tx *db.Tx, user, key, commitment string) error {
	return c.Notify.Tell(ctx, tx, notify.Notice{User: user, Key: key, Link: commitmentLink(commitment)})
}

func commitmentLink(commitment string) string { return "/ataganden/" + commitment }

// CommitmentPageView is one commitment with what it is for.
type CommitmentPageView struct {
	CommitmentView
	Matter     Matter
	Protection Protection
	Form       Form
	Child      person.Person
	// Need and Goal are what it is for, as far as the reader sees the plan.
	Need    PlanNeed
	Goal    PlanGoal
	Members []MemberChoice
	// Errands are what the reader's unit has asked somebody outside about it.
	Errands       []ErrandView
	MayAskOutside bool
	Today         civil.Date
}

// commitmentIn finds a commitment's matter and asks.
func (c *Matters) commitmentIn(ctx context.Context, who access.Actor, id, action string, may func(access.Actor, Standing, Commitment) access.Decision) (Standing, sealedCommitment, error) {
	var x sealedCommitment
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		x, err = loadCommitment(ctx, tx, id)
		return err
	})
	if isNotFound(err) {
		return Standing{}, x, c.Audit.Require(ctx, who, action, nil, access.Deny("no such commitment"))
	}
	if err != nil {
		return Standing{}, x, err
	}
	s, err := c.standing(ctx, who, x.Matter, action, func(who access.Actor, s Standing) access.Decision {
		if maySeeCommitment(who, s, x.Commitment).Sight < Full {
			return access.Deny("not shown to this reader")
		}
		return may(who, s, x.Commitment)
	})
	return s, x, err
}

// Commitment opens one commitment.
func (c *Matters) Commitment(ctx context.Context, who access.Actor, id string) (CommitmentPageView, error) {
	const action = "coordination.commitment.read"
	s, x, err := c.commitmentIn(ctx, who, id, action, func(who access.Actor, s Standing, _ Commitment) access.Decision { return mayOpen(who, s) })
	if err != nil {
		return CommitmentPageView{}, err
	}
	v, subjects, err := c.planView(ctx, who, s, 0)
	if err != nil {
		return CommitmentPageView{}, err
	}
	views, err := c.commitmentViews(ctx, who, s, []sealedCommitment{x})
	if err != nil {
		return CommitmentPageView{}, err
	}
	if len(views) == 0 {
		return CommitmentPageView{}, fault.Private()
	}
	page := CommitmentPageView{CommitmentView: views[0], Matter: s.Matter, Protection: s.Protection, Form: v.Form, Child: v.Child, Members: v.Members, Today: v.Today}
	page.Need, page.Goal, _ = v.Body.goal(x.Goal)
	page.MayAskOutside = mayAskOutside(who, s, x.Commitment).Allowed()
	if mayAnswerFor(who, s, x.Commitment).Allowed() {
		if page.Errands, err = c.errands(ctx, x.Commitment); err != nil {
			return CommitmentPageView{}, err
		}
	}
	return page, c.Audit.Reading(ctx, record(who, action, string(page.Insight.Reason), subjects...))
}

// move is the shape of every act on a commitment by the unit it belongs to.
func (c *Matters) move(ctx context.Context, who access.Actor, id, action, reason string, may func(access.Actor, Standing, Commitment) access.Decision,
	apply func(Standing, Commitment) (Commitment, error), and func(context.Context, *db.Tx, Standing, Commitment) error) error {
	s, x, err := c.commitmentIn(ctx, who, id, action, may)
	if err != nil {
		return err
	}
	after, err := apply(s, x.Commitment)
	if err != nil {
		return err
	}
	outcome := x.outcome
	if reason != "" {
		if outcome, err = c.seal(ctx, x.Keyset, CommitmentOutcome{Reason: reason}, x.ID, endingColumn); err != nil {
			return err
		}
	}
	return c.planning(ctx, who, s, action, func(tx *db.Tx) error {
		if err := moveCommitment(ctx, tx, after, outcome); err != nil {
			return err
		}
		if and == nil {
			return nil
		}
		return and(ctx, tx, s, after)
	})
}

// AnswerCommitment is the unit that is asked saying yes or no. Who says yes is
// responsible from then on; who handed it over no longer is.
func (c *Matters) AnswerCommitment(ctx context.Context, who access.Actor, id string, yes bool, reason string) error {
	return c.move(ctx, who, id, "coordination.commitment.answer", reason, mayAnswerFor,
		func(s Standing, x Commitment) (Commitment, error) { return x.Answer(yes, who.User, reason, s.Now) },
		func(ctx context.Context, tx *db.Tx, s Standing, x Commitment) error {
			key := "coordination.notice.commitment_declined"
			if yes {
				key = "coordination.notice.commitment_accepted"
				if err := c.relieve(ctx, tx, s, x); err != nil {
					return err
				}
			}
			if _, here := s.joined(x.Proposer, x.ProposerUnit); !here || x.Proposer == who.User {
				return nil
			}
			return c.tellAbout(ctx, tx, x.Proposer, key, x.ID)
		})
}

// relieve ends the commitment that another takes over.
func (c *Matters) relieve(ctx context.Context, tx *db.Tx, s Standing, to Commitment) error {
	if to.From == "" {
		return nil
	}
	old, err := loadCommitment(ctx, tx, to.From)
	if err != nil {
		return err
	}
	if !old.State.Taken() {
		return nil // it was ended meanwhile
	}
	after, err := old.HandOver(to, s.Now)
	if err != nil {
		return err
	}
	return moveCommitment(ctx, tx, after, old.outcome)
}

// BeginCommitment says that work on it has begun.
func (c *Matters) BeginCommitment(ctx context.Context, who access.Actor, id string) error {
	return c.move(ctx, who, id, "coordination.commitment.begin", "", mayAnswerFor,
		func(_ Standing, x Commitment) (Commitment, error) { return x.Begin() }, nil)
}

// EndCommitment says that it is done, or why it was not, and tells whoever holds
// the matter together.
func (c *Matters) EndCommitment(ctx context.Context, who access.Actor, id string, done bool, reason string) error {
	return c.move(ctx, who, id, "coordination.commitment.end", reason, mayAnswerFor,
		func(s Standing, x Commitment) (Commitment, error) { return x.End(done, reason, s.Now) },
		func(ctx context.Context, tx *db.Tx, s Standing, x Commitment) error {
			if s.Matter.Baton.User == who.User {
				return nil
			}
			return c.tellAbout(ctx, tx, s.Matter.Baton.User, "coordination.notice.commitment_ended", x.ID)
		})
}

// DropCommitment strikes it out: who asked, until it is answered; then who accepted.
func (c *Matters) DropCommitment(ctx context.Context, who access.Actor, id string) error {
	return c.move(ctx, who, id, "coordination.commitment.drop", "", mayDrop,
		func(s Standing, x Commitment) (Commitment, error) { return x.Drop(s.Now) }, nil)
}

// OfferCommitment asks another member to take it over. It stays with who has it
// until the other has said yes.
func (c *Matters) OfferCommitment(ctx context.Context, who access.Actor, id, member string) error {
	const action = "coordination.commitment.offer"
	s, x, err := c.commitmentIn(ctx, who, id, action, mayAnswerFor)
	if err != nil {
		return err
	}
	if !x.State.Taken() {
		return fault.Refused("coordination.commitment.not_accepted")
	}
	if m, ok := s.member(member); ok && m.User == x.User && m.Unit == x.Unit {
		return fault.Invalid("member", "coordination.commitment.has_it")
	}
	v, err := c.openCommitment(ctx, x)
	if err != nil {
		return err
	}
	return c.ask(ctx, who, s, action, Commitment{ID: c.NewID(), Matter: x.Matter, Goal: x.Goal, Topic: x.Topic, Plan: x.Plan, Start: x.Start, Due: x.Due, From: x.ID, Decision: x.Decision}, member, v.Body)
}

// PageKeyDue is where a page of commitments ended.
type PageKeyDue struct {
	Due civil.Date
	ID  string
}

// IsZero says that the page is the first.
func (k PageKeyDue) IsZero() bool { return k.ID == "" }

// MinePage is how many commitments a page of "Mina åtaganden" holds.
const MinePage = 50

// MineRow is a commitment that waits for the reader's unit.
type MineRow struct {
	CommitmentView
	Form   Form
	Child  person.Person
	Masked bool
	// ForMe says that it is the reader who is asked or responsible.
	ForMe bool
}

// MineView is a page of "Mina åtaganden".
type MineView struct {
	Rows  []MineRow
	Next  PageKeyDue
	Today civil.Date
}

// Mine is what waits for the actor's unit in the matters they take part in: what to
// answer, and what to do, the soonest first.
func (c *Matters) Mine(ctx context.Context, who access.Actor, after PageKeyDue) (MineView, error) {
	const action = "coordination.commitment.mine"
	if err := c.Audit.Require(ctx, who, action, nil, mayList(who)); err != nil {
		return MineView{}, err
	}
	now := c.Now()
	v := MineView{Today: civil.Of(now)}
	var list []mineRow
	var people map[string]person.Person
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if list, err = listMine(ctx, tx, who, after, MinePage+1); err != nil {
			return err
		}
		v.Next = PageKeyDue{}
		if len(list) > MinePage {
			list = list[:MinePage]
			v.Next = PageKeyDue{list[MinePage-1].Due, list[MinePage-1].ID}
		}
		var ids []string
		for _, x := range list {
			ids = append(ids, x.child)
		}
		people, err = c.People.Load(ctx, tx, ids)
		return err
	})
	if err != nil {
		return MineView{}, err
	}
	var keysets, users, units, subjects []string
	for _, x := range list {
		keysets, users, units = append(keysets, x.Keyset), append(users, x.User), append(units, x.Unit)
	}
	if err := c.Keys.Warm(ctx, keysets); err != nil {
		return MineView{}, err
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return MineView{}, err
	}
	for _, x := range list {
		row := MineRow{ForMe: x.User == who.User}
		if row.Form, err = c.formOf(ctx, x.form, x.version); err != nil {
			return MineView{}, err
		}
		row.Child, row.Masked = shown(people, x.child, shielded(who, x.protected, "own unit's commitment").Allowed())
		row.Commitment = x.Commitment
		if !row.Masked {
			row.CommitmentView, err = c.openCommitment(ctx, x.sealedCommitment)
			if errors.Is(err, person.ErrDestroyed) || fault.KindOf(err) == fault.KindPrivate {
				continue
			}
			if err != nil {
				return MineView{}, err
			}
		}
		row.Late, row.Overdue = x.Unanswered(now), x.Overdue(v.Today)
		row.Name, row.UnitName = names.users[x.User], names.units[x.Unit]
		v.Rows = append(v.Rows, row)
		subjects = append(subjects, x.Matter, x.child)
	}
	slices.SortStableFunc(v.Rows, func(a, b MineRow) int { return waits(a) - waits(b) })
	return v, c.Audit.Reading(ctx, record(who, action, "own unit's commitment", subjects...))
}

// waits puts first what only waits for an answer.
func waits(r MineRow) int {
	if r.Commitment.State == CommitmentProposed {
		return 0
	}
	return 1
}

const escalateAtOnce = 200

// Escalate tells of commitments that nobody has answered for a week: who is asked and
// still takes part, their managers, and whoever holds the matter together. In protected
// mode no manager is told, and never one who is close to the family. It names nobody.
func (c *Matters) Escalate(ctx context.Context) error {
	now := c.Now()
	before := civil.Of(now).AddDays(1 - answerDays).Start()
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		list, err := listUnanswered(ctx, tx, before, escalateAtOnce)
		if err != nil {
			return err
		}
		for _, w := range list {
			first, err := markEscalated(ctx, tx, w.id, now)
			if err != nil {
				return err
			}
			if !first {
				continue
			}
			tell := []notify.Notice{{User: w.holder, Key: "coordination.notice.commitment_unanswered", Link: matterLink(w.matter) + "/plan"}}
			if w.here {
				tell = append(tell, notify.Notice{User: w.user, Key: "coordination.notice.commitment_waits", Link: commitmentLink(w.id)})
			}
			if w.here && !w.protected {
				staff, err := c.Identity.Staff(ctx, tx, w.unit)
				if err != nil {
					return err
				}
				apart, err := listApart(ctx, tx, w.matter)
				if err != nil {
					return err
				}
				for _, manager := range staff.In(access.Manager) {
					if slices.Contains(apart, manager) {
						continue
					}
					tell = append(tell, notify.Notice{User: manager, Key: "coordination.notice.unit_unanswered", Link: "/ataganden"})
				}
			}
			for _, n := range tell {
				if err := c.Notify.Tell(ctx, tx, n); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
