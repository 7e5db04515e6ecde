package grantweb

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
	"samspel/internal/ground/sdc"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) useRoutes() routes {
	return routes{
		"GET /bidrag/{year}/redovisning":                          h.getUse,
		"GET /bidrag/{year}/redovisning/{part}":                   h.getUsePart,
		"POST /bidrag/{year}/redovisning/{part}":                  h.postUsePart,
		"GET /bidrag/{year}/redovisning/insatser/{line}":          h.getUseActivity,
		"POST /bidrag/{year}/redovisning/insatser/{line}":         h.postUseActivity,
		"POST /bidrag/{year}/redovisning/insatser/{line}/ta-bort": h.postUseRemoval,
		"GET /redovisningar/{use}":                                h.getUseVersion,
		"POST /redovisningar/{use}/lamna":                         h.postHandOver,
		"POST /redovisningar/{use}/intyga":                        h.postCertify,
		"POST /redovisningar/{use}/skicka":                        h.postSend,
		"POST /redovisningar/{use}/godkann":                       h.postAccept,
		"POST /redovisningar/{use}/komplettera":                   h.postReturn,
		"GET /bidrag/{year}/redovisningar":                        h.getUses,
		"GET /bidrag/{year}/redovisningar/fil":                    h.getUsesFile,
		"GET /bidrag/{year}/redovisningar/paminn":                 h.getRemind,
		"POST /bidrag/{year}/redovisningar/paminn":                h.postRemind,
		"GET /bidrag/{year}/redovisningar/langre-tid":             h.getUseExtension,
		"POST /bidrag/{year}/redovisningar/langre-tid":            h.postUseExtension,
	}
}

func usePath(year string) string           { return yearPath(year) + "/redovisning" }
func usePartPath(year, part string) string { return usePath(year) + "/" + part }
func useActivityPath(year, line string) string {
	return usePartPath(year, grant.PartActivities) + "/" + line
}
func useVersionPath(id string) string     { return "/redovisningar/" + id }
func usesPath(year string) string         { return yearPath(year) + "/redovisningar" }
func remindPath(year string) string       { return usesPath(year) + "/paminn" }
func useExtensionPath(year string) string { return usesPath(year) + "/langre-tid" }

// newLine is where an activity is added.
const newLine = "ny"

// getUse handles GET /bidrag/{year}/redovisning.
func (h *handlers) getUse(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.Use(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, usePage(v))
}

// writable is the municipality's account, when the reader may write in it and there is
// such a part.
func (h *handlers) writable(r *http.Request, part string) (grant.UseView, error) {
	v, err := h.grants.Use(r.Context(), web.Actor(r), r.PathValue("year"))
	if err == nil && (!v.MayWrite || part == grant.PartActivities || !slices.Contains(grant.UseParts, part)) {
		err = fault.Absent()
	}
	return v, err
}

// getUsePart handles GET /bidrag/{year}/redovisning/{part}.
func (h *handlers) getUsePart(w http.ResponseWriter, r *http.Request) error {
	part := r.PathValue("part")
	v, err := h.writable(r, part)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, usePartPage(v, part, nil, grant.SeenUse(v.Account, emptyPart(part))))
}

// emptyPart is of the part's own kind, to ask what it held.
func emptyPart(part string) grant.UsePart {
	switch part {
	case grant.PartFigures:
		return grant.UseFigures{}
	case grant.PartPartners:
		return grant.UsePartners{}
	case grant.PartChildren:
		return grant.UseChildren{}
	case grant.PartOwn:
		return grant.UseOwn{}
	case grant.PartPurpose:
		return grant.UsePurpose{}
	}
	return grant.UseContents{}
}

