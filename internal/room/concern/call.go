package concern

import "time"

// A Call (larm) rings until somebody takes it: nobody has confirmed a matter, or
// judged whether the child needs protection now. First it rings for whoever is on
// duty, then for everybody who receives at the unit, then for the administrators,
// who can give somebody a mandate.
type Call struct {
	Matter   string
	Kind     AlarmKind
	RaisedAt time.Time
	Rings    int
	// NextAt is when it rings again; zero when it is taken or over.
	NextAt  time.Time
	TakenAt time.Time
	TakenBy string
}

const (
	ringOften  = 30 * time.Minute
	ringSeldom = 4 * time.Hour
	oftenRings = 4
)

// Ring is the call having rung once more.
func (c Call) Ring(at time.Time) Call {
	c.Rings++
	c.NextAt = at.Add(ringOften)
	if c.Rings >= oftenRings {
		c.NextAt = at.Add(ringSeldom)
	}
	return c
}

// Take is the call taken by somebody. The first to take it has it.
func (c Call) Take(user string, at time.Time) Call {
	if c.TakenAt.IsZero() {
		c.TakenBy, c.TakenAt, c.NextAt = user, at, time.Time{}
	}
	return c
}

// Waits says whether the call still wants somebody.
func (c Call) Waits() bool { return !c.NextAt.IsZero() }

// reach is how far a call goes when it rings.
type reach int

const (
	reachDuty reach = iota + 1
	reachUnit
	reachAdministrators
)

func (c Call) reach() reach {
	switch c.Rings {
	case 0, 1:
		return reachDuty
	case 2:
		return reachUnit
	}
	return reachAdministrators
}

// calls says whether an alarm rings until it is taken.
func (k AlarmKind) calls() bool { return k == AlarmUnconfirmed || k == AlarmKind(StepProtection) }

// over says whether what the call is about has been done.
func (c Call) over(m Matter) bool {
	if c.Kind == AlarmUnconfirmed {
		return m.State != Delivered
	}
	return m.Next.Step != StepProtection
}
