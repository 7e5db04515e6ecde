package sie_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/line"
	"samspel/internal/ground/money"
	"samspel/internal/ground/sie"
)

func TestSurvey(t *testing.T) {
	t.Parallel()
	const file = `#FLAGGA 0
#FNAMN "Björklunda"
#ORGNR 212000-9901
#RAR 0 20210101 20211231
#RAR -1 20200101 20201231
#RAR x 20200101
#DIM 20 "Insats \"kväll\""
#UNDERDIM 21 "Del" 20
#DIM 7 "Anställd"
#DIM fel "Fel"
#OBJEKT 20 "I1" "Fältarbete"
#OBJEKT 7 "12" "Åsa Ek"
#OBJEKT 6 "P2"
#OBJEKT 6 "P1" "Projekt ett"
#OBJEKT 21 "20120101-9807" "Någon"
#OBJEKT 21 "D1" "Insats för 20120101-9807"
#VER A 1 20210101
{
#TRANS 5010 {6 "P1" 20 "I1" 6 "P1" 7 "12" 21 "20120101-9807"} 10.00
#TRANS 7010 {6 "Ö9"} -2.50
#TRANS 1930 {6 "P8"} -7.50
}
#VER A 2 20220101
{
#TRANS 5010 {6 "P1"} 3.00
}
`
	b, err := sie.Survey(strings.NewReader(file), civil.On(2021, 1, 1), civil.On(2021, 12, 31))
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(b.Company, b.OrgNr, b.Letters, b.Years, b.Dimensions, b.Choices, b.Cut, b.First, b.Last, b.Rows)
	const want = `Björklunda212000-9901UTF-8 [{0 2021-01-01 2021-12-31} {-1 2020-01-01 2020-12-31}] [{6 Projekt} {20 Insats "kväll"} {21 Del}] [{6 P1 Projekt ett 1 10 kr 0 0} {6 Ö9  1 −2,50 kr 0 0} {20 I1 Fältarbete 1 10 kr 1 0} {21 D1  0 0 kr 0 0}] false 2021-01-01 2022-01-01 4`
	if got = strings.ReplaceAll(got, "\u00a0", " "); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	k, err := b.Ask(6, []string{"P1", "Ö9", "P1"})
	if got := strings.ReplaceAll(fmt.Sprint(k), "\u00a0", " "); err != nil || got != "{7,50 kr 3 kr [{2021-01 5 false 10 kr} {2021-01 7 false −2,50 kr} {2022-01 5 true 3 kr}] 1 2}" {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := b.Ask(6, []string{"P1", "P3"}); !errors.Is(err, sie.ErrNoSuchObject) {
		t.Error(err)
	}
	for name, file := range map[string]string{
		"cut off":    "#VER A 1 20210101\n{\n",
		"too much":   "#VER A 1 20210101\n{\n#TRANS 5010 {6 P1} 92233720368547758.07\n#TRANS 5010 {6 P1} 0.01\n}",
		"too varied": "#VER A 1 20210101\n{\n" + varied(200_001) + "}",
	} {
		var at *line.Error
		if _, err := sie.Survey(strings.NewReader(file), civil.Date{}, civil.Date{}); !errors.As(err, &at) || at.Line < 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	undated := "#VER A 1 \"\"\n{\n#TRANS 5010 {6 P1} 1.00\n#TRANS 5010 {6 P2} 1.00 20210101\n}\n"
	b, err = sie.Survey(strings.NewReader(undated), civil.Date{}, civil.Date{})
	if err != nil {
		t.Fatal(err)
	}
	var at *line.Error
	if _, err := b.Ask(6, []string{"P1"}); !errors.As(err, &at) || at.Line != 3 {
		t.Error(err)
	}
	if k, err := b.Ask(6, []string{"P2"}); err != nil || k.Total != money.Krona {
		t.Error(k, err)
	}
}

func TestSurveyStopsAtMany(t *testing.T) {
	t.Parallel()
	var file strings.Builder
	for i := range sie.MaxChoices + 1 {
		fmt.Fprintf(&file, "#OBJEKT 6 \"%06d\" \"x\"\n", i)
	}
	if b, err := sie.Survey(strings.NewReader(file.String()), civil.Date{}, civil.Date{}); err != nil || len(b.Choices) != sie.MaxChoices || !b.Cut {
		t.Errorf("%d, %v, %v", len(b.Choices), b.Cut, err)
	}
}

// varied is rows of so many objects and months.
func varied(n int) string {
	var s strings.Builder
	for i := range n {
		fmt.Fprintf(&s, "#TRANS 5010 {1 K%d} 1.00 %04d%02d01\n", i%9_000, 2000+i/9_000/12, 1+i/9_000%12)
	}
	return s.String()
}

// What a page answers from the sums is what the command answers from the file, whatever
// is asked and however rows and vouchers are marked.
func TestAskIsSum(t *testing.T) {
	t.Parallel()
	objects := []string{"P1", "P2", "Ö3"}
	rapid.Check(t, func(t *rapid.T) {
		var file strings.Builder
		for v := range rapid.IntRange(0, 6).Draw(t, "vouchers") {
			fmt.Fprintf(&file, "#VER A %d %s\n{\n", v, rapid.SampledFrom([]string{"20210131", "20211231", "20220101"}).Draw(t, "day"))
			for range rapid.IntRange(0, 4).Draw(t, "rows") {
				var marks []string
				for range rapid.IntRange(0, 3).Draw(t, "marks") {
					marks = append(marks, fmt.Sprintf("%d %q", rapid.SampledFrom([]int{1, 6}).Draw(t, "dimension"), rapid.SampledFrom(objects).Draw(t, "object")))
				}
				fmt.Fprintf(&file, "#%s %s {%s} %d.%02d %s\n", rapid.SampledFrom([]string{"TRANS", "TRANS", "BTRANS", "RTRANS"}).Draw(t, "tag"),
					rapid.SampledFrom([]string{"1930", "3990", "4010", "50", "699999", "7010", "8999"}).Draw(t, "account"), strings.Join(marks, " "),
					rapid.IntRange(-99, 99).Draw(t, "kronor"), rapid.IntRange(0, 99).Draw(t, "öre"), rapid.SampledFrom([]string{"", `""`, "20210615", "20200615"}).Draw(t, "own day"))
			}
			file.WriteString("}\n")
		}
		q := sie.Question{Dimension: rapid.SampledFrom([]int{1, 6}).Draw(t, "asked"), Year: 2021,
			Objects: rapid.SliceOfNDistinct(rapid.SampledFrom(objects), 1, 3, rapid.ID).Draw(t, "objects")}
		want, err := sie.Sum(strings.NewReader(file.String()), q)
		if err != nil {
			t.Fatal(err)
		}
		b, err := sie.Survey(strings.NewReader(file.String()), civil.On(2021, 1, 1), civil.On(2021, 12, 31))
		if err != nil {
			t.Fatal(err)
		}
		there := slices.DeleteFunc(slices.Clone(q.Objects), func(o string) bool {
			return !slices.ContainsFunc(b.Choices, func(c sie.Choice) bool { return c.Dimension == q.Dimension && c.Number == o })
		})
		got, err := b.Ask(q.Dimension, there)
		if err != nil {
			t.Fatal(err)
		}
		months, classes := map[string]money.Amount{}, map[string]money.Amount{"4": 0, "5": 0, "6": 0, "7": 0}
		for _, s := range got.Sums {
			if !s.Outside {
				months[s.Month] += s.Amount
				classes[s.Class] += s.Amount
			}
		}
		if got.Total != want.Total || got.Vouchers != want.Vouchers || !maps.Equal(months, want.ByMonth) || !maps.Equal(classes, want.ByClass) {
			t.Fatalf("%s\n got %+v\nwant %+v", file.String(), got, want)
		}
	})
}

func FuzzSurvey(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("#RAR -1 1\n#OBJEKT 6 {\n#VER A 1 20210101 {\n#TRANS 5010 {6 a 6 b 1 c} 5.00 }"))
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := sie.Survey(strings.NewReader(string(file)), civil.On(2021, 1, 1), civil.On(2021, 12, 31))
		if err != nil {
			var at *line.Error
			if !errors.As(err, &at) || at.Line < 1 {
				t.Fatal(err)
			}
			return
		}
		for _, c := range b.Choices {
			k, err := b.Ask(c.Dimension, []string{c.Number})
			if err == nil && len(b.Sets) == 0 && k.Total != c.Cost && !strings.ContainsRune(c.Number, '\ufffd') {
				t.Fatalf("%+v is not %+v", k, c)
			}
		}
	})
}
