package grantweb

import (
	"context"
	"io"
	"net/http"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/ledger"
	"samspel/internal/frame/sheet"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) appendixRoutes() routes {
	return routes{
		"GET /bidrag/{year}/bilaga":          h.getImport,
		"GET /bidrag/{year}/bilaga/mall":     h.getAppendixTemplate,
		"GET /bidragsbilagor/{appendix}":     h.getAppendix,
		"POST /bidragsbilagor/{appendix}":    h.postAppendix,
		"GET /bidragsbilagor/{appendix}/fil": h.getAppendixFile,
		"GET /omradeslistor":                 h.getLists,
		"GET /omradeslistor/mall":            h.getListTemplate,
		"GET /omradeslistor/{list}":          h.getList,
		"GET /omradeslistor/{list}/fil":      h.getListFile,
	}
}

const (
	listsPath        = "/omradeslistor"
	listTemplatePath = listsPath + "/mall"
)

func importPath(year string) string           { return yearPath(year) + "/bilaga" }
func appendixTemplatePath(year string) string { return importPath(year) + "/mall" }
func appendixPath(id string) string           { return "/bidragsbilagor/" + id }
func appendixFilePath(id string) string       { return appendixPath(id) + "/fil" }
func listPath(id string) string               { return listsPath + "/" + id }
func listFilePath(id string) string           { return listPath(id) + "/fil" }

// importView is the page where a version of an appendix is brought in.
type importView struct {
	year        importYear
	lists       []grant.AreaList
	list, basis string
	// preview is of what has just been read; nil before.
	preview *grant.AppendixPreview
}

// importYear is the year that it is for.
type importYear struct{ grant.YearView }

// left is what the frames may be together: those there are, and the pool.
func (y importYear) left() money.Amount { return y.Appendix.Total() + y.Totals["pool"] }

func (v importView) listOptions(ctx context.Context) []web.Option {
	options := []web.Option{}
	for _, l := range v.lists {
		options = append(options, web.Option{Value: l.ID, Label: i18n.T(ctx, "grant.list.option", "name", l.Name, "day", l.DatedOn)})
	}
	return options
}

// importOf opens the page's year; one that is not running takes no appendix.
func (h *handlers) importOf(r *http.Request) (v importView, err error) {
	if v.year.YearView, err = h.grants.Year(r.Context(), web.Actor(r), r.PathValue("year"), ledger.Where{}); err != nil {
		return v, err
	}
	if v.year.State != grant.Running {
		return v, fault.Absent()
	}
	if v.lists, err = h.grants.AreaLists(r.Context(), web.Actor(r)); err != nil {
		return v, err
	}
	for _, a := range v.year.Terms.Appropriations {
		v.basis = a.RegistrationNumber
	}
	if len(v.lists) > 0 {
		v.list = v.lists[0].ID
	}
	return v, nil
}

// getImport handles GET /bidrag/{year}/bilaga.
func (h *handlers) getImport(w http.ResponseWriter, r *http.Request) error {
	v, err := h.importOf(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, importPage(v, nil))
}

// postImport handles POST /bidrag/{year}/bilaga: a file is read and shown, and then, when
// nothing is wrong in it, what was shown is left to somebody else to approve.
func (h *handlers) postImport(w http.ResponseWriter, r *http.Request) error {
	v, err := h.importOf(r)
	if err != nil {
		return err
	}
	form, file, err := readTable(r)
	if err != nil {
		return err
	}
	v.list, v.basis = form.Text("list"), form.Text("basis")
	d := grant.AppendixDraft{List: v.list, Basis: v.basis, File: file}
	if form.Value("do") == "prepare" {
		a, err := h.grants.PrepareAppendix(r.Context(), web.Actor(r), v.year.ID, d)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.appendix_prepared", appendixPath(a.ID), err)
		}
		return web.Render(w, r, http.StatusUnprocessableEntity, importPage(v, form))
	}
	p, err := h.grants.PreviewAppendix(r.Context(), web.Actor(r), v.year.ID, d)
	switch {
	case err != nil && form.Explain(err):
		return web.Render(w, r, http.StatusUnprocessableEntity, importPage(v, form))
	case err != nil:
		return err
	}
	v.preview = &p
	status := http.StatusOK
	if len(p.Wrong) > 0 {
		status = http.StatusUnprocessableEntity
		form.Fail("file", "grant.import.mend")
	}
	return web.Render(w, r, status, importPage(v, form))
}

// readTable reads a form with a table in it, as a file or as it was shown in a preview.
func readTable(r *http.Request) (form *web.Form, file []byte, err error) {
	form, err = web.ReadUpload(r, "file", sheet.MaxSize+1<<20, func(_ string, body io.Reader) (err error) {
		file, err = io.ReadAll(io.LimitReader(body, sheet.MaxSize+1))
		return err
	})
	if err == nil && len(file) == 0 {
		file = []byte(form.Value("table"))
	}
	return form, file, err
}

