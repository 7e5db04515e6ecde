package grantweb

import (
	"context"
	"net/http"
	"strconv"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

// getYears handles GET /bidrag, from the side of whoever asks.
func (h *handlers) getYears(w http.ResponseWriter, r *http.Request) error {
	d, err := h.grants.Desk(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	if web.Actor(r).Sector == access.Agency {
		return web.Render(w, r, http.StatusOK, agencyDesk(d))
	}
	return web.Render(w, r, http.StatusOK, municipalityDesk(d))
}

func yearName(y grant.SchemeYear) string { return y.SchemeName + ", " + strconv.Itoa(y.Year) }

func sumOf(by map[string]money.Amount, kinds ...string) (sum money.Amount) {
	for _, kind := range kinds {
		sum += by[kind]
	}
	return sum
}

// calledOf is how many of the municipalities have called for money.
func calledOf(o grant.Overview) (called, of int) {
	for _, m := range o.Rows {
		if m.Called() > 0 {
			called++
		}
	}
	return called, len(o.Rows)
}

func yearState(y grant.SchemeYear) web.StateKind {
	switch y.State {
	case grant.Preparing:
		return web.StateAsked
	case grant.Running:
		return web.StateTaken
	case grant.Closed:
	}
	return web.StateDone
}

// splitTodos parts what the reader can do from what waits for others.
func splitTodos(all []grant.Todo) (mine, others []grant.Todo) {
	for _, t := range all {
		if t.Whom <= grant.TodoAnyone {
			mine = append(mine, t)
		} else {
			others = append(others, t)
		}
	}
	return mine, others
}

func todoState(t grant.Todo) web.StateKind {
	switch t.Whom {
	case grant.TodoLate:
		return web.StateLate
	case grant.TodoYou, grant.TodoAnyone:
		return web.StateAsked
	case grant.TodoOther, grant.TodoMunicipality, grant.TodoBank:
	}
	return web.StatePlanned
}

func todoWhom(t grant.Todo) string {
	return map[grant.TodoWhom]string{grant.TodoLate: "late", grant.TodoYou: "you", grant.TodoAnyone: "anyone", grant.TodoOther: "other", grant.TodoMunicipality: "municipality", grant.TodoBank: "bank"}[t.Whom]
}

func todoText(ctx context.Context, t grant.Todo) string {
	label := ""
	if t.Kind == grant.TodoReport {
		label = t.Year.Terms.Reports[t.N-1].Label
	}
	count := t.N
	if t.ID != "" || t.Kind == grant.TodoReport {
		count = 0 // a number of its own, and not how many
	}
	return i18n.T(ctx, "grant.todo.what."+string(t.Kind), "count", count, "amount", t.Amount, "name", t.Name, "label", label, "year", strconv.Itoa(t.Year.Year))
}

// todoPath is where the thing is done.
func todoPath(t grant.Todo) string {
	year := t.Year.ID
	switch t.Kind {
	case grant.TodoYear, grant.TodoAppropriation:
		return termsPath(year)
	case grant.TodoImport:
		return importPath(year)
	case grant.TodoAppendix:
		return appendixPath(t.ID)
	case grant.TodoDecide:
		return prepareDecisionPath(year)
	case grant.TodoDecision:
		return decisionPath(t.ID)
	case grant.TodoPay, grant.TodoBounced:
		return prepareOrderPath(year)
	case grant.TodoOrder, grant.TodoSent:
		return orderPath(t.ID)
	case grant.TodoRound:
		return roundPath(t.ID)
	case grant.TodoReport:
		return deadlinesPath(year)
	case grant.TodoUses, grant.TodoUsesLate:
		return usesPath(year)
	case grant.TodoClaims:
		return claimsPath(year)
	case grant.TodoSuspense:
		return creditsPath()
	case grant.TodoRecovery, grant.TodoWriteoff:
		return rulingPath(t.ID)
	case grant.TodoReturn:
		return creditPath(t.ID)
	case grant.TodoTerms:
		return repaymentTermsPath(year)
	case grant.TodoReview:
		return reviewPath(t.ID)
	}
	return yearPath(year)
}

func dayNote(ctx context.Context, d grant.Dated) string {
	if n := len(d.Remain); n > 0 {
		return d.Scheme + ". " + i18n.T(ctx, "grant.deadline.remain", "count", n)
	}
	return d.Scheme
}
