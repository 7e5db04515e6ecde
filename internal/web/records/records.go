package records

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"samspel/internal/frame/retention"
	"samspel/internal/ground/id"
	"samspel/internal/web"
)

// getPreview handles GET /gallring.
func (h *handlers) getPreview(w http.ResponseWriter, r *http.Request) error {
	q := web.Query(r)
	v, err := h.records.Preview(r.Context(), web.Actor(r), retention.Shelf(q.Text("hylla")), readKey(q.Text("efter")))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, previewPage(v))
}

func shelfPath(s retention.Shelf) string {
	if s == retention.ShelfDue {
		return previewPath
	}
	return previewPath + "?hylla=" + string(s)
}

func nextPath(v retention.PreviewView) string {
	if v.Next.IsZero() {
		return ""
	}
	return previewPath + "?hylla=" + string(v.Shelf) + "&efter=" + strconv.Itoa(v.Next.Year) + "." + v.Next.Matter
}

// readKey is the first page for anything that is not a key.
func readKey(s string) retention.PageKey {
	first, matter, _ := strings.Cut(s, ".")
	year, err := strconv.Atoi(first)
	if err != nil || !id.Valid(matter) {
		return retention.PageKey{}
	}
	return retention.PageKey{Year: year, Matter: matter}
}

// yearGroup is the rows that fall due in one year.
type yearGroup struct {
	Year int
	Rows []retention.PreviewRow
}

func years(rows []retention.PreviewRow) []yearGroup {
	var groups []yearGroup
	for _, row := range rows {
		if n := len(groups); n > 0 && groups[n-1].Year == row.DueYear {
			groups[n-1].Rows = append(groups[n-1].Rows, row)
			continue
		}
		groups = append(groups, yearGroup{row.DueYear, []retention.PreviewRow{row}})
	}
	return groups
}

func anyDue(v retention.PreviewView) bool {
	return slices.ContainsFunc(v.Rows, func(row retention.PreviewRow) bool {
		return row.Due && row.Outcome == retention.Disposed && !row.Held()
	})
}

// getCopy handles GET /gallring/akter/{copy}.
func (h *handlers) getCopy(w http.ResponseWriter, r *http.Request) error {
	return h.copy(w, r, http.StatusOK, nil)
}

func (h *handlers) copy(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	v, err := h.records.Copy(r.Context(), web.Actor(r), r.PathValue("copy"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, copyPage(v, form))
}

// change carries out what a form on the page of a copy asks for, and shows the page
// again with what was typed when something is wrong with it.
func (h *handlers) change(w http.ResponseWriter, r *http.Request, form *web.Form, do func(matter string) error) error {
	matter := r.PathValue("copy")
	err := do(matter)
	switch {
	case err == nil:
		return web.SeeOther(w, r, copyPath(matter))
	case form.Explain(err):
		return h.copy(w, r, http.StatusUnprocessableEntity, form)
	}
	return err
}

// postHold handles POST /gallring/akter/{copy}/stopp.
func (h *handlers) postHold(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	d := retention.HoldDraft{Kind: retention.HoldKind(form.Text("kind")), Reference: form.Text("reference")}
	return h.change(w, r, form, func(matter string) error { return h.records.Hold(r.Context(), web.Actor(r), matter, d) })
}

// postEndHold handles POST /gallring/akter/{copy}/stopp/{hold}.
func (h *handlers) postEndHold(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	return h.change(w, r, form, func(matter string) error {
		return h.records.EndHold(r.Context(), web.Actor(r), matter, r.PathValue("hold"), form.Text("decision"))
	})
}

// postMark handles POST /gallring/akter/{copy}/markning.
func (h *handlers) postMark(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	class := retention.Class(form.Text("class"))
	return h.change(w, r, form, func(matter string) error { return h.records.Mark(r.Context(), web.Actor(r), matter, class) })
}

// postEndMark handles POST /gallring/akter/{copy}/markning/{mark}.
func (h *handlers) postEndMark(w http.ResponseWriter, r *http.Request) error {
	return h.change(w, r, web.ParseForm(r), func(matter string) error {
		return h.records.EndMark(r.Context(), web.Actor(r), matter, r.PathValue("mark"))
	})
}

// getPlan handles GET /gallring/plan.
func (h *handlers) getPlan(w http.ResponseWriter, r *http.Request) error {
	return h.plan(w, r, http.StatusOK, nil)
}

func (h *handlers) plan(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	v, err := h.records.Plan(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, planPage(v, form))
}

// postPlan handles POST /gallring/plan.
func (h *handlers) postPlan(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	d := retention.PlanDraft{Class: retention.Class(form.Text("class")), Forever: form.Bool("forever"), Decision: form.Text("decision")}
	if d.Class == retention.Sampled {
		d.Forever = true
	}
	if !d.Forever {
		d.Years = form.Int("years")
	}
	if form.OK() {
		err := h.records.SetPlan(r.Context(), web.Actor(r), d)
		if err == nil {
			return web.SeeOther(w, r, planPath)
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.plan(w, r, http.StatusUnprocessableEntity, form)
}

// getRuns handles GET /gallring/omgangar.
func (h *handlers) getRuns(w http.ResponseWriter, r *http.Request) error {
	v, err := h.records.Runs(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, runsPage(v))
}

// postPropose handles POST /gallring/omgangar.
func (h *handlers) postPropose(w http.ResponseWriter, r *http.Request) error {
	run, err := h.records.Propose(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, runPath(run.ID))
}

// getRun handles GET /gallring/omgangar/{run}.
func (h *handlers) getRun(w http.ResponseWriter, r *http.Request) error {
	v, err := h.records.Run(r.Context(), web.Actor(r), r.PathValue("run"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, runPage(v))
}

// getConfirm handles GET /gallring/omgangar/{run}/bekrafta.
func (h *handlers) getConfirm(w http.ResponseWriter, r *http.Request) error {
	return h.confirm(w, r, http.StatusOK, nil)
}

func (h *handlers) confirm(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	v, err := h.records.Confirming(r.Context(), web.Actor(r), r.PathValue("run"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, confirmPage(v, form))
}

// postConfirm handles POST /gallring/omgangar/{run}/bekrafta.
func (h *handlers) postConfirm(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	run := r.PathValue("run")
	if !form.Bool("seen") {
		form.Fail("seen", "retention.run.not_seen")
		return h.confirm(w, r, http.StatusUnprocessableEntity, form)
	}
	if err := h.records.Confirm(r.Context(), web.Actor(r), run); err != nil {
		return err
	}
	return web.SeeOther(w, r, runPath(run))
}

// postWithdraw handles POST /gallring/omgangar/{run}/ta-tillbaka.
func (h *handlers) postWithdraw(w http.ResponseWriter, r *http.Request) error {
	if err := h.records.Withdraw(r.Context(), web.Actor(r), r.PathValue("run")); err != nil {
		return err
	}
	return web.SeeOther(w, r, previewPath)
}

// getPackage handles GET /gallring/akter/{copy}/arkivpaket.
func (h *handlers) getPackage(w http.ResponseWriter, r *http.Request) error {
	p, err := h.records.Package(r.Context(), web.Actor(r), r.PathValue("copy"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="`+p.Name()+`"`)
	return p.Write(w)
}
