package sie_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"samspel/internal/ground/line"
	"samspel/internal/ground/sie"
)

func TestLook(t *testing.T) {
	t.Parallel()
	const file = `#FLAGGA 0
#FNAMN "Björklunda"
#ORGNR 212000-9901
#DIM 20 "Insats \"kväll\""
#UNDERDIM 21 "Del" 20
#DIM 7 "Anställd"
#DIM fel "Fel"
#OBJEKT 20 "I1" "Fältarbete"
#OBJEKT 7 "12" "Åsa Ek"
#OBJEKT 6 "P2"
#OBJEKT 6 "P1" "Projekt ett"
#VER A 1 20210101
{
#TRANS 5010 {6 "P1" 20 "I1" 6 "P1" 7 "12"} 10.00
#TRANS 7010 {6 "Ö9"} -2.50
#TRANS 1930 {6 "P8"} -7.50
}
`
	const want = "{Björklunda 212000-9901 UTF-8 [{6 Projekt} {20 Insats \"kväll\"} {21 Del}] [{6 P1 Projekt ett 1 10 kr} {6 Ö9  1 −2,50 kr} {20 I1 Fältarbete 1 10 kr}] false}"
	c, err := sie.Look(strings.NewReader(file))
	if got := strings.ReplaceAll(fmt.Sprint(c), "\u00a0", " "); got != want || err != nil {
		t.Errorf("%v\n got %s\nwant %s", err, got, want)
	}
	var at *line.Error
	if _, err := sie.Look(strings.NewReader("#VER A 1 20210101\n{\n")); !errors.As(err, &at) || at.Line != 1 {
		t.Error(err)
	}
}

func TestLookStopsAtMany(t *testing.T) {
	t.Parallel()
	var file strings.Builder
	for i := range sie.MaxChoices + 1 {
		fmt.Fprintf(&file, "#OBJEKT 6 \"%06d\" \"x\"\n", i)
	}
	if c, err := sie.Look(strings.NewReader(file.String())); err != nil || len(c.Choices) != sie.MaxChoices || !c.Cut {
		t.Errorf("%d, %v, %v", len(c.Choices), c.Cut, err)
	}
}
