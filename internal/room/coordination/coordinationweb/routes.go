// Package coordinationweb is the face of coordination: the list of matters and the
// matters themselves under /samordning, needs under /behov, and what lies in a
// matter under names of its own.
package coordinationweb

import (
	"embed"
	"net/http"
	"strings"

	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// Locale is the texts of these pages.
//
//go:embed locale/*.json
var Locale embed.FS

type handlers struct {
	matters *coordination.Matters
	// familyStart is the address that somebody with a code types.
	familyStart string
}

// Mount puts the pages on the mux.
func Mount(mux *http.ServeMux, site *web.Site, matters *coordination.Matters, start string) {
	h := &handlers{matters: matters, familyStart: strings.TrimSuffix(start, "/") + familyStartPath}
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /samordning":                             h.getList,
		"GET /behov/nytt":                             h.getNewNeed,
		"POST /behov/nytt":                            h.postNewNeed,
		"GET /behov/anmalan/{matter}":                 h.getFromReport,
		"POST /behov/anmalan/{matter}":                h.postFromReport,
		"GET /behov/{need}":                           h.getNeed,
		"POST /behov/{need}":                          h.postNeed,
		"GET /samordning/{coordination}":              h.getMatter,
		"GET /samordning/{coordination}/anteckningar": h.getNotes,
		"POST /samordning/{coordination}/omrade":      h.postPlace,
		"GET /samordning/{coordination}/inbjudan":     h.getInvite,
		"POST /samordning/{coordination}/inbjudan":    h.postInvite,
		"GET /samordning/{coordination}/fraga":        h.getAsked,
		"POST /samordning/{coordination}/fraga":       h.postAsked,
		"POST /samordning/{coordination}/lamna":       h.postLeave,
		"POST /samordning/{coordination}/stafett":     h.postBaton,
		"POST /samordning/{coordination}/ta-over":     h.postTakeBaton,
		"GET /samordning/avlosning":                   h.getReliefs,
		"GET /samordning/{coordination}/avlosning":    h.getRelief,
		"POST /samordning/{coordination}/avlosning":   h.postRelief,
		"POST /samordning/{coordination}/samma-barn":  h.postSame,
		"GET /samordning/{coordination}/form":         h.getForm,
		"POST /samordning/{coordination}/form":        h.postForm,
		"GET /samordning/{coordination}/samtycke":     h.getAskConsent,
		"POST /samordning/{coordination}/samtycke":    h.postAskConsent,
		"GET /samtycken/{consent}":                    h.getConsent,
		"POST /samtycken/{consent}":                   h.postConsent,
		"GET /samordning/{coordination}/delning":      h.getSharing,
		"POST /samordning/{coordination}/delning":     h.postSharing,
		"POST /delningar/{sharing}":                   h.postEndSharing,
		"GET /samordning/{coordination}/anteckning":   h.getWrite(coordination.Note),
		"POST /samordning/{coordination}/anteckning":  h.postWrite(coordination.Note),
		"GET /samordning/{coordination}/helhetsbild":  h.getPicture,
		"GET /samordning/{coordination}/styrka":       h.getWrite(coordination.Strength),
		"POST /samordning/{coordination}/styrka":      h.postWrite(coordination.Strength),
		"GET /samordning/{coordination}/oro":          h.getWrite(coordination.Worry),
		"POST /samordning/{coordination}/oro":         h.postWrite(coordination.Worry),
		"GET /samordning/{coordination}/byte":         h.getWrite(coordination.Transitional),
		"POST /samordning/{coordination}/byte":        h.postWrite(coordination.Transitional),
		"GET /samordning/{coordination}/insats":       h.getWrite(coordination.Intervention),
		"POST /samordning/{coordination}/insats":      h.postWrite(coordination.Intervention),
		"GET /uppgifter/{item}":                       h.getItem,
		"GET /uppgifter/{item}/ny-version":            h.getRevise,
		"POST /uppgifter/{item}/ny-version":           h.postRevise,
		"POST /uppgifter/{item}/ta-tillbaka":          h.postWithdrawItem,

		"GET /familj":                                         h.getFamilyHome,
		"GET /familj/{coordination}":                          h.getFamily,
		"POST /familj/{coordination}/sagt":                    h.postFamilySay,
		"POST /familj/{coordination}/samtycke":                h.postFamilyConsent,
		"POST /familj/{coordination}/plan":                    h.postFamilyPlan,
		"GET /familj/{coordination}/lasningar":                h.getReadings,
		"GET /samordning/{coordination}/familjen":             h.getFamilyTeam,
		"POST /samordning/{coordination}/familjen/inloggning": h.postInviteKin,
		"POST /samordning/{coordination}/familjen/bedomning":  h.postKin,
		"POST /samordning/{coordination}/familjen/visa":       h.postTell,
		"POST /samordning/{coordination}/familjen/plan":       h.postTellPlan,
		"POST /samordning/{coordination}/familjen/svar":       h.postAnswerVoice,
		"GET /samordning/{coordination}/skydd":                h.getProtection,
		"POST /samordning/{coordination}/skydd":               h.postProtection,
		"POST /samordning/{coordination}/skydd/granska":       h.postReviewGlass,
		"GET /nodoppning":                                     h.getGlasses,
		"POST /nodoppning":                                    h.postGlasses,
		"GET /nodoppning/{glass}":                             h.getGlass,
	} {
		mux.Handle(pattern, site.Handle(handle))
	}
	h.mountMeetings(mux, site)
	for pattern, handle := range h.planRoutes() {
		mux.Handle(pattern, site.Handle(handle))
	}
	h.mountEditions(mux, site)
	h.mountMessages(mux, site)
	h.mountClosing(mux, site)
	h.mountOversight(mux, site)
	h.mountAreas(mux, site)
}

