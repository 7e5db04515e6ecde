package grantweb

import (
	"context"
	"slices"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

// An ownStep is one thing that a municipality has to do in a year, in a sentence, and the
// way to it.
type ownStep struct {
	Text, Label, Href string
	Late              bool
}

// ownSteps are what a municipality has to do in a year, the most pressing first.
func ownSteps(ctx context.Context, v grant.RequisitionView) (all []ownStep) {
	add := func(late bool, label, href, key string, args ...any) {
		all = append(all, ownStep{Text: i18n.T(ctx, key, args...), Label: i18n.T(ctx, label), Href: href, Late: late})
	}
	year := v.Year.ID
	if v.MayRequisition && v.Left > 0 {
		add(false, "grant.requisition.button", requisitionPath(year), "grant.requisition.at_most", "left", v.Left, "last", v.Last)
	}
	for _, r := range v.Requisitions {
		if r.State != grant.RequisitionPrepared || !v.MayRequisition {
			continue
		}
		if v.MaySign {
			add(false, "grant.own.sign", requisitionPagePath(r.ID), "grant.own.to_sign", "amount", r.Amount)
		} else {
			add(false, "grant.own.read", requisitionPagePath(r.ID), "grant.own.unsigned", "amount", r.Amount)
		}
	}
	if key, late := useStep(v); key != "" {
		add(late, "grant.use.title", usePath(year), key, "amount", v.Where["held"], "use", v.Year.Terms.Dates.UseLast, "last", v.Use.Last)
	}
	if r := v.Recovery; r.Left > 0 {
		key := "grant.claim.own_due"
		if r.Late {
			key = "grant.claim.own_late"
		}
		add(r.Late, "grant.own.pay", ownClaimsPath(year), key, "amount", r.Left, "day", r.Due)
	}
	for _, r := range v.Recovery.Reviews {
		if r.State == grant.ReviewOpen && r.Waiting() > 0 {
			add(false, "grant.own.answer", reviewPath(r.ID), "grant.review.own_waits", "count", r.Waiting())
		}
	}
	switch {
	case v.MayAttest:
		add(false, "grant.desk.attest", yearPath(year)+"#konto", "grant.account.waits", "number", v.Waiting.String())
	case v.Account.ID == "" && v.Waiting.ID == "":
		add(false, "grant.desk.account", accountPath(year), "grant.account.missing")
	}
	slices.SortStableFunc(all, func(a, b ownStep) int {
		switch {
		case a.Late == b.Late:
			return 0
		case a.Late:
			return -1
		}
		return 1
	})
	return all
}

// useStep is what is to be done with the account of use, and whether it is late; nothing
// where the municipality has nothing to do with it now.
func useStep(v grant.RequisitionView) (key string, late bool) {
	if !v.Use.Is {
		return "", false
	}
	late = v.Today.After(v.Use.Last)
	switch v.Use.State {
	case grant.UseSent, grant.UseAccepted:
		return "", false
	case grant.UseReady:
		return "grant.own.use_ready", late
	case grant.UseCertified:
		return "grant.own.use_certified", late
	case grant.UseReturned:
		return "grant.own.use_returned", late
	case grant.UseDraft:
	}
	switch {
	case late:
		return "grant.own.use_late", true
	case v.Use.State == "" && !v.Today.After(v.Year.Terms.Dates.UseLast):
		return "grant.own.use_money", false
	}
	return "grant.own.use_due", false
}

// ownStanding is how it is with a municipality's year, in a sentence, when there is
// nothing it has to do.
func ownStanding(ctx context.Context, v grant.RequisitionView) string {
	sent := v.Where["decided"] + v.Where["transit"]
	switch {
	case v.Where["requested"] > 0:
		return i18n.T(ctx, "grant.own.requested", "amount", v.Where["requested"])
	case sent > 0:
		return i18n.T(ctx, "grant.own.on_its_way", "amount", sent)
	case v.Use.State == grant.UseSent:
		return i18n.T(ctx, "grant.own.use_sent")
	case v.Use.State == grant.UseAccepted:
		return i18n.T(ctx, "grant.own.use_accepted")
	case v.Called() >= v.Frame:
		return i18n.T(ctx, "grant.requisition.all_called", "frame", v.Frame)
	case v.Called() > 0:
		return i18n.T(ctx, "grant.requisition.part_called", "called", v.Called(), "frame", v.Frame, "last", v.Last)
	}
	return i18n.T(ctx, "grant.requisition.closed", "last", v.Last)
}

// ownPaid is what has been paid to the municipality, whatever became of it afterwards.
func ownPaid(v grant.RequisitionView) money.Amount {
	return grant.MunicipalityRow{By: v.Where}.Paid()
}

// An ownDay is the day that a municipality has to mind in a year, and what it is for.
type ownDay struct {
	Title, After string
	Day          civil.Date
}

// nextOwnDay is the nearest such day; the zero one when there is none.
func nextOwnDay(ctx context.Context, v grant.RequisitionView) ownDay {
	key, _ := useStep(v)
	switch {
	case v.MayRequisition && v.Left > 0:
		return ownDay{i18n.T(ctx, "grant.deadline.kind.requisition"), i18n.T(ctx, "grant.clock.after"), v.Last}
	case v.Recovery.Left > 0 && (key == "" || v.Recovery.Due.Before(v.Use.Last)):
		return ownDay{Title: i18n.T(ctx, "grant.deadline.kind.repay"), Day: v.Recovery.Due}
	case key != "":
		return ownDay{Title: i18n.T(ctx, "grant.deadline.kind.account"), Day: v.Use.Last}
	}
	return ownDay{}
}

// stepState is how a step is marked in a list.
func stepState(s ownStep) (web.StateKind, string) {
	if s.Late {
		return web.StateLate, "grant.todo.whom.late"
	}
	return web.StateAsked, "grant.todo.whom.anyone"
}
