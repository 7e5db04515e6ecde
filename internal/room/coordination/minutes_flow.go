package coordination

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

const wordingColumn = "coordination_wording.body"

// wordingRow is the place of a wording's text, so that no text can stand for another.
func wordingRow(w Wording) string { return w.ID + "/" + strconv.FormatInt(w.Version, 10) }

// WordingView is a text that stands in a paragraph.
type WordingView struct {
	Wording Wording
	Text    string
	Author  string
	Unit    string
}

// ParagraphView is a paragraph as far as the reader sees it: one text as a rule, and
// two side by side when two people wrote at once.
type ParagraphView struct {
	Paragraph
	Wordings []WordingView
	// Commitments are those that have been made of a decision.
	Commitments []CommitmentView
}

// Text is what the paragraph says; where two texts stand side by side, one after the other.
func (p ParagraphView) Text() string {
	var texts []string
	for _, w := range p.Wordings {
		if w.Text != "" {
			texts = append(texts, w.Text)
		}
	}
	return strings.Join(texts, "\n\n")
}

// Base is what somebody who reads the paragraph now has before them.
func (p ParagraphView) Base() []Seen {
	seen := make([]Seen, len(p.Wordings))
	for i, w := range p.Wordings {
		seen[i] = Seen{w.Wording.ID, w.Wording.Version}
	}
	return seen
}

// Doubled says that two texts stand side by side.
func (p ParagraphView) Doubled() bool { return len(p.Wordings) > 1 }

// fillMinutes puts what the reader sees of the minutes under their points.
func (c *Matters) fillMinutes(ctx context.Context, who access.Actor, s Standing, m meetingAt, v *MeetingView) error {
	var paragraphs []Paragraph
	var wordings []sealedWording
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if paragraphs, err = listParagraphs(ctx, tx, m.ID); err != nil {
			return err
		}
		wordings, err = listWordings(ctx, tx, m.ID)
		return err
	})
	if err != nil {
		return err
	}
	var keysets, users, units []string
	for _, w := range wordings {
		keysets, users, units = append(keysets, w.Keyset), append(users, w.Author), append(units, w.Unit)
	}
	slices.Sort(keysets)
	if err := c.Keys.Warm(ctx, slices.Compact(keysets)); err != nil {
		return err
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return err
	}
	for _, p := range paragraphs {
		i := slices.IndexFunc(v.Points, func(x PointView) bool { return x.ID == p.Point })
		if i < 0 {
			continue
		}
		view := ParagraphView{Paragraph: p}
		for _, w := range wordings {
			if w.Paragraph != p.ID || w.Replaced || mayHear(who, s, w.as(v.Points[i].Topic)).Sight != Full {
				continue
			}
			text, err := unseal[string](ctx, c, w.Keyset, w.body, wordingRow(w.Wording), wordingColumn)
			if fault.KindOf(err) == fault.KindPrivate {
				continue // disposed of by the organisation that wrote it
			}
			if err != nil {
				return err
			}
			view.Wordings = append(view.Wordings, WordingView{w.Wording, text, names.users[w.Author], names.units[w.Unit]})
		}
		if view.Text() == "" {
			continue
		}
		v.Doubled = v.Doubled || view.Doubled()
		v.Points[i].Paragraphs = append(v.Points[i].Paragraphs, view)
	}
	return nil
}

// as is a wording as a rule of sight sees it.
func (w Wording) as(topic Topic) Item {
	return Item{ID: w.Paragraph, Organisation: w.Organisation, Unit: w.Unit, Topic: topic}
}

// doubled says whether two texts stand side by side anywhere in the minutes.
func (c *Matters) doubled(ctx context.Context, meeting string) (bool, error) {
	var wordings []sealedWording
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		wordings, err = listWordings(ctx, tx, meeting)
		return err
	})
	count := make(map[string]int)
	for _, w := range wordings {
		if !w.Replaced {
			count[w.Paragraph]++
		}
	}
	for _, n := range count {
		if n > 1 {
			return true, err
		}
	}
	return false, err
}

// patience is how many times a save is settled again because others wrote in between.
const patience = 10

// SaveMinutes keeps what a page of minutes says. It may be sent again, late or twice:
// nothing anybody has saved is lost, and nothing is there twice.
func (c *Matters) SaveMinutes(ctx context.Context, who access.Actor, meeting string, d MinutesDraft) error {
	if !id.Valid(d.Pen) {
		return fault.Invalid("pen", "coordination.minutes.stale")
	}
	for range patience {
		err := c.saveMinutes(ctx, who, meeting, d)
		if !errors.Is(err, errRaced) && !errors.Is(err, db.ErrConflict) {
			return err
		}
	}
	return raced(errRaced)
}

