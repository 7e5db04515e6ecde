package sie_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/line"
	"samspel/internal/ground/sie"
)

func TestContrast(t *testing.T) {
	t.Parallel()
	before := "#VER A 1 20200229\n{\n#TRANS 5010 {20 \"\x99ppet\"} 100.00\n#TRANS 5010 {20 \"\x99ppet\"} 1.00 20191231\n#TRANS 1930 {20 \"\x99ppet\"} -100.00\n}\n"
	during := `#FNAMN "Åsa"
#VER A 1 20210131
{
#TRANS 5010 {20 "Öppet"} 30.00
#TRANS 5010 {20 "Öppet" 6 "P1"} 900.00
#TRANS 7010 {20 "Annat"} 5.00
#TRANS 5010 {20 "Öppet"} 2.50 20211231
}
`
	told := func(c sie.Contrast) string {
		return strings.ReplaceAll(fmt.Sprint(c.Before, c.During, c.RowsBefore, c.RowsDuring), "\u00a0", " ")
	}
	base := sie.Contrast{From: civil.On(2021, 1, 1), Last: civil.On(2021, 12, 31), Dimension: 20, Codes: []string{"Öppet"}, TagDimension: 6, Tags: []string{"P1"}}
	c := base
	for _, file := range []string{before, during} {
		if err := c.Read(strings.NewReader(file)); err != nil {
			t.Fatal(err)
		}
	}
	if got := told(c); got != "map[1:100 kr] map[0:30 kr 11:2,50 kr] 1 2" {
		t.Error(got)
	}
	c = base
	c.Dimension, c.Codes = 0, []string{"5"}
	if err := c.Read(strings.NewReader(before + during)); err != nil || told(c) != "map[1:100 kr] map[0:30 kr 11:2,50 kr] 1 2" {
		t.Error(told(c), err)
	}
	for name, file := range map[string]string{
		"cut off":  "#VER A 1 20210101\n{\n",
		"undated":  "#VER A 1 \"\"\n{\n#TRANS 5010 {20 Öppet} 1.00\n}",
		"too much": "#VER A 1 20210101\n{\n#TRANS 5010 {20 Öppet} 92233720368547758.07\n#TRANS 5010 {20 Öppet} 0.01\n}",
	} {
		c, at := base, (*line.Error)(nil)
		if err := c.Read(strings.NewReader(file)); !errors.As(err, &at) || c.Before != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	leap := sie.Contrast{From: civil.On(2024, 2, 29), Last: civil.On(2024, 2, 29), Codes: []string{"5"}}
	if err := leap.Read(strings.NewReader("#VER A 1 20230228\n{\n#TRANS 5010 {} 1.00\n}")); err != nil || told(leap) != "map[0:1 kr] map[] 1 0" {
		t.Error(told(leap), err)
	}
}
