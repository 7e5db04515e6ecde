package concernweb

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
	"samspel/internal/frame/law"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/room/concern"
	"samspel/internal/web"
)

// getReports handles GET /orosanmalan.
func (h *handlers) getReports(w http.ResponseWriter, r *http.Request) error {
	v, err := h.concerns.Reports(r.Context(), web.Actor(r), readKey(web.Query(r).Text("efter")))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, reportsPage(v))
}

// getNewReport handles GET /orosanmalan/ny.
func (h *handlers) getNewReport(w http.ResponseWriter, r *http.Request) error {
	actor := web.Actor(r)
	reportID, err := h.concerns.NewReport(r.Context(), actor)
	if err != nil {
		return err
	}
	form := web.Prefilled(r, url.Values{"municipality": {actor.Municipality},
		"category": {usualCategory[actor.Sector]}, "wants_feedback": {"1"}})
	return h.drawForm(w, r, http.StatusOK, reportForm{ID: reportID, Form: form})
}

// usualCategory is in what capacity people of a sector nearly always report; they
// can choose another.
var usualCategory = map[access.Sector]string{
	access.School: "school", access.Health: "health_dental", access.Police: "police", access.Social: "social_services",
	access.Leisure: "other_authority",
}

// getDraft handles GET /orosanmalan/{report}/utkast.
func (h *handlers) getDraft(w http.ResponseWriter, r *http.Request) error {
	d, saved, err := h.concerns.Draft(r.Context(), web.Actor(r), r.PathValue("report"))
	if err != nil {
		return err
	}
	return h.drawForm(w, r, http.StatusOK, reportForm{ID: d.ID, Form: web.Prefilled(r, typed(d)), Saved: saved, Draft: d})
}

