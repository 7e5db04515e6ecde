package grant

import (
	"context"
	"errors"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// DeadlinesView is the days of a year as one side sees them.
type DeadlinesView struct {
	Year SchemeYear
	All  []Deadline
	// Names of municipalities by code; ByAgency says that the reader is at the agency.
	Names    map[string]string
	ByAgency bool
	Today    civil.Date
}

// Deadlines opens the days of a year: the agency's own and those of all municipalities, or
// those of the reader's municipality.
func (g *Grants) Deadlines(ctx context.Context, who access.Actor, year string) (v DeadlinesView, err error) {
	var f Appendix
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.Year, err = loadYear(ctx, tx, year); err != nil {
			return err
		}
		f, err = loadAppendixIn(ctx, tx, year, InForce)
		return err
	})
	if err != nil {
		return v, absent(err)
	}
	has := slices.ContainsFunc(f.Frames, func(f Frame) bool { return f.Municipality == who.Municipality })
	if err := g.Audit.Require(ctx, who, "grant.deadline.list", []string{year}, mayReadYear(who, v.Year, has)); err != nil {
		return DeadlinesView{}, err
	}
	v.Today, v.ByAgency = civil.Of(g.Now()), mayRun(who, v.Year.Agency).Allowed()
	if v.Names, err = g.municipalityNames(ctx); err != nil {
		return v, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		v.All, err = deadlines(ctx, tx, v.Year, f.Frames, v.ByAgency, who.Municipality)
		return err
	})
	return v, err
}

func deadlines(ctx context.Context, tx *db.Tx, y SchemeYear, frames []Frame, byAgency bool, code string) ([]Deadline, error) {
	if y.State == Preparing {
		return y.agencyDeadlines(nil, standings{}), nil
	}
	s, err := loadStandings(ctx, tx, y.ID)
	if err != nil {
		return nil, err
	}
	if byAgency {
		return y.agencyDeadlines(frames, s), nil
	}
	return y.deadlinesOf(code, s), nil
}

// A Dated deadline is one with the scheme it belongs to, for a calendar.
type Dated struct {
	Deadline
	Year, Scheme string
}

// MyDeadlines is every day to come that is not done, of the years that run and that the
// actor may read.
func (g *Grants) MyDeadlines(ctx context.Context, who access.Actor) (all []Dated, err error) {
	years, err := g.Years(ctx, who)
	if err != nil {
		return nil, err
	}
	today := civil.Of(g.Now())
	for _, y := range years {
		if y.State != Running {
			continue
		}
		v, err := g.Deadlines(ctx, who, y.ID)
		if err != nil {
			return nil, err
		}
		for _, d := range v.All {
			if !d.Done && !d.Day.Before(today) {
				all = append(all, Dated{Deadline: d, Year: y.ID, Scheme: y.SchemeName})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Dated) int { return a.Day.Sub(b.Day) })
	return all, nil
}

// SendReport notes that a report to the government has been sent.
func (g *Grants) SendReport(ctx context.Context, who access.Actor, year string, line int) error {
	const action = "grant.report.sent"
	y, err := g.year(ctx, who, action, year, mayRun)
	if err != nil {
		return err
	}
	if line < 1 || line > len(y.Terms.Reports) {
		return fault.Absent()
	}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := markSent(ctx, tx, year, line, who.User, db.Moment(g.Now())); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), year))
	})
	return explained(err, nil)
}

// remindFrom is the hour from which people are reminded.
const remindFrom = 7

// RemindDays tells those who have not done what they are to, some working days before each
// day: once at each distance, and later on if nobody was there to tell them. It is the
// system's own, run by a job.
func (g *Grants) RemindDays(ctx context.Context) error {
	if g.Now().In(civil.Stockholm).Hour() < remindFrom {
		return nil
	}
	var years []string
	err := g.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		years, err = listRunning(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, year := range years {
		errs = append(errs, g.remindDays(ctx, year))
	}
	return errors.Join(errs...)
}

func (g *Grants) remindDays(ctx context.Context, year string) error {
	today := civil.Of(g.Now())
	load := func(tx *db.Tx) (y SchemeYear, due []Deadline, err error) {
		if y, err = loadYear(ctx, tx, year); err != nil {
			return y, nil, err
		}
		f, err := loadAppendixIn(ctx, tx, year, InForce)
		if err != nil {
			return y, nil, err
		}
		agency, err := deadlines(ctx, tx, y, f.Frames, true, "")
		for _, d := range agency {
			if d.Done || stepOn(d.Day, today) == 0 || d.Kind != ByReport && len(d.Remain) == 0 {
				continue
			}
			due = append(due, d)
			for _, code := range d.Remain {
				due = append(due, Deadline{Kind: d.Kind, Day: d.Day, Municipality: code})
			}
		}
		return y, due, err
	}
	var due []Deadline
	err := g.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		_, due, err = load(tx)
		return err
	})
	if err != nil || len(due) == 0 {
		return err
	}
	return g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		y, due, err := load(tx)
		if err != nil {
			return err
		}
		var all []notice
		for _, d := range due {
			first, err := insertDayReminder(ctx, tx, year, d, stepOn(d.Day, today), db.Moment(g.Now()))
			if err != nil {
				return err
			}
			switch link := deadlinesLink(year); {
			case !first:
			case d.Municipality != "":
				all = append(all, toMunicipality(d.Municipality, "grant.notice.due."+string(d.Kind), yearLink(year)))
			case d.Kind == ByReport:
				all = append(all, toAgency(y.Agency, "grant.notice.due.report", link))
			default:
				all = append(all, toAgency(y.Agency, "grant.notice.remain."+string(d.Kind), link))
			}
		}
		return g.announce(ctx, tx, "", all...)
	})
}

// RemindNow reminds the chosen municipalities of what they have not done, whatever the day.
func (g *Grants) RemindNow(ctx context.Context, who access.Actor, year string, kind DeadlineKind, codes []string) (told int, err error) {
	const action = "grant.deadline.remind"
	y, err := g.year(ctx, who, action, year, mayRun)
	if err != nil {
		return 0, err
	}
	if y.State != Running {
		return 0, fault.Refused("grant.year.not_running")
	}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		f, err := loadAppendixIn(ctx, tx, year, InForce)
		if err != nil {
			return err
		}
		all, err := deadlines(ctx, tx, y, f.Frames, true, "")
		if err != nil {
			return err
		}
		var list []notice
		for _, d := range all {
			for _, code := range d.Remain {
				if d.Kind == kind && slices.Contains(codes, code) {
					list = append(list, toMunicipality(code, "grant.notice.due."+string(kind), yearLink(year)))
				}
			}
		}
		if told = len(list); told == 0 {
			return fault.Invalid("municipality", "grant.deadline.nobody")
		}
		if err := g.announce(ctx, tx, who.User, list...); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), year))
	})
	return told, err
}

func deadlinesLink(year string) string { return yearLink(year) + "/datum" }