// The addresses of the room.

func listPath() string                  { return "/samordning" }
func newNeedPath() string               { return "/behov/nytt" }
func needPath(id string) string         { return "/behov/" + id }
func fromReportPath(id string) string   { return "/behov/anmalan/" + id }
func matterPath(id string) string       { return "/samordning/" + id }
func picturePath(id string) string      { return matterPath(id) + "/helhetsbild" }
func invitePath(id string) string       { return matterPath(id) + "/inbjudan" }
func askedPath(id string) string        { return matterPath(id) + "/fraga" }
func leavePath(id string) string        { return matterPath(id) + "/lamna" }
func reliefsPath() string               { return listPath() + "/avlosning" }
func reliefPath(id string) string       { return matterPath(id) + "/avlosning" }
func batonPath(id string) string        { return matterPath(id) + "/stafett" }
func takeBatonPath(id string) string    { return matterPath(id) + "/ta-over" }
func samePath(id string) string         { return matterPath(id) + "/samma-barn" }
func formPath(id string) string         { return matterPath(id) + "/form" }
func notesPath(id string) string        { return matterPath(id) + "/anteckningar" }
func placePath(id string) string        { return matterPath(id) + "/omrade" }
func askConsentPath(id string) string   { return matterPath(id) + "/samtycke" }
func consentPath(id string) string      { return "/samtycken/" + id }
func sharingPath(id string) string      { return matterPath(id) + "/delning" }
func endSharingPath(id string) string   { return "/delningar/" + id }
func itemPath(id string) string         { return "/uppgifter/" + id }
func revisePath(id string) string       { return itemPath(id) + "/ny-version" }
func withdrawItemPath(id string) string { return itemPath(id) + "/ta-tillbaka" }

func writePath(id string, kind coordination.ItemKind) string {
	switch kind {
	case coordination.Intervention:
		return matterPath(id) + "/insats"
	case coordination.Strength:
		return matterPath(id) + "/styrka"
	case coordination.Worry:
		return matterPath(id) + "/oro"
	case coordination.Transitional:
		return matterPath(id) + "/byte"
	case coordination.Note:
	}
	return matterPath(id) + "/anteckning"
}

// done ends an act with a line on the next page.
func done(w http.ResponseWriter, r *http.Request, flash, path string, err error) error {
	if err != nil {
		return err
	}
	web.Flash(w, r, flash)
	return web.SeeOther(w, r, path)
}

// noButton is a form that came without any of the buttons that say what it is for.
func noButton() error { return fault.Invalid("", "coordination.no_button") }

// status is that of a page with a form in it.
func status(form *web.Form) int {
	if !form.OK() {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}
