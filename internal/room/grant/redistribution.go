package grant

import (
	"cmp"
	"math/big"
	"math/bits"
	"slices"
)

// A RedistributionRule says after what the money is shared. No rule gives anybody more
// than they asked for.
type RedistributionRule string

const (
	// ByFrame shares after the original frames.
	ByFrame RedistributionRule = "proportional_to_frame_capped"
	// ByExtra shares after what was asked for, so that all get the same part of it.
	ByExtra RedistributionRule = "proportional_to_extra"
	// Equally gives the same sum to all who have not asked for less.
	Equally RedistributionRule = "equal_capped"
)

// RedistributionRules are all rules there are.
var RedistributionRules = []RedistributionRule{ByFrame, ByExtra, Equally}

// weight is what a municipality's part is in proportion to.
func (r RedistributionRule) weight(w Wish) int64 {
	switch r {
	case ByFrame:
		return w.Frame
	case ByExtra:
		return w.Extra
	case Equally:
		return 1
	}
	return 0
}

// A Wish (önskemål) is what one municipality asks for beyond its frame, in whole kronor.
type Wish struct {
	Code, Name string
	Frame      int64
	// Interested says that the municipality wants more, and Extra how much at most.
	Interested bool
	Extra      int64
	// Barred is why a municipality that asks is left out, as the end of "Ni får inget
	// i den här omgången, för …". Empty where nothing bars it.
	Barred string
}

// A Share (andel) is what one municipality gets, in whole kronor.
type Share struct {
	Code   string   `json:"code"`
	Name   string   `json:"name"`
	Amount int64    `json:"amount"`
	Exact  Fraction `json:"exact"`
	// Capped says that the share, before rounding, reached what was asked for.
	Capped      bool   `json:"capped"`
	Explanation string `json:"explanation"`
}

// A Redistribution (omfördelning) is how one pool is shared, in whole kronor. The
// shares stand in the order of the wishes, and those left out have one too, of 0.
type Redistribution struct {
	Pool        int64   `json:"pool"`
	Distributed int64   `json:"distributed"`
	Left        int64   `json:"left"`
	Shares      []Share `json:"shares"`
}

// Fraction is an exact number of kronor. The zero Fraction is 0/1.
type Fraction struct{ of *big.Rat }

// Rat is the fraction for reckoning with.
func (f Fraction) Rat() *big.Rat {
	if f.of == nil {
		return new(big.Rat)
	}
	return new(big.Rat).Set(f.of)
}

// String is the reduced fraction, "13200002/12", also where it is whole: "5/1".
func (f Fraction) String() string { return f.Rat().String() }

// MarshalText is String.
func (f Fraction) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// candidate is a wish that takes part, and its place among all.
type candidate struct {
	at             int
	code           string
	weight, asked  int64
	amount         int64
	exact          *big.Rat
	remainder      *big.Int
	capped, raised bool
}

// level is what those below their cap share: so many kronor on so much weight.
type level struct {
	kronor int64
	weight *big.Int
}

// Redistribute shares a pool of whole kronor. Everybody's share rises with the same
// level, in proportion to the weight of the rule, until it reaches what was asked for.
// The kronor that are left when all are rounded down go, one each, to the largest
// remainders; where those are equal to the larger weight, and then to the lower code.
//
// The sum is the pool, or all that was asked for when that is less. Whoever is not
// capped gains nothing by asking for more. It is not true that a larger pool gives
// everybody at least as much: a krona may move (the Alabama paradox).
func Redistribute(pool int64, rule RedistributionRule, wishes []Wish) Redistribution {
	d := Redistribution{Pool: max(pool, 0), Shares: make([]Share, len(wishes))}
	taking := candidates(d.Pool, rule, wishes)
	at := pour(d.Pool, taking)
	for _, c := range taking {
		d.Shares[c.at] = Share{Amount: c.amount, Exact: Fraction{c.exact}, Capped: c.capped, Explanation: explain(rule, at, c)}
		d.Distributed += c.amount
	}
	for i, w := range wishes {
		s := &d.Shares[i]
		s.Code, s.Name = w.Code, w.Name
		if s.Explanation == "" {
			s.Explanation = explainNothing(d.Pool, rule, w)
		}
	}
	d.Left = d.Pool - d.Distributed
	return d
}

func candidates(pool int64, rule RedistributionRule, wishes []Wish) (taking []candidate) {
	if pool == 0 {
		return nil
	}
	for i, w := range wishes {
		if weight := rule.weight(w); w.Interested && w.Barred == "" && w.Extra > 0 && weight > 0 {
			taking = append(taking, candidate{at: i, code: w.Code, weight: weight, asked: w.Extra})
		}
	}
	return taking
}

// pour gives each its share. Whoever asks for least in proportion to the weight is the
// first whom the rising level fills, so one walk in that order finds all who are capped.
func pour(pool int64, taking []candidate) level {
	slices.SortFunc(taking, func(a, b candidate) int {
		return cmp.Or(compareProducts(a.asked, b.weight, b.asked, a.weight), cmp.Compare(a.code, b.code))
	})
	weight := new(big.Int)
	for _, c := range taking {
		weight.Add(weight, big.NewInt(c.weight))
	}
	left := pool
	i := 0
	for ; i < len(taking); i++ {
		c := &taking[i]
		if product(c.weight, left).Cmp(new(big.Int).Mul(big.NewInt(c.asked), weight)) < 0 {
			break
		}
		c.amount, c.capped, c.exact = c.asked, true, new(big.Rat).SetInt64(c.asked)
		left -= c.asked
		weight.Sub(weight, big.NewInt(c.weight))
	}
	round(left, weight, taking[i:])
	return level{left, weight}
}

// round shares left in proportion to the weights, by largest remainder.
func round(left int64, weight *big.Int, rest []candidate) {
	over := left
	for i := range rest {
		c := &rest[i]
		part := product(c.weight, left)
		c.exact = new(big.Rat).SetFrac(part, weight)
		whole, remainder := new(big.Int).QuoRem(part, weight, new(big.Int))
		c.amount, c.remainder = whole.Int64(), remainder
		over -= c.amount
	}
	slices.SortFunc(rest, func(a, b candidate) int {
		return cmp.Or(b.remainder.Cmp(a.remainder), cmp.Compare(b.weight, a.weight), cmp.Compare(a.code, b.code))
	})
	for i := range rest {
		if int64(i) == over {
			break
		}
		rest[i].amount++
		rest[i].raised = true
	}
}

func product(a, b int64) *big.Int { return new(big.Int).Mul(big.NewInt(a), big.NewInt(b)) }

// compareProducts compares a·b with c·d, none of which is negative.
func compareProducts(a, b, c, d int64) int {
	hi1, lo1 := bits.Mul64(uint64(a), uint64(b))
	hi2, lo2 := bits.Mul64(uint64(c), uint64(d))
	return cmp.Or(cmp.Compare(hi1, hi2), cmp.Compare(lo1, lo2))
}
