package line_test

import (
	"errors"
	"testing"

	"samspel/internal/ground/line"
)

func TestError(t *testing.T) {
	t.Parallel()
	cut := line.Reason{SV: "raden är längre än %d tecken", EN: "the line is longer than %d characters"}
	for _, tt := range []struct {
		name         string
		err          error
		says, en, sv string
	}{
		{"in both languages", line.At(3, cut.With(80)), "rad 3: raden är längre än 80 tecken", "the line is longer than 80 characters", "raden är längre än 80 tecken"},
		{"from a reason", line.On(1, line.Reason{SV: "fel", EN: "wrong"}), "rad 1: fel", "wrong", "fel"},
		{"in Swedish alone", line.Errorf(2, "kolumnen %s saknas", "code"), "rad 2: kolumnen code saknas", "kolumnen code saknas", "kolumnen code saknas"},
	} {
		var at *line.Error
		if !errors.As(tt.err, &at) || tt.err.Error() != tt.says || at.Reason.In("en") != tt.en || at.Reason.In("sv") != tt.sv || at.Reason.In("") != tt.sv || !errors.Is(tt.err, at.Reason) {
			t.Errorf("%s: %v", tt.name, tt.err)
		}
	}
	if other := errors.New("the disc is full"); line.On(1, other) != other {
		t.Error("what is no reason has become one")
	}
}
