package demo

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"samspel/internal/app"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/room/concern"
)

// chapter is one report and how far its matters have come. Ages are before now.
type chapter struct {
	by        string
	sent      time.Duration
	children  int
	officer   string
	assessed  bool
	needed    bool
	extended  int
	outcome   concern.Outcome
	decided   time.Duration
	told      bool
	withheld  bool
	unasked   bool
	danger    bool
	protected bool
	forwarded bool
	received  bool
	// begun is how long after the report the receiver begins; an hour when 0.
	begun time.Duration
	// answered is how long after the decision the reporter is told; two days when 0.
	answered time.Duration
	// enclosed reports come with a picture and a list.
	enclosed bool
}

const day = 24 * time.Hour

// present is what waits today: late, due and soon, one of every kind.
var present = []chapter{
	{by: "forskollarare", sent: 26 * time.Hour, children: 1, danger: true},
	{by: "kurator", sent: 27 * day, children: 1, officer: "handlaggare", assessed: true, outcome: concern.NotOpened, decided: 10 * day},
	{by: "polis", sent: 14 * day, children: 1, officer: "handlaggare", assessed: true},
	{by: "sjukskoterska", sent: 3 * time.Hour, children: 1, officer: "handlaggare2", received: true},
	{by: "rektor", sent: 13 * day, children: 2, officer: "handlaggare2", assessed: true},
	{by: "psykolog", sent: 20 * day, children: 1, officer: "handlaggare", assessed: true, outcome: concern.Opened, decided: 6 * day},
	{by: "kurator", sent: 11 * day, children: 1, officer: "handlaggare", assessed: true, needed: true},
	{by: "kurator", sent: 7 * day, children: 1, officer: "handlaggare", assessed: true, enclosed: true},
	{by: "tranare", sent: 6 * day, children: 1, officer: "handlaggare2", assessed: true},
	{by: "fritidsledare", sent: 4 * day, children: 1, officer: "handlaggare3", assessed: true},
	{by: "larare", sent: 2 * day, children: 1, officer: "handlaggare3", assessed: true},
	{by: "kollega", sent: 16 * day, children: 1, officer: "handlaggare3", assessed: true},
	{by: "psykolog", sent: 5 * day, children: 1, officer: "handlaggare2", assessed: true, protected: true},
	{by: "kurator", sent: 9 * day, children: 1, officer: "handlaggare", assessed: true, outcome: concern.AlreadyRunning, decided: 1 * time.Hour},
	{by: "larare", sent: 18 * day, children: 1, officer: "handlaggare2", assessed: true, extended: 10},
	{by: "kurator_bjorklunda", sent: 8 * day, children: 1, officer: "handlaggare_bjorklunda", assessed: true},
	{by: "kurator_bjorklunda", sent: 20 * time.Hour, children: 2},
	{by: "forskollarare", sent: 3 * day, children: 1, officer: "handlaggare", forwarded: true},
	{by: "kollega", sent: 90 * time.Minute, children: 1},
	{by: "polis", sent: 40 * time.Minute, children: 1, danger: true},
}

// busy is how many reports a month brings, in tenths of what the busiest does: few when
// schools are closed, many when they have been open for a while.
var busy = [12]int{7, 7, 9, 7, 9, 6, 3, 5, 8, 10, 10, 7}

// dutyFrom is the first day that package law has the duties to report of.
var dutyFrom = civil.On(2026, 1, 15)

