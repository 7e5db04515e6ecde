package grant_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/room/grant"
)

func wish(code string, frame, extra int64) grant.Wish {
	return grant.Wish{Code: code, Name: "Kommun " + code, Frame: frame, Interested: true, Extra: extra}
}

// told is the amounts, with a star after those who got all they asked for.
func told(d grant.Redistribution) string {
	var all []string
	for _, s := range d.Shares {
		star := ""
		if s.Capped {
			star = "*"
		}
		all = append(all, fmt.Sprint(s.Amount)+star)
	}
	return strings.Join(all, " ")
}

func TestRedistribute(t *testing.T) {
	t.Parallel()
	const huge = math.MaxInt64
	uninterested, barred := wish("9", 10, 10), wish("9", 10, 10)
	uninterested.Interested = false
	barred.Barred = "en granskning pågår"
	tests := []struct {
		name   string
		pool   int64
		rule   grant.RedistributionRule
		wishes []grant.Wish
		want   string
		left   int64
	}{
		{"nobody", 10, grant.ByFrame, nil, "", 10},
		{"an empty pool", 0, grant.ByFrame, []grant.Wish{wish("1", 1, 1)}, "0", 0},
		{"a pool that is no pool", -5, grant.Equally, []grant.Wish{wish("1", 1, 1)}, "0", 0},
		{"nobody is interested", 10, grant.ByFrame, []grant.Wish{uninterested}, "0", 10},
		{"all are barred", 10, grant.ByFrame, []grant.Wish{barred}, "0", 10},
		{"a rule that is none", 10, "first_come", []grant.Wish{wish("1", 1, 1)}, "0", 10},
		{"negative", 10, grant.ByFrame, []grant.Wish{wish("1", -5, 5), wish("2", 5, -5), wish("3", 5, 5)}, "0 0 5*", 5},
		{"one, who asks for less", 10, grant.ByFrame, []grant.Wish{wish("1", 7, 4)}, "4*", 6},
		{"one, who asks for all", 10, grant.ByFrame, []grant.Wish{wish("1", 7, 10)}, "10*", 0},
		{"one, who asks for more than there is", 10, grant.ByFrame, []grant.Wish{wish("1", 7, 11)}, "10", 0},
		{"asks sum to less", 10, grant.ByFrame, []grant.Wish{wish("1", 7, 4), wish("2", 1, 5)}, "4* 5*", 1},
		{"asks sum to the pool", 10, grant.ByFrame, []grant.Wish{wish("1", 7, 4), wish("2", 1, 6)}, "4* 6*", 0},
		{"capped at once", 100, grant.ByFrame, []grant.Wish{wish("1", 10, 1), wish("2", 20, 2), wish("3", 30, 3)}, "1* 2* 3*", 94},
		{"capping lifts others over their caps", 12, grant.ByFrame, []grant.Wish{wish("1", 1, 1), wish("2", 1, 4), wish("3", 1, 9)}, "1* 4* 7", 0},
		{"asks for nothing", 10, grant.ByFrame, []grant.Wish{wish("1", 7, 0), wish("2", 7, 7)}, "0 7*", 3},
		{"no frame, by frame", 10, grant.ByFrame, []grant.Wish{wish("1", 0, 9), wish("2", 7, 7)}, "0 7*", 3},
		{"no frame, by extra", 8, grant.ByExtra, []grant.Wish{wish("1", 0, 9), wish("2", 7, 7)}, "5 3", 0},
		{"no frame, equally", 10, grant.Equally, []grant.Wish{wish("1", 0, 9), wish("2", 7, 7)}, "5 5", 0},
		{"equal remainders go to the larger frame", 4, grant.ByFrame, []grant.Wish{wish("1", 1, 9), wish("2", 3, 9), wish("3", 4, 9)}, "0 2 2", 0},
		{"and then to the lower code", 5, grant.ByFrame, []grant.Wish{wish("3", 1, 9), wish("1", 1, 9), wish("2", 1, 9)}, "1 2 2", 0},
		{"the code keeps its zero", 1, grant.Equally, []grant.Wish{wish("1280", 1, 9), wish("0180", 1, 9)}, "0 1", 0},
		{"fewer kronor than municipalities", 2, grant.ByFrame, []grant.Wish{wish("1", 1, 9), wish("2", 1, 9), wish("3", 5, 9)}, "0 0 2", 0},
		{"the share is exactly what was asked for", 10, grant.ByFrame, []grant.Wish{wish("1", 1, 5), wish("2", 1, 9)}, "5* 5", 0},
		{"rounded up to what was asked for", 10, grant.ByFrame, []grant.Wish{wish("1", 2, 7), wish("2", 1, 9)}, "7 3", 0},
		{"by extra, the same part", 100, grant.ByExtra, []grant.Wish{wish("1", 1, 120), wish("2", 9, 80)}, "60 40", 0},
		{"equally, with a cap", 100, grant.Equally, []grant.Wish{wish("1", 1, 20), wish("2", 9, 80), wish("3", 5, 70)}, "20* 40 40", 0},
		{"the Alabama paradox, ten", 10, grant.ByFrame, []grant.Wish{wish("1", 6, 99), wish("2", 6, 99), wish("3", 2, 99)}, "4 4 2", 0},
		{"the Alabama paradox, eleven", 11, grant.ByFrame, []grant.Wish{wish("1", 6, 99), wish("2", 6, 99), wish("3", 2, 99)}, "5 5 1", 0},
		{"as much as there can be", huge, grant.ByFrame, []grant.Wish{wish("1", huge, huge), wish("2", huge, huge), wish("3", huge, 1)},
			"4611686018427387903 4611686018427387903 1*", 0},
		{"as much as can be asked for", huge, grant.ByExtra, []grant.Wish{wish("1", huge, huge), wish("2", huge, huge)}, "4611686018427387904 4611686018427387903", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := grant.Redistribute(tt.pool, tt.rule, tt.wishes)
			if got := told(d); got != tt.want || d.Left != tt.left || d.Distributed+d.Left != d.Pool {
				t.Errorf("%s, %d left of %d; want %s, %d left", got, d.Left, d.Pool, tt.want, tt.left)
			}
			for _, s := range d.Shares {
				if s.Explanation == "" || s.Amount == 0 && !strings.Contains(s.Explanation, "0\u00a0kr") && !strings.Contains(s.Explanation, "inget") {
					t.Errorf("%s: %q", s.Code, s.Explanation)
				}
			}
		})
	}
}

