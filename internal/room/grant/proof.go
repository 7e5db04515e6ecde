package grant

import (
	"slices"
	"strings"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
	"samspel/internal/ground/sie"
)

// A Proof (bokföringsbevis) is what a municipality's own books have on the grant: sums by
// month and class of accounts, and the hash of the file they came from. The file itself
// is not kept. A new version takes the place of the one before.
type Proof struct {
	ID, Year, Municipality string
	// Number is the version, from 1.
	Number int
	BookFile
	Choice BookChoice
	Booked sie.Booked
	// SavedBy and SavedAt are of the version.
	SavedBy string
	SavedAt time.Time
	Explained
}

// A BookFile (bokföringsfil) is what is kept of a file besides its sums.
type BookFile struct {
	Kind BookKind
	// Hash is the SHA-256 of its bytes.
	Hash string
	Size int64
	// Company and OrgNr are what it says of whose books it is.
	Company, OrgNr string
	// Letters is which code page it was in.
	Letters string
}

// BookKind is what sort of file it was.
type BookKind string

const (
	// BookSIE is SIE type 4.
	BookSIE BookKind = "sie"
	// BookLedger is a general ledger as a table.
	BookLedger BookKind = "ledger"
)

// A BookChoice (val i bokföringen) is which objects of the books the grant is.
type BookChoice struct {
	Dimension int
	// Name is the dimension's.
	Name    string
	Objects []string
}

// Explained (förklarad skillnad) says why what is reported is not what is booked.
type Explained struct {
	Explanation string
	// Difference is the one that it explains. Of another it says nothing.
	Difference  money.Amount
	ExplainedBy string
	ExplainedAt time.Time
}

// Off is how much more is reported than booked. Less than a krona is what comes of writing
// whole kronor, and is no difference.
func (p Proof) Off(reported money.Amount) money.Amount {
	d := reported - p.Booked.Total
	if -money.Krona < d && d < money.Krona {
		return 0
	}
	return d
}

// Explains says whether there is nothing to explain, or it has been.
func (p Proof) Explains(reported money.Amount) bool {
	d := p.Off(reported)
	return d == 0 || p.Explanation != "" && p.Difference == d
}

// Reported (redovisat) is what a municipality's books are held against.
type Reported struct {
	Amount money.Amount
	// Paid says that nothing has been accounted for yet: it is what has been paid out, which
	// need not be what has been used.
	Paid bool
}

// unexplained says whether there is a difference that nobody has explained.
func (p Proof) unexplained(r Reported) bool {
	return p.ID != "" && !r.Paid && !p.Explains(r.Amount)
}

// blocks says why what is reported cannot be certified yet; nil when it can, or when the
// municipality has shown no books.
func (p Proof) blocks(reported money.Amount) error {
	if !p.unexplained(Reported{Amount: reported}) {
		return nil
	}
	return fault.Refused("grant.proof.unexplained", "difference", p.Off(reported))
}

func (p Proof) explain(text string, seen money.Amount, r Reported, by string, at time.Time) (Proof, error) {
	d := p.Off(r.Amount)
	switch {
	case p.ID == "":
		return p, fault.Absent()
	case r.Paid || d == 0:
		return p, fault.Refused("grant.proof.nothing_to_explain")
	case d != seen:
		return p, fault.Refused("grant.changed_meanwhile")
	case !reads(text):
		return p, fault.Invalid("explanation", "grant.proof.explanation_missing")
	}
	p.Explained = Explained{Explanation: text, Difference: d, ExplainedBy: by, ExplainedAt: at}
	return p, nil
}

// ByMonth is the sums within the period by month, each month once.
func (p Proof) ByMonth() []sie.MonthSum {
	return sumsBy(p.Booked.Sums, false, func(s sie.MonthSum) string { return s.Month })
}

// ByClass is the sums within the period by class of accounts.
func (p Proof) ByClass() []sie.MonthSum {
	return sumsBy(p.Booked.Sums, false, func(s sie.MonthSum) string { return s.Class })
}

// Outside is the sums outside the period by month.
func (p Proof) Outside() []sie.MonthSum {
	return sumsBy(p.Booked.Sums, true, func(s sie.MonthSum) string { return s.Month })
}

func sumsBy(sums []sie.MonthSum, outside bool, key func(sie.MonthSum) string) (all []sie.MonthSum) {
	for _, s := range sums {
		if s.Outside != outside {
			continue
		}
		i := slices.IndexFunc(all, func(x sie.MonthSum) bool { return key(x) == key(s) })
		if i < 0 {
			all = append(all, s)
			continue
		}
		all[i].Amount += s.Amount
	}
	slices.SortFunc(all, func(a, b sie.MonthSum) int { return strings.Compare(key(a), key(b)) })
	return all
}

// A ProofDraft (utkast till bevis) is the sums of a file that somebody is about to choose
// from. It is the municipality's own and goes when a proof is saved, or by itself.
type ProofDraft struct {
	Year, Municipality string
	BookFile
	Books sie.Books
	// Look is of a general ledger.
	Look    LedgerLook
	Choice  BookChoice
	AddedBy string
	AddedAt time.Time
}

// draftDays is how long a draft waits for somebody to choose.
const draftDays = 14

// objectLimit is how many objects a proof may be of.
const objectLimit = 200

