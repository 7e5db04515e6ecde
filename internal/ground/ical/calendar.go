// Package ical writes calendars that other programs subscribe to: iCalendar,
// RFC 5545, as much of it as a list of deadlines needs.
package ical

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"samspel/internal/ground/civil"
)

// A Calendar is a name and what happens. Written twice with the same in it, it is the
// same text, byte for byte.
type Calendar struct {
	Name string
	// Made is when the calendar was set up: the DTSTAMP of everything in it, so that it
	// does not look changed each time it is fetched.
	Made   time.Time
	Events []Event
}

// An Event is a whole day; a moment without length when At is set, and the time
// between At and Until when Until is.
type Event struct {
	// UID is the same every time the event is written, and nobody else's.
	UID     string
	Day     civil.Date
	At      time.Time
	Until   time.Time
	Summary string
	// Link is where to read more.
	Link string
}

// lineOctets is the longest line, in octets and without its end (RFC 5545, 3.1).
const lineOctets = 75

// Text is the calendar as it is sent: UTF-8, CRLF, folded lines.
func (c Calendar) Text() []byte {
	var b strings.Builder
	line := func(name, value string) { fold(&b, name+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Samspel//Samspel//SV")
	line("CALSCALE", "GREGORIAN")
	line("X-WR-CALNAME", escape(c.Name))
	for _, e := range c.Events {
		line("BEGIN", "VEVENT")
		line("UID", escape(e.UID))
		line("DTSTAMP", stamp(c.Made))
		if e.At.IsZero() {
			line("DTSTART;VALUE=DATE", compact(e.Day))
			line("DTEND;VALUE=DATE", compact(e.Day.AddDays(1)))
		} else {
			line("DTSTART", stamp(e.At))
			if !e.Until.IsZero() {
				line("DTEND", stamp(e.Until))
			}
		}
		line("SUMMARY", escape(e.Summary))
		if e.Until.IsZero() {
			line("TRANSP", "TRANSPARENT")
		}
		line("URL", oneLine(e.Link))
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return []byte(b.String())
}

// fold writes a content line, broken where a character begins and never within one.
func fold(b *strings.Builder, text string) {
	for room := lineOctets; ; room = lineOctets - 1 {
		if len(text) <= room {
			b.WriteString(text + "\r\n")
			return
		}
		cut := room
		for cut > 1 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		b.WriteString(text[:cut] + "\r\n ")
		text = text[cut:]
	}
}

var escaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

func escape(s string) string { return strings.Map(printable, escaper.Replace(s)) }

// oneLine is for values that are not TEXT and know no escapes.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' {
			return -1
		}
		return printable(r)
	}, s)
}

// printable drops the control characters that no value may hold.
func printable(r rune) rune {
	if r < 0x20 && r != '\t' || r == 0x7f {
		return -1
	}
	return r
}

func stamp(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

func compact(d civil.Date) string { return fmt.Sprintf("%04d%02d%02d", d.Year, d.Month, d.Day) }
