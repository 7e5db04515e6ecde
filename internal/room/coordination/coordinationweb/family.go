package coordinationweb

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// The pages of a child or a guardian lie under /familj. Each of them is answered by a
// flow of the family's own; no page of the staff's opens for them.

const (
	familyHomePath = "/familj"
	// familyStartPath is where somebody with a code begins.
	familyStartPath = familyHomePath + "/inbjudan"
)

func familyPath(id string) string        { return familyHomePath + "/" + id }
func familySayPath(id string) string     { return familyPath(id) + "/sagt" }
func familyConsentPath(id string) string { return familyPath(id) + "/samtycke" }
func readingsPath(id string) string      { return familyPath(id) + "/lasningar" }

// getFamilyHome handles GET /familj.
func (h *handlers) getFamilyHome(w http.ResponseWriter, r *http.Request) error {
	errand, err := h.matters.MyErrand(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	if errand != "" {
		return web.SeeOther(w, r, errandPath(errand))
	}
	cards, err := h.matters.FamilyHome(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, familyHomePage(cards))
}

// getFamily handles GET /familj/{coordination}.
func (h *handlers) getFamily(w http.ResponseWriter, r *http.Request) error {
	return h.family(w, r, nil)
}

func (h *handlers) family(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Family(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), familyPage(v, form))
}