// getAppendix handles GET /bidragsbilagor/{appendix}.
func (h *handlers) getAppendix(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.Appendix(r.Context(), web.Actor(r), r.PathValue("appendix"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, appendixPage(v))
}

// postAppendix handles POST /bidragsbilagor/{appendix}.
func (h *handlers) postAppendix(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("appendix"), web.ParseForm(r)
	_, err := h.grants.ApproveAppendix(r.Context(), web.Actor(r), id, form.Text("seen"))
	return h.done(w, r, "grant.flash.appendix_approved", appendixPath(id), err)
}

// getAppendixFile handles GET /bidragsbilagor/{appendix}/fil.
func (h *handlers) getAppendixFile(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.Appendix(r.Context(), web.Actor(r), r.PathValue("appendix"))
	if err != nil {
		return err
	}
	return sendTable(w, r, "bilaga", frameRows(v.Frames, v.Names))
}

// getAppendixTemplate handles GET /bidrag/{year}/bilaga/mall: those who are in force or
// else on the newest list, to fill in.
func (h *handlers) getAppendixTemplate(w http.ResponseWriter, r *http.Request) error {
	v, err := h.importOf(r)
	if err != nil {
		return err
	}
	frames, names := v.year.Appendix.Frames, map[string]string{}
	if len(v.lists) > 0 {
		l, known, err := h.grants.AreaList(r.Context(), web.Actor(r), v.lists[0].ID)
		if err != nil {
			return err
		}
		names = known
		for _, a := range l.Areas {
			if len(v.year.Appendix.Frames) == 0 && (len(frames) == 0 || frames[len(frames)-1].Municipality != a.Municipality) {
				frames = append(frames, grant.Frame{Municipality: a.Municipality})
			}
		}
	}
	return sendTable(w, r, "mall-bilaga", frameRows(frames, names))
}

// listsView is the lists of areas there are, and one that has just been read.
type listsView struct {
	all     []grant.AreaList
	draft   grant.AreaListDraft
	preview *grant.AreaListPreview
}

// getLists handles GET /omradeslistor.
func (h *handlers) getLists(w http.ResponseWriter, r *http.Request) error {
	all, err := h.grants.AreaLists(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, listsPage(listsView{all: all}, nil))
}

// postList handles POST /omradeslistor, as postImport does for an appendix.
func (h *handlers) postList(w http.ResponseWriter, r *http.Request) error {
	all, err := h.grants.AreaLists(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	form, file, err := readTable(r)
	if err != nil {
		return err
	}
	v := listsView{all: all, draft: grant.AreaListDraft{Name: form.Text("name"), DatedOn: form.Date("dated_on"), File: file}}
	switch {
	case !form.OK():
		return web.Render(w, r, http.StatusUnprocessableEntity, listsPage(v, form))
	case form.Value("do") == "save":
		l, err := h.grants.AddAreaList(r.Context(), web.Actor(r), v.draft)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.list_added", listPath(l.ID), err)
		}
		return web.Render(w, r, http.StatusUnprocessableEntity, listsPage(v, form))
	}
	p, err := h.grants.PreviewAreaList(r.Context(), web.Actor(r), v.draft)
	switch {
	case err != nil && form.Explain(err):
		return web.Render(w, r, http.StatusUnprocessableEntity, listsPage(v, form))
	case err != nil:
		return err
	}
	v.preview = &p
	status := http.StatusOK
	if len(p.Wrong) > 0 {
		status = http.StatusUnprocessableEntity
		form.Fail("file", "grant.import.mend")
	}
	return web.Render(w, r, status, listsPage(v, form))
}

// getList handles GET /omradeslistor/{list}.
func (h *handlers) getList(w http.ResponseWriter, r *http.Request) error {
	l, names, err := h.grants.AreaList(r.Context(), web.Actor(r), r.PathValue("list"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, listPage(l, names))
}

// getListFile handles GET /omradeslistor/{list}/fil.
func (h *handlers) getListFile(w http.ResponseWriter, r *http.Request) error {
	l, _, err := h.grants.AreaList(r.Context(), web.Actor(r), r.PathValue("list"))
	if err != nil {
		return err
	}
	return sendTable(w, r, "omradeslista", areaRows(l.Areas))
}

// getListTemplate handles GET /omradeslistor/mall.
func (h *handlers) getListTemplate(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.grants.AreaLists(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	return sendTable(w, r, "mall-omradeslista", areaRows(nil))
}

// frameRows are frames as the import reads them.
func frameRows(frames []grant.Frame, names map[string]string) sheet.Table {
	rows := sheet.Table{{"kommunkod", "kommun", "ram"}}
	for _, f := range frames {
		row := []any{f.Municipality, names[f.Municipality], f.Amount}
		if f.Amount == 0 {
			row[2] = "" // to be filled in
		}
		rows = append(rows, row)
	}
	return rows
}

func frameTable(frames []grant.Frame, names map[string]string) string {
	return string(frameRows(frames, names).CSV())
}

func areaRows(areas []grant.Area) sheet.Table {
	rows := sheet.Table{{"kommunkod", "område", "klass"}}
	for _, a := range areas {
		rows = append(rows, []any{a.Municipality, a.Name, a.Class})
	}
	return rows
}

func areaTable(areas []grant.Area) string { return string(areaRows(areas).CSV()) }

func municipalitiesOf(areas []grant.Area) int {
	codes := map[string]bool{}
	for _, a := range areas {
		codes[a.Municipality] = true
	}
	return len(codes)
}

func areasOf(l grant.AreaList, code string) string {
	var all []string
	for _, a := range l.Areas {
		if a.Municipality == code {
			all = append(all, a.Name+" ("+a.Class+")")
		}
	}
	return strings.Join(all, ", ")
}

func namesOf(codes []string, names map[string]string) string {
	all := make([]string, len(codes))
	for i, code := range codes {
		all[i] = names[code]
	}
	return strings.Join(all, ", ")
}

// changed is a frame before or after a change; none is a dash.
func changed(ctx context.Context, a money.Amount) string {
	if a == 0 {
		return i18n.T(ctx, "grant.appendix.no_frame")
	}
	return a.String()
}

func difference(a money.Amount) string {
	if a > 0 {
		return "+" + a.String()
	}
	return a.String()
}

func appendixState(s grant.AppendixState) web.StateKind {
	switch s {
	case grant.Prepared:
		return web.StateAsked
	case grant.InForce:
		return web.StateTaken
	case grant.Replaced, grant.Withdrawn:
	}
	return web.StateDone
}
