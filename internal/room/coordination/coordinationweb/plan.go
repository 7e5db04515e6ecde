package coordinationweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"samspel/internal/ground/civil"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// planRoutes are the pages of the plan and of what is promised in it.
func (h *handlers) planRoutes() map[string]func(http.ResponseWriter, *http.Request) error {
	return map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /samordning/{coordination}/plan":              h.getPlan,
		"POST /samordning/{coordination}/plan":             h.postPlan,
		"GET /samordning/{coordination}/plan/ord":          h.getPlanWords,
		"POST /samordning/{coordination}/plan/ord":         h.postPlanWords,
		"GET /samordning/{coordination}/plan/behov":        h.getPlanNeed,
		"POST /samordning/{coordination}/plan/behov":       h.postPlanNeed,
		"GET /samordning/{coordination}/plan/atagande":     h.getPropose,
		"POST /samordning/{coordination}/plan/atagande":    h.postPropose,
		"GET /samordning/{coordination}/plan/svar":         h.getAnswers,
		"POST /samordning/{coordination}/plan/svar":        h.postAnswers,
		"GET /samordning/{coordination}/plan/uppfoljning":  h.getFollowUp,
		"POST /samordning/{coordination}/plan/uppfoljning": h.postFollowUp,
		"GET /samordning/{coordination}/plan/kopia":        h.getCopy,
		"POST /samordning/{coordination}/plan/kopia":       h.postCopy,
		"GET /ataganden":                     h.getMine,
		"GET /ataganden/{commitment}":        h.getCommitment,
		"POST /ataganden/{commitment}":       h.postCommitment,
		"POST /ataganden/{commitment}/fraga": h.postErrand,
		"GET /svar/{errand}":                 h.getErrand,
		"POST /svar/{errand}":                h.postReply,
	}
}

func planPath(id string) string       { return matterPath(id) + "/plan" }
func planWordsPath(id string) string  { return planPath(id) + "/ord" }
func planNeedPath(id string) string   { return planPath(id) + "/behov" }
func proposePath(id string) string    { return planPath(id) + "/atagande" }
func answersPath(id string) string    { return planPath(id) + "/svar" }
func followUpPath(id string) string   { return planPath(id) + "/uppfoljning" }
func copyPath(id string) string       { return planPath(id) + "/kopia" }
func minePath() string                { return "/ataganden" }
func commitmentPath(id string) string { return minePath() + "/" + id }

// getPlan handles GET /samordning/{coordination}/plan: the latest version, or the one asked for.
func (h *handlers) getPlan(w http.ResponseWriter, r *http.Request) error {
	number := 0
	if text := r.URL.Query().Get("version"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			n = -1 // no such version
		}
		number = n
	}
	v, err := h.matters.Plan(r.Context(), web.Actor(r), r.PathValue("coordination"), number)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, planPage(v, nil))
}

// postPlan handles POST /samordning/{coordination}/plan: a version begun, or laid forward.
func (h *handlers) postPlan(w http.ResponseWriter, r *http.Request) error {
	matter, form, who := r.PathValue("coordination"), web.ParseForm(r), web.Actor(r)
	var err error
	flash := "coordination.flash.plan_begun"
	switch form.Choice("gor", "borja", "lagg-fram", "stryk") {
	case "lagg-fram":
		flash, err = "coordination.flash.plan_laid", h.matters.LayPlan(r.Context(), who, matter)
	case "stryk":
		flash, err = "coordination.flash.need_struck", h.matters.StrikeNeed(r.Context(), who, matter, form.Text("rad"))
	case "borja":
		err = h.matters.BeginPlan(r.Context(), who, matter)
	default:
		err = noButton()
	}
	if err != nil && form.Explain(err) {
		v, err := h.matters.Plan(r.Context(), who, matter, 0)
		if err != nil {
			return err
		}
		return web.Render(w, r, status(form), planPage(v, form))
	}
	if flash == "coordination.flash.plan_laid" {
		return done(w, r, flash, answersPath(matter), err)
	}
	return done(w, r, flash, planPath(matter), err)
}