// postUsePart handles POST /bidrag/{year}/redovisning/{part}.
func (h *handlers) postUsePart(w http.ResponseWriter, r *http.Request) error {
	year, part, form := r.PathValue("year"), r.PathValue("part"), web.ParseForm(r)
	v, err := h.grants.Use(r.Context(), web.Actor(r), year)
	if err != nil {
		return err
	}
	if part == grant.PartActivities || !slices.Contains(grant.UseParts, part) {
		return fault.Absent()
	}
	written, next := readPart(v, part, form), usePath(year)
	if form.Choice("do", "next", "save") == "next" {
		next = nextPart(year, part)
	}
	return h.saveUse(w, r, form, written, next, func(v grant.UseView, seen string) error {
		return web.Render(w, r, http.StatusUnprocessableEntity, usePartPage(v, part, form, seen))
	})
}

// saveUse saves a part and goes on; what cannot be saved is drawn again as it was typed.
// Where somebody else has written in the same part meanwhile, saving again replaces it.
func (h *handlers) saveUse(w http.ResponseWriter, r *http.Request, form *web.Form, part grant.UsePart, next string, draw func(grant.UseView, string) error) error {
	seen, year := form.Text("seen"), r.PathValue("year")
	var err error
	if form.OK() {
		if _, err = h.grants.SaveUse(r.Context(), web.Actor(r), year, seen, part); err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.use_saved", next, err)
		}
	}
	v, readErr := h.grants.Use(r.Context(), web.Actor(r), year)
	if readErr != nil {
		return readErr
	}
	for _, f := range fault.All(err) {
		if f.Key == "grant.use.part_changed" {
			seen = grant.SeenUse(v.Account, part)
		}
	}
	return draw(v, seen)
}

func nextPart(year, part string) string {
	if i := slices.Index(grant.UseParts, part); i+1 < len(grant.UseParts) {
		return usePartPath(year, grant.UseParts[i+1])
	}
	return usePath(year)
}

func readPart(v grant.UseView, part string, form *web.Form) grant.UsePart {
	switch part {
	case grant.PartFigures:
		return grant.UseFigures{Agrees: form.Choice("agrees", "yes", "no"), Dispute: form.Lines("dispute"), Unused: kronor(form, "unused"), UnusedWhy: form.Lines("unused_why")}
	case grant.PartPartners:
		var p grant.UsePartners
		for _, c := range v.Form.Partners {
			p = append(p, grant.Partnership{Partner: c.ID, State: grant.PartnershipState(form.Text("partner_" + c.ID)), Words: form.Lines("words_" + c.ID)})
		}
		return p
	case grant.PartChildren:
		return grant.UseChildren{Heard: form.Lines("heard"), Gender: form.Lines("gender")}
	case grant.PartOwn:
		var p grant.UseOwn
		for i := range v.Account.Own {
			p = append(p, grant.OwnFunding{Now: kronor(form, field("now", i)), Answered: form.Text(field("now", i)) != "", Comment: form.Lines(field("comment", i))})
		}
		return p
	case grant.PartPurpose:
		return grant.UsePurpose{Degree: form.Text("degree"), Evidence: form.Lines("evidence"), Afterwards: form.Lines("afterwards")}
	}
	var p grant.UseContents
	for i := range v.Year.Terms.Contents {
		p = append(p, form.Lines(field("content", i)))
	}
	return p
}

// activityAt is the place of the activity in the address, from 0; one past the last for a
// new one.
func activityAt(r *http.Request, v grant.UseView) (int, error) {
	if r.PathValue("line") == newLine {
		return len(v.Account.Activities), nil
	}
	n, err := strconv.Atoi(r.PathValue("line"))
	if err != nil || n < 1 || n > len(v.Account.Activities) {
		return 0, fault.Absent()
	}
	return n - 1, nil
}

// getUseActivity handles GET /bidrag/{year}/redovisning/insatser/{line}.
func (h *handlers) getUseActivity(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.Use(r.Context(), web.Actor(r), r.PathValue("year"))
	if err == nil && !v.MayWrite {
		err = fault.Absent()
	}
	if err != nil {
		return err
	}
	at, err := activityAt(r, v)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, useActivityPage(v, at, nil, grant.SeenUse(v.Account, grant.UseActivity{At: at})))
}