// change is one stroke ready to be stored.
type change struct {
	paragraph Paragraph
	wording   sealedWording
	before    int64 // the version of the pen's own wording; 0 for a new one
	replaces  []Wording
}

func (c *Matters) saveMinutes(ctx context.Context, who access.Actor, meeting string, d MinutesDraft) error {
	const action = "coordination.minutes.save"
	may := func(who access.Actor, s Standing, m meetingAt) access.Decision { return mayMinute(who, s, m.Meeting) }
	s, m, err := c.meetingIn(ctx, who, meeting, action, may)
	if err != nil {
		return err
	}
	var paragraphs []Paragraph
	var wordings []sealedWording
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if paragraphs, err = listParagraphs(ctx, tx, m.ID); err != nil {
			return err
		}
		wordings, err = listWordings(ctx, tx, m.ID)
		return err
	})
	if err != nil {
		return err
	}
	own, ok := s.party(who.Organisation)
	if !ok {
		return fault.Private()
	}
	var changes []change
	for _, st := range d.Strokes {
		x, write, err := c.settleStroke(ctx, who, m, own, paragraphs, wordings, d, st, s.Now)
		if err != nil {
			return err
		}
		if write {
			changes = append(changes, x)
		}
	}
	if len(changes) == 0 {
		return nil
	}
	me, _ := s.joined(who.User, who.Unit)
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		still, err := takesPart(ctx, tx, me.ID, s.Protection.ID)
		if err != nil {
			return err
		}
		if !still {
			return errRaced // and is asked again, with whoever may write now
		}
		if err := countWords(ctx, tx, m.ID); err != nil {
			return err
		}
		for _, x := range changes {
			if err := storeChange(ctx, tx, x); err != nil {
				return err
			}
		}
		return c.Audit.Change(ctx, tx, record(who, action, may(who, s, m).Ground(), s.Matter.ID, own.Child))
	})
}

// settleStroke makes of a stroke what is to be stored, if anything.
func (c *Matters) settleStroke(ctx context.Context, who access.Actor, m meetingAt, own Party, paragraphs []Paragraph, wordings []sealedWording,
	d MinutesDraft, st Stroke, now time.Time) (change, bool, error) {
	if !id.Valid(st.Paragraph) {
		return change{}, false, nil
	}
	x := change{paragraph: Paragraph{ID: st.Paragraph, Meeting: m.ID, Point: st.Point, Kind: st.Kind, MadeAt: now}}
	if i := slices.IndexFunc(paragraphs, func(p Paragraph) bool { return p.ID == st.Paragraph }); i >= 0 {
		x.paragraph = paragraphs[i]
	} else if !slices.ContainsFunc(m.points, func(p sealedPoint) bool { return p.ID == st.Point }) || st.Kind != PlainText && st.Kind != Decision {
		return change{}, false, nil
	}
	var all []Wording
	var said string
	for _, w := range wordings {
		if w.Paragraph == st.Paragraph {
			all = append(all, w.Wording)
		}
	}
	if last, wrote := lastBy(all, who.User, d.Pen); wrote {
		i := slices.IndexFunc(wordings, func(w sealedWording) bool { return w.ID == last.ID })
		text, err := unseal[string](ctx, c, last.Keyset, wordings[i].body, wordingRow(last), wordingColumn)
		if err != nil {
			return change{}, false, err
		}
		said = text
	}
	e := strike(all, who.User, d.Pen, d.Pass, said, st)
	if !e.write {
		return change{}, false, nil
	}
	w := e.own
	if w.ID == "" {
		w = Wording{ID: c.NewID(), Meeting: m.ID, Paragraph: st.Paragraph, Pen: d.Pen, Author: who.User, Organisation: who.Organisation, Unit: who.Unit, Keyset: own.Keyset}
	}
	x.before = w.Version
	w.Version, w.Pass, w.At = w.Version+1, d.Pass, now
	body, err := c.seal(ctx, w.Keyset, plain(st.Text), wordingRow(w), wordingColumn)
	x.wording, x.replaces = sealedWording{w, body}, e.replaces
	return x, true, err
}

func storeChange(ctx context.Context, tx *db.Tx, x change) error {
	for _, w := range x.replaces {
		if err := replaceWording(ctx, tx, w); err != nil {
			return err
		}
	}
	if x.before > 0 {
		return growWording(ctx, tx, x.wording, x.before)
	}
	if err := insertParagraph(ctx, tx, x.paragraph); err != nil {
		return err
	}
	return insertWording(ctx, tx, x.wording)
}
