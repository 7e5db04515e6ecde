package records

import (
	"testing"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/retention"
)

// Everything that somebody may choose or read of as a name has its words.
func TestWordsOfWhatMayBeChosen(t *testing.T) {
	t.Parallel()
	bundle := i18n.MustLoad(Locale)
	var keys []string
	for _, c := range retention.Planned {
		keys = append(keys, "retention.planned."+string(c), "retention.planned_hint."+string(c))
	}
	for _, c := range retention.Marks {
		keys = append(keys, "retention.class."+string(c), "retention.mark_hint."+string(c))
	}
	for _, k := range retention.HoldKinds {
		keys = append(keys, "retention.hold_kind."+string(k))
	}
	for _, c := range retention.Classes {
		keys = append(keys, "retention.class."+string(c))
	}
	for _, key := range keys {
		if !bundle.Has(key) {
			t.Errorf("%s has no words", key)
		}
	}
}
