package account

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/sheet"
	"samspel/internal/ground/fault"
	"samspel/internal/web"
)

const (
	fileField = "file"
	// importForm is the file and what a form needs around it.
	importForm = sheet.MaxSize + 64<<10
	// mostRowFaults is how many faults a page lists: whoever has more begins with these.
	mostRowFaults = 200
)

// getImport handles GET /administration/import.
func (h *handlers) getImport(w http.ResponseWriter, r *http.Request) error {
	return h.staffForm(w, r, http.StatusOK, nil)
}

func (h *handlers) staffForm(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	if _, err := h.Gate.Workplaces(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	return web.Render(w, r, status, importPage(form))
}

// postImport handles POST /administration/import.
func (h *handlers) postImport(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.Gate.Workplaces(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	var content []byte
	files := 0
	form, err := web.ReadUpload(r, fileField, importForm, func(_ string, body io.Reader) (err error) {
		files++
		content, err = io.ReadAll(io.LimitReader(body, sheet.MaxSize+1))
		return err
	})
	if err != nil {
		return err
	}
	if files != 1 {
		form.Fail(fileField, "account.import.file_missing")
	}
	if form.OK() {
		err := h.offer(r, content)
		if err == nil {
			return web.SeeOther(w, r, planPath)
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.staffForm(w, r, http.StatusUnprocessableEntity, form)
}

func (h *handlers) offer(r *http.Request, content []byte) error {
	rows, err := sheet.Read(content)
	if err != nil {
		return err
	}
	staff, err := identity.ReadStaff(rows)
	if err != nil {
		return err
	}
	return h.Gate.OfferStaff(r.Context(), web.Actor(r), staff)
}

// getImportTemplate handles GET /administration/import/mall.
func (h *handlers) getImportTemplate(w http.ResponseWriter, r *http.Request) error {
	workplaces, err := h.Gate.Workplaces(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	rows := [][]string{identity.StaffHeadings}
	for _, x := range workplaces {
		rows = append(rows, []string{x.OrganisationName, x.UnitName})
	}
	return sendCSV(w, r, "personal-mall.csv", rows)
}

// getStaffFile handles GET /administration/import/personal: the present staff as a
// list that can be read in again.
func (h *handlers) getStaffFile(w http.ResponseWriter, r *http.Request) error {
	// The roster alone is a manager's too; this is the administrator's.
	if _, err := h.Gate.Workplaces(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	roster, err := h.Gate.Roster(r.Context(), web.Actor(r), identity.RosterQuery{Order: identity.ByUnit})
	if err != nil {
		return err
	}
	sv := i18n.With(r.Context(), h.Site.Bundle.Localizer("sv"))
	rows := [][]string{identity.StaffHeadings}
	for _, e := range roster.Entries {
		if !e.System {
			rows = append(rows, []string{e.OrganisationName, e.UnitName, e.Name, e.Email, roleName(sv, e.Role), yes(sv, e.Protected), e.From.String(), day(e.To)})
		}
	}
	return sendCSV(w, r, "personal-"+roster.On.String()+".csv", rows)
}

// getPlan handles GET /administration/import/granska.
func (h *handlers) getPlan(w http.ResponseWriter, r *http.Request) error {
	plan, err := h.Gate.OfferedStaff(r.Context(), web.Actor(r))
	if fault.KindOf(err) == fault.KindRefused {
		return web.SeeOther(w, r, importPath)
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, planPage(plan))
}

// postPlan handles POST /administration/import/granska. The page that answers shows
// the invitations, which cannot be shown again.
func (h *handlers) postPlan(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	invited, err := h.Gate.TakeStaff(r.Context(), web.Actor(r), form.Text("seal", 64))
	switch {
	case fault.KindOf(err) == fault.KindRefused:
		web.Flash(w, r, "account.flash.import_changed")
		return web.SeeOther(w, r, planPath)
	case err != nil:
		return err
	case len(invited) == 0:
		web.Flash(w, r, "account.flash.imported")
		return web.SeeOther(w, r, peoplePath)
	}
	return web.Render(w, r, http.StatusOK, importedPage(invited))
}

// rowFault is what is wrong with a row, in words.
func rowFault(ctx context.Context, f identity.RowFault) string {
	return i18n.T(ctx, "account.import.row", "row", fmt.Sprint(f.Row), "fault", i18n.T(ctx, f.Err.Key, f.Err.Args...))
}

// changed is what a row does, in a shape and a word.
func changed(ctx context.Context, s identity.StaffStep) (web.StateKind, string) {
	switch {
	case s.Change == identity.StaffEnded:
		return web.StateLate, i18n.T(ctx, "account.import.ended")
	case s.Change == identity.StaffUnchanged:
		return web.StateDone, i18n.T(ctx, "account.import.unchanged")
	case s.NewPerson:
		return web.StatePlanned, i18n.T(ctx, "account.import.new_person")
	}
	return web.StatePlanned, i18n.T(ctx, "account.import.granted")
}

func toImport(ctx context.Context) []web.Link {
	return append(toPeople(ctx), web.Link{Text: i18n.T(ctx, "account.import.title"), Href: importPath})
}
