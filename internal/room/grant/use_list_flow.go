package grant

import (
	"cmp"
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/ground/sdc"
)

// UseRow is how far one municipality has come with its account.
type UseRow struct {
	Code, Name string
	// Account is the newest version that has been sent; the zero one when there is none.
	Account AccountOfUse
	// Standing is how far the municipality has come.
	Standing UseStanding
	// By is what is on the municipality's accounts in the book, by kind.
	By map[string]money.Amount
	// Last is the day it is due, and Late by how many days it is late.
	Last     civil.Date
	Late     int
	Reminded civil.Date
}

// UseStanding is how far a municipality has come with its account, as its agency sees it.
type UseStanding string

const (
	// UseLate: it is not sent, and the day has passed.
	UseLate UseStanding = "late"
	// UseToReview: it is sent, and waits for the agency.
	UseToReview UseStanding = "to_review"
	// UseAsked: the agency has asked for more, and waits.
	UseAsked UseStanding = "asked"
	// UseAwaited: it is not sent, and there is time left.
	UseAwaited UseStanding = "awaited"
	// UseDone: it is accepted.
	UseDone UseStanding = "done"
)

// UseStandings is every standing, in the order of the list.
var UseStandings = []UseStanding{UseLate, UseToReview, UseAsked, UseAwaited, UseDone}

func standingOf(state UseState, late bool) UseStanding {
	switch {
	case state == UseAccepted:
		return UseDone
	case state == UseSent:
		return UseToReview
	case late:
		return UseLate
	case state == UseReturned:
		return UseAsked
	}
	return UseAwaited
}

// UsesView is the accounts of a year as its agency sees them.
type UsesView struct {
	Year  SchemeYear
	Today civil.Date
	Rows  []UseRow
	// MayDecide says that the reader may give more time, once they have shown who they are.
	MayDecide bool
}

// Unsent is the rows of those who have not sent any account, and who can be reminded.
func (v UsesView) Unsent() (all []UseRow) {
	for _, r := range v.Rows {
		if r.Standing == UseLate || r.Standing == UseAwaited || r.Standing == UseAsked {
			all = append(all, r)
		}
	}
	return all
}

// Count is how many municipalities stand so.
func (v UsesView) Count(s UseStanding) (n int) {
	for _, r := range v.Rows {
		if r.Standing == s {
			n++
		}
	}
	return n
}

// Uses lists the accounts of a year to its agency, the late first.
func (g *Grants) Uses(ctx context.Context, who access.Actor, year string) (v UsesView, err error) {
	y, err := g.year(ctx, who, "grant.use.list", year, mayRun)
	if err != nil {
		return v, err
	}
	names, err := g.municipalityNames(ctx)
	if err != nil {
		return v, err
	}
	decide := mayDecide(who, y.Agency)
	today := civil.Of(g.Now())
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		v = UsesView{Year: y, Today: today, MayDecide: decide.Allowed() || decide.NeedsProof()}
		return v.load(ctx, tx, names)
	})
	slices.SortStableFunc(v.Rows, func(a, b UseRow) int {
		return cmp.Or(cmp.Compare(slices.Index(UseStandings, a.Standing), slices.Index(UseStandings, b.Standing)), cmp.Compare(b.Late, a.Late), cmp.Compare(a.Code, b.Code))
	})
	return v, err
}

func (v *UsesView) load(ctx context.Context, tx *db.Tx, names map[string]string) error {
	extensions, err := listUseExtensions(ctx, tx, v.Year.ID)
	if err != nil {
		return err
	}
	reminded, err := loadUseReminders(ctx, tx, v.Year.ID)
	if err != nil {
		return err
	}
	sent, err := loadSentUses(ctx, tx, v.Year.ID)
	if err != nil {
		return err
	}
	states, err := latestUseStates(ctx, tx, v.Year.ID)
	if err != nil {
		return err
	}
	balances, err := ledger.Balances(ctx, tx, v.Year.ID, ledger.Where{})
	if err != nil {
		return err
	}
	at := map[string]int{}
	for _, b := range balances {
		switch b.Account.Kind {
		case kindHeld, kindUsed, kindClaim, kindRepaid, kindWriteoff:
		default:
			continue
		}
		code := b.Account.Holder
		i, ok := at[code]
		if !ok && b.Amount == 0 {
			continue
		}
		if !ok {
			i = len(v.Rows)
			at[code] = i
			v.Rows = append(v.Rows, UseRow{Code: code, Name: names[code], By: map[string]money.Amount{}, Last: v.Year.accountLast(code, extensions), Reminded: reminded[code]})
		}
		v.Rows[i].By[b.Account.Kind] = b.Amount
	}
	for _, a := range sent {
		if i, ok := at[a.Municipality]; ok {
			v.Rows[i].Account = a
		}
	}
	for i := range v.Rows {
		r := &v.Rows[i]
		state := states[r.Code]
		if state == UseAccepted && r.By[kindHeld] > 0 {
			state = "" // more has been paid since
		}
		late := v.Today.After(r.Last)
		if (state == UseDraft || state == UseReady || state == UseCertified) && r.Account.State == UseReturned {
			state = UseReturned
		}
		if r.Standing = standingOf(state, late); r.Standing == UseLate {
			r.Late = v.Today.Sub(r.Last)
		}
	}
	return nil
}

// UseLines is every activity in the accounts of a year that have been sent, as they leave
// the agency.
type UseLines struct {
	Year  SchemeYear
	Lines []UseLine
}

// UseLine is one activity of one municipality.
type UseLine struct {
	Code, Name string
	Form       UseForm
	State      UseState
	Activity
	// Reached is girls, boys and of unknown sex, the small numbers hidden as on the pages
	// of the account: two ways to hide the same numbers could be held together.
	Reached []sdc.Cell
}

// UseLines gives the activities of a year as a table to take out.
func (g *Grants) UseLines(ctx context.Context, who access.Actor, year string) (out UseLines, err error) {
	v, err := g.Uses(ctx, who, year)
	if err != nil {
		return out, err
	}
	out.Year = v.Year
	slices.SortFunc(v.Rows, func(a, b UseRow) int { return cmp.Compare(a.Code, b.Code) })
	for _, r := range v.Rows {
		if len(r.Account.Activities) == 0 {
			continue
		}
		form, err := useForm(r.Account.Form)
		if err != nil {
			return out, err
		}
		sheet := r.Account.Reached(false)
		for i, x := range r.Account.Activities {
			out.Lines = append(out.Lines, UseLine{Code: r.Code, Name: r.Name, Form: form, State: r.Account.State, Activity: x, Reached: sheet.Cells[i][:len(sexes)]})
		}
	}
	return out, nil
}

// A UseDue is the account that a municipality has to send, or has sent.
type UseDue struct {
	// Is says that there is one, begun or not.
	Is    bool
	State UseState
	Last  civil.Date
}

func useDue(ctx context.Context, tx *db.Tx, y SchemeYear, municipality string) (d UseDue, err error) {
	held, err := ledger.BalanceOf(ctx, tx, y.ID, heldAccount(municipality))
	if err != nil {
		return d, err
	}
	states, err := latestUseStates(ctx, tx, y.ID)
	if err != nil {
		return d, err
	}
	extensions, err := listUseExtensions(ctx, tx, y.ID)
	d.State, d.Last = states[municipality], y.accountLast(municipality, extensions)
	if d.State == UseAccepted && held > 0 {
		d.State = ""
	}
	d.Is = held > 0 || d.State != ""
	return d, err
}
