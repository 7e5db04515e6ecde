package grant

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// MoneyView is where every krona of a year is, as of the stamp.
type MoneyView struct {
	Year SchemeYear
	Money
	Rows  []MunicipalityMoney
	Stamp Stamp
}

// Money opens the money of a year to its agency, as of a day and as it was known at a time.
func (g *Grants) Money(ctx context.Context, who access.Actor, year string, as ledger.Where) (v MoneyView, err error) {
	if v.Year, err = g.year(ctx, who, "grant.money.read", year, mayRun); err != nil {
		return v, err
	}
	if v.Year.State == Preparing {
		return v, fault.Absent()
	}
	names, err := g.municipalityNames(ctx)
	if err != nil {
		return v, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		v.Stamp, v.Money, v.Rows, err = loadMoney(ctx, tx, year, as, names)
		return err
	})
	return v, err
}

// loadMoney reads the book as of the days asked for, and says by a stamp what it read.
func loadMoney(ctx context.Context, tx *db.Tx, year string, as ledger.Where, names map[string]string) (s Stamp, whole Money, rows []MunicipalityMoney, err error) {
	head, err := ledger.Until(ctx, tx, year, as)
	if err != nil {
		return s, whole, nil, err
	}
	s = stampOf(head, as.Effective)
	if head.Seq == 0 {
		return s, Money{}, nil, nil
	}
	t := tally{}
	err = ledger.Moves(ctx, tx, year, s.where(), t.add, eventLapse, eventUnused)
	whole, rows = t.money(names)
	return s, whole, rows, err
}

// statementLimit is the most that is told of one municipality in a year.
const statementLimit = 5000

// StatementView is everything that has happened with one municipality's money in a year.
type StatementView struct {
	Year       SchemeYear
	Code, Name string
	Money
	Lines []StatementLine
	Stamp Stamp
	// Names are of those who prepared and approved; a municipality is not told them.
	Names map[string]string
	// Agency says that the reader is of the agency.
	Agency bool
}

// Statement opens the money of one municipality to the agency and to itself, as of a day
// and as it was known at a time.
func (g *Grants) Statement(ctx context.Context, who access.Actor, year, code string, as ledger.Where) (v StatementView, err error) {
	has := false
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.Year, err = loadYear(ctx, tx, year); err != nil {
			return err
		}
		frame, err := loadFrame(ctx, tx, year, code)
		has = frame > 0
		return err
	})
	if err != nil {
		return StatementView{}, absent(err)
	}
	may := mayReadStatement(who, v.Year, code, has)
	if err := g.Audit.Require(ctx, who, "grant.statement.read", []string{year}, may); err != nil {
		return StatementView{}, err
	}
	names, err := g.municipalityNames(ctx)
	if err != nil {
		return StatementView{}, err
	}
	v.Code, v.Name, v.Agency = code, names[code], mayRun(who, v.Year.Agency).Allowed()
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		head, err := ledger.Until(ctx, tx, year, as)
		if err != nil {
			return err
		}
		v.Stamp = stampOf(head, as.Effective)
		w := v.Stamp.where()
		w.Holder = code
		all, err := ledger.Statement(ctx, tx, year, w, statementLimit)
		v.Lines = statement(all)
		v.Money = moneyOf(v.Lines)
		return err
	})
	if err != nil {
		return StatementView{}, absent(err)
	}
	if len(v.Lines) == 0 && !has {
		return StatementView{}, fault.Absent()
	}
	return v, g.nameStatement(ctx, &v)
}

// nameStatement gives the agency the names of its persons, and takes the ids from others.
func (g *Grants) nameStatement(ctx context.Context, v *StatementView) (err error) {
	var people []string
	for i := range v.Lines {
		l := &v.Lines[i]
		if v.Agency {
			people = append(people, l.PreparedBy, l.ApprovedBy)
		} else {
			l.PreparedBy, l.ApprovedBy = "", ""
		}
	}
	v.Names, err = g.Names(ctx, people)
	return err
}

// A tally adds up moves as a book is read: of each municipality, and the agency's under no code.
type tally map[string]*steps

func (t tally) add(m ledger.Move) {
	code := municipality(m)
	if t[code] == nil {
		first := make(steps, 0, 16)
		t[code] = &first
	}
	t[code].add(step{m.Event, m.From.Kind, m.To.Kind}, m.Amount)
}

// municipality is whose money has moved, or "" for the agency's.
func municipality(m ledger.Move) string {
	for _, a := range [...]ledger.Account{m.To, m.From} {
		if a.Holder != "" && a.Kind != kindCap && a.Kind != kindSpent {
			return a.Holder
		}
	}
	return ""
}

// money is that of all, and of each municipality by its code.
func (t tally) money(names map[string]string) (whole Money, rows []MunicipalityMoney) {
	var all steps
	for code, s := range t {
		for _, k := range *s {
			all.add(k.step, k.amount)
		}
		if code != "" {
			rows = append(rows, MunicipalityMoney{Code: code, Name: names[code], Money: s.money()})
		}
	}
	slices.SortFunc(rows, func(a, b MunicipalityMoney) int { return cmp.Compare(a.Code, b.Code) })
	return all.money(), rows
}

func stampOf(h ledger.Head, effective civil.Date) Stamp {
	return Stamp{Effective: effective, Seq: h.Seq, Recorded: h.RecordedAt.UTC(), Hash: hex.EncodeToString(h.Hash)}
}

func (s Stamp) where() ledger.Where { return ledger.Where{Effective: s.Effective, Seq: s.Seq} }

// statement tells the holder's transactions one by one, oldest first.
func statement(all []ledger.Transaction) (lines []StatementLine) {
	var frame, held money.Amount
	atMunicipality := func(kind string) bool { return kind == kindHeld || kind == kindUsed || kind == kindClaim }
	for _, x := range all {
		for _, e := range x.Entries {
			if e.To.Kind == kindFrame {
				frame += e.Amount
			}
			if e.From.Kind == kindFrame {
				frame -= e.Amount
			}
			if atMunicipality(e.To.Kind) {
				held += e.Amount
			}
			if atMunicipality(e.From.Kind) {
				held -= e.Amount
			}
			lines = append(lines, StatementLine{Seq: x.Seq, On: x.Effective, RecordedAt: x.RecordedAt, Event: x.Event, From: e.From.Kind, To: e.To.Kind,
				Amount: e.Amount, Basis: x.Basis, Tag: e.Tag, PreparedBy: x.PreparedBy, ApprovedBy: x.ApprovedBy, Reverses: x.Reverses, Frame: frame, Held: held})
		}
	}
	return lines
}
