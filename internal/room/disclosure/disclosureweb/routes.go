// Package disclosureweb is the face of answering those who ask what an authority
// holds, under /utlamnanden.
package disclosureweb

import (
	"embed"
	"net/http"

	"samspel/internal/room/disclosure"
	"samspel/internal/web"
)

// Locale is the texts of these pages.
//
//go:embed locale/*.json
var Locale embed.FS

type handlers struct {
	requests *disclosure.Requests
}

// Path is where the room begins.
const Path = "/utlamnanden"

// Mount puts the pages on the mux.
func Mount(mux *http.ServeMux, site *web.Site, requests *disclosure.Requests) {
	h := &handlers{requests: requests}
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /utlamnanden":                                 h.getList,
		"GET /utlamnanden/registerutdrag":                  h.getNew(disclosure.Extract),
		"POST /utlamnanden/registerutdrag":                 h.postNew(disclosure.Extract),
		"GET /utlamnanden/handling":                        h.getNew(disclosure.Document),
		"POST /utlamnanden/handling":                       h.postNew(disclosure.Document),
		"GET /utlamnanden/{disclosure}":                    h.getRequest,
		"POST /utlamnanden/{disclosure}":                   h.postRequest,
		"GET /utlamnanden/{disclosure}/uppgifter/{piece}":  h.getPiece,
		"POST /utlamnanden/{disclosure}/uppgifter/{piece}": h.postPiece,
		"GET /utlamnanden/{disclosure}/svar":               h.getPaper,
		"GET /utlamnanden/{disclosure}/fil":                h.getFile,
	} {
		mux.Handle(pattern, site.Handle(handle))
	}
}

// The addresses of the room.

func listPath() string              { return Path }
func requestPath(id string) string  { return Path + "/" + id }
func paperPath(id string) string    { return requestPath(id) + "/svar" }
func piecePath(id, p string) string { return requestPath(id) + "/uppgifter/" + p }

func filePath(id string, as web.PaperFormat) string {
	return requestPath(id) + "/fil?slag=" + string(as)
}

func newPath(k disclosure.Kind) string {
	if k == disclosure.Extract {
		return Path + "/registerutdrag"
	}
	return Path + "/handling"
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