// postUseActivity handles POST /bidrag/{year}/redovisning/insatser/{line}.
func (h *handlers) postUseActivity(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	v, err := h.grants.Use(r.Context(), web.Actor(r), year)
	if err != nil {
		return err
	}
	at, err := activityAt(r, v)
	if err != nil {
		return err
	}
	next := usePath(year)
	if form.Choice("do", "next", "save") == "next" {
		next = useActivityPath(year, newLine)
	}
	part := grant.UseActivity{At: at, Activity: readActivity(v, form)}
	return h.saveUse(w, r, form, part, next, func(v grant.UseView, seen string) error {
		return web.Render(w, r, http.StatusUnprocessableEntity, useActivityPage(v, min(at, len(v.Account.Activities)), form, seen))
	})
}

func readActivity(v grant.UseView, form *web.Form) grant.Activity {
	x := grant.Activity{Kind: form.Text("kind"), Method: form.Text("method"), Areas: form.Values("areas", v.Areas...), Target: form.Text("target"),
		Novelty: grant.Novelty(form.Text("novelty")), From: form.Date("from"), To: form.Date("to"),
		Posts: hundredths(form, "posts"), Evenings: hundredths(form, "evenings"),
		Girls: int64(form.Int("girls")), Boys: int64(form.Int("boys")), Unknown: int64(form.Int("unknown"))}
	for _, c := range v.Form.Posts {
		if amount := kronor(form, "cost_"+c.ID); amount != 0 {
			x.Costs = append(x.Costs, grant.UseCost{Post: c.ID, Amount: amount})
		}
	}
	return x
}

// hundredths reads a number with at most two decimals, as "3,5".
func hundredths(form *web.Form, name string) int {
	text := form.Text(name)
	if text == "" {
		return 0
	}
	a, err := money.Parse(text)
	if err != nil || a < 0 || a > 1<<30 {
		form.Fail(name, "grant.use.posts")
		return 0
	}
	return int(a)
}

func hundredthsText(n int) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%d,%02d", n/100, n%100), "0"), ",")
}

// postUseRemoval handles POST /bidrag/{year}/redovisning/insatser/{line}/ta-bort.
func (h *handlers) postUseRemoval(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	v, err := h.grants.Use(r.Context(), web.Actor(r), year)
	if err != nil {
		return err
	}
	at, err := activityAt(r, v)
	if err != nil || at >= len(v.Account.Activities) {
		return fault.Absent()
	}
	_, err = h.grants.SaveUse(r.Context(), web.Actor(r), year, form.Text("seen"), grant.UseRemoval{At: at})
	if fault.KindOf(err) == fault.KindInvalid {
		err = fault.Refused("grant.changed_meanwhile")
	}
	return h.done(w, r, "grant.flash.use_removed", usePath(year), err)
}

// getUseVersion handles GET /redovisningar/{use}.
func (h *handlers) getUseVersion(w http.ResponseWriter, r *http.Request) error {
	return h.version(w, r, nil)
}

func (h *handlers) version(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.grants.UseVersion(r.Context(), web.Actor(r), r.PathValue("use"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), useVersionPage(v, form))
}

// postHandOver handles POST /redovisningar/{use}/lamna.
func (h *handlers) postHandOver(w http.ResponseWriter, r *http.Request) error {
	a, err := h.grants.HandOverUse(r.Context(), web.Actor(r), r.PathValue("use"))
	if fault.KindOf(err) == fault.KindInvalid {
		err = fault.Refused("grant.use.not_whole") // the page says what is missing, and has no button until then
	}
	return h.done(w, r, "grant.flash.use_ready", usePath(a.Year), err)
}

// postCertify handles POST /redovisningar/{use}/intyga.
func (h *handlers) postCertify(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	a, err := h.grants.CertifyUse(r.Context(), web.Actor(r), r.PathValue("use"), form.Text("seen"))
	return h.done(w, r, "grant.flash.use_certified", usePath(a.Year), err)
}

// postSend handles POST /redovisningar/{use}/skicka.
func (h *handlers) postSend(w http.ResponseWriter, r *http.Request) error {
	a, err := h.grants.SendUse(r.Context(), web.Actor(r), r.PathValue("use"))
	return h.done(w, r, "grant.flash.use_sent", usePath(a.Year), err)
}