// example is five municipalities whose figures are worked out by hand in the rule's
// description.
var example = []grant.Wish{
	wish("9901", 12_000_000, 3_000_000), wish("9902", 10_000_000, 1_000_000), wish("9903", 20_000_000, 2_500_000),
	wish("9904", 30_000_000, 4_000_000), wish("9905", 5_000_000, 400_000),
}

func TestTheWorkedExample(t *testing.T) {
	t.Parallel()
	sleeping := grant.Wish{Code: "9906", Name: "Sovande", Frame: 1_000_000}
	d := grant.Redistribute(7_000_001, grant.ByFrame, append(slices.Clone(example), sleeping))
	if got, want := told(d), "1100000 916667 1833334 2750000 400000* 0"; got != want || d.Left != 0 {
		t.Errorf("%s, %d left; want %s", got, d.Left, want)
	}
	wants := []struct{ exact, explanation string }{
		{"6600001/6", "Ni får 1 100 000 kr: 6 600 001 kr fördelades på 72 000 000 kr i ursprungliga ramar, och er ram på 12 000 000 kr ger 1 100 000,17 kr, avrundat nedåt till hel krona."},
		{"33000005/36", "Ni får 916 667 kr: 6 600 001 kr fördelades på 72 000 000 kr i ursprungliga ramar, och er ram på 10 000 000 kr ger 916 666,81 kr, avrundat uppåt till hel krona (största rest)."},
		{"33000005/18", "Ni får 1 833 334 kr: 6 600 001 kr fördelades på 72 000 000 kr i ursprungliga ramar, och er ram på 20 000 000 kr ger 1 833 333,61 kr, avrundat uppåt till hel krona (största rest)."},
		{"33000005/12", "Ni får 2 750 000 kr: 6 600 001 kr fördelades på 72 000 000 kr i ursprungliga ramar, och er ram på 30 000 000 kr ger 2 750 000,42 kr, avrundat nedåt till hel krona."},
		{"400000/1", "Ni får 400 000 kr, allt ni bad om, för er del efter ursprunglig ram räcker till det."},
		{"0/1", "Ni får inget i den här omgången, för ni har inte sagt att ni vill ha mer än er ram."},
	}
	for i, want := range wants {
		s := d.Shares[i]
		if got := strings.ReplaceAll(s.Explanation, "\u00a0", " "); s.Exact.String() != want.exact || got != want.explanation {
			t.Errorf("%s: %s %q\nwant %s %q", s.Code, s.Exact, got, want.exact, want.explanation)
		}
	}
	text, err := json.Marshal(d.Shares[1])
	if err != nil || !strings.HasPrefix(string(text), `{"code":"9902","name":"Kommun 9902","amount":916667,"exact":"33000005/36","capped":false,"explanation":"Ni `) {
		t.Errorf("%s, %v", text, err)
	}
}