// writing opens the draft for a form; what cannot be written in leads back to the plan.
func (h *handlers) writing(r *http.Request) (coordination.PlanView, error) {
	return h.matters.Plan(r.Context(), web.Actor(r), r.PathValue("coordination"), 0)
}

// getPlanWords handles GET /samordning/{coordination}/plan/ord.
func (h *handlers) getPlanWords(w http.ResponseWriter, r *http.Request) error {
	v, err := h.writing(r)
	if err != nil {
		return err
	}
	if !v.Writable() {
		return web.SeeOther(w, r, planPath(v.Matter.ID))
	}
	return web.Render(w, r, http.StatusOK, planWordsPage(v, nil))
}

// postPlanWords handles POST /samordning/{coordination}/plan/ord.
func (h *handlers) postPlanWords(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	v, err := h.writing(r)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(form.Text("version"), 10, 64)
	lines := func(name string) string { return form.Lines(name, coordination.MaxText) }
	d := coordination.PlanWords{Version: version, ChildWords: lines("child_words"), ChildHow: lines("child_how"), ChildNot: lines("child_not"),
		GuardianView: lines("guardian_view"), Goal: lines("goal"), Signs: lines("signs"), Call: lines("call"),
		Overall: form.Choice("overall", organisationIDs(v.Parties)...), Caller: form.Choice("caller", memberIDs(v.Members)...),
		Place: form.Text("place"), Parts: map[string]string{}}
	if form.Value("next_on") != "" {
		d.NextOn = form.Date("next_on")
	}
	for _, c := range v.Form.Contents {
		if c.OwnText() {
			d.Parts[c.ID] = lines("part_" + c.ID)
		}
	}
	if form.OK() {
		err := h.matters.WritePlan(r.Context(), web.Actor(r), matter, d)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.plan_saved", planPath(matter), err)
		}
		if v, err = h.writing(r); err != nil {
			return err
		}
	}
	return web.Render(w, r, status(form), planWordsPage(v, form))
}

func memberIDs(list []coordination.MemberChoice) []string {
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.ID
	}
	return ids
}

// getPlanNeed handles GET /samordning/{coordination}/plan/behov: a new need, or the row asked for.
func (h *handlers) getPlanNeed(w http.ResponseWriter, r *http.Request) error {
	v, err := h.writing(r)
	if err != nil {
		return err
	}
	if !v.Writable() {
		return web.SeeOther(w, r, planPath(v.Matter.ID))
	}
	n := coordination.PlanNeed{ID: h.matters.NewID()}
	mark := ""
	if i := slices.IndexFunc(v.Body.Needs, func(x coordination.PlanNeed) bool { return x.ID == r.URL.Query().Get("rad") }); i >= 0 {
		n = v.Body.Needs[i]
		mark = n.Mark()
	}
	return web.Render(w, r, http.StatusOK, planNeedPage(v, n, mark, nil))
}

// postPlanNeed handles POST /samordning/{coordination}/plan/behov.
func (h *handlers) postPlanNeed(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	d := coordination.NeedRowDraft{ID: form.Text("id"), Before: form.Text("before"), Topic: coordination.Topic(form.Choice("topic", topicValues()...)),
		Text: form.Lines("text", coordination.MaxText), Own: form.Lines("own", coordination.MaxText)}
	for i := range coordination.MaxGoals {
		n := strconv.Itoa(i + 1)
		d.Goals = append(d.Goals, coordination.PlanGoal{ID: form.Text("goal_id" + n), Text: form.Text("goal"+n, coordination.MaxText), Seen: form.Text("seen"+n, coordination.MaxText)})
	}
	typed := coordination.PlanNeed{ID: d.ID, Topic: d.Topic, Text: d.Text, Own: d.Own, Goals: slices.Clone(d.Goals)}
	if form.OK() {
		err := h.matters.WriteNeed(r.Context(), web.Actor(r), matter, d)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.plan_saved", planPath(matter), err)
		}
	}
	v, err := h.writing(r)
	if err != nil {
		return err
	}
	mark := d.Before
	if form.Error("text") != "" {
		for _, n := range v.Body.Needs { // who has been told that it changed may save again
			if n.ID == d.ID && mark != "" {
				mark = n.Mark()
			}
		}
	}
	return web.Render(w, r, status(form), planNeedPage(v, typed, mark, form))
}

