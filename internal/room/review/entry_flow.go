package review

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
)

// EntryView is a line with all that has been said about it.
type EntryView struct {
	Row
	Period    Period
	Task      Task
	Question  string
	Answer    string
	Reasons   string
	DecidedBy string
	// Heard says that a breach may be found: the reader has answered, or has had time to.
	Heard bool
	// Next is the line that waits for the reviewer after this one, "" when none does.
	Next string
}

// Entry gives a line to a reviewer, and records that it was looked at.
func (v *Reviews) Entry(ctx context.Context, who access.Actor, id string) (EntryView, error) {
	const action = "review.entry.read"
	s, err := v.entry(ctx, who, id, action, mayDecide)
	if err != nil {
		return EntryView{}, err
	}
	view, err := v.view(ctx, who, s)
	if err != nil {
		return EntryView{}, err
	}
	if view.Next, err = v.next(ctx, who, s.Entry); err != nil {
		return EntryView{}, err
	}
	return view, v.Audit.Reading(ctx, record(who, action, mayDecide(who, s.Entry).Ground(), s.Subjects...))
}

func (v *Reviews) view(ctx context.Context, who access.Actor, s sealedEntry) (view EntryView, err error) {
	var tasks map[string]Task
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if tasks, err = v.Tasks(ctx, tx, []string{s.Subject()}); err != nil {
			return err
		}
		view.Period, err = loadPeriod(ctx, tx, s.Entry.Period)
		return err
	})
	if err != nil {
		return EntryView{}, err
	}
	rows, err := v.rows(ctx, who, []Entry{s.Entry}, tasks)
	if err != nil {
		return EntryView{}, err
	}
	view.Row, view.Task = rows[0], tasks[s.Subject()]
	_, unheard := s.decide(who.User, Breach, "-", v.Now())
	view.Heard = unheard == nil
	if view.Question, err = v.unseal(ctx, s.Keyset, s.question, s.ID, questionColumn); err != nil {
		return EntryView{}, err
	}
	if view.Answer, err = v.unseal(ctx, s.Keyset, s.answer, s.ID, answerColumn); err != nil {
		return EntryView{}, err
	}
	if view.Reasons, err = v.unseal(ctx, s.Keyset, s.reasons, s.ID, reasonsColumn); err != nil {
		return EntryView{}, err
	}
	names, err := v.Identity.UserName(ctx, []string{s.DecidedBy})
	view.DecidedBy = names[s.DecidedBy]
	return view, err
}

// next is the line after e that waits for the reviewer, from the top again at the end.
func (v *Reviews) next(ctx context.Context, who access.Actor, e Entry) (id string, err error) {
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		for _, after := range []int{e.Position, 0} {
			if id, err = v.nextVisible(ctx, tx, who, e.Period, after); err != nil || id != "" {
				break
			}
		}
		return err
	})
	if id == e.ID {
		id = ""
	}
	return id, err
}

func (v *Reviews) nextVisible(ctx context.Context, tx *db.Tx, who access.Actor, period string, after int) (string, error) {
	for {
		id, err := nextEntry(ctx, tx, period, after, who.User, who.Unit)
		if err != nil || id == "" {
			return "", err
		}
		s, err := loadEntry(ctx, tx, id)
		if err != nil {
			return "", err
		}
		if list, _, err := v.visible(ctx, tx, who, []Entry{s.Entry}); err != nil || len(list) > 0 {
			return id, err
		}
		after = s.Position
	}
}

// entry loads a line and asks, so that "not yours", "not there" and "may not know of it"
// are one answer.
func (v *Reviews) entry(ctx context.Context, who access.Actor, id, action string, may func(access.Actor, Entry) access.Decision) (sealedEntry, error) {
	var s sealedEntry
	var there []Entry
	err := v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if s, err = loadEntry(ctx, tx, id); err != nil {
			return err
		}
		there, _, err = v.visible(ctx, tx, who, []Entry{s.Entry})
		return err
	})
	if isNotFound(err) || err == nil && len(there) == 0 {
		return sealedEntry{}, v.Audit.Require(ctx, who, action, nil, access.Deny("no such line"))
	}
	if err != nil {
		return sealedEntry{}, err
	}
	return s, v.Audit.Require(ctx, who, action, s.Subjects, may(who, s.Entry))
}