// postAccept handles POST /redovisningar/{use}/godkann.
func (h *handlers) postAccept(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	a, err := h.grants.AcceptUse(r.Context(), web.Actor(r), r.PathValue("use"), form.Text("seen"))
	return h.done(w, r, "grant.flash.use_accepted", usesPath(a.Year), err)
}

// postReturn handles POST /redovisningar/{use}/komplettera.
func (h *handlers) postReturn(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	reason := form.Lines("reason")
	if form.OK() {
		a, err := h.grants.ReturnUse(r.Context(), web.Actor(r), r.PathValue("use"), reason)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.use_returned", usesPath(a.Year), err)
		}
	}
	return h.version(w, r, form)
}

// getUses handles GET /bidrag/{year}/redovisningar.
func (h *handlers) getUses(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.Uses(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, usesPage(v))
}

// getUsesFile handles GET /bidrag/{year}/redovisningar/fil.
func (h *handlers) getUsesFile(w http.ResponseWriter, r *http.Request) error {
	lines, err := h.grants.UseLines(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return sendTable(w, r, fmt.Sprintf("redovisningar-%d", lines.Year.Year), useTable(r.Context(), lines))
}

func cellText(ctx context.Context, c sdc.Cell) string {
	if c.Hidden {
		return sdc.Hidden
	}
	return i18n.From(ctx).Number(c.N)
}

// getRemind handles GET /bidrag/{year}/redovisningar/paminn.
func (h *handlers) getRemind(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.Uses(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	late := url.Values{}
	for _, row := range v.Unsent() {
		if row.Standing == grant.UseLate && row.Reminded != v.Today {
			late.Add("municipality", row.Code)
		}
	}
	return web.Render(w, r, http.StatusOK, remindPage(v, web.Prefilled(r, late)))
}

// postRemind handles POST /bidrag/{year}/redovisningar/paminn.
func (h *handlers) postRemind(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	_, err := h.grants.RemindUses(r.Context(), web.Actor(r), year, web.Typed(r)["municipality"])
	if err == nil || !form.Explain(err) {
		return h.done(w, r, "grant.flash.use_reminded", usesPath(year), err)
	}
	v, err := h.grants.Uses(r.Context(), web.Actor(r), year)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusUnprocessableEntity, remindPage(v, form))
}

// getUseExtension handles GET /bidrag/{year}/redovisningar/langre-tid.
func (h *handlers) getUseExtension(w http.ResponseWriter, r *http.Request) error {
	return h.useExtension(w, r, nil)
}

func (h *handlers) useExtension(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.grants.Uses(r.Context(), web.Actor(r), r.PathValue("year"))
	if err == nil && !v.MayDecide {
		err = fault.Absent()
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), useExtensionPage(v, form))
}

// postUseExtension handles POST /bidrag/{year}/redovisningar/langre-tid.
func (h *handlers) postUseExtension(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	x := grant.Extension{Municipality: form.Text("municipality"), LastOn: form.Date("last_on"), Reason: form.Lines("reason")}
	if form.OK() {
		_, err := h.grants.ExtendUse(r.Context(), web.Actor(r), year, x)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.extended", usesPath(year), err)
		}
	}
	return h.useExtension(w, r, form)
}

func choiceOptions(ctx context.Context, all []grant.UseChoice) (options []web.Option) {
	for _, c := range all {
		options = append(options, web.Option{Value: c.ID, Label: c.In(i18n.From(ctx).Lang())})
	}
	return options
}

func keyOptions[T ~string](ctx context.Context, prefix string, all []T) (options []web.Option) {
	for _, x := range all {
		options = append(options, web.Option{Value: string(x), Label: i18n.T(ctx, prefix+string(x))})
	}
	return options
}

func toChoose(ctx context.Context, options []web.Option) []web.Option {
	return append([]web.Option{{Label: i18n.T(ctx, "grant.choose")}}, options...)
}

// typed is a sum as somebody would type it.
func typed(a money.Amount) string {
	if a == 0 {
		return ""
	}
	return strings.TrimSuffix(strings.ReplaceAll(a.Decimal(), ".", ","), ",00")
}