// getPropose handles GET /samordning/{coordination}/plan/atagande.
func (h *handlers) getPropose(w http.ResponseWriter, r *http.Request) error {
	v, err := h.writing(r)
	if err != nil {
		return err
	}
	if !v.Writable() {
		return web.SeeOther(w, r, planPath(v.Matter.ID))
	}
	return web.Render(w, r, http.StatusOK, proposePage(v, h.matters.NewID(), r.URL.Query().Get("mal"), nil))
}

// postPropose handles POST /samordning/{coordination}/plan/atagande.
func (h *handlers) postPropose(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	d := coordination.CommitmentDraft{ID: form.Text("id"), Goal: form.Text("goal"), Member: form.Text("member"), Start: form.Date("start"), Due: form.Date("due"),
		Body: coordination.CommitmentBody{What: form.Lines("what", coordination.MaxText), Others: form.Lines("others", coordination.MaxText)}}
	if form.OK() {
		_, err := h.matters.Propose(r.Context(), web.Actor(r), matter, d)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.proposed", planPath(matter), err)
		}
	}
	v, err := h.writing(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), proposePage(v, d.ID, d.Goal, form))
}

// getAnswers handles GET /samordning/{coordination}/plan/svar.
func (h *handlers) getAnswers(w http.ResponseWriter, r *http.Request) error {
	return h.answers(w, r, nil)
}

func (h *handlers) answers(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.writing(r)
	if err != nil {
		return err
	}
	if !v.Begun || !v.Shared || v.Plan.State == coordination.PlanDraft {
		return web.SeeOther(w, r, planPath(v.Matter.ID))
	}
	return web.Render(w, r, status(form), answersPage(v, form))
}

// postAnswers handles POST /samordning/{coordination}/plan/svar.
func (h *handlers) postAnswers(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	by, who, _ := strings.Cut(form.Text("who"), "/")
	d := coordination.AnswerDraft{Plan: form.Text("plan"), Answerer: coordination.Answerer{By: coordination.AgreementBy(by), Who: who},
		Agrees: coordination.Agrees(form.Choice("agrees", "yes", "no", "not_asked")), Because: form.Lines("because", coordination.MaxText)}
	if form.OK() {
		err := h.matters.AnswerPlan(r.Context(), web.Actor(r), matter, d)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.plan_answered", answersPath(matter), err)
		}
	}
	return h.answers(w, r, form)
}

// getFollowUp handles GET /samordning/{coordination}/plan/uppfoljning.
func (h *handlers) getFollowUp(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.FollowingUp(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, followUpPage(v, h.matters.NewID(), nil))
}

// postFollowUp handles POST /samordning/{coordination}/plan/uppfoljning.
func (h *handlers) postFollowUp(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	v, err := h.matters.FollowingUp(r.Context(), web.Actor(r), matter)
	if err != nil {
		return err
	}
	d := coordination.FollowUpDraft{ID: form.Text("id"), HeldOn: form.Date("held_on"), NextOn: form.Date("next_on"),
		Body: coordination.FollowUpBody{ChildHow: form.Lines("child_how", coordination.MaxText), ChildNot: form.Lines("child_not", coordination.MaxText), Text: form.Lines("text", coordination.MaxText)}}
	if form.Value("goals") != goalIDs(v) {
		form.Forget(func(field string) bool {
			name := strings.TrimRight(field, "0123456789")
			return name == "team" || name == "child"
		})
		form.Fail("", "coordination.followup.raced")
	}
	for i, g := range goalsOf(v) {
		n := strconv.Itoa(i + 1)
		d.Body.Goals = append(d.Body.Goals, coordination.GoalRating{Goal: g.ID, Team: coordination.Attained(form.Choice("team"+n, "fully", "partly", "not")),
			Child: coordination.Attained(form.Choice("child"+n, "fully", "partly", "not"))})
	}
	if form.OK() {
		err := h.matters.HoldFollowUp(r.Context(), web.Actor(r), matter, d)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.followed_up", planPath(matter), err)
		}
	}
	return web.Render(w, r, status(form), followUpPage(v, d.ID, form))
}

