package demo

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"samspel/internal/app"
	"samspel/internal/ground/civil"
	"samspel/internal/room/coordination"
)

// pastMatters is enough for counts that may be told.
const pastMatters = 44

// wanderer is somebody who has held matters together that are over.
type wanderer struct{ key, form string }

var wanderers = []wanderer{{"larare", "skolsocialt_team"}, {"psykolog", "sip"}, {"handlaggare3", "sspf"}, {"fritidsledare", "skolsocialt_team"}, {"forskollarare", "skolsocialt_team"},
	{"handlaggare3", "sip"}, {"larare", "sspf"}, {"psykolog", "skolsocialt_team"}}

var endings = []coordination.ClosureReason{coordination.GoalsMet, coordination.GoalsMet, coordination.MovedAway, coordination.GoalsMet, coordination.Inactive}

// over plays small matters that began and ended in the last two thirds of a year, so
// that there is something to count, and counts it.
func over(ctx context.Context, a *app.App, staff map[string]person, now time.Time) (err error) {
	random := rand.New(rand.NewPCG(seed, pastMatters))
	thirds := civil.ThirdsBefore(civil.Of(now), 2)
	plays := make([]func() error, pastMatters)
	for i := range plays {
		c := &coordinator{staff: staff, start: now}
		c.Matters = a.MattersAt(func() time.Time { return c.at })
		who, met, why := wanderers[random.IntN(len(wanderers))], 5+random.IntN(40), endings[random.IntN(len(endings))]
		day := thirds[i%2].First().AddDays(random.IntN(50))
		plays[i] = func() error { return c.small(ctx, i, who, day, met, why) }
	}
	// They have nothing to do with one another, so many may be told at once.
	errs := make(chan error, tellersOfPast)
	for teller := range tellersOfPast {
		go func() {
			var err error
			for i := teller; i < len(plays) && err == nil; i += tellersOfPast {
				err = plays[i]()
			}
			errs <- err
		}()
	}
	for range tellersOfPast {
		err = errors.Join(err, <-errs)
	}
	if err != nil {
		return err
	}
	return a.Matters.TakeCounts(ctx)
}

// small is a matter that began on the day and met once, some days later.
func (c *coordinator) small(ctx context.Context, i int, who wanderer, day civil.Date, met int, why coordination.ClosureReason) error {
	on := func(day civil.Date) { c.at = day.Start().Add(10 * time.Hour) }
	on(day)
	age := 12 + i%6
	if who.form == "skolsocialt_team" {
		age = 4 + i%9
	}
	asked := []coordination.AskedBy{coordination.AskedByStaff, coordination.AskedByGuardian, coordination.AskedByStaff, coordination.AskedByChild}[i/2%4]
	origin := coordination.FromWork
	if i%3 == 0 {
		origin = coordination.FromReport
	}
	matter, err := c.open(ctx, who.key, who.form, coordination.NeedDraft{AskedBy: asked, Origin: origin,
		Child: coordination.NewChild{Given: givenNames[i%len(givenNames)], Family: "Dåtid", Birth: civil.On(day.Year-age, day.Month, 1).String()},
		Body:  coordination.NeedBody{Question: "Flera gör var sitt. Vi behöver komma överens.", ChildHow: "Samtal i skolan."}})
	if err != nil {
		return err
	}
	on(day.AddDays(met - 1))
	v, err := c.meet(ctx, who.key, matter, 1, 9, "Komma överens om vem som gör vad.", "Hos oss", coordination.PointDraft{Title: "Barnets egen del", Topic: coordination.Words, Length: 5})
	if err != nil {
		return err
	}
	on(day.AddDays(met))
	var came []string
	for _, a := range v.Attendees {
		if a.Role != coordination.AttendsAsChild || i%3 > 0 {
			came = append(came, a.ID)
		}
	}
	if err := c.HoldMeeting(ctx, c.actor(who.key), v.Meeting.ID, came, "Barnet hade sagt innan vad det ville."); err != nil {
		return err
	}
	on(day.AddDays(met + 10))
	return first(
		func() error {
			return c.BeginClosing(ctx, c.actor(who.key), matter, coordination.ClosureDraft{Reason: why, Body: coordination.ClosureBody{Why: "Det vi kom överens om är gjort.", Contact: "Läraren",
				Child: coordination.KeptGiven, Guardians: coordination.KeptNotWanted}})
		},
		func() error { return c.Close(ctx, c.actor(who.key), matter) })
}
