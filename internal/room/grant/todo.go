package grant

import (
	"cmp"
	"slices"

	"samspel/internal/ground/money"
)

// A Todo (att göra) is one thing that waits in a scheme year.
type Todo struct {
	Kind TodoKind
	Whom TodoWhom
	Year SchemeYear
	// ID is of what is to be read, where that is not the year itself.
	ID string
	// N is how many, or the number of what waits, and Amount how much it is about.
	N      int
	Amount money.Amount
	// Name is of the municipality it is about; empty where it is about several.
	Name string
}

// TodoWhom is whom something waits for, the most pressing first.
type TodoWhom int

const (
	// TodoLate is for anybody at the agency, and late.
	TodoLate TodoWhom = iota
	// TodoYou waits for the reader's own decision.
	TodoYou
	// TodoAnyone is for anybody at the agency to prepare.
	TodoAnyone
	// TodoOther waits for somebody else's decision.
	TodoOther
	// TodoMunicipality waits for a municipality's answer.
	TodoMunicipality
	// TodoBank waits for the bank.
	TodoBank
)

// TodoKind is what is to be done.
type TodoKind string

// What can wait at an agency, in the order of the year.
const (
	TodoYear          TodoKind = "year"
	TodoAppropriation TodoKind = "appropriation"
	TodoImport        TodoKind = "import"
	TodoAppendix      TodoKind = "appendix"
	TodoDecide        TodoKind = "decide"
	TodoDecision      TodoKind = "decision"
	TodoPay           TodoKind = "pay"
	TodoOrder         TodoKind = "order"
	TodoSent          TodoKind = "sent"
	TodoBounced       TodoKind = "bounced"
	TodoRound         TodoKind = "round"
	TodoReport        TodoKind = "report"
	TodoUsesLate      TodoKind = "uses_late"
	TodoUses          TodoKind = "uses"
	TodoClaims        TodoKind = "claims"
	TodoSuspense      TodoKind = "suspense"
	TodoRecovery      TodoKind = "recovery"
	TodoWriteoff      TodoKind = "writeoff"
	TodoReturn        TodoKind = "return"
	TodoTerms         TodoKind = "terms"
	TodoReview        TodoKind = "review"
)

// Todos are what waits in the year, the most pressing first.
func (o Overview) Todos() (all []Todo) {
	add := func(kind TodoKind, whom TodoWhom, id string, n int, amount money.Amount) {
		all = append(all, Todo{Kind: kind, Whom: whom, Year: o.SchemeYear, ID: id, N: n, Amount: amount})
	}
	approval := func(preparedBy string) TodoWhom {
		if o.MayDecide && preparedBy != o.reader {
			return TodoYou
		}
		return TodoOther
	}
	switch o.State {
	case Preparing:
		add(TodoYear, approval(o.PreparedBy), "", 0, o.Terms.Total(Decided))
		return all
	case Closed:
		return nil
	case Running:
	}
	for _, a := range o.Terms.Appropriations {
		if a.Status == Decided && a.ApprovedBy == "" {
			add(TodoAppropriation, approval(a.PreparedBy), a.ID, 0, a.Amount)
		}
	}
	if o.Appendix.ID == "" && o.YearView.Waiting.ID == "" {
		add(TodoImport, TodoAnyone, "", 0, 0)
	}
	if w := o.YearView.Waiting; w.ID != "" {
		add(TodoAppendix, approval(w.PreparedBy), w.ID, w.Number, w.Total())
	}
	if len(o.Bounced) > 0 {
		add(TodoBounced, TodoLate, "", len(o.Bounced), 0)
	}
	if o.UsesLate > 0 {
		add(TodoUsesLate, TodoLate, "", o.UsesLate, 0)
	}
	if o.UsesToReview > 0 {
		add(TodoUses, TodoAnyone, "", o.UsesToReview, 0)
	}
	if o.Decision.State == Waiting {
		add(TodoDecision, approval(o.Decision.PreparedBy), o.Decision.ID, o.Decision.Number, o.Decision.Total())
	}
	if o.Order.State == Waiting {
		add(TodoOrder, approval(o.Order.PreparedBy), o.Order.ID, o.Order.Number, o.Order.Total())
	}
	if o.Round.State == Waiting {
		add(TodoRound, approval(o.Round.PreparedBy), o.Round.ID, o.Round.Number, money.Kronor(o.Round.Distributed))
	}
	if n := len(o.ToDecide); n > 0 {
		var sum money.Amount
		for _, r := range o.ToDecide {
			sum += r.Amount
		}
		add(TodoDecide, TodoAnyone, "", n, sum)
	}
	if o.Payable > 0 && o.Order.ID == "" {
		add(TodoPay, TodoAnyone, "", 0, o.Payable)
	}
	for _, sent := range o.Sent {
		add(TodoSent, TodoBank, sent.ID, sent.Number, sent.Total())
	}
	for i, r := range o.Terms.Reports {
		if r.SentAt.IsZero() && o.Today.After(r.DueOn) {
			add(TodoReport, TodoLate, "", i+1, 0)
		}
	}
	all = append(all, o.recoveryTodos(approval)...)
	sortTodos(all)
	return all
}

// recoveryTodos are what waits with money that is to come back.
func (o Overview) recoveryTodos(approval func(preparedBy string) TodoWhom) (all []Todo) {
	add := func(t Todo) {
		t.Year = o.SchemeYear
		all = append(all, t)
	}
	r := o.Recovery
	if r.Late > 0 {
		add(Todo{Kind: TodoClaims, Whom: TodoLate, N: r.Late})
	}
	if r.Suspense > 0 {
		add(Todo{Kind: TodoSuspense, Whom: TodoAnyone, Amount: r.Suspense})
	}
	for _, x := range r.Rulings {
		kind := TodoRecovery
		if x.Kind == Writeoff {
			kind = TodoWriteoff
		}
		add(Todo{Kind: kind, Whom: approval(x.PreparedBy), ID: x.ID, Amount: x.Amount, Name: o.Names[x.Municipality]})
	}
	for _, x := range r.Returns {
		add(Todo{Kind: TodoReturn, Whom: approval(x.PreparedBy), ID: x.Credit, Amount: x.Amount})
	}
	for _, x := range r.Unsettled {
		add(Todo{Kind: TodoReturn, Whom: TodoBank, ID: x.Credit, Amount: x.Amount})
	}
	if r.Proposed.ID != "" {
		add(Todo{Kind: TodoTerms, Whom: approval(r.Proposed.PreparedBy)})
	}
	for _, x := range r.Reviews {
		whom := TodoAnyone
		if x.Waiting() > 0 {
			whom = TodoMunicipality
		}
		add(Todo{Kind: TodoReview, Whom: whom, ID: x.ID, Name: o.Names[x.Municipality]})
	}
	return all
}

func sortTodos(all []Todo) {
	slices.SortStableFunc(all, func(a, b Todo) int { return cmp.Compare(a.Whom, b.Whom) })
}
