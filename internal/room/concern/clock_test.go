package concern

import (
	"testing"
	"time"

	"samspel/internal/ground/civil"
)

// law2026 is the spans in force in 2026, as package law holds them.
var law2026 = Times{Protection: 24 * time.Hour, Decision: 14, Feedback: 7, Acknowledgement: 24 * time.Hour}

func stockholm(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", s, civil.Stockholm)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestFeedbackDue(t *testing.T) {
	tests := []struct {
		name      string
		requested string
		decided   string
		outcome   Outcome
		due       string
		atOnce    bool
	}{
		{"asked in the report, Friday decision is due through next Friday", "2026-11-20 08:00:00", "2026-11-27 15:00:00", Opened, "2026-12-05 00:00:00", false},
		{"asked on day 3, still through day 7", "2026-11-30 09:00:00", "2026-11-27 15:00:00", NotOpened, "2026-12-05 00:00:00", false},
		{"asked on day 7, still through day 7", "2026-12-04 23:59:59", "2026-11-27 15:00:00", Opened, "2026-12-05 00:00:00", false},
		{"asked on day 8, at once", "2026-12-05 00:00:00", "2026-11-27 15:00:00", Opened, "2026-12-05 00:00:00", true},
		{"asked a year later, at once", "2027-11-27 10:00:00", "2026-11-27 15:00:00", Opened, "2027-11-27 10:00:00", true},
		{"already running, at once from the decision", "2026-11-20 08:00:00", "2026-11-27 15:00:00", AlreadyRunning, "2026-11-27 15:00:00", true},
		{"already running and asked afterwards, at once from the question", "2026-11-28 08:00:00", "2026-11-27 15:00:00", AlreadyRunning, "2026-11-28 08:00:00", true},
		{"decided a minute before midnight counts that day", "2026-11-20 08:00:00", "2026-11-27 23:59:00", Opened, "2026-12-05 00:00:00", false},
		{"decided a minute after midnight counts the next", "2026-11-20 08:00:00", "2026-11-28 00:01:00", Opened, "2026-12-06 00:00:00", false},
		{"decided by universal time the day before", "2026-06-01 08:00:00", "2026-07-01 00:30:00", Opened, "2026-07-09 00:00:00", false},
		{"over the autumn night when the clock goes back", "2026-10-20 08:00:00", "2026-10-20 10:00:00", Opened, "2026-10-28 00:00:00", false},
		{"over the spring night when the clock goes forward", "2026-03-25 08:00:00", "2026-03-25 10:00:00", Opened, "2026-04-02 00:00:00", false},
		{"Christmas moves nothing", "2026-12-10 08:00:00", "2026-12-18 10:00:00", NotOpened, "2026-12-26 00:00:00", false},
		{"over New Year", "2026-12-20 08:00:00", "2026-12-28 10:00:00", NotOpened, "2027-01-05 00:00:00", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			due, atOnce := feedbackDue(stockholm(t, tt.requested), stockholm(t, tt.decided), tt.outcome, law2026)
			if want := stockholm(t, tt.due); !due.Equal(want) || atOnce != tt.atOnce {
				t.Errorf("due %s, at once %t; want %s, %t", due.In(civil.Stockholm), atOnce, want, tt.atOnce)
			}
		})
	}
}

func TestDecisionClock(t *testing.T) {
	tests := []struct{ name, delivered, due string }{
		{"delivered on a Monday morning", "2026-11-09 08:00:00", "2026-11-24 00:00:00"},
		{"day 14 on a Sunday is not moved", "2026-11-08 12:00:00", "2026-11-23 00:00:00"},
		{"day 14 on Christmas Eve is not moved", "2026-12-10 12:00:00", "2026-12-25 00:00:00"},
		{"delivered a second before midnight is that day", "2026-11-08 23:59:59", "2026-11-23 00:00:00"},
		{"delivered at midnight is the next", "2026-11-09 00:00:00", "2026-11-24 00:00:00"},
		{"over the autumn clock change: 15 days and an hour", "2026-10-20 10:00:00", "2026-11-04 00:00:00"},
		{"leap day", "2028-02-20 10:00:00", "2028-03-06 00:00:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, want := decisionClock(stockholm(t, tt.delivered), law2026).Due, stockholm(t, tt.due); !got.Equal(want) {
				t.Errorf("due %s, want %s", got.In(civil.Stockholm), want)
			}
		})
	}
}

func TestProtectionClockCountsHoursNotDays(t *testing.T) {
	night := stockholm(t, "2026-10-24 12:00:00")
	if got, want := protectionClock(night, law2026).Due, stockholm(t, "2026-10-25 11:00:00"); !got.Equal(want) {
		t.Errorf("due %s, want %s: the night has 25 hours", got.In(civil.Stockholm), want)
	}
}

func TestUrgency(t *testing.T) {
	now := stockholm(t, "2026-11-23 09:40:00")
	tests := []struct {
		name string
		due  string
		want Urgency
	}{
		{"a second ago", "2026-11-23 09:39:59", Late},
		{"this very moment", "2026-11-23 09:40:00", Late},
		{"this afternoon", "2026-11-23 15:00:00", Today},
		{"through today", "2026-11-24 00:00:00", Today},
		{"through tomorrow", "2026-11-25 00:00:00", Soon},
		{"through the third day", "2026-11-27 00:00:00", Soon},
		{"through the fourth day", "2026-11-28 00:00:00", Ample},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Clock{Due: stockholm(t, tt.due)}
			if got := c.Urgency(now); got != tt.want {
				t.Errorf("urgency %s, want %s", got, tt.want)
			}
		})
	}
	tomorrow := Clock{Step: StepProtection, Due: stockholm(t, "2026-11-24 08:00:00")}
	if got := tomorrow.Urgency(now); got != Today {
		t.Errorf("a protection assessment that is late tomorrow morning is %s, want today", got)
	}
	asked := Feedback{State: FeedbackWaiting, Due: now.Add(-time.Hour), AtOnce: true}
	if got := asked.clock(now).Urgency(now); got != Today {
		t.Errorf("asked an hour ago and due at once is %s, want today", got)
	}
	if got := asked.clock(now).Urgency(now.Add(24 * time.Hour)); got != Late {
		t.Errorf("asked yesterday and due at once is %s, want late", got)
	}
}
