package civil

import (
	"testing"
	"time"
)

func TestHolidaysOf2026(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"2026-01-01": "nyårsdagen",
		"2026-01-06": "trettondedag jul",
		"2026-04-03": "långfredagen",
		"2026-04-05": "påskdagen",
		"2026-04-06": "annandag påsk",
		"2026-05-01": "första maj",
		"2026-05-14": "Kristi himmelsfärdsdag",
		"2026-05-24": "pingstdagen",
		"2026-06-06": "nationaldagen",
		"2026-06-20": "midsommardagen",
		"2026-10-31": "alla helgons dag",
		"2026-12-25": "juldagen",
		"2026-12-26": "annandag jul",
	}
	for d := On(2026, 1, 1); d.Year == 2026; d = d.AddDays(1) {
		name, ok := d.Holiday()
		if name != want[d.String()] || ok != (name != "") {
			t.Errorf("%s is %q, want %q", d, name, want[d.String()])
		}
		if d.IsHoliday() != (ok || d.Weekday() == time.Sunday) {
			t.Errorf("%s: IsHoliday = %t", d, d.IsHoliday())
		}
	}
}

func TestMovableHolidays(t *testing.T) {
	t.Parallel()
	tests := []struct {
		year                         int
		easter, midsummer, allSaints string
	}{
		{2008, "2008-03-23", "2008-06-21", "2008-11-01"}, // Ascension Day was 1 May
		{2015, "2015-04-05", "2015-06-20", "2015-10-31"},
		{2020, "2020-04-12", "2020-06-20", "2020-10-31"},
		{2022, "2022-04-17", "2022-06-25", "2022-11-05"},
		{2024, "2024-03-31", "2024-06-22", "2024-11-02"},
		{2025, "2025-04-20", "2025-06-21", "2025-11-01"},
		{2027, "2027-03-28", "2027-06-26", "2027-11-06"},
		{2038, "2038-04-25", "2038-06-26", "2038-11-06"}, // as late as Easter can be
	}
	for _, tt := range tests {
		if got := easter(tt.year).String(); got != tt.easter {
			t.Errorf("Easter %d = %s, want %s", tt.year, got, tt.easter)
		}
		if got := midsummer(tt.year).String(); got != tt.midsummer {
			t.Errorf("Midsummer %d = %s, want %s", tt.year, got, tt.midsummer)
		}
		if got := allSaints(tt.year).String(); got != tt.allSaints {
			t.Errorf("All Saints %d = %s, want %s", tt.year, got, tt.allSaints)
		}
	}
}

func TestOfficeDays(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		day  Date
		next string
	}{
		{"Monday", On(2026, 11, 23), "2026-11-23"},
		{"Saturday", On(2026, 11, 28), "2026-11-30"},
		{"Sunday", On(2026, 11, 29), "2026-11-30"},
		{"Maundy Thursday is open", On(2026, 4, 2), "2026-04-02"},
		{"Good Friday to Easter Monday", On(2026, 4, 3), "2026-04-07"},
		{"Ascension Day", On(2026, 5, 14), "2026-05-15"},
		{"Midsummer Eve", On(2026, 6, 19), "2026-06-22"},
		{"Christmas Eve to Sunday", On(2026, 12, 24), "2026-12-28"},
		{"New Year's Eve to Sunday", On(2026, 12, 31), "2027-01-04"},
		{"Twelfth Night's eve is open", On(2027, 1, 5), "2027-01-05"},
		{"Twelfth Night", On(2027, 1, 6), "2027-01-07"},
	}
	for _, tt := range tests {
		if got := tt.day.NextOfficeDay(); got.String() != tt.next {
			t.Errorf("%s: next office day from %s is %s, want %s", tt.name, tt.day, got, tt.next)
		}
		if tt.day.IsOfficeDay() != (tt.day.String() == tt.next) {
			t.Errorf("%s: IsOfficeDay = %t", tt.name, tt.day.IsOfficeDay())
		}
	}
}
