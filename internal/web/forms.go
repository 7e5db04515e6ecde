package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

const (
	// MaxText is how long a one-line answer may be when nothing else is said.
	MaxText = 200
	// MaxLines is how long an answer of many lines may be when nothing else is said.
	MaxLines = 10_000
	// maxGroups is how many times a part of a form may be repeated.
	maxGroups = 20
)

// A Form is what somebody typed and what is wrong with it. Reading a field
// checks it; the rules about what it means live in the rooms, and come back
// through [Form.Explain]. A nil *Form is an empty one that nobody has sent.
type Form struct {
	local  i18n.Localizer
	typed  url.Values
	sent   bool
	errors []FieldError
}

// FieldError is one thing to put right. Field is "" when it is about the form as
// a whole.
type FieldError struct {
	Field   string
	Message string
}

// ParseForm gives the form of a POST; of any other request, an empty one.
func ParseForm(r *http.Request) *Form {
	q := requestOf(r.Context())
	return &Form{local: q.local, typed: q.form, sent: r.Method == http.MethodPost}
}

// Query gives what a GET form asked for in the address, such as filters.
func Query(r *http.Request) *Form {
	q := requestOf(r.Context())
	return &Form{local: q.local, typed: q.query, sent: len(q.query) > 0}
}

// Typed is everything that was sent in a POST, as it was sent.
func Typed(r *http.Request) url.Values { return requestOf(r.Context()).form }

// Prefilled gives a form that nobody has sent yet, with answers from before.
func Prefilled(r *http.Request, values url.Values) *Form {
	return &Form{local: requestOf(r.Context()).local, typed: values, sent: true}
}

// Text is a one-line answer, without space around it or in rows inside it.
func (f *Form) Text(name string, max ...int) string {
	return f.limit(name, strings.Join(strings.Fields(f.one(name)), " "), limitOf(max, MaxText))
}

// Lines is an answer of many lines.
func (f *Form) Lines(name string, max ...int) string {
	return f.limit(name, strings.TrimSpace(f.one(name)), limitOf(max, MaxLines))
}

// Secret is a password or a code, exactly as typed and never shown again.
func (f *Form) Secret(name string) string {
	secret := f.one(name)
	if f != nil && f.typed != nil {
		f.typed = withoutField(f.typed, name)
	}
	return f.limit(name, secret, MaxText)
}

// Bool says whether a box is ticked.
func (f *Form) Bool(name string) bool { return f.one(name) != "" }

// Choice is one of the allowed values, or "" when nothing was chosen.
func (f *Form) Choice(name string, allowed ...string) string {
	value := f.one(name)
	if value != "" && !slices.Contains(allowed, value) {
		f.Fail(name, "web.form.choice")
		return ""
	}
	return value
}

// Values is every ticked box of a group, each of them allowed and counted once.
func (f *Form) Values(name string, allowed ...string) []string {
	if f == nil {
		return nil
	}
	var chosen []string
	for _, value := range f.typed[name] {
		switch {
		case value == "" || slices.Contains(chosen, value):
		case !slices.Contains(allowed, value):
			f.Fail(name, "web.form.choice")
			return nil
		default:
			chosen = append(chosen, value)
		}
	}
	return chosen
}

// Date is a day written 2026-11-23 or 20261123; no day at all when nothing is written.
func (f *Form) Date(name string) civil.Date {
	value := f.Text(name)
	if value == "" {
		return civil.Date{}
	}
	if len(value) == len("20261123") && !strings.Contains(value, "-") {
		value = value[:4] + "-" + value[4:6] + "-" + value[6:]
	}
	day, err := civil.Parse(value)
	if err != nil {
		f.Fail(name, "web.form.date")
	}
	return day
}

// TimeOfDay is minutes after midnight of a time written 9.40, 09:40 or 0940, and
// whether any was written.
func (f *Form) TimeOfDay(name string) (minutes int, ok bool) {
	value := f.Text(name)
	if value == "" {
		return 0, false
	}
	hour, minute, cut := strings.Cut(strings.ReplaceAll(value, ":", "."), ".")
	if !cut && len(value) == 4 {
		hour, minute = value[:2], value[2:]
	}
	h, err1 := strconv.ParseUint(hour, 10, 8)
	m, err2 := strconv.ParseUint(minute, 10, 8)
	if err1 != nil || err2 != nil || len(minute) != 2 || h > 23 || m > 59 {
		f.Fail(name, "web.form.time")
		return 0, false
	}
	return int(h*60 + m), true
}

