package grant

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

//go:embed data/letters.json
var letterData []byte

// allTexts panics on a broken file, which is compiled in and read by a test.
var allTexts = sync.OnceValue(func() (all []letterTexts) {
	dec := json.NewDecoder(bytes.NewReader(letterData))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&all); err != nil {
		panic(fmt.Errorf("data/letters.json: %w", err))
	}
	return all
})

// A letterhead is what must be known before the transaction in which letters are written.
type letterhead struct {
	year           SchemeYear
	agency         string
	municipalities map[string]string
	people         map[string]string
}

func (g *Grants) letterhead(ctx context.Context, y SchemeYear, people ...string) (h letterhead, err error) {
	h.year = y
	agency, err := g.Register.Organisation(ctx, y.Agency)
	if err != nil {
		return h, err
	}
	h.agency = agency.Name
	if h.municipalities, err = g.municipalityNames(ctx); err != nil {
		return h, err
	}
	h.people, err = g.Names(ctx, people)
	return h, err
}

// writeLetters writes one letter to each municipality, inside the verb that decides.
func (g *Grants) writeLetters(ctx context.Context, tx *db.Tx, h letterhead, decision, number string, a Approval, kinds map[string]LetterKind, said map[string]words) error {
	appeal, err := loadAppeal(ctx, tx, h.year.ID)
	if err != nil {
		return err
	}
	on := civil.Of(a.ApprovedAt)
	texts := textsOn(allTexts(), on)
	for _, municipality := range slices.Sorted(maps.Keys(said)) {
		w := texts.terms(h.year)
		w.set("agency", h.agency)
		w.set("municipality", h.municipalities[municipality])
		w.set("number", number)
		w.set("decided_on", texts.day(on))
		w.set("decided_by", h.people[a.ApprovedBy])
		w.set("prepared_by", h.people[a.PreparedBy])
		maps.Copy(w, said[municipality])
		l := Letter{ID: g.NewID(), Year: h.year.ID, Municipality: municipality, Kind: kinds[municipality], Decision: decision, WrittenAt: a.ApprovedAt}
		l.LetterBody = texts.write(l.Kind, w, appeal)
		if err := insertLetter(ctx, tx, l); err != nil {
			return err
		}
	}
	return nil
}

// writeGranted writes the letters of a decision on requisitions.
func (g *Grants) writeGranted(ctx context.Context, tx *db.Tx, h letterhead, d Decision, requisitions map[string]Requisition) error {
	texts := textsOn(allTexts(), civil.Of(d.ApprovedAt))
	kinds, said, sums, called := map[string]LetterKind{}, map[string]words{}, map[string]money.Amount{}, map[string][]string{}
	for _, l := range d.Lines {
		sums[l.Municipality] += l.Amount
		called[l.Municipality] = append(called[l.Municipality], l.Amount.String()+" den "+texts.day(civil.Of(requisitions[l.Requisition].SignedAt)))
	}
	for m, sum := range sums {
		frame, err := loadFrame(ctx, tx, d.Year, m)
		if err != nil {
			return err
		}
		kinds[m], said[m] = LetterGrant, words{}
		said[m].set("amount", sum.String())
		said[m].set("requisitions", called[m]...)
		said[m].set("frame", frame.String())
	}
	return g.writeLetters(ctx, tx, h, d.ID, d.RegistrationNumber, d.Approval, kinds, said)
}

// writeShared writes the letters of a round, to those who had asked for more.
func (g *Grants) writeShared(ctx context.Context, tx *db.Tx, h letterhead, r Round, asked []Wish) error {
	texts := textsOn(allTexts(), civil.Of(r.ApprovedAt))
	kinds, said := map[string]LetterKind{}, map[string]words{}
	for _, s := range r.Shares {
		if !slices.ContainsFunc(asked, func(w Wish) bool { return w.Code == s.Code && w.Interested }) {
			continue
		}
		kinds[s.Code], said[s.Code] = LetterRound, words{}
		if s.Amount == 0 {
			kinds[s.Code] = LetterRoundNothing
		}
		said[s.Code].set("amount", money.Kronor(s.Amount).String())
		said[s.Code].set("explanation", s.Explanation)
		said[s.Code].set("rule", texts.Rules[string(r.Rule)])
		said[s.Code].set("reason", r.Reason)
	}
	return g.writeLetters(ctx, tx, h, r.ID, r.RegistrationNumber, r.Approval, kinds, said)
}

