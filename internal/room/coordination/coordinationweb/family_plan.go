package coordinationweb

import (
	"net/http"
	"slices"

	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

func familyPlanPath(id string) string { return familyPath(id) + "/plan" }
func tellPlanPath(id string) string   { return familyTeamPath(id) + "/plan" }

// postFamilyPlan handles POST /familj/{coordination}/plan: the reader's own answer.
func (h *handlers) postFamilyPlan(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	agrees := coordination.Agrees(form.Choice("agrees", string(coordination.AgreesYes), string(coordination.AgreesNo)))
	because := form.Lines("because", coordination.MaxText)
	if !form.OK() {
		return h.family(w, r, form)
	}
	err := h.matters.FamilyAgree(r.Context(), web.Actor(r), matter, form.Text("plan"), agrees, because)
	if err != nil && form.Explain(err) {
		return h.family(w, r, form)
	}
	return done(w, r, "coordination.flash.plan_answered", familyPath(matter), err)
}

// postTellPlan handles POST /samordning/{coordination}/familjen/plan.
func (h *handlers) postTellPlan(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	to := form.Values("to", "child", "guardians")
	err := h.matters.TellPlan(r.Context(), web.Actor(r), matter, form.Text("plan"), slices.Contains(to, "child"), slices.Contains(to, "guardians"))
	if err != nil && form.Explain(err) {
		return h.familyTeam(w, r, form)
	}
	return done(w, r, "coordination.flash.told", familyTeamPath(matter), err)
}

// promiseWord is the word a child reads for how far a promise has come.
func promiseWord(p coordination.FamilyPromise) string {
	switch s := p.State; {
	case p.Late:
		return "late"
	case s.Taken():
		return "promised"
	case s == coordination.CommitmentDone:
		return "done"
	}
	return "asked"
}

func promiseKind(p coordination.FamilyPromise) web.StateKind {
	switch s := p.State; {
	case p.Late:
		return web.StateAsked
	case s.Taken():
		return web.StateTaken
	case s == coordination.CommitmentDone:
		return web.StateDone
	}
	return web.StateAsked
}

func ownAnswerKind(a coordination.Agrees) web.StateKind {
	if a == coordination.AgreesYes {
		return web.StateTaken
	}
	return web.StateAsked
}
