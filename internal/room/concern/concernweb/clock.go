package concernweb

import (
	"context"
	"time"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/room/concern"
	"samspel/internal/web"
)

var clockStates = map[concern.Urgency]web.ClockState{
	concern.Late: web.ClockLate, concern.Today: web.ClockToday, concern.Soon: web.ClockSoon, concern.Ample: web.ClockOK,
}

// clockView is a matter's next clock in words.
func clockView(ctx context.Context, m concern.Matter, now time.Time) web.ClockView {
	c := m.Next
	urgency := c.Urgency(now)
	return web.ClockView{
		State:    clockStates[urgency],
		Left:     clockLeft(ctx, c, urgency, now),
		What:     i18n.T(ctx, "concern.step."+string(c.Step)),
		Due:      clockDue(ctx, m, urgency, now),
		Fraction: c.Run(now),
	}
}

func clockLeft(ctx context.Context, c concern.Clock, urgency concern.Urgency, now time.Time) string {
	today, last := civil.Of(now), c.LastDay()
	switch urgency {
	case concern.Late:
		if late := now.Sub(c.Due); late < 24*time.Hour && c.ByTheHour() {
			return i18n.T(ctx, "concern.clock.late_hours", "count", max(1, int(late.Hours())))
		}
		return i18n.T(ctx, "concern.clock.late_days", "count", max(1, today.Sub(last)))
	case concern.Today:
		if c.AtOnce || c.Step == concern.StepProtection {
			return i18n.T(ctx, "concern.clock.at_once")
		}
		return i18n.T(ctx, "concern.clock.today")
	case concern.Soon, concern.Ample:
	}
	return i18n.T(ctx, "concern.clock.days_left", "count", last.Sub(today))
}

func clockDue(ctx context.Context, m concern.Matter, urgency concern.Urgency, now time.Time) string {
	c, l := m.Next, i18n.From(ctx)
	when := l.ShortDate(c.LastDay())
	switch {
	case c.AtOnce:
		return i18n.T(ctx, "concern.clock.asked_on", "when", l.ShortDate(c.LastDay()))
	case c.ByTheHour() && c.LastDay() == civil.Of(now):
		when = i18n.T(ctx, "concern.clock.at", "time", l.Time(c.Due))
	case c.ByTheHour():
		when = l.ShortDateTime(c.Due)
	}
	switch {
	case urgency == concern.Late:
		return i18n.T(ctx, "concern.clock.should_have", "when", when)
	case c.ByTheHour():
		return i18n.T(ctx, "concern.clock.before", "when", when)
	case c.Step == concern.StepDecision:
		start := civil.Of(c.From)
		return i18n.T(ctx, "concern.clock.day_of", "day", civil.Of(now).Sub(start), "days", c.LastDay().Sub(start), "when", when)
	}
	return i18n.T(ctx, "concern.clock.until", "when", when)
}

// age is "4 år", or "6 mån" for the smallest; nothing when the birth date is unknown.
func age(ctx context.Context, birth civil.Date, now time.Time) string {
	if birth.IsZero() {
		return ""
	}
	today := civil.Of(now)
	if years := birth.AgeOn(today); years > 0 {
		return i18n.T(ctx, "concern.age.years", "count", years)
	}
	months := (today.Year-birth.Year)*12 + int(today.Month-birth.Month)
	if today.Day < birth.Day {
		months--
	}
	return i18n.T(ctx, "concern.age.months", "count", max(0, months))
}