func goalsOf(v coordination.PlanView) []coordination.PlanGoal {
	var goals []coordination.PlanGoal
	for _, n := range v.Body.Needs {
		goals = append(goals, n.Goals...)
	}
	return goals
}

// goalIDs tells the goals that a page asks about from others, and from others' order.
func goalIDs(v coordination.PlanView) string {
	goals := goalsOf(v)
	ids := make([]string, len(goals))
	for i, g := range goals {
		ids[i] = g.ID
	}
	return strings.Join(ids, " ")
}

// getCopy handles GET /samordning/{coordination}/plan/kopia.
func (h *handlers) getCopy(w http.ResponseWriter, r *http.Request) error {
	v, err := h.writing(r)
	if err != nil {
		return err
	}
	if !v.Begun || !v.Shared {
		return web.SeeOther(w, r, planPath(v.Matter.ID))
	}
	return web.Render(w, r, http.StatusOK, copyPage(v, nil))
}

// getMine handles GET /ataganden.
func (h *handlers) getMine(w http.ResponseWriter, r *http.Request) error {
	var after coordination.PageKeyDue
	if due, id, ok := strings.Cut(r.URL.Query().Get("efter"), "."); ok {
		if day, err := civil.Parse(due); err == nil {
			after = coordination.PageKeyDue{Due: day, ID: id}
		}
	}
	v, err := h.matters.Mine(r.Context(), web.Actor(r), after)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, minePage(v))
}

// getCommitment handles GET /ataganden/{commitment}.
func (h *handlers) getCommitment(w http.ResponseWriter, r *http.Request) error {
	return h.commitment(w, r, nil)
}

func (h *handlers) commitment(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Commitment(r.Context(), web.Actor(r), r.PathValue("commitment"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), commitmentPage(v, form))
}

// postCommitment handles POST /ataganden/{commitment}: every act on it.
func (h *handlers) postCommitment(w http.ResponseWriter, r *http.Request) error {
	ctx, id, form, who := r.Context(), r.PathValue("commitment"), web.ParseForm(r), web.Actor(r)
	reason := form.Lines("reason", coordination.MaxText)
	var err error
	flash := "coordination.flash.commitment_changed"
	switch form.Choice("gor", "ja", "nej", "borja", "klart", "inte", "stryk", "lamna") {
	case "ja":
		flash, err = "coordination.flash.commitment_accepted", h.matters.AnswerCommitment(ctx, who, id, true, "")
	case "nej":
		flash, err = "coordination.flash.commitment_declined", h.matters.AnswerCommitment(ctx, who, id, false, reason)
	case "borja":
		err = h.matters.BeginCommitment(ctx, who, id)
	case "klart":
		err = h.matters.EndCommitment(ctx, who, id, true, reason)
	case "inte":
		err = h.matters.EndCommitment(ctx, who, id, false, reason)
	case "lamna":
		flash, err = "coordination.flash.commitment_offered", h.matters.OfferCommitment(ctx, who, id, form.Text("member"))
	case "stryk":
		err = h.matters.DropCommitment(ctx, who, id)
	default:
		err = noButton()
	}
	if err != nil && form.Explain(err) {
		return h.commitment(w, r, form)
	}
	path := commitmentPath(id)
	if form.Value("fran") == "lista" {
		path = minePath()
	}
	return done(w, r, flash, path, err)
}