// writeRejected writes the letter of a no to a requisition. Last is the day until which the
// municipality can ask again; the zero Date when it has passed.
func (g *Grants) writeRejected(ctx context.Context, tx *db.Tx, h letterhead, r Requisition, d Rejection, last civil.Date) error {
	texts, w := textsOn(allTexts(), civil.Of(d.RejectedAt)), words{}
	w.set("amount", r.Amount.String())
	w.set("signed_on", texts.day(civil.Of(r.SignedAt)))
	w.set("reason", strings.Split(d.Reason, "\n")...)
	w.set("requisition_last", texts.day(last))
	return g.writeLetters(ctx, tx, h, r.ID, d.RegistrationNumber, Approval{ApprovedBy: d.RejectedBy, ApprovedAt: d.RejectedAt},
		map[string]LetterKind{r.Municipality: LetterRejection}, map[string]words{r.Municipality: w})
}

// writeClaimed writes the letter of a claim, with where it is to be paid. Number is that of
// the decision, where there is one, and said what the verb that raised it says besides.
func (g *Grants) writeClaimed(ctx context.Context, tx *db.Tx, h letterhead, c Claim, t RepaymentTerms, number string, said words, at time.Time) error {
	texts, w, kind := textsOn(allTexts(), civil.Of(at)), words{}, LetterRecovery
	if c.Reason == Unused {
		kind, number = LetterUnused, c.Reference.String()
	}
	w.set("amount", c.Left().String())
	w.set("reference", c.Reference.String())
	w.set("due_on", texts.day(c.DueOn))
	w.set("giro", t.Giro())
	maps.Copy(w, said)
	return g.writeLetters(ctx, tx, h, c.ID, number, Approval{PreparedBy: c.RaisedBy, ApprovedBy: c.ApprovedBy, ApprovedAt: at},
		map[string]LetterKind{c.Municipality: kind}, map[string]words{c.Municipality: w})
}

// Letters opens every letter of a decision to its agency.
func (g *Grants) Letters(ctx context.Context, who access.Actor, decision string) (all []Letter, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err = listLetters(ctx, tx, decision)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.Absent()
	}
	if _, err := g.year(ctx, who, "grant.letter.list", all[0].Year, mayRun); err != nil {
		return nil, err
	}
	return all, nil
}

// ClaimLetters opens every letter of a claim in a year to its agency.
func (g *Grants) ClaimLetters(ctx context.Context, who access.Actor, year string) (all []Letter, err error) {
	if _, err := g.year(ctx, who, "grant.letter.list_claims", year, mayRun); err != nil {
		return nil, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err = listClaimLetters(ctx, tx, year, "")
		return err
	})
	if err == nil && len(all) == 0 {
		err = fault.Absent()
	}
	return all, err
}

// Letter opens one to its agency and to the municipality it was written to.
func (g *Grants) Letter(ctx context.Context, who access.Actor, id string) (l Letter, y SchemeYear, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if l, err = loadLetter(ctx, tx, id); err != nil {
			return err
		}
		y, err = loadYear(ctx, tx, l.Year)
		return err
	})
	if err != nil {
		return Letter{}, y, absent(err)
	}
	if err := g.Audit.Require(ctx, who, "grant.letter.read", []string{l.ID}, mayReadLetter(who, y.Agency, l.Municipality)); err != nil {
		return Letter{}, SchemeYear{}, err
	}
	return l, y, nil
}

// Appeal opens what is said of appeals in a year to its agency.
func (g *Grants) Appeal(ctx context.Context, who access.Actor, year string) (a Appeal, y SchemeYear, err error) {
	if y, err = g.year(ctx, who, "grant.appeal.read", year, mayDecide); err != nil {
		return a, y, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		a, err = loadAppeal(ctx, tx, year)
		return err
	})
	return a, y, err
}

// SayAppeal says whether decisions of the year may be appealed, from now on. Letters that
// have been written stay as they are.
func (g *Grants) SayAppeal(ctx context.Context, who access.Actor, year string, d AppealDraft) error {
	const action = "grant.appeal.say"
	y, err := g.year(ctx, who, action, year, mayDecide)
	if err != nil {
		return err
	}
	if err := d.check(); err != nil {
		return err
	}
	a := Appeal{ID: g.NewID(), Year: year, Barred: d.Barred, SaidBy: who.User, SaidAt: db.Moment(g.Now())}
	if d.Barred {
		a.Ground = d.Ground
	}
	return g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertAppeal(ctx, tx, a); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), year, a.ID))
	})
}