// postFamilySay handles POST /familj/{coordination}/sagt.
func (h *handlers) postFamilySay(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	d := coordination.VoiceDraft{ID: form.Text("id"), Kind: coordination.VoiceKind(form.Choice("kind", voiceValues()...)), Text: form.Lines("text", coordination.MaxText)}
	var err error
	if form.OK() {
		if err = h.matters.Say(r.Context(), web.Actor(r), matter, d); err == nil {
			return done(w, r, "coordination.flash.said", familyPath(matter), nil)
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.family(w, r, form)
}

// partTaken is sent when a part of a yes is taken back.
const partTaken = "part"

// postFamilyConsent handles POST /familj/{coordination}/samtycke: an answer, or that a
// yes is taken back, whole or in part.
func (h *handlers) postFamilyConsent(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	answer := coordination.Answer(form.Choice("answer", string(coordination.AnswerYes), string(coordination.AnswerNo), string(coordination.AnswerWithdrawn), partTaken))
	if answer == partTaken {
		part := coordination.Scope{Parties: form.Values("parties", web.Typed(r)["parties"]...), Topics: topics(form)}
		err := h.matters.FamilyTakeOut(r.Context(), web.Actor(r), matter, form.Text("consent"), part)
		if err != nil && form.Explain(err) {
			return h.family(w, r, form)
		}
		return done(w, r, "coordination.flash.family_part", familyPath(matter), err)
	}
	flash := "coordination.flash.family_answered"
	if answer == coordination.AnswerWithdrawn {
		flash = "coordination.flash.family_withdrawn"
	}
	err := h.matters.FamilyAnswer(r.Context(), web.Actor(r), matter, form.Text("consent"), answer)
	if err != nil && form.Explain(err) {
		return h.family(w, r, form)
	}
	return done(w, r, flash, familyPath(matter), err)
}

// getReadings handles GET /familj/{coordination}/lasningar.
func (h *handlers) getReadings(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.Readings(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, readingsPage(v))
}

// The team's side.

func familyTeamPath(id string) string  { return matterPath(id) + "/familjen" }
func inviteKinPath(id string) string   { return familyTeamPath(id) + "/inloggning" }
func tellPath(id string) string        { return familyTeamPath(id) + "/visa" }
func answerVoicePath(id string) string { return familyTeamPath(id) + "/svar" }
func kinPath(id string) string         { return familyTeamPath(id) + "/bedomning" }
func protectionPath(id string) string  { return matterPath(id) + "/skydd" }
func reviewGlassPath(id string) string { return protectionPath(id) + "/granska" }
func glassesPath() string              { return "/nodoppning" }
func glassPath(id string) string       { return glassesPath() + "/" + id }

// getFamilyTeam handles GET /samordning/{coordination}/familjen.
func (h *handlers) getFamilyTeam(w http.ResponseWriter, r *http.Request) error {
	return h.familyTeam(w, r, nil)
}

func (h *handlers) familyTeam(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.FamilyTeam(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), familyTeamPage(v, form))
}

// postInviteKin handles POST /samordning/{coordination}/familjen/inloggning. The code
// is shown once, on a page to print and hand over.
func (h *handlers) postInviteKin(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	x, err := h.matters.InviteKin(r.Context(), web.Actor(r), r.PathValue("coordination"), form.Text("person"))
	if err != nil {
		if form.Explain(err) {
			return h.familyTeam(w, r, form)
		}
		return err
	}
	return web.Render(w, r, http.StatusOK, kinInvitationPage(x, h.familyStart))
}

// postKin handles POST /samordning/{coordination}/familjen/bedomning: a judgement, or the end.
func (h *handlers) postKin(w http.ResponseWriter, r *http.Request) error {
	matter, form, who := r.PathValue("coordination"), web.ParseForm(r), web.Actor(r)
	kin := form.Text("kin")
	var err error
	switch form.Choice("gor", "oppna", "stang", "avsluta", "lagg-till") {
	case "lagg-till":
		err = h.matters.AddGuardian(r.Context(), who, matter, form.Text("id"), coordination.NewGuardian{Given: form.Text("guardian_given"),
			Family: form.Text("guardian_family"), Sole: form.Bool("guardian_sole")})
		if err == nil {
			return done(w, r, "coordination.flash.guardian_added", familyTeamPath(matter), nil)
		}
	case "avsluta":
		err = h.matters.EndKin(r.Context(), who, matter, kin)
	case "oppna":
		err = h.matters.JudgeKin(r.Context(), who, matter, kin, true, form.Lines("judgement", coordination.MaxText))
	case "stang":
		err = h.matters.JudgeKin(r.Context(), who, matter, kin, false, form.Lines("judgement", coordination.MaxText))
	default:
		err = noButton()
	}
	if err != nil && form.Explain(err) {
		return h.familyTeam(w, r, form)
	}
	return done(w, r, "coordination.flash.kin", familyTeamPath(matter), err)
}

// postTell handles POST /samordning/{coordination}/familjen/visa: the choice about
// every item of the page.
func (h *handlers) postTell(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	var choices []coordination.TellChoice
	for _, id := range form.Named("rad.") {
		to := form.Values("till."+id, "child", "guardians", "newest")
		choices = append(choices, coordination.TellChoice{Item: id, ToChild: slices.Contains(to, "child"), ToGuardians: slices.Contains(to, "guardians"), Newest: slices.Contains(to, "newest")})
	}
	if !form.OK() {
		return h.familyTeam(w, r, form)
	}
	err := h.matters.Tell(r.Context(), web.Actor(r), matter, choices...)
	if err != nil && form.Explain(err) {
		return h.familyTeam(w, r, form)
	}
	return done(w, r, "coordination.flash.told", familyTeamPath(matter), err)
}

// postAnswerVoice handles POST /samordning/{coordination}/familjen/svar.
func (h *handlers) postAnswerVoice(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	err := h.matters.AnswerVoice(r.Context(), web.Actor(r), matter, form.Text("voice"), form.Lines("answer", coordination.MaxText))
	if err != nil && form.Explain(err) {
		return h.familyTeam(w, r, form)
	}
	return done(w, r, "coordination.flash.answered", familyTeamPath(matter), err)
}

func voiceValues() []string {
	list := make([]string, len(coordination.VoiceKinds))
	for i, k := range coordination.VoiceKinds {
		list[i] = string(k)
	}
	return list
}

func voiceOptions(ctx context.Context) []web.Option {
	var options []web.Option
	for _, k := range coordination.VoiceKinds {
		options = append(options, web.Option{Value: string(k), Label: i18n.T(ctx, "coordination.voice."+string(k))})
	}
	return options
}

// cardText is what a matter is called on the first page of a child or a guardian.
func cardText(ctx context.Context, c coordination.FamilyCard) string {
	return i18n.T(ctx, "coordination.family.card."+string(c.Capacity), "name", c.Child)
}

// asked is what the reader has not answered yet, and where on the page they do.
func asked(ctx context.Context, v coordination.FamilyView) []web.Link {
	var list []web.Link
	if v.Plan != nil && v.Plan.MayAnswer && !v.Plan.Answered {
		list = append(list, web.Link{Text: i18n.T(ctx, "coordination.family.asked_plan"), Href: "#svar"})
	}
	if slices.ContainsFunc(v.Consents, func(c coordination.FamilyConsent) bool { return c.MayAnswer }) {
		list = append(list, web.Link{Text: i18n.T(ctx, "coordination.family.asked_consent"), Href: "#samtycke"})
	}
	return list
}

// familyTopic is a kind of information as the reader would say it.
func familyTopic(ctx context.Context, as coordination.Capacity, t coordination.Topic) string {
	if as == coordination.AsChild && t == coordination.Words {
		return i18n.T(ctx, "coordination.family.own_words")
	}
	return topicText(ctx, t)
}

// familyTitle is what the page of a matter is called.
func familyTitle(ctx context.Context, c coordination.Capacity, name string) string {
	return i18n.T(ctx, "coordination.family.card."+string(c), "name", name)
}

// helper is what somebody who helps is, and where.
func helper(ctx context.Context, m coordination.FamilyMember) string {
	what := m.Duty
	if what == "" {
		what = i18n.T(ctx, "coordination.sector."+string(m.Sector))
	}
	return strings.TrimSuffix(what, ".") + ", " + m.UnitName
}

// initial is the letter on the picture of somebody who helps.
func initial(name string) string {
	for _, r := range name {
		return string(r)
	}
	return ""
}

func civilOf(at time.Time) civil.Date { return civil.Of(at) }

// freshID is the id of what a form makes; a form that was sent keeps its own.
func freshID(form *web.Form) string {
	if given := form.Value("id"); given != "" {
		return given
	}
	return id.New()
}

// reads says whether somebody reads any of the cards in a capacity.
func reads(cards []coordination.FamilyCard, as coordination.Capacity) bool {
	return slices.ContainsFunc(cards, func(c coordination.FamilyCard) bool { return c.Capacity == as })
}
