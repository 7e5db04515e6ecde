// Package concernweb is the face of reports of concern: the reporter's pages
// under /orosanmalan, the receiver's under /orosanmalningar, and the form of those
// who do not sign in under /orolig.
package concernweb

import (
	"embed"
	"net/http"

	"samspel/internal/frame/register"
	"samspel/internal/room/concern"
	"samspel/internal/web"
)

// Locale is the texts of these pages.
//
//go:embed locale/*.json
var Locale embed.FS

type handlers struct {
	site     *web.Site
	concerns *concern.Concerns
	register *register.Register
	tickets  web.Tickets
}

// Mount puts the pages on the mux.
func Mount(mux *http.ServeMux, site *web.Site, concerns *concern.Concerns, reg *register.Register) {
	h := &handlers{site: site, concerns: concerns, register: reg, tickets: web.Tickets{Sign: concerns.Keys.Stamp, Now: concerns.Now}}
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /orosanmalan":                               h.getReports,
		"GET /orosanmalan/ny":                            h.getNewReport,
		"GET /bilagor/{attachment}":                      h.getAttachment,
		"GET /orosanmalan/{report}":                      h.getReport,
		"GET /orosanmalan/{report}/utkast":               h.getDraft,
		"POST /orosanmalan/{report}/slang":               h.postDiscard,
		"POST /orosanmalan/{report}/aterkoppling":        h.postAskFeedback,
		"GET /orosanmalningar":                           h.getInbox,
		"GET /orosanmalningar/avslutade":                 h.getDone,
		"GET /orosanmalningar/fordela":                   h.getHandover,
		"POST /orosanmalningar/fordela":                  h.postHandover,
		"POST /orosanmalningar/fordela/flytta":           h.postHandOver,
		"GET /orosanmalningar/laget":                     h.getOversight,
		"GET /orosanmalningar/laget/statistik":           h.getStatistics,
		"GET /orosanmalningar/laget/statistik/fil":       h.getStatisticsFile,
		"GET /orosanmalningar/{matter}":                  h.getMatter,
		"POST /orosanmalningar/{matter}/mottagen":        h.postReceive,
		"GET /orosanmalningar/{matter}/handlaggare":      h.getGiving,
		"POST /orosanmalningar/{matter}/handlaggare":     h.postAssign,
		"POST /orosanmalningar/{matter}/larm":            h.postCall,
		"POST /orosanmalningar/{matter}/samma-barn":      h.postSame,
		"GET /orosanmalningar/{matter}/skyddsbedomning":  h.getProtection,
		"POST /orosanmalningar/{matter}/skyddsbedomning": h.postProtection,
		"GET /orosanmalningar/{matter}/beslut":           h.getDecision,
		"POST /orosanmalningar/{matter}/beslut":          h.postDecision,
		"GET /orosanmalningar/{matter}/forlangning":      h.getExtension,
		"POST /orosanmalningar/{matter}/forlangning":     h.postExtension,
		"GET /orosanmalningar/{matter}/overlamning":      h.getForward,
		"POST /orosanmalningar/{matter}/overlamning":     h.postForward,
		"GET /orosanmalningar/{matter}/aterkoppling":     h.getFeedback,
		"POST /orosanmalningar/{matter}/aterkoppling":    h.postFeedback,
	} {
		mux.Handle(pattern, site.Handle(handle))
	}
	h.mountPublic(mux)
	mux.Handle("POST /orosanmalan/{report}", site.HandleUpload(h.postReport))
}

// The addresses of the room.

func reportsPath() string             { return "/orosanmalan" }
func newReportPath() string           { return "/orosanmalan/ny" }
func reportPath(id string) string     { return "/orosanmalan/" + id }
func draftPath(id string) string      { return "/orosanmalan/" + id + "/utkast" }
func discardPath(id string) string    { return "/orosanmalan/" + id + "/slang" }
func askPath(id string) string        { return "/orosanmalan/" + id + "/aterkoppling" }
func attachmentPath(id string) string { return "/bilagor/" + id }
func inboxPath() string               { return "/orosanmalningar" }
func donePath() string                { return "/orosanmalningar/avslutade" }
func handoverPath() string            { return "/orosanmalningar/fordela" }
func handOverPath() string            { return "/orosanmalningar/fordela/flytta" }
func oversightPath() string           { return "/orosanmalningar/laget" }
func statisticsPath() string          { return "/orosanmalningar/laget/statistik" }
func matterPath(id string) string     { return "/orosanmalningar/" + id }
func receivePath(id string) string    { return matterPath(id) + "/mottagen" }
func assignPath(id string) string     { return matterPath(id) + "/handlaggare" }
func callPath(id string) string       { return matterPath(id) + "/larm" }
func samePath(id string) string       { return matterPath(id) + "/samma-barn" }
func protectionPath(id string) string { return matterPath(id) + "/skyddsbedomning" }
func decisionPath(id string) string   { return matterPath(id) + "/beslut" }
func extensionPath(id string) string  { return matterPath(id) + "/forlangning" }
func forwardPath(id string) string    { return matterPath(id) + "/overlamning" }
func feedbackPath(id string) string   { return matterPath(id) + "/aterkoppling" }

// coordinatePath is where a need of coordination begins from a report, in the room of coordination.
func coordinatePath(id string) string { return "/behov/anmalan/" + id }

// stepPath is where the next step of a matter is taken.
func stepPath(m concern.Matter) string {
	switch m.Next.Step {
	case concern.StepProtection:
		return protectionPath(m.ID)
	case concern.StepDecision:
		return decisionPath(m.ID)
	case concern.StepFeedback:
		return feedbackPath(m.ID)
	case concern.StepNone:
	}
	return matterPath(m.ID)
}