// Int is a whole number; 0 when nothing is written.
func (f *Form) Int(name string) int {
	value := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(f.one(name))
	if value == "" {
		return 0
	}
	n, err := strconv.ParseInt(value, 10, 32)
	if err != nil {
		f.Fail(name, "web.form.number")
	}
	return int(n)
}

// Index is the numbers of the repeated parts named prefix.N.field, in order.
func (f *Form) Index(prefix string) []int {
	if f == nil {
		return nil
	}
	var numbers []int
	for name := range f.typed {
		rest, ok := strings.CutPrefix(name, prefix+".")
		if !ok {
			continue
		}
		number, _, _ := strings.Cut(rest, ".")
		n, err := strconv.ParseUint(number, 10, 8)
		if err == nil && n < maxGroups && !slices.Contains(numbers, int(n)) {
			numbers = append(numbers, int(n))
		}
	}
	slices.Sort(numbers)
	return numbers
}

// Named is what follows prefix in the names of the fields that begin with it, in order.
func (f *Form) Named(prefix string) []string {
	if f == nil {
		return nil
	}
	var names []string
	for name := range f.typed {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			names = append(names, rest)
		}
	}
	slices.Sort(names)
	return names
}

// Value is what was typed in the field, for drawing it again.
func (f *Form) Value(name string) string {
	if f == nil || len(f.typed[name]) == 0 {
		return ""
	}
	return f.typed[name][0]
}

// Has says whether value is among what was chosen.
func (f *Form) Has(name, value string) bool {
	return f != nil && slices.Contains(f.typed[name], value)
}

// Sent says whether anything was typed: a field without an answer is then
// empty on purpose.
func (f *Form) Sent() bool { return f != nil && f.sent }

// Fail says that a field holds something wrong. The first reason is kept.
func (f *Form) Fail(field, key string, args ...any) {
	if field != "" && f.Error(field) != "" {
		return
	}
	f.errors = append(f.errors, FieldError{field, f.local.T(key, args...)})
}

// OK says that nothing is wrong so far.
func (f *Form) OK() bool { return f == nil || len(f.errors) == 0 }

// Explain shows err beside the fields it is about. It is false when err is
// about something else than what was typed; the error page then takes it.
func (f *Form) Explain(err error) bool {
	all := fault.All(err)
	if len(all) == 0 {
		return false
	}
	for _, reason := range all {
		if reason.Kind != fault.KindInvalid {
			return false
		}
	}
	for _, reason := range all {
		f.Fail(reason.Field, reason.Key, reason.Args...)
	}
	return true
}

// Error is what is wrong with the field, or "".
func (f *Form) Error(field string) string {
	if f == nil {
		return ""
	}
	for _, e := range f.errors {
		if e.Field == field {
			return e.Message
		}
	}
	return ""
}

// Errors is everything to put right, in the order the fields were read.
func (f *Form) Errors() []FieldError {
	if f == nil {
		return nil
	}
	return f.errors
}

// one is the only value of a field. Two of them is not a question any of our
// pages asks.
func (f *Form) one(name string) string {
	if f == nil {
		return ""
	}
	switch values := f.typed[name]; len(values) {
	case 0:
		return ""
	case 1:
		return norm.NFC.String(values[0])
	default:
		f.Fail(name, "web.form.repeated")
		return ""
	}
}

func (f *Form) limit(name, value string, max int) string {
	if n := utf8.RuneCountInString(value); n > max {
		f.Fail(name, "web.form.too_long", "max", max, "over", n-max)
	}
	return value
}

func limitOf(given []int, otherwise int) int {
	if len(given) > 0 {
		return given[0]
	}
	return otherwise
}

// Forget takes fields out of the form, so that what has been done with them is not drawn
// as if it were still to be sent.
func (f *Form) Forget(gone func(field string) bool) {
	rest := url.Values{}
	for name, values := range f.typed {
		if !gone(name) {
			rest[name] = values
		}
	}
	f.typed = rest
}

func withoutField(form url.Values, name string) url.Values {
	rest := url.Values{}
	for other, values := range form {
		if other != name {
			rest[other] = values
		}
	}
	return rest
}