func TestExplanations(t *testing.T) {
	t.Parallel()
	barred := wish("1", 5, 5)
	barred.Barred = "en granskning pågår hos er"
	tests := []struct {
		name   string
		pool   int64
		rule   grant.RedistributionRule
		wishes []grant.Wish
		want   string
	}{
		{"barred", 5, grant.ByFrame, []grant.Wish{barred}, "Ni får inget i den här omgången, för en granskning pågår hos er."},
		{"zero asked for", 5, grant.ByFrame, []grant.Wish{wish("1", 5, 0)}, "Ni får inget i den här omgången, för ni har bett om 0 kr utöver er ram."},
		{"no frame", 5, grant.ByFrame, []grant.Wish{wish("1", 0, 5)}, "Ni får inget i den här omgången, för pengarna fördelas efter ursprunglig ram och ni har ingen."},
		{"no money", 0, grant.ByFrame, []grant.Wish{wish("1", 5, 5)}, "Ni får inget i den här omgången, för det finns inga pengar att fördela."},
		{"exactly whole", 10, grant.Equally, []grant.Wish{wish("1", 5, 50), wish("2", 5, 50)}, "Ni får 5 kr: 10 kr delades lika på 2 kommuner, vilket ger 5 kr var."},
		{"alone", 10, grant.Equally, []grant.Wish{wish("1", 5, 50)}, "Ni får 10 kr: 10 kr delades lika på 1 kommun, vilket ger 10 kr var."},
		{"almost whole", 1999, grant.ByExtra, []grant.Wish{wish("1", 1, 1000), wish("2", 1, 1000)}, "Ni får 1 000 kr: 1 999 kr fördelades på 2 000 kr som kommunerna bad om, och de 1 000 kr ni bad om ger 999,50 kr, avrundat uppåt till hel krona (största rest)."},
		{"a little more than whole", 100_001, grant.ByFrame, []grant.Wish{wish("1", 1, 1_000_000), wish("2", 999, 1_000_000)}, "Ni får 100 kr: 100 001 kr fördelades på 1 000 kr i ursprungliga ramar, och er ram på 1 kr ger drygt 100 kr, avrundat nedåt till hel krona."},
		{"a little less than whole", 99_999, grant.ByFrame, []grant.Wish{wish("1", 1, 1_000_000), wish("2", 999, 1_000_000)}, "Ni får 100 kr: 99 999 kr fördelades på 1 000 kr i ursprungliga ramar, och er ram på 1 kr ger knappt 100 kr, avrundat uppåt till hel krona (största rest)."},
		{"capped by extra", 10, grant.ByExtra, []grant.Wish{wish("1", 1, 7)}, "Ni får 7 kr, allt ni bad om, för pengarna räcker till det."},
		{"capped equally", 10, grant.Equally, []grant.Wish{wish("1", 1, 3), wish("2", 1, 30)}, "Ni får 3 kr, allt ni bad om, för er lika stora del räcker till det."},
	}
	for _, tt := range tests {
		d := grant.Redistribute(tt.pool, tt.rule, tt.wishes)
		if got := strings.ReplaceAll(d.Shares[0].Explanation, "\u00a0", " "); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// poured is the definition word by word: level after level, everybody who is filled
// gets what they asked for, and the rest is shared again.
func poured(pool int64, rule grant.RedistributionRule, wishes []grant.Wish) []*big.Rat {
	weight := func(w grant.Wish) *big.Rat {
		switch rule {
		case grant.ByFrame:
			return new(big.Rat).SetInt64(w.Frame)
		case grant.ByExtra:
			return new(big.Rat).SetInt64(w.Extra)
		default:
			return new(big.Rat).SetInt64(1)
		}
	}
	shares := make([]*big.Rat, len(wishes))
	left := new(big.Rat).SetInt64(pool)
	var in []int
	for i, w := range wishes {
		shares[i] = new(big.Rat)
		if w.Interested && w.Extra > 0 && weight(w).Sign() > 0 && pool > 0 {
			in = append(in, i)
		}
	}
	for len(in) > 0 {
		sum := new(big.Rat)
		for _, i := range in {
			sum.Add(sum, weight(wishes[i]))
		}
		rate := new(big.Rat).Quo(left, sum)
		var below []int
		for _, i := range in {
			asked := new(big.Rat).SetInt64(wishes[i].Extra)
			if part := new(big.Rat).Mul(weight(wishes[i]), rate); part.Cmp(asked) < 0 {
				shares[i] = part
				below = append(below, i)
				continue
			}
			shares[i] = asked
		}
		if len(below) == len(in) {
			break
		}
		for _, i := range in {
			if !slices.Contains(below, i) {
				left.Sub(left, shares[i])
			}
		}
		in = below
	}
	return shares
}

// holds says what of R1–R7 and R11 a redistribution breaks.
func holds(pool int64, rule grant.RedistributionRule, wishes []grant.Wish) string {
	d := grant.Redistribute(pool, rule, wishes)
	exact := poured(pool, rule, wishes)
	var sum, asked int64
	for i, s := range d.Shares {
		w := wishes[i]
		out := !w.Interested || w.Extra == 0 || rule == grant.ByFrame && w.Frame == 0
		if !out {
			asked += w.Extra
		}
		sum += s.Amount
		off := new(big.Rat).Sub(new(big.Rat).SetInt64(s.Amount), exact[i])
		switch {
		case s.Code != w.Code || s.Name != w.Name:
			return "a share stands at another's place"
		case s.Amount < 0 || s.Amount > w.Extra:
			return "R2: less than nothing or more than was asked for"
		case s.Exact.Rat().Cmp(exact[i]) != 0:
			return fmt.Sprintf("R4: %s is said to be %v", exact[i], s.Exact)
		case off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0:
			return "R4: a krona or more from the exact share"
		case out && (s.Amount != 0 || s.Capped || s.Exact.String() != "0/1"):
			return "R6: somebody who takes no part has one"
		case !out && pool > 0 && s.Capped != (exact[i].Cmp(new(big.Rat).SetInt64(w.Extra)) == 0):
			return "capped is not that the share reached what was asked for"
		}
	}
	if sum != min(pool, asked) || d.Distributed != sum || d.Left != pool-sum {
		return fmt.Sprintf("R1: %d given of %d, where %d was asked for", sum, pool, asked)
	}
	for i, a := range d.Shares {
		for j, b := range d.Shares {
			below := a.Amount < wishes[i].Extra && b.Amount < wishes[j].Extra && wishes[i].Interested && wishes[j].Interested
			if rule == grant.ByFrame && below && wishes[i].Frame > wishes[j].Frame && a.Amount < b.Amount {
				return "R7: a larger frame gives less"
			}
		}
	}
	if again := grant.Redistribute(pool, rule, wishes); fmt.Sprint(again) != fmt.Sprint(d) {
		return "R11: counted twice it is two things"
	}
	return ""
}

// R1–R4, R6, R7 and R11 for a hundred thousand small cases, where ties and edges are common.
func TestRedistributionHolds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2021, 1))
	for n := range 100_000 {
		top := []int64{3, 12, 1000}[n%3]
		wishes := make([]grant.Wish, r.IntN(7))
		for i := range wishes {
			wishes[i] = grant.Wish{Code: fmt.Sprint(9901 + i), Frame: r.Int64N(top), Extra: r.Int64N(top), Interested: r.IntN(5) > 0}
		}
		pool, rule := r.Int64N(top*4), grant.RedistributionRules[n%len(grant.RedistributionRules)]
		if broken := holds(pool, rule, wishes); broken != "" {
			t.Fatalf("%s\n%d %s %+v", broken, pool, rule, wishes)
		}
	}
}

