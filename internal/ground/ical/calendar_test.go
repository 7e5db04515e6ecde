package ical

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"samspel/internal/ground/civil"
)

var update = flag.Bool("update", false, "rewrite golden files")

var sample = Calendar{
	Name: "Frister i Samspel", Made: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC),
	Events: []Event{
		{UID: "20261124-0199@samspel", At: time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC), Summary: "Frist i Samspel", Link: "https://samspel.ekstad.example/"},
		{UID: "20261207-0199@samspel", Day: civil.On(2026, 12, 7), Summary: "Frist i Samspel (3)", Link: "https://samspel.ekstad.example/"},
		{UID: "20261231-0199@samspel", Day: civil.On(2026, 12, 31), Summary: "Öppet, men; \\ långt: " + strings.Repeat("åäö ", 30) + "\r\nslut", Link: "https://samspel.ekstad.example/"},
	},
}

func TestCalendarText(t *testing.T) {
	t.Parallel()
	got := string(sample.Text())
	const golden = "testdata/calendar.ics"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the calendar changed; read the diff of %s after go test -update", golden)
	}
	if got != string(sample.Text()) {
		t.Error("written twice it is two texts")
	}
	events := parse(t, got)
	if len(events) != 3 {
		t.Fatalf("%d events", len(events))
	}
	for i, want := range []map[string]string{
		{"UID": "20261124-0199@samspel", "DTSTAMP": "20261123T080000Z", "DTSTART": "20261124T070000Z", "DTEND": "", "SUMMARY": "Frist i Samspel"},
		{"UID": "20261207-0199@samspel", "DTSTART;VALUE=DATE": "20261207", "DTEND;VALUE=DATE": "20261208", "SUMMARY": "Frist i Samspel (3)"},
		{"DTEND;VALUE=DATE": "20270101", "SUMMARY": "Öppet, men; \\ långt: " + strings.Repeat("åäö ", 30) + "\nslut"},
	} {
		for name, value := range want {
			if events[i][name] != value {
				t.Errorf("event %d: %s is %q, want %q", i, name, events[i][name], value)
			}
		}
	}
}

// Whatever is written, what is sent are lines a calendar can read, and the same
// number of events with the same words.
func FuzzCalendarText(f *testing.F) {
	f.Add("Frist i Samspel (3)", "https://samspel.example/")
	f.Add("a\r\nEND:VEVENT\r\nBEGIN:VEVENT", "https://x.example/\r\nATTENDEE:mailto:x")
	f.Add(strings.Repeat("å", 200)+"\\;,\n", "")
	f.Fuzz(func(t *testing.T, summary, link string) {
		if !utf8.ValidString(summary) || !utf8.ValidString(link) {
			return
		}
		c := sample
		c.Events = []Event{{UID: "1@samspel", Day: civil.On(2026, 12, 7), Summary: summary, Link: link}}
		events := parse(t, string(c.Text()))
		if len(events) != 1 || events[0]["UID"] != "1@samspel" {
			t.Fatalf("%q is read as %v", summary, events)
		}
		want := strings.Map(printable, strings.NewReplacer("\r\n", "\x00", "\r", "\x00", "\n", "\x00").Replace(summary))
		if got := strings.ReplaceAll(events[0]["SUMMARY"], "\n", ""); got != want {
			t.Fatalf("%q is read as %q", summary, got)
		}
	})
}

// parse reads a calendar as RFC 5545 says, and fails on anything it does not allow.
func parse(t *testing.T, text string) (events []map[string]string) {
	t.Helper()
	if !strings.HasSuffix(text, "\r\n") {
		t.Fatal("the last line has no end")
	}
	var lines []string
	for _, raw := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if strings.ContainsAny(raw, "\r\n") || len(raw) > 75 || !utf8.ValidString(raw) || raw == "" {
			t.Fatalf("not a line: %q (%d octets)", raw, len(raw))
		}
		if raw[0] == ' ' {
			lines[len(lines)-1] += raw[1:]
			continue
		}
		lines = append(lines, raw)
	}
	var open []string
	seen := map[string]bool{}
	for _, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		if !ok || name == "" {
			t.Fatalf("no name: %q", line)
		}
		switch name {
		case "BEGIN":
			open = append(open, value)
			if value == "VEVENT" {
				events = append(events, map[string]string{})
			}
			continue
		case "END":
			if len(open) == 0 || open[len(open)-1] != value {
				t.Fatalf("%s ends and is not open", value)
			}
			open = open[:len(open)-1]
			continue
		}
		if len(open) == 2 {
			event := events[len(events)-1]
			if _, twice := event[name]; twice {
				t.Fatalf("two of %s", name)
			}
			event[name] = unescape(t, name, value)
			if name == "UID" {
				if seen[value] {
					t.Fatalf("two events are %s", value)
				}
				seen[value] = true
			}
		}
	}
	if len(open) != 0 {
		t.Fatalf("%v is still open", open)
	}
	return events
}

func unescape(t *testing.T, name, value string) string {
	t.Helper()
	if name != "SUMMARY" && name != "UID" {
		return value
	}
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		switch {
		case value[i] == ';' || value[i] == ',':
			t.Fatalf("%s holds a %c that is not escaped", name, value[i])
		case value[i] != '\\':
			b.WriteByte(value[i])
		case i+1 == len(value):
			t.Fatalf("%s ends in an escape", name)
		default:
			i++
			if value[i] == 'n' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(value[i])
			}
		}
	}
	return b.String()
}
