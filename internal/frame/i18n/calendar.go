package i18n

import "time"

// calendar is the words for days and months in one language.
type calendar struct {
	months   [12]string
	shorts   [12]string
	weekdays [7]string // Sunday first, as package time counts
	numbers  []string
	clock    string
	at       string
}

func (c calendar) month(m time.Month) string     { return named12(c.months, m) }
func (c calendar) short(m time.Month) string     { return named12(c.shorts, m) }
func (c calendar) weekday(d time.Weekday) string { return c.weekdays[d] }

func named12(names [12]string, m time.Month) string {
	if m < time.January || m > time.December {
		return ""
	}
	return names[m-1]
}

var calendars = map[string]calendar{
	"sv": {
		months:   [12]string{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"},
		shorts:   [12]string{"jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"},
		weekdays: [7]string{"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"},
		numbers:  []string{"noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"},
		clock:    "15.04",
		at:       " kl.\u00a0",
	},
	"en": {
		months:   [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		shorts:   [12]string{"Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sep", "Oct", "Nov", "Dec"},
		weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		numbers:  []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"},
		clock:    "15:04",
		at:       " at\u00a0",
	},
}