// choose sets what the proof is of, if the books have it.
func (d ProofDraft) choose(dimension int, objects []string) (ProofDraft, error) {
	i := slices.IndexFunc(d.Books.Dimensions, func(x sie.Dimension) bool { return x.Number == dimension })
	if i < 0 {
		return d, fault.Invalid("dimension", "grant.proof.dimension_missing")
	}
	var kept []string
	for _, o := range objects {
		if o = strings.TrimSpace(o); o != "" && !slices.Contains(kept, o) {
			kept = append(kept, o)
		}
	}
	switch {
	case len(kept) == 0:
		return d, fault.Invalid("objects", "grant.proof.objects_missing")
	case len(kept) > objectLimit:
		return d, fault.Invalid("objects", "grant.proof.objects_many", "limit", objectLimit)
	}
	for _, o := range kept {
		if !slices.ContainsFunc(d.Books.Choices, func(c sie.Choice) bool { return c.Dimension == dimension && c.Number == o }) {
			return d, fault.Invalid("more", "grant.proof.object_unknown", "object", clip(o))
		}
	}
	d.Choice = BookChoice{Dimension: dimension, Name: d.Books.Dimensions[i].Name, Objects: kept}
	return d, nil
}

// clip keeps a message short.
func clip(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// offer is what is chosen to begin with: what was chosen last, where the books have it.
func (d ProofDraft) offer(last BookChoice) ProofDraft {
	var there []string
	for _, o := range last.Objects {
		if slices.ContainsFunc(d.Books.Choices, func(c sie.Choice) bool { return c.Dimension == last.Dimension && c.Number == o }) {
			there = append(there, o)
		}
	}
	if chosen, err := d.choose(last.Dimension, there); err == nil {
		return chosen
	}
	return d
}

// outlasts says whether the draft has waited too long.
func (d ProofDraft) outlasts(now time.Time) bool { return now.Sub(d.AddedAt) > draftDays*24*time.Hour }

// OtherCompany says whether the file says that it is the books of somebody else than
// those with the numbers. Nothing is known of no number.
func (f BookFile) OtherCompany(numbers []string) bool {
	said := strings.Map(digit, f.OrgNr)
	if len(said) == 12 {
		said = said[2:]
	}
	return said != "" && len(numbers) > 0 && !slices.Contains(numbers, said)
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// A Comparison (jämförelse mellan år) is what an activity costs without the grant, in the
// grant's period and in the same a year before: a grant must not take the place of money
// that was there. A fall asks for a comment, and is never refused.
type Comparison struct {
	ID, Year, Municipality string
	Number                 int
	// Of is the activity; Dimension 0 is accounts that begin with the codes.
	Of     BookChoice
	Hashes []string
	Months []ComparedMonth
	// Comment is why it has fallen.
	Comment              string
	SavedBy, CommentedBy string
	SavedAt, CommentedAt time.Time
}

// A ComparedMonth (jämförd månad) is one month of the period, and the same the year before.
type ComparedMonth struct {
	Month          civil.Date // its first day
	Before, During money.Amount
}

// Before is the year before together.
func (c Comparison) Before() (sum money.Amount) {
	for _, m := range c.Months {
		sum += m.Before
	}
	return sum
}

// During is the period together.
func (c Comparison) During() (sum money.Amount) {
	for _, m := range c.Months {
		sum += m.During
	}
	return sum
}

// Fell says whether less was spent.
func (c Comparison) Fell() bool { return c.During() < c.Before() }

// Waits says whether a comment is asked for.
func (c Comparison) Waits() bool { return c.ID != "" && c.Fell() && c.Comment == "" }

// ComparisonDraft is what somebody asks to compare.
type ComparisonDraft struct {
	Dimension int
	Codes     []string
}

func (d ComparisonDraft) check(kind BookKind) error {
	var wrong fault.List
	if d.Dimension < 0 || d.Dimension >= 7 && d.Dimension <= 10 || kind == BookLedger && d.Dimension != 0 && d.Dimension != LedgerActivities {
		wrong.Add(fault.Invalid("dimension", "grant.proof.compare_dimension"))
	}
	if len(d.Codes) == 0 || len(d.Codes) > objectLimit {
		wrong.Add(fault.Invalid("codes", "grant.proof.codes_missing"))
	}
	for _, c := range d.Codes {
		if !says(c) || d.Dimension == 0 && !isAccount(c) {
			wrong.Add(fault.Invalid("codes", "grant.proof.code_wrong", "code", clip(c)))
			break
		}
	}
	return wrong.Err()
}

// contrast is the question to ask of the books.
func (d ComparisonDraft) contrast(y SchemeYear, tag BookChoice) *sie.Contrast {
	return &sie.Contrast{From: y.Terms.Dates.UseFrom, Last: y.Terms.Dates.UseLast, Dimension: d.Dimension, Codes: d.Codes,
		TagDimension: tag.Dimension, Tags: tag.Objects}
}

// comparedMonths are all months of the period, those without rows too.
func comparedMonths(c *sie.Contrast) (all []ComparedMonth) {
	first := civil.On(c.From.Year, c.From.Month, 1)
	for i := 0; !first.After(c.Last); i++ {
		all = append(all, ComparedMonth{Month: first, Before: c.Before[i], During: c.During[i]})
		first = civil.On(first.Year, first.Month+1, 1)
	}
	return all
}