// Ask asks the reader what the reading was for.
func (v *Reviews) Ask(ctx context.Context, who access.Actor, id, question string) error {
	const action = "review.entry.ask"
	s, err := v.entry(ctx, who, id, action, mayDecide)
	if err != nil {
		return err
	}
	if s.Entry, err = s.ask(who.User, question, v.Now()); err != nil {
		return err
	}
	if s.question, err = v.seal(ctx, s.Keyset, question, s.ID, questionColumn); err != nil {
		return err
	}
	return v.change(ctx, who, s, action, mayDecide(who, s.Entry).Ground(), "",
		notify.Notice{User: s.Reader, Key: "review.notice.asked", Link: "/loggfragor/" + s.ID})
}

// Question gives the reader what they have been asked about their own reading.
func (v *Reviews) Question(ctx context.Context, who access.Actor, id string) (EntryView, error) {
	const action = "review.question.read"
	s, err := v.entry(ctx, who, id, action, mayAnswer)
	if err != nil {
		return EntryView{}, err
	}
	view, err := v.view(ctx, who, s)
	if err != nil {
		return EntryView{}, err
	}
	// What the reviewer thinks of it is not the reader's page.
	view.Reasons, view.DecidedBy = "", ""
	return view, v.Audit.Reading(ctx, record(who, action, mayAnswer(who, s.Entry).Ground(), s.Subjects...))
}

// Questions is what the actor has been asked and not answered.
func (v *Reviews) Questions(ctx context.Context, who access.Actor) (list []Entry, err error) {
	if err := v.Audit.Require(ctx, who, "review.question.list", nil, mayDeclare(who)); err != nil {
		return nil, err
	}
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = listQuestions(ctx, tx, who.User, EntriesPage)
		return err
	})
	return list, err
}

// Answer is the reader's own explanation.
func (v *Reviews) Answer(ctx context.Context, who access.Actor, id, text string) error {
	const action = "review.question.answer"
	s, err := v.entry(ctx, who, id, action, mayAnswer)
	if err != nil {
		return err
	}
	if s.Entry, err = s.reply(text, v.Now()); err != nil {
		return err
	}
	if s.answer, err = v.seal(ctx, s.Keyset, text, s.ID, answerColumn); err != nil {
		return err
	}
	return v.change(ctx, who, s, action, mayAnswer(who, s.Entry).Ground(), "",
		notify.Notice{User: s.AskedBy, Key: "review.notice.answered", Link: "/loggposter/" + s.ID})
}

// Decide settles a line, and gives its period and the next line that waits for the reviewer.
func (v *Reviews) Decide(ctx context.Context, who access.Actor, id string, verdict Verdict, reasons string) (period, next string, err error) {
	const action = "review.entry.decide"
	s, err := v.entry(ctx, who, id, action, mayDecide)
	if err != nil {
		return "", "", err
	}
	if s.Entry, err = s.decide(who.User, verdict, reasons, v.Now()); err != nil {
		return "", "", err
	}
	if s.reasons, err = v.seal(ctx, s.Keyset, reasons, s.ID, reasonsColumn); err != nil {
		return "", "", err
	}
	if err := v.change(ctx, who, s, action, mayDecide(who, s.Entry).Ground(), who.Unit, notify.Notice{}); err != nil {
		return "", "", err
	}
	next, err = v.next(ctx, who, s.Entry)
	return s.Entry.Period, next, err
}

// change stores a line, its record and its notice together.
func (v *Reviews) change(ctx context.Context, who access.Actor, s sealedEntry, action, ground, decidedUnit string, n notify.Notice) error {
	return raced(v.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := updateEntry(ctx, tx, s, decidedUnit); err != nil {
			return err
		}
		if n.User != "" {
			if err := v.Notify.Tell(ctx, tx, n); err != nil {
				return err
			}
		}
		return v.Audit.Change(ctx, tx, record(who, action, ground, s.Subjects...))
	}))
}