func partner(a grant.AccountOfUse, id string) grant.Partnership {
	for _, p := range a.Partners {
		if p.Partner == id {
			return p
		}
	}
	return grant.Partnership{}
}

func contentAt(a grant.AccountOfUse, i int) string {
	if i < len(a.Contents) {
		return a.Contents[i]
	}
	return ""
}

func count(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// gapsOf is what is missing in one part.
func gapsOf(v grant.UseView, part string) (all []*fault.Error) {
	for _, f := range v.Gaps {
		if f.Field == part {
			all = append(all, f)
		}
	}
	return all
}

// activityName is what an activity is called in a list.
func activityName(ctx context.Context, v grant.UseView, x grant.Activity) string {
	name := grant.ChoiceText(v.Form.Kinds, x.Kind, i18n.From(ctx).Lang())
	if x.Method != "" {
		name += ": " + x.Method
	}
	return name
}

func useState(ctx context.Context, s grant.UseState) (web.StateKind, string) {
	kind := web.StateAsked
	switch s {
	case grant.UseSent:
		kind = web.StatePlanned
	case grant.UseAccepted:
		kind = web.StateTaken
	case grant.UseReturned:
		kind = web.StateDone
	case grant.UseDraft, grant.UseReady, grant.UseCertified:
	}
	return kind, i18n.T(ctx, "grant.use.state."+string(s))
}

func standingState(s grant.UseStanding) web.StateKind {
	switch s {
	case grant.UseLate:
		return web.StateLate
	case grant.UseToReview:
		return web.StateAsked
	case grant.UseAsked:
		return web.StatePlanned
	case grant.UseAwaited:
		return web.StatePlanned
	case grant.UseDone:
	}
	return web.StateTaken
}

// useSteps is the account's way, and how far it has come.
func useSteps(ctx context.Context, v grant.UseView) []web.Step {
	at := map[grant.UseState]int{grant.UseDraft: 0, grant.UseReady: 1, grant.UseCertified: 2, grant.UseSent: 3, grant.UseReturned: 3, grant.UseAccepted: 4}[v.Account.State]
	var steps []web.Step
	for i, name := range []string{"write", "certify", "send", "review"} {
		steps = append(steps, web.Step{Title: i18n.T(ctx, "grant.use.step."+name), Done: i < at, Now: i == at})
	}
	steps[2].When = i18n.T(ctx, "grant.step.until", "day", i18n.From(ctx).Date(v.Last))
	if a := v.Account; a.CertifiedBy != "" {
		steps[1].Text = i18n.T(ctx, "grant.use.certified_by", "name", v.Names[a.CertifiedBy], "day", i18n.From(ctx).Date(civil.Of(a.CertifiedAt)))
	}
	return steps
}

func useClock(ctx context.Context, v grant.UseView) web.ClockView {
	left := v.Last.Sub(v.Today)
	c := web.ClockView{State: web.ClockOK, Left: i18n.T(ctx, "grant.clock.left", "count", left), Due: i18n.From(ctx).Date(v.Last), Fraction: 1 - float64(left)/60}
	switch {
	case left < 0:
		c.State, c.Left, c.Fraction = web.ClockLate, i18n.T(ctx, "grant.use.late", "count", -left), 2
	case left == 0:
		c.State, c.Left = web.ClockToday, i18n.T(ctx, "grant.clock.today")
	case left <= 14:
		c.State = web.ClockSoon
	}
	return c
}

func unsentOptions(ctx context.Context, v grant.UsesView) (options []web.Option) {
	for _, r := range v.Unsent() {
		hint := i18n.T(ctx, "grant.use.last_day", "day", i18n.From(ctx).Date(r.Last))
		if !r.Reminded.IsZero() {
			hint += " " + i18n.T(ctx, "grant.use.reminded", "day", i18n.From(ctx).Date(r.Reminded))
		}
		options = append(options, web.Option{Value: r.Code, Label: r.Name, Hint: hint})
	}
	return options
}
