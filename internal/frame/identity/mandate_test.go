package identity

import (
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

var today = civil.On(2026, time.November, 23)

func TestMandateInForce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		m    Mandate
		want bool
	}{
		{"ended at once, whatever the days", Mandate{From: today, Ended: true}, false},
		{"ends yesterday", Mandate{From: today.AddDays(-9), To: today.AddDays(-1)}, false},
		{"begins tomorrow", Mandate{From: today.AddDays(1)}, false},
		{"first day", Mandate{From: today}, true},
		{"last day", Mandate{From: today.AddDays(-9), To: today}, true},
		{"one day only", Mandate{From: today, To: today}, true},
		{"until further notice", Mandate{From: today.AddDays(-900)}, true},
	}
	for _, tt := range tests {
		if got := tt.m.InForce(today); got != tt.want {
			t.Errorf("%s: InForce = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestMandateDraftCheck(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		d      MandateDraft
		sector access.Sector
		want   string
	}{
		{"unknown role", MandateDraft{Role: "root"}, access.School, "role: account.mandate.role_missing"},
		{"no role", MandateDraft{}, access.School, "role: account.mandate.role_missing"},
		{"officer in a school", MandateDraft{Role: access.Officer}, access.School, "role: account.mandate.officer_elsewhere"},
		{"officer with the police", MandateDraft{Role: access.Officer}, access.Police, "role: account.mandate.officer_elsewhere"},
		{"backwards in time", MandateDraft{Role: access.Reporter, From: today.AddDays(-1)}, access.School, "from: account.mandate.from_past"},
		{"ends before it begins", MandateDraft{Role: access.Reporter, From: today.AddDays(2), To: today.AddDays(1)}, access.School, "to: account.mandate.to_before_from"},
		{"ten years", MandateDraft{Role: access.Reporter, To: today.AddDays(3650)}, access.School, "to: account.mandate.to_far"},
		{"deputy for oneself", MandateDraft{User: "u", Deputy: "u", Role: access.Reporter}, access.School, "deputy: account.mandate.deputy_self"},
		{"officer in the social services", MandateDraft{Role: access.Officer}, access.Social, ""},
		{"officer at an agency", MandateDraft{Role: access.Officer}, access.Agency, ""},
		{"reporter today only", MandateDraft{Role: access.Reporter, From: today, To: today}, access.School, ""},
	}
	for _, tt := range tests {
		_, err := tt.d.Check(tt.sector, today)
		if got := text(err); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestMandateEnd(t *testing.T) {
	t.Parallel()
	open := Mandate{User: "u", From: today.AddDays(-30)}
	until := Mandate{User: "u", From: today.AddDays(-30), To: today.AddDays(10)}
	tests := []struct {
		name string
		m    Mandate
		d    EndDraft
		want string
	}{
		{"already ended", Mandate{From: today, Ended: true}, EndDraft{}, "account.mandate.over"},
		{"already over", Mandate{From: today.AddDays(-3), To: today.AddDays(-1)}, EndDraft{}, "account.mandate.over"},
		{"last day in the past", open, EndDraft{LastDay: today.AddDays(-1)}, "last_day: account.mandate.last_day_past"},
		{"an end that prolongs", until, EndDraft{LastDay: today.AddDays(11)}, "last_day: account.mandate.not_longer"},
		{"the holder as own deputy", open, EndDraft{Deputy: "u"}, "deputy: account.mandate.deputy_self"},
		{"at once", open, EndDraft{Deputy: "v"}, ""},
		{"today is the last day", open, EndDraft{LastDay: today}, ""},
		{"shortened", until, EndDraft{LastDay: today.AddDays(2)}, ""},
	}
	for _, tt := range tests {
		ended, err := tt.m.End(tt.d, today)
		if got := text(err); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if err == nil && !ended.Over(today.AddDays(3)) {
			t.Errorf("%s: still in force", tt.name)
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	if all := fault.All(err); len(all) > 0 {
		return all[0].Error()
	}
	return err.Error()
}