// postReport handles POST /orosanmalan/{report}: save, attach, add a row, or send. An
// autosave and the button do the same; only the answer differs. Files that were chosen
// are attached whatever the button.
func (h *handlers) postReport(w http.ResponseWriter, r *http.Request) error {
	form, in, err := h.readReport(r)
	if err != nil {
		return err
	}
	d := readDraft(form, r.PathValue("report"))
	page := reportForm{ID: d.ID, Form: form, Draft: d}
	act := form.Choice("gor", "skicka", "barn", "vardnadshavare", "spara", "bifoga")
	if err := h.attach(r, form, d, in); err != nil {
		return err
	}
	switch {
	case !form.OK():
		if err := h.concerns.MayWrite(r.Context(), web.Actor(r), d); err != nil {
			return err
		}
	case act == "skicka":
		sent, err := h.concerns.SendReport(r.Context(), web.Actor(r), d)
		if err == nil {
			web.Flash(w, r, "concern.flash.sent")
			return web.SeeOther(w, r, reportPath(sent.ID))
		}
		if !form.Explain(err) {
			return err
		}
		// What was typed is kept on the server too, complete or not.
		if saved, err := h.concerns.SaveDraft(r.Context(), web.Actor(r), d); err == nil {
			page.Saved = saved
		}
	default:
		saved, err := h.concerns.SaveDraft(r.Context(), web.Actor(r), d)
		if gone := form.Text("ta_bort"); err == nil && gone != "" {
			if err := h.concerns.Detach(r.Context(), web.Actor(r), d.ID, gone); err != nil {
				return err
			}
		}
		if err == nil && web.IsAutosave(r) {
			return web.Saved(w, reportPath(d.ID))
		}
		if err == nil {
			page.Saved = saved
			page.Children, page.Guardians = rows(act, "barn", len(d.Content.Children)), rows(act, "vardnadshavare", len(d.Content.Guardians))
			return h.drawForm(w, r, http.StatusOK, page)
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.drawForm(w, r, http.StatusUnprocessableEntity, page)
}

// rows is one row more than there is when that is what the button asked for.
func rows(act, button string, have int) int {
	if act == button {
		return have + 1
	}
	return have
}

// postDiscard handles POST /orosanmalan/{report}/slang.
func (h *handlers) postDiscard(w http.ResponseWriter, r *http.Request) error {
	if err := h.concerns.ThrowAwayDraft(r.Context(), web.Actor(r), r.PathValue("report")); err != nil {
		return err
	}
	web.Flash(w, r, "concern.flash.discarded")
	return web.SeeOther(w, r, reportsPath())
}

// getReport handles GET /orosanmalan/{report}.
func (h *handlers) getReport(w http.ResponseWriter, r *http.Request) error {
	v, err := h.concerns.Report(r.Context(), web.Actor(r), r.PathValue("report"))
	if err != nil {
		return err
	}
	if v.Report.State == concern.Draft {
		return web.SeeOther(w, r, draftPath(v.Report.ID))
	}
	return web.Render(w, r, http.StatusOK, reportPage(v))
}

// postAskFeedback handles POST /orosanmalan/{report}/aterkoppling.
func (h *handlers) postAskFeedback(w http.ResponseWriter, r *http.Request) error {
	report := r.PathValue("report")
	if err := h.concerns.AskFeedback(r.Context(), web.Actor(r), report, web.ParseForm(r).Text("matter")); err != nil {
		return err
	}
	web.Flash(w, r, "concern.flash.asked")
	return web.SeeOther(w, r, reportPath(report))
}

// reportForm is what the form is drawn from. Children and Guardians are how many
// rows to draw, at least one of each.
type reportForm struct {
	ID             string
	Form           *web.Form
	Saved          time.Time
	Children       int
	Guardians      int
	Draft          concern.DraftReport
	Files          []concern.Attachment
	Municipalities []register.Municipality
	Categories     []law.ReporterCategory
}

func (h *handlers) drawForm(w http.ResponseWriter, r *http.Request, status int, f reportForm) error {
	municipalities, err := h.register.Receiving(r.Context())
	if err != nil {
		return err
	}
	f.Municipalities = municipalities
	if f.Draft.ID != "" {
		if f.Files, err = h.concerns.DraftAttachments(r.Context(), web.Actor(r), f.Draft); err != nil {
			return err
		}
	}
	f.Categories = law.ReporterCategories(civil.Of(h.concerns.Now()))
	f.Children = max(1, f.Children, len(f.Form.Index("child")))
	f.Guardians = max(1, f.Guardians, len(f.Form.Index("guardian")))
	return web.Render(w, r, status, reportFormPage(f))
}

func readDraft(f *web.Form, id string) concern.DraftReport {
	d := concern.DraftReport{
		ID:            id,
		Municipality:  f.Text("municipality"),
		Category:      f.Text("category"),
		Danger:        f.Bool("danger"),
		WantsFeedback: f.Bool("wants_feedback"),
		Content: concern.Content{
			Seen:           f.Lines("seen", concern.MaxText),
			Heard:          f.Lines("heard", concern.MaxText),
			Said:           f.Lines("said", concern.MaxText),
			Interpretation: f.Lines("interpretation", concern.MaxText),
			DangerWhy:      f.Lines("danger_why", concern.MaxText),
			NotToldWhy:     f.Lines("not_told_why", concern.MaxText),
			Unsafe:         f.Bool("unsafe"),
			ReporterWork:   f.Text("reporter_work", concern.MaxLine),
			Phone:          f.Text("phone", concern.MaxLine),
		},
	}
	for _, content := range f.Named("description.") {
		if d.Content.Descriptions == nil {
			d.Content.Descriptions = map[string]string{}
		}
		d.Content.Descriptions[content] = f.Text(descriptionField(content), concern.MaxLine)
	}
	for _, i := range f.Index("child") {
		at := func(name string) string { return childField(i, name) }
		d.Content.Children = append(d.Content.Children, concern.ReportedChild{
			Given: f.Text(at("given"), concern.MaxLine), Family: f.Text(at("family"), concern.MaxLine),
			Number: f.Text(at("number"), concern.MaxLine), Birth: f.Text(at("birth"), concern.MaxLine),
			FoundHow: f.Text(at("found"), concern.MaxLine), Protected: f.Bool(at("protected")),
		})
	}
	for _, i := range f.Index("guardian") {
		name := f.Text(guardianField(i, "name"), concern.MaxLine)
		if told := f.Bool(guardianField(i, "told")); name != "" || told {
			d.Content.Guardians = append(d.Content.Guardians, concern.ReportedGuardian{Name: name, Told: told})
		}
	}
	return d
}

// typed is a stored draft as it was typed, for drawing the form again.
func typed(d concern.DraftReport) url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	tick := func(name string, on bool) {
		if on {
			v.Set(name, "1")
		}
	}
	set("municipality", d.Municipality)
	set("category", d.Category)
	tick("danger", d.Danger)
	tick("wants_feedback", d.WantsFeedback)
	c := d.Content
	set("seen", c.Seen)
	set("heard", c.Heard)
	set("said", c.Said)
	set("interpretation", c.Interpretation)
	set("danger_why", c.DangerWhy)
	set("not_told_why", c.NotToldWhy)
	tick("unsafe", c.Unsafe)
	set("reporter_work", c.ReporterWork)
	set("phone", c.Phone)
	for content, text := range c.Descriptions {
		set(descriptionField(content), text)
	}
	for i, child := range c.Children {
		v.Set(childField(i, "given"), child.Given)
		set(childField(i, "family"), child.Family)
		set(childField(i, "number"), child.Number)
		set(childField(i, "birth"), child.Birth)
		set(childField(i, "found"), child.FoundHow)
		tick(childField(i, "protected"), child.Protected)
	}
	for i, g := range c.Guardians {
		v.Set(guardianField(i, "name"), g.Name)
		tick(guardianField(i, "told"), g.Told)
	}
	return v
}

func childField(i int, name string) string    { return "child." + strconv.Itoa(i) + "." + name }
func guardianField(i int, name string) string { return "guardian." + strconv.Itoa(i) + "." + name }

// childName is how a reported child is called when some of the name is missing.
func childName(l i18n.Localizer, c concern.ReportedChild) string {
	switch {
	case c.Given != "" && c.Family != "":
		return c.Given + " " + c.Family
	case c.Given+c.Family != "":
		return c.Given + c.Family
	case c.FoundHow != "":
		return c.FoundHow
	}
	return l.T("concern.child.unnamed")
}