func cases(t *rapid.T) (int64, grant.RedistributionRule, []grant.Wish) {
	top := rapid.SampledFrom([]int64{3, 20, 5_000_000, math.MaxInt64 / 8}).Draw(t, "top")
	wishes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) grant.Wish {
		return grant.Wish{Frame: rapid.Int64Range(0, top).Draw(t, "frame"), Extra: rapid.Int64Range(0, top).Draw(t, "extra"),
			Interested: rapid.IntRange(0, 4).Draw(t, "interested") > 0}
	}), 0, 8).Draw(t, "wishes")
	for i := range wishes {
		wishes[i].Code = fmt.Sprintf("%04d", 9901+i)
	}
	return rapid.Int64Range(0, top).Draw(t, "pool"), rapid.SampledFrom(grant.RedistributionRules).Draw(t, "rule"), wishes
}

func byCode(d grant.Redistribution) map[string]int64 {
	amounts := map[string]int64{}
	for _, s := range d.Shares {
		amounts[s.Code] = s.Amount
	}
	return amounts
}

func TestRedistributionIsFair(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pool, rule, wishes := cases(t)
		if broken := holds(pool, rule, wishes); broken != "" {
			t.Fatal(broken)
		}
		d := grant.Redistribute(pool, rule, wishes)
		amounts := byCode(d)

		shuffled := rapid.Permutation(wishes).Draw(t, "shuffled")
		if got := byCode(grant.Redistribute(pool, rule, shuffled)); fmt.Sprint(got) != fmt.Sprint(amounts) {
			t.Fatalf("R5: in another order %v, not %v", got, amounts)
		}
		if m := rapid.Int64Range(1, 7).Draw(t, "times"); rule == grant.ByFrame {
			scaled := slices.Clone(wishes)
			for i := range scaled {
				scaled[i].Frame *= m
			}
			if got := byCode(grant.Redistribute(pool, rule, scaled)); fmt.Sprint(got) != fmt.Sprint(amounts) {
				t.Fatalf("R8: with %d times the frames %v, not %v", m, got, amounts)
			}
		}
		if len(wishes) == 0 || rule == grant.ByExtra {
			return
		}
		i := rapid.IntRange(0, len(wishes)-1).Draw(t, "who")
		raised := slices.Clone(wishes)
		raised[i].Extra += rapid.Int64Range(1, 100).Draw(t, "more")
		after := grant.Redistribute(pool, rule, raised)
		if after.Shares[i].Amount < d.Shares[i].Amount {
			t.Fatal("R9: who asks for more gets less")
		}
		if takesPart := wishes[i].Extra > 0; takesPart && !d.Shares[i].Capped && fmt.Sprint(byCode(after)) != fmt.Sprint(amounts) {
			t.Fatalf("R10: %v became %v for nothing", d, after)
		}
	})
}

func BenchmarkRedistribute(b *testing.B) {
	for _, n := range []int{26, 290} {
		r := rand.New(rand.NewPCG(2021, uint64(n)))
		wishes := make([]grant.Wish, n)
		for i := range wishes {
			wishes[i] = wish(fmt.Sprintf("%04d", i), 1_000_000+r.Int64N(20_000_000), 100_000+r.Int64N(4_000_000))
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				grant.Redistribute(int64(n)*700_001, grant.ByFrame, wishes)
			}
		})
	}
}
