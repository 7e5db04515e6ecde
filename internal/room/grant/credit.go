package grant

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/giro"
	"samspel/internal/ground/iso20022"
	"samspel/internal/ground/money"
	"samspel/internal/ground/orgnr"
)

// A Credit (inbetalning) is money that has come to the agency's account. All of it is in
// suspense until it is placed on a claim or has been sent back.
//
// Invariant: the bank tells of it once, in whichever files; of its payer only an
// organisation is known.
type Credit struct {
	ID, Agency string
	// Key is the bank's own, and the same in every file.
	Key string
	// Year is the book that it stands in.
	Year     string
	BookedOn civil.Date
	Amount   money.Amount
	// Municipality is whose it is, where that can be told; Payer and Says what the bank
	// told of an organisation.
	Municipality, Payer, Says string
	TakenBy                   string
	TakenAt                   time.Time
	// Placed is on claims, Leaving on its way back, and Returned sent back.
	Placed, Leaving, Returned money.Amount
}

// Left is what is still to be placed or sent back.
func (c Credit) Left() money.Amount { return c.Amount - c.Placed - c.Leaving - c.Returned }

// A Placement (placering) is money of a credit on a claim.
type Placement struct {
	ID, Credit, Claim string
	Amount            money.Amount
	Rule              PlacementRule
	PlacedBy          string
	PlacedAt          time.Time
	// BookedOn is when the money came, and Reference the claim's.
	BookedOn  civil.Date
	Reference string
	// TakenBackBy says that it was a mistake, and that the money is in suspense again.
	TakenBackBy string
	TakenBackAt time.Time
}

// PlacementRule is what placed money.
type PlacementRule string

// By the reference, by the payer and the whole sum, or by somebody who has looked.
const (
	ByReference PlacementRule = "reference"
	ByAmount    PlacementRule = "amount"
	ByHand      PlacementRule = "hand"
)

// incoming is a credit as the bank tells of it.
type incoming struct {
	entry, key string
	on         civil.Date
	amount     money.Amount
	endToEnd   string
	payer      string
	orgnr      orgnr.Number
	references []giro.Reference
	says       string
	// municipality is whose the payer is, once somebody has looked it up.
	municipality string
}

// arrived is the money in an entry, one for each payment.
func arrived(e iso20022.Entry) (all []incoming) {
	details := e.Details
	if len(details) == 0 {
		details = []iso20022.Detail{{Amount: e.Amount}}
	}
	for i, d := range details {
		if d.Amount == 0 {
			continue
		}
		in := incoming{entry: e.Key, key: e.Key + "." + strconv.Itoa(i), on: e.On, amount: d.Amount, endToEnd: d.EndToEnd, payer: d.Payer}
		in.orgnr, _ = orgnr.Parse(d.PayerOrgNr)
		words := slices.Concat(d.References, d.Messages)
		in.references = referencesIn(words)
		in.says = strings.Join(words, " ")
		all = append(all, in)
	}
	return all
}

// referencesIn is every reference that somebody can have meant: a line that is one, or one
// among other words.
func referencesIn(lines []string) (all []giro.Reference) {
	add := func(s string) {
		if r, err := giro.ParseReference(s); err == nil && !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	for _, line := range lines {
		add(line)
		for _, word := range strings.FieldsFunc(line, func(r rune) bool { return r < '0' || r > '9' }) {
			add(word)
		}
	}
	return all
}

// named says whether the payer calls itself the municipality, as in "Ekstads kommun".
func (in incoming) named(municipality string) bool {
	words := strings.Fields(strings.ToLower(in.payer))
	if len(words) < 2 || !slices.Contains([]string{"kommun", "stad", "kommunstyrelse", "kommunstyrelsen"}, words[len(words)-1]) {
		return false
	}
	name, called := strings.ToLower(municipality), strings.Join(words[:len(words)-1], " ")
	return called == name || called == name+"s"
}

// kept is what may be stored of the payer and of what it says: of an organisation all of
// it, of anybody else nothing but digits, since a payment can come from a person.
func (in incoming) kept() (payer, says string) {
	if in.municipality == "" && in.orgnr.IsZero() {
		var digits []string
		for _, r := range in.references {
			digits = append(digits, r.String())
		}
		return "", shortened(strings.Join(digits, " "))
	}
	return shortened(in.payer), shortened(in.says)
}

func shortened(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > nameLimit {
		s = string(r[:nameLimit])
	}
	return strings.TrimSpace(s)
}

// A placing is what is put on a claim.
type placing struct {
	claim  Claim
	amount money.Amount
	rule   PlacementRule
}

// match says which claims money is for. What names one claim is put on it, as far as it
// goes; what names several must be exactly all of them. What names none is put on a claim
// of the payer's municipality only when it is one claim's whole sum. Anything else, and a
// payer who is another than the claim's, is for somebody to look at.
func (in incoming) match(claims []Claim) (all []placing) {
	var meant, fits []Claim
	var sum money.Amount
	for _, c := range claims {
		switch {
		case slices.Contains(in.references, c.Reference):
			meant = append(meant, c)
			sum += c.Left()
		case in.municipality != "" && c.Municipality == in.municipality && c.Left() == in.amount:
			fits = append(fits, c)
		}
	}
	rule := ByReference
	if len(meant) == 0 {
		if len(fits) != 1 {
			return nil
		}
		meant, rule, sum = fits, ByAmount, in.amount
	}
	if len(meant) > 1 && sum != in.amount {
		return nil
	}
	for _, c := range meant {
		if in.municipality != "" && c.Municipality != in.municipality {
			return nil
		}
		if part := min(in.amount, c.Left()); part > 0 {
			all = append(all, placing{claim: c, amount: part, rule: rule})
		}
	}
	return all
}

// bookOf is the year whose book the money stands in: the claim's it is placed on, else the
// newest claim's of the payer's municipality, else the year that was paid last.
func (in incoming) bookOf(placed []placing, claims []Claim, years []string) string {
	if len(placed) > 0 {
		return placed[0].claim.Year
	}
	own := slices.DeleteFunc(slices.Clone(claims), func(c Claim) bool { return in.municipality == "" || c.Municipality != in.municipality })
	if len(own) > 0 {
		return slices.MaxFunc(own, func(a, b Claim) int {
			return cmp.Or(cmp.Compare(min(a.Left(), 1), min(b.Left(), 1)), cmp.Compare(a.RaisedAt.UnixMicro(), b.RaisedAt.UnixMicro()), cmp.Compare(a.ID, b.ID))
		}).Year
	}
	if len(years) > 0 {
		return years[0]
	}
	return ""
}
