package i18n

import (
	"context"
	"fmt"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"samspel/internal/ground/civil"
)

// A Localizer speaks one language. The zero Localizer answers with the keys
// themselves.
type Localizer struct {
	lang    string
	bundle  *Bundle
	inner   *goi18n.Localizer
	printer *message.Printer
	words   calendar
}

func newLocalizer(b *Bundle, lang string) Localizer {
	return Localizer{
		lang:    lang,
		bundle:  b,
		inner:   goi18n.NewLocalizer(b.bundle, lang),
		printer: message.NewPrinter(language.Make(lang)),
		words:   calendars[lang],
	}
}

// Lang is the language as the lang attribute of a page wants it.
func (l Localizer) Lang() string { return l.lang }

// T is the text of the key. Arguments come in pairs of name and value; numbers,
// days, times and sums are written the way of the language, and the value of
// count chooses between one and several. A key that is not there is shown as it
// is, so that a missing word is seen and no page is lost for it.
func (l Localizer) T(key string, args ...any) string {
	if l.bundle == nil {
		return key
	}
	m, ok := l.bundle.messages[l.lang][key]
	switch {
	case !ok:
		return key
	case m.plain:
		return m.forms["other"]
	}
	config := goi18n.LocalizeConfig{MessageID: key, TemplateParser: named{}}
	data := make(map[string]string, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		name, _ := args[i].(string)
		data[name] = l.show(args[i+1])
		if name == "count" {
			config.PluralCount = args[i+1]
		}
	}
	config.TemplateData = data
	text, err := l.inner.Localize(&config)
	if err != nil {
		return key
	}
	return text
}

// Has says whether the key has a text.
func (l Localizer) Has(key string) bool { return l.bundle != nil && l.bundle.Has(key) }

func (l Localizer) show(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case civil.Date:
		return l.Date(v)
	case time.Time:
		return l.DateTime(v)
	case int:
		return l.Number(int64(v))
	case int64:
		return l.Number(v)
	case interface{ In(lang string) string }:
		return v.In(l.lang)
	case fmt.Stringer:
		return v.String()
	default:
		return fmt.Sprint(v)
	}
}

// Number groups thousands with a space that does not break a line in Swedish.
func (l Localizer) Number(n int64) string {
	if l.printer == nil {
		return fmt.Sprint(n)
	}
	return l.printer.Sprintf("%d", n)
}

// Words writes a small number in letters, as a sentence wants it, and a larger
// one in figures.
func (l Localizer) Words(n int) string {
	if n >= 0 && n < len(l.words.numbers) {
		return l.words.numbers[n]
	}
	return l.Number(int64(n))
}

// Date is "23 november 2026".
func (l Localizer) Date(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d\u00a0%s\u00a0%d", d.Day, l.words.month(d.Month), d.Year)
}

// ShortDate is "23 nov", for lists where the year is plain.
func (l Localizer) ShortDate(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d\u00a0%s", d.Day, l.words.short(d.Month))
}

// Month is "november 2026", of the month the day is in.
func (l Localizer) Month(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s\u00a0%d", l.words.month(d.Month), d.Year)
}

// ShortMonth is "nov", of the month the day is in.
func (l Localizer) ShortMonth(d civil.Date) string { return l.words.short(d.Month) }

// Weekday is "måndag 23 november 2026".
func (l Localizer) Weekday(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return l.words.weekday(d.Weekday()) + " " + l.Date(d)
}

// Time is the time of day in Stockholm: "09.40" in Swedish, "09:40" in English.
func (l Localizer) Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Stockholm).Format(l.words.clock)
}

// DateTime is "23 november 2026 kl. 09.40".
func (l Localizer) DateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return l.Date(civil.Of(t)) + l.words.at + l.Time(t)
}

// ShortDateTime is "23 nov kl. 09.40".
func (l Localizer) ShortDateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return l.ShortDate(civil.Of(t)) + l.words.at + l.Time(t)
}

// Sentence begins s with a capital letter.
func Sentence(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

type key struct{}

// With gives the context a language.
func With(ctx context.Context, l Localizer) context.Context {
	return context.WithValue(ctx, key{}, l)
}

// From is the language of the context.
func From(ctx context.Context) Localizer {
	l, _ := ctx.Value(key{}).(Localizer)
	return l
}

// T is the text of the key in the language of the context.
func T(ctx context.Context, key string, args ...any) string {
	return From(ctx).T(key, args...)
}
