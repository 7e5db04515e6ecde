// Package i18n holds every word Samspel shows, in Swedish and English, and the
// way numbers, sums, days and times are written in each.
//
// Messages live beside the pages that use them, in locale/sv.json and
// locale/en.json: one flat object from key to text, or to {"one": …, "other": …}
// where the number named count decides. A text takes its arguments by name, such
// as {deadline}. Keys that are put together while the program runs are declared
// by their beginning in the list "_dynamic", so that [Bundle.Check] can tell them
// from forgotten ones.
package i18n
