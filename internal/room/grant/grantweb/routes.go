// Package grantweb is the face of the room grant: the years under /bidrag, which a
// municipality and its agency see each from their own side, and under names of their own
// what two persons decide.
package grantweb

import (
	"embed"
	"net/http"
	"strings"

	"samspel/internal/room/grant"
	"samspel/internal/web"
)

// Locale is what the room says.
//
//go:embed locale/*.json
var Locale embed.FS

type handlers struct {
	grants *grant.Grants
}

// Mount puts the pages on the mux. Address is where the site is reached from outside.
func Mount(mux *http.ServeMux, site *web.Site, grants *grant.Grants, address string) {
	h := &handlers{grants: grants}
	(&open{grants: grants, site: site, address: strings.TrimSuffix(address, "/")}).mount(mux)
	for _, of := range []routes{
		h.yearRoutes(), h.schemeRoutes(), h.appendixRoutes(), h.spendingRoutes(), h.deadlineRoutes(), h.closingRoutes(), h.rejectionRoutes(),
		h.requisitionRoutes(), h.accountRoutes(), h.authorityRoutes(), h.decisionRoutes(), h.orderRoutes(), h.roundRoutes(),
		h.moneyRoutes(), h.reportRoutes(), h.publicationRoutes(), h.simulationRoutes(),
		h.letterRoutes(),
		h.listRoutes(),
		h.useRoutes(),
		h.claimRoutes(), h.creditRoutes(), h.reviewRoutes(),
		h.proofRoutes(),
	} {
		for pattern, handle := range of {
			mux.Handle(pattern, site.Handle(handle))
		}
	}
	mux.Handle("POST /bidrag/{year}/banksvar", site.HandleUpload(h.postBank))
	mux.Handle("POST /bidrag/{year}/bilaga", site.HandleUpload(h.postImport))
	mux.Handle("POST /omradeslistor", site.HandleUpload(h.postList))
	for pattern, handle := range h.proofUploads() {
		mux.Handle(pattern, site.HandleUpload(handle))
	}
}

// routes are what the pages of one noun answer to.
type routes map[string]func(http.ResponseWriter, *http.Request) error

func (h *handlers) yearRoutes() routes {
	return routes{
		"GET /bidrag":                     h.getYears,
		"GET /bidrag/{year}":              h.getYear,
		"GET /bidrag/{year}/forlangning":  h.getExtension,
		"POST /bidrag/{year}/forlangning": h.postExtension,
	}
}

func (h *handlers) requisitionRoutes() routes {
	return routes{
		"GET /bidrag/{year}/rekvirera":              h.getRequisition,
		"POST /bidrag/{year}/rekvirera":             h.postRequisition,
		"POST /rekvisitioner/{requisition}/signera": h.postSign,
		"POST /rekvisitioner/{requisition}/aterta":  h.postWithdraw,
	}
}

func (h *handlers) accountRoutes() routes {
	return routes{
		"GET /bidrag/{year}/konto":            h.getAccount,
		"POST /bidrag/{year}/konto":           h.postAccount,
		"POST /bidrag/{year}/konto/{account}": h.postAttest,
	}
}

func (h *handlers) authorityRoutes() routes {
	return routes{
		"GET /bidragsbehorigheter":              h.getAuthorities,
		"POST /bidragsbehorigheter":             h.postAuthority,
		"POST /bidragsbehorigheter/{authority}": h.postEndAuthority,
	}
}

func (h *handlers) decisionRoutes() routes {
	return routes{
		"GET /bidrag/{year}/beslut":      h.getPrepareDecision,
		"POST /bidrag/{year}/beslut":     h.postPrepareDecision,
		"GET /bidragsbeslut/{decision}":  h.getDecision,
		"POST /bidragsbeslut/{decision}": h.postDecision,
	}
}

func (h *handlers) orderRoutes() routes {
	return routes{
		"GET /bidrag/{year}/betalning":  h.getPrepareOrder,
		"POST /bidrag/{year}/betalning": h.postPrepareOrder,
		"GET /betalfiler/{order}":       h.getOrder,
		"POST /betalfiler/{order}":      h.postOrder,
		"GET /betalfiler/{order}/fil":   h.getOrderFile,
		"GET /bidrag/{year}/banksvar":   h.getBank,
	}
}

func (h *handlers) roundRoutes() routes {
	return routes{
		"GET /bidrag/{year}/omfordelning":  h.getPrepareRound,
		"POST /bidrag/{year}/omfordelning": h.postPrepareRound,
		"GET /omfordelningar/{round}":      h.getRound,
		"POST /omfordelningar/{round}":     h.postRound,
	}
}

// The addresses of the room.

// Path is where the room begins.
const Path = "/bidrag"

func yearPath(id string) string              { return Path + "/" + id }
func requisitionPath(year string) string     { return yearPath(year) + "/rekvirera" }
func signPath(id string) string              { return "/rekvisitioner/" + id + "/signera" }
func withdrawPath(id string) string          { return "/rekvisitioner/" + id + "/aterta" }
func accountPath(year string) string         { return yearPath(year) + "/konto" }
func attestPath(year, account string) string { return accountPath(year) + "/" + account }
func authoritiesPath() string                { return "/bidragsbehorigheter" }
func authorityPath(id string) string         { return authoritiesPath() + "/" + id }
func extensionPath(year string) string       { return yearPath(year) + "/forlangning" }
func prepareDecisionPath(year string) string { return yearPath(year) + "/beslut" }
func decisionPath(id string) string          { return "/bidragsbeslut/" + id }
func prepareOrderPath(year string) string    { return yearPath(year) + "/betalning" }
func orderPath(id string) string             { return "/betalfiler/" + id }
func orderFilePath(id, kind string) string   { return orderPath(id) + "/fil?slag=" + kind }
func bankPath(year string) string            { return yearPath(year) + "/banksvar" }
func prepareRoundPath(year string) string    { return yearPath(year) + "/omfordelning" }
func roundPath(id string) string             { return "/omfordelningar/" + id }

func (h *handlers) done(w http.ResponseWriter, r *http.Request, flash, path string, err error) error {
	if err != nil {
		return err
	}
	web.Flash(w, r, flash)
	return web.SeeOther(w, r, path)
}