// history is what has been: closed matters over the year, a few of them late.
func history(random *rand.Rand, now time.Time, n int) []chapter {
	senders := []string{"kurator", "kollega", "rektor", "larare", "forskollarare", "larare", "sjukskoterska", "psykolog", "psykolog", "polis", "polis", "fritidsledare", "tranare"}
	officers := []string{"handlaggare", "handlaggare2", "handlaggare3"}
	outcomes := []concern.Outcome{concern.Opened, concern.NotOpened, concern.NotOpened, concern.NotOpened, concern.Opened, concern.AlreadyRunning}
	list := make([]chapter, n)
	days := min(335, civil.Of(now).Sub(dutyFrom)-25)
	for i := range list {
		sent := time.Duration(25+random.IntN(days)) * day
		for random.IntN(10) >= busy[civil.Of(now.Add(-sent)).Month-1] {
			sent = time.Duration(25+random.IntN(days)) * day
		}
		took := time.Duration(2+random.IntN(12)) * day
		list[i] = chapter{
			by: senders[random.IntN(len(senders))], sent: sent + time.Duration(random.IntN(600))*time.Minute, children: 1,
			officer: officers[random.IntN(len(officers))], assessed: true, needed: random.IntN(5) == 0,
			outcome: outcomes[random.IntN(len(outcomes))],
			told:    true, unasked: random.IntN(6) == 0, withheld: random.IntN(12) == 0,
		}
		switch random.IntN(14) {
		case 0:
			list[i].begun = 26 * time.Hour
		case 1:
			took = 16 * day
		case 2:
			list[i].answered = 9 * day
		}
		list[i].decided = sent - took
	}
	return list
}

// storyteller plays chapters with a clock of its own.
type storyteller struct {
	app      *app.App
	staff    map[string]person
	concerns *concern.Concerns
	start    time.Time
	at       time.Time
	turns    int
}

func newStoryteller(a *app.App, staff map[string]person, start time.Time, turns int) *storyteller {
	s := &storyteller{app: a, staff: staff, start: start, turns: turns}
	s.concerns = a.ConcernsAt(func() time.Time { return s.at })
	return s
}

// ago moves the clock to a moment before the story's present; what was days ago
// happened some time in office hours.
func (s *storyteller) ago(d time.Duration) {
	s.at = s.start.Add(-d)
	if d >= 2*day {
		s.turns++
		s.at = civil.Of(s.at).Start().Add(8*time.Hour + time.Duration(s.turns*37%480)*time.Minute)
	}
}

func (s *storyteller) tell(ctx context.Context, t tale) error {
	c := t.chapter
	s.ago(c.sent)
	sender := s.staff[c.by].actor
	d := concern.DraftReport{ID: id.New(), Municipality: sender.Municipality, Category: categories[c.by], Danger: c.danger,
		WantsFeedback: !c.unasked && categories[c.by] != anyone, Content: t.account}
	d.Content.ReporterWork, d.Content.Phone = works[c.by], "070-174 06 35"
	if c.danger {
		d.Content.DangerWhy = "Barnet ska hem i eftermiddag."
	}
	for _, x := range t.about {
		reported := x.reported()
		reported.Protected = c.protected
		d.Content.Children = append(d.Content.Children, reported)
	}
	if c.enclosed {
		var err error
		if d, err = s.enclose(ctx, sender, d); err != nil {
			return fmt.Errorf("enclose as %s: %w", c.by, err)
		}
	}
	sent, err := s.concerns.SendReport(ctx, sender, d)
	if err != nil {
		return fmt.Errorf("send as %s: %w", c.by, err)
	}
	matters, err := s.mattersOf(ctx, sent.ID, sender.Municipality)
	if err != nil {
		return err
	}
	sentAt := s.at
	for _, matter := range matters {
		s.at = sentAt
		if err := s.receive(ctx, c, matter); err != nil {
			return fmt.Errorf("receive from %s: %w", c.by, err)
		}
	}
	return nil
}

// mattersOf finds the matters of a report the way a receiver does: in the inbox.
func (s *storyteller) mattersOf(ctx context.Context, report, municipality string) ([]string, error) {
	reader := "chef"
	if municipality == "9902" {
		reader = "chef_bjorklunda"
	}
	var ids []string
	filter := concern.InboxFilter{Step: concern.StepProtection}
	for {
		v, err := s.concerns.Inbox(ctx, s.staff[reader].actor, filter)
		if err != nil {
			return nil, err
		}
		for _, row := range v.Rows {
			if row.Matter.Report == report {
				ids = append(ids, row.Matter.ID)
			}
		}
		if v.Next.IsZero() {
			return ids, nil
		}
		filter.After = v.Next
	}
}

