package reviewweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"samspel/internal/ground/fault"
	"samspel/internal/room/review"
	"samspel/internal/web"
)

// getPeriods handles GET /loggranskning.
func (h *handlers) getPeriods(w http.ResponseWriter, r *http.Request) error {
	list, err := h.reviews.Periods(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, periodsPage(list))
}

// getPeriod handles GET /loggranskning/{period}.
func (h *handlers) getPeriod(w http.ResponseWriter, r *http.Request) error {
	after, err := strconv.Atoi(web.Query(r).Text("efter"))
	if err != nil {
		after = 0
	}
	v, err := h.reviews.Period(r.Context(), web.Actor(r), r.PathValue("period"), choiceOf(r), after)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, periodPage(v))
}

// choiceOf is what the address narrows a list to.
func choiceOf(r *http.Request) review.Choice {
	q := web.Query(r)
	return review.Choice{State: review.EntryState(q.Choice("lage", words(review.EntryStates)...)), Rule: review.Rule(q.Choice("varfor", words(review.Rules)...))}
}

// positions is the lines that are ticked, each once.
func positions(ticked []string) []int {
	var list []int
	for _, t := range ticked {
		if n, err := strconv.Atoi(t); err == nil && n > 0 && !slices.Contains(list, n) && len(list) < review.MostTogether {
			list = append(list, n)
		}
	}
	return list
}

// getTogether handles GET /loggranskning/{period}/tillsammans: the ticked lines, or all of
// the list's choice.
func (h *handlers) getTogether(w http.ResponseWriter, r *http.Request) error {
	choice := choiceOf(r)
	if web.Query(r).Text("alla") == "" {
		if choice.Positions = positions(r.URL.Query()["rad"]); len(choice.Positions) == 0 {
			choice.Positions = []int{0} // none is ticked, and no line stands there
		}
	}
	return h.together(w, r, choice, nil)
}

func (h *handlers) together(w http.ResponseWriter, r *http.Request, choice review.Choice, form *web.Form) error {
	v, err := h.reviews.Together(r.Context(), web.Actor(r), r.PathValue("period"), choice)
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), togetherPage(v, form))
}

// postTogether handles POST /loggranskning/{period}/tillsammans.
func (h *handlers) postTogether(w http.ResponseWriter, r *http.Request) error {
	period, form := r.PathValue("period"), web.ParseForm(r)
	chosen, reasons := positions(web.Typed(r)["rad"]), form.Lines("reasons", review.MaxText)
	if !form.OK() {
		return h.together(w, r, review.Choice{Positions: chosen}, form)
	}
	return done(w, r, "review.flash.together", listPath(period, review.Choice{State: review.Waiting}, 0),
		h.reviews.DecideTogether(r.Context(), web.Actor(r), period, chosen, reasons))
}

// postClose handles POST /loggranskning/{period}/avsluta.
func (h *handlers) postClose(w http.ResponseWriter, r *http.Request) error {
	period := r.PathValue("period")
	return done(w, r, "review.flash.closed", reportPath(period), h.reviews.Close(r.Context(), web.Actor(r), period))
}

// getReport handles GET /loggranskning/{period}/rapport.
func (h *handlers) getReport(w http.ResponseWriter, r *http.Request) error {
	v, err := h.reviews.Report(r.Context(), web.Actor(r), r.PathValue("period"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, reportPage(v))
}

// getReportFile handles GET /loggranskning/{period}/rapport/fil: the bytes that were signed.
func (h *handlers) getReportFile(w http.ResponseWriter, r *http.Request) error {
	return h.file(w, r, "text/csv; charset=utf-8", ".csv", func(p review.Period) []byte { return p.Report })
}

// getSignature handles GET /loggranskning/{period}/rapport/signatur.
func (h *handlers) getSignature(w http.ResponseWriter, r *http.Request) error {
	return h.file(w, r, "application/octet-stream", ".csv.sig", func(p review.Period) []byte { return p.Signature })
}

func (h *handlers) file(w http.ResponseWriter, r *http.Request, kind, ending string, of func(review.Period) []byte) error {
	v, err := h.reviews.Report(r.Context(), web.Actor(r), r.PathValue("period"))
	if err != nil {
		return err
	}
	if !v.Period.Closed() {
		return fault.Absent()
	}
	return send(w, kind, "loggranskning-"+v.Period.Month.First.String()[:7]+ending, of(v.Period))
}

// getKey handles GET /loggranskning/nyckel: what a report's signature is checked with.
func (h *handlers) getKey(w http.ResponseWriter, r *http.Request) error {
	key, err := h.reviews.PublicKeys(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return send(w, "application/x-pem-file", "samspel-sigill.pem", key)
}

func send(w http.ResponseWriter, kind, name string, content []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	_, err := w.Write(content)
	return err
}
