// Package reviewweb is the face of log review: the lists under /loggranskning, their
// lines under /loggposter, and under /loggfragor what everybody has been asked about
// their own reading and has declared about themselves.
package reviewweb

import (
	"embed"
	"net/http"
	"net/url"
	"strconv"

	"samspel/internal/room/review"
	"samspel/internal/web"
)

// Locale is the texts of these pages.
//
//go:embed locale/*.json
var Locale embed.FS

type handlers struct{ reviews *review.Reviews }

// Mount puts the pages on the mux.
func Mount(mux *http.ServeMux, site *web.Site, reviews *review.Reviews) {
	h := &handlers{reviews: reviews}
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /loggranskning":                           h.getPeriods,
		"GET /loggranskning/{period}":                  h.getPeriod,
		"POST /loggranskning/{period}/avsluta":         h.postClose,
		"GET /loggranskning/{period}/tillsammans":      h.getTogether,
		"POST /loggranskning/{period}/tillsammans":     h.postTogether,
		"GET /loggranskning/{period}/rapport":          h.getReport,
		"GET /loggranskning/{period}/rapport/fil":      h.getReportFile,
		"GET /loggranskning/{period}/rapport/signatur": h.getSignature,
		"GET /loggranskning/nyckel":                    h.getKey,
		"GET /loggposter/{entry}":                      h.getEntry,
		"POST /loggposter/{entry}/fraga":               h.postAsk,
		"POST /loggposter/{entry}/beslut":              h.postDecide,
		"GET /loggfragor":                              h.getOwn,
		"POST /loggfragor":                             h.postDeclare,
		"GET /loggfragor/{entry}":                      h.getQuestion,
		"POST /loggfragor/{entry}":                     h.postAnswer,
		"GET /atkomstlistor":                           h.getDisclosures,
		"POST /atkomstlistor":                          h.postDisclosures,
		"GET /atkomstlistor/{disclosure}":              h.getDisclosure,
		"POST /atkomstlistor/{disclosure}/beslut":      h.postLines,
		"POST /atkomstlistor/{disclosure}/klar":        h.postSettle,
		"GET /atkomstlistor/{disclosure}/lista":        h.getHandOver,
		"POST /anmald-narhet/{declaration}":            h.postUndeclare,
	} {
		mux.Handle(pattern, site.Handle(handle))
	}
}

func periodsPath() string             { return "/loggranskning" }
func periodPath(id string) string     { return periodsPath() + "/" + id }
func togetherPath(id string) string   { return periodPath(id) + "/tillsammans" }
func closePath(id string) string      { return periodPath(id) + "/avsluta" }
func reportPath(id string) string     { return periodPath(id) + "/rapport" }
func reportFilePath(id string) string { return reportPath(id) + "/fil" }
func signaturePath(id string) string  { return reportPath(id) + "/signatur" }
func keyPath() string                 { return periodsPath() + "/nyckel" }
func entryPath(id string) string      { return "/loggposter/" + id }
func askPath(id string) string        { return entryPath(id) + "/fraga" }
func decidePath(id string) string     { return entryPath(id) + "/beslut" }
func ownPath() string                 { return "/loggfragor" }
func questionPath(id string) string   { return ownPath() + "/" + id }
func undeclarePath(id string) string  { return "/anmald-narhet/" + id }

// listPath is the list narrowed to a choice, from after a position.
func listPath(period string, c review.Choice, after int) string {
	q := url.Values{}
	if c.State != "" {
		q.Set("lage", string(c.State))
	}
	if c.Rule != "" {
		q.Set("varfor", string(c.Rule))
	}
	if after > 0 {
		q.Set("efter", strconv.Itoa(after))
	}
	if len(q) == 0 {
		return periodPath(period)
	}
	return periodPath(period) + "?" + q.Encode()
}

// done ends an act with a line on the next page.
func done(w http.ResponseWriter, r *http.Request, flash, path string, err error) error {
	if err != nil {
		return err
	}
	web.Flash(w, r, flash)
	return web.SeeOther(w, r, path)
}

// status is that of a page with a form in it.
func status(form *web.Form) int {
	if !form.OK() {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}