// receive plays the receiver's part of a chapter, from an hour after it was sent.
func (s *storyteller) receive(ctx context.Context, c chapter, matter string) error {
	if c.officer == "" {
		return nil
	}
	who := s.staff[c.officer].actor
	s.at = s.at.Add(cmp.Or(c.begun, time.Hour))
	if c.received {
		return s.concerns.Receive(ctx, who, matter)
	}
	if c.forwarded {
		return s.concerns.Forward(ctx, who, matter, "9902", "Familjen har flyttat till Björklunda, enligt skolan.")
	}
	if !c.assessed {
		return nil
	}
	a := concern.ProtectionAssessment{Answered: true, Needed: c.needed, Reasons: "Barnet är i skolan i dag och en vuxen barnet litar på finns nära.",
		ContactPlan: "Vi ringer vårdnadshavaren efter samtal med skolan."}
	if c.needed {
		a.Reasons, a.Measures = "Det barnet berättar går inte att vänta med.", "Barnet är hos mormor i natt. Vi träffar barnet i skolan i morgon 08.30."
	}
	if err := s.concerns.AssessProtection(ctx, who, matter, a); err != nil {
		return err
	}
	if c.extended > 0 {
		s.ago(c.sent - 12*day)
		to := civil.Of(s.start.Add(-c.sent)).AddDays(14 + c.extended)
		err := s.concerns.Extend(ctx, s.staff["chef"].actor, matter, concern.Extension{To: to, Reasons: "Tolk i familjens språk finns först nästa vecka."})
		if err != nil {
			return err
		}
	}
	if c.outcome == "" {
		return nil
	}
	s.ago(c.decided)
	d := concern.Decision{Outcome: c.outcome, Reasons: "Samlad bedömning efter samtal med anmälaren och familjen.",
		Informed: []concern.Informed{{Who: "guardian_1", On: civil.Of(s.at)}}}
	if _, err := s.concerns.Decide(ctx, who, matter, d); err != nil {
		return err
	}
	if !c.told || c.unasked || categories[c.by] == anyone {
		return nil
	}
	s.ago(c.decided - cmp.Or(c.answered, 2*day))
	if c.withheld {
		return s.concerns.WithholdFeedback(ctx, who, matter, "Det kan röja var barnet är.")
	}
	return s.concerns.GiveFeedback(ctx, who, matter)
}

// meets is the ages of the children that each sender meets.
var meets = map[string][2]int{
	"kurator": {10, 15}, "kollega": {10, 15}, "rektor": {6, 12}, "larare": {6, 12}, "forskollarare": {1, 5}, "kurator_bjorklunda": {10, 15},
	"sjukskoterska": {0, 3}, "psykolog": {8, 17}, "polis": {13, 17}, "fritidsledare": {12, 16}, "tranare": {9, 15},
}

// categories is the reporter category of each sender, as package law names it.
var categories = map[string]string{
	"kurator": school, "kollega": school, "rektor": school, "larare": school, "forskollarare": school, "kurator_bjorklunda": school,
	"sjukskoterska": health, "psykolog": health, "polis": police, "fritidsledare": authority, "tranare": anyone,
}

var works = map[string]string{
	"kurator": "Kurator", "kollega": "Specialpedagog", "rektor": "Rektor", "larare": "Lärare", "forskollarare": "Förskollärare",
	"kurator_bjorklunda": "Kurator", "sjukskoterska": "BVC-sjuksköterska", "psykolog": "Psykolog", "polis": "Polis", "fritidsledare": "Fritidsledare", "tranare": "Simtränare",
}

// Ids of reporter categories in package law.
const (
	school    = "school"
	health    = "health_dental"
	police    = "police"
	authority = "other_authority"
	anyone    = "anyone"
)
