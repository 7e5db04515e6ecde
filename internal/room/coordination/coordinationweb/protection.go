package coordinationweb

import (
	"context"
	"net/http"
	"slices"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// getProtection handles GET /samordning/{coordination}/skydd.
func (h *handlers) getProtection(w http.ResponseWriter, r *http.Request) error {
	return h.protection(w, r, nil)
}

func (h *handlers) protection(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Protection(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), protectionPage(v, form))
}

// postProtection handles POST /samordning/{coordination}/skydd.
func (h *handlers) postProtection(w http.ResponseWriter, r *http.Request) error {
	matter, form, who, ctx := r.PathValue("coordination"), web.ParseForm(r), web.Actor(r), r.Context()
	var err error
	flash, next := "coordination.flash.protection", protectionPath(matter)
	switch form.Choice("gor", "slapa", "bekrafta", "kontakt", "utom", "behall", "fraga", "stang") {
	case "bekrafta":
		err = h.matters.ConfirmProtection(ctx, who, matter)
	case "behall":
		err = h.matters.Reassess(ctx, who, matter, form.Lines("why", coordination.MaxText))
	case "kontakt":
		err = h.matters.SetContact(ctx, who, matter, form.Lines("contact", coordination.MaxText))
	case "utom":
		err = h.matters.SetApart(ctx, who, matter, form.Text("email", 254))
	case "fraga":
		err = h.matters.AskSwitchOff(ctx, who, matter, form.Lines("why", coordination.MaxText))
	case "stang":
		flash = "coordination.flash.protection_off"
		err = h.matters.SwitchOff(ctx, who, matter)
	case "slapa":
		flash = "coordination.flash.protection_on"
		err = h.matters.SwitchOn(ctx, who, matter, coordination.ProtectionDraft{Reason: coordination.ProtectionReason(form.Choice("reason", reasonValues()...)),
			Named: form.Values("named", web.Typed(r)["named"]...), Apart: form.Values("apart", web.Typed(r)["apart"]...), ChildSees: form.Bool("child_sees"),
			Body: coordination.ProtectionBody{Why: form.Lines("why", coordination.MaxText), Contact: form.Lines("contact", coordination.MaxText)}})
	default:
		err = noButton()
	}
	if err != nil && form.Explain(err) {
		return h.protection(w, r, form)
	}
	return done(w, r, flash, next, err)
}

// postReviewGlass handles POST /samordning/{coordination}/skydd/granska.
func (h *handlers) postReviewGlass(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	err := h.matters.ReviewGlass(r.Context(), web.Actor(r), matter, form.Text("glass"), form.Lines("finding", coordination.MaxText))
	if err != nil && form.Explain(err) {
		return h.protection(w, r, form)
	}
	return done(w, r, "coordination.flash.reviewed", protectionPath(matter), err)
}

// getGlasses handles GET /nodoppning.
func (h *handlers) getGlasses(w http.ResponseWriter, r *http.Request) error {
	return h.glasses(w, r, nil)
}

func (h *handlers) glasses(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Glasses(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), glassesPage(v, form))
}

// postGlasses handles POST /nodoppning. The number comes in a form, and never in an address.
func (h *handlers) postGlasses(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	err := h.matters.BreakGlass(r.Context(), web.Actor(r), form.Text("number", 20), form.Lines("reason", coordination.MaxText))
	if err != nil && form.Explain(err) {
		return h.glasses(w, r, form)
	}
	return done(w, r, "coordination.flash.glass", glassesPath(), err)
}

// getGlass handles GET /nodoppning/{glass}.
func (h *handlers) getGlass(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.ReadGlass(r.Context(), web.Actor(r), r.PathValue("glass"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, glassPage(v))
}

func reasonValues() []string {
	list := make([]string, len(coordination.ProtectionReasons))
	for i, x := range coordination.ProtectionReasons {
		list[i] = string(x)
	}
	return list
}

func reasonOptions(ctx context.Context) []web.Option {
	var options []web.Option
	for _, x := range coordination.ProtectionReasons {
		options = append(options, web.Option{Value: string(x), Label: i18n.T(ctx, "coordination.protection.reason."+string(x))})
	}
	return options
}

// namedOptions are the members who may stay: people who have joined, but for the reader.
func namedOptions(ctx context.Context, v coordination.ProtectionView) []web.Option {
	var options []web.Option
	for _, m := range v.Team {
		if m.Me || m.Member.State != coordination.Joined {
			continue
		}
		o := web.Option{Value: m.Member.ID, Label: m.Name + ", " + m.UnitName}
		if m.SameName {
			o.Hint = i18n.T(ctx, "coordination.protection.same_name")
		}
		options = append(options, o)
	}
	return options
}

// shutOnes is who leaves the team unless they are named, in words.
func shutOnes(v coordination.ProtectionView) bool {
	return slices.ContainsFunc(v.Team, func(m coordination.NameRow) bool { return !m.Me })
}

func lateKey(v coordination.ProtectionView) string {
	if len(v.Team) == 1 {
		return "coordination.protection.late_alone"
	}
	return "coordination.protection.late"
}

func protectionFacts(ctx context.Context, v coordination.ProtectionView) []web.Fact {
	facts := []web.Fact{
		{Term: i18n.T(ctx, "coordination.protection.reason"), Text: i18n.T(ctx, "coordination.protection.reason."+string(v.Protection.Reason))},
		{Term: i18n.T(ctx, "coordination.protection.why"), Text: orNone(ctx, v.Body.Why)},
		{Term: i18n.T(ctx, "coordination.protection.since"), Text: i18n.From(ctx).DateTime(v.Protection.OnAt) + ", " + v.OnBy},
		{Term: i18n.T(ctx, "coordination.protection.confirmed"), Text: confirmedText(ctx, v)},
		{Term: i18n.T(ctx, "coordination.protection.reassess"), Text: i18n.From(ctx).Date(v.Protection.ReassessOn)},
	}
	if v.Protection.ChildSees {
		facts = append(facts, web.Fact{Term: i18n.T(ctx, "coordination.protection.child_signin"), Text: i18n.T(ctx, "coordination.protection.child_sees")})
	}
	return facts
}

func confirmedText(ctx context.Context, v coordination.ProtectionView) string {
	if v.Protection.ConfirmedAt.IsZero() {
		return i18n.T(ctx, "coordination.protection.not_confirmed")
	}
	return i18n.From(ctx).DateTime(v.Protection.ConfirmedAt) + ", " + v.Confirmed
}

func orNone(ctx context.Context, text string) string {
	if text == "" {
		return i18n.T(ctx, "coordination.protection.not_written")
	}
	return text
}

func accessKey(action string) string {
	if action == "coordination.glass.open" {
		return "coordination.glass.access_open"
	}
	return "coordination.glass.access_read"
}
