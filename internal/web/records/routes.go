package records

import (
	"embed"
	"net/http"

	"samspel/internal/frame/retention"
	"samspel/internal/web"
)

// Locale is the words of these pages, and of what retention says no to.
//
//go:embed locale
var Locale embed.FS

type handlers struct{ records *retention.Records }

// Mount adds the pages to mux.
func Mount(mux *http.ServeMux, site *web.Site, r *retention.Records) {
	h := &handlers{r}
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /gallring":                               h.getPreview,
		"GET /gallring/plan":                          h.getPlan,
		"POST /gallring/plan":                         h.postPlan,
		"GET /gallring/akter/{copy}":                  h.getCopy,
		"POST /gallring/akter/{copy}/stopp":           h.postHold,
		"POST /gallring/akter/{copy}/stopp/{hold}":    h.postEndHold,
		"POST /gallring/akter/{copy}/markning":        h.postMark,
		"POST /gallring/akter/{copy}/markning/{mark}": h.postEndMark,
		"GET /gallring/akter/{copy}/arkivpaket":       h.getPackage,
		"GET /gallring/omgangar":                      h.getRuns,
		"POST /gallring/omgangar":                     h.postPropose,
		"GET /gallring/omgangar/{run}":                h.getRun,
		"GET /gallring/omgangar/{run}/bekrafta":       h.getConfirm,
		"POST /gallring/omgangar/{run}/bekrafta":      h.postConfirm,
		"POST /gallring/omgangar/{run}/ta-tillbaka":   h.postWithdraw,
	} {
		mux.Handle(pattern, site.Handle(handle))
	}
}

const (
	previewPath = "/gallring"
	planPath    = "/gallring/plan"
	runsPath    = "/gallring/omgangar"
)

func copyPath(matter string) string          { return "/gallring/akter/" + matter }
func holdPath(matter string) string          { return copyPath(matter) + "/stopp" }
func endHoldPath(matter, hold string) string { return holdPath(matter) + "/" + hold }
func markPath(matter string) string          { return copyPath(matter) + "/markning" }
func endMarkPath(matter, mark string) string { return markPath(matter) + "/" + mark }
func packagePath(matter string) string       { return copyPath(matter) + "/arkivpaket" }
func runPath(run string) string              { return runsPath + "/" + run }
func confirmPath(run string) string          { return runPath(run) + "/bekrafta" }
func withdrawPath(run string) string         { return runPath(run) + "/ta-tillbaka" }
