package coordinationweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// mountEditions puts the pages where a municipality adjusts a form on the mux.
func (h *handlers) mountEditions(mux *http.ServeMux, site *web.Site) {
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /former":                 h.getEditions,
		"POST /former":                h.postEditions,
		"GET /former/{form}":          h.getEdition,
		"POST /former/{form}":         h.postEdition,
		"GET /former/{form}/granska":  h.getReview,
		"POST /former/{form}/granska": h.postReview,
	} {
		mux.Handle(pattern, site.Handle(handle))
	}
}

// EditionsPath is where a municipality adjusts its forms.
const EditionsPath = "/former"

func editionPath(id string) string { return EditionsPath + "/" + id }
func reviewPath(id string) string  { return editionPath(id) + "/granska" }

// getEditions handles GET /former.
func (h *handlers) getEditions(w http.ResponseWriter, r *http.Request) error {
	return h.editions(w, r, nil)
}

func (h *handlers) editions(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Editions(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), editionsPage(v, form))
}

// postEditions handles POST /former: a new version begins.
func (h *handlers) postEditions(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	e, err := h.matters.BeginEdition(r.Context(), web.Actor(r), form.Text("form"))
	if err != nil && form.Explain(err) {
		return h.editions(w, r, form)
	}
	return done(w, r, "coordination.flash.edition_begun", editionPath(e.ID), err)
}

// getEdition handles GET /former/{form}.
func (h *handlers) getEdition(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.Edition(r.Context(), web.Actor(r), r.PathValue("form"))
	if err != nil {
		return err
	}
	if v.State == coordination.EditionInForce {
		return web.SeeOther(w, r, reviewPath(v.ID))
	}
	return web.Render(w, r, http.StatusOK, editionPage(v, nil))
}

// postEdition handles POST /former/{form}: what is typed is kept whatever it lacks, and
// then, if that is asked for, held against the limits.
func (h *handlers) postEdition(w http.ResponseWriter, r *http.Request) error {
	edition, form, who := r.PathValue("form"), web.ParseForm(r), web.Actor(r)
	d := readEdition(form)
	if form.OK() {
		err := h.matters.WriteEdition(r.Context(), who, edition, d)
		path, flash := editionPath(edition), "coordination.flash.edition_saved"
		if err == nil && form.Value("gor") == "kontrollera" {
			path, flash = reviewPath(edition), "coordination.flash.edition_checked"
			err = h.matters.CheckEdition(r.Context(), who, edition)
		}
		if err == nil || !form.Explain(err) {
			return done(w, r, flash, path, err)
		}
	}
	v, err := h.matters.Edition(r.Context(), who, edition)
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), editionPage(v, form))
}

func readEdition(f *web.Form) coordination.EditionWords {
	revision, _ := strconv.ParseInt(f.Text("revision"), 10, 64)
	d := coordination.EditionWords{Revision: revision, Name: f.Text("name"), Purpose: f.Text("purpose", coordination.MaxText),
		Ages: coordination.Ages{From: f.Int("from_age"), To: f.Int("to_age")}, Needs: map[string]string{}, Notes: map[string]string{},
		Raisers: f.Values("raisers", coordination.Sectors...), Written: f.Bool("written"), Months: f.Int("months"), ConsentNote: f.Text("consent_note", coordination.MaxText),
		Contents: rows(f.Lines("contents")), Steps: rows(f.Lines("steps")), FirstWeeks: f.Int("first_weeks"), EveryWeeks: f.Int("every_weeks"), Decision: f.Text("decision")}
	for _, sector := range coordination.Sectors {
		d.Needs[sector], d.Notes[sector] = f.Choice("need_"+sector, "may", "should", "must"), f.Text("note_"+sector)
	}
	return d
}

// rows is a text of one thing on each line.
func rows(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// getReview handles GET /former/{form}/granska: how it will look, and what it changes.
func (h *handlers) getReview(w http.ResponseWriter, r *http.Request) error {
	return h.review(w, r, nil)
}

func (h *handlers) review(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Edition(r.Context(), web.Actor(r), r.PathValue("form"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), reviewPage(v, form))
}

// postReview handles POST /former/{form}/granska: put in force from a day.
func (h *handlers) postReview(w http.ResponseWriter, r *http.Request) error {
	edition, form := r.PathValue("form"), web.ParseForm(r)
	revision, _ := strconv.ParseInt(form.Text("revision"), 10, 64)
	from := form.Date("from")
	if form.OK() {
		err := h.matters.EnforceEdition(r.Context(), web.Actor(r), edition, revision, from)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.edition_enforced", reviewPath(edition), err)
		}
	}
	return h.review(w, r, form)
}

func editionKind(s coordination.EditionState) web.StateKind {
	switch s {
	case coordination.EditionChecked:
		return web.StateAsked
	case coordination.EditionInForce:
		return web.StateTaken
	case coordination.EditionDraft:
	}
	return web.StatePlanned
}

func editionTitle(ctx context.Context, f coordination.Form) string {
	return i18n.T(ctx, "coordination.edition.title", "form", f.Short.Swedish, "n", f.Edition)
}

// editionTraces is who has had a hand in it.
func editionTraces(ctx context.Context, v coordination.EditionView) []web.Fact {
	l := i18n.From(ctx)
	facts := []web.Fact{{Term: i18n.T(ctx, "coordination.edition.changed"), Text: v.ChangedByName + ", " + l.DateTime(v.ChangedAt)}}
	if v.State == coordination.EditionInForce {
		facts = append(facts, web.Fact{Term: i18n.T(ctx, "coordination.edition.enforced"), Text: v.InForceByName + ", " + l.DateTime(v.InForceAt)},
			web.Fact{Term: i18n.T(ctx, "coordination.edition.from"), Text: l.Date(v.From)})
	}
	return facts
}

// sectorText is a sector as a heading has it.
func sectorText(ctx context.Context, sector string) string {
	text := []rune(i18n.T(ctx, "coordination.sector."+sector))
	return strings.ToUpper(string(text[:1])) + string(text[1:])
}

// takesPartOptions is how a sector can take part; what must, must.
func takesPartOptions(ctx context.Context, base coordination.Form, sector string) []web.Option {
	option := func(need string) web.Option {
		return web.Option{Value: need, Label: i18n.T(ctx, "coordination.edition.need."+need)}
	}
	if slices.Contains(base.Limits.Keep, sector) {
		return []web.Option{option("must")}
	}
	return []web.Option{{Label: i18n.T(ctx, "coordination.edition.need.none")}, option("may"), option("should"), option("must")}
}

func raiserOptions(ctx context.Context) []web.Option {
	var list []web.Option
	for _, sector := range []string{"school", "social", "health", "leisure"} {
		list = append(list, web.Option{Value: sector, Label: sectorText(ctx, sector)})
	}
	return list
}

// edited is the form's fields from the version, until something has been typed.
func edited(v coordination.EditionView) coordination.EditionWords { return v.Form.Words() }

// changeText is one side of a change, in words.
func changeText(ctx context.Context, part, text string) string {
	switch name, _, _ := strings.Cut(part, "."); {
	case name == "need" && text == "":
		return i18n.T(ctx, "coordination.edition.need.none")
	case name == "need":
		return i18n.T(ctx, "coordination.edition.need."+text)
	case name == "raisers":
		var list []string
		for sector := range strings.Lines(text) {
			list = append(list, sectorText(ctx, strings.TrimSpace(sector)))
		}
		return strings.Join(list, "\n")
	case name == "written" && text == "true":
		return i18n.T(ctx, "coordination.edition.written_yes")
	case name == "written":
		return i18n.T(ctx, "coordination.edition.written_no")
	}
	return text
}

// changePart is what changed, in words.
func changePart(ctx context.Context, part string) string {
	name, sector, of := strings.Cut(part, ".")
	text := i18n.T(ctx, "coordination.edition.part."+name)
	if of {
		text = sectorText(ctx, sector) + ": " + strings.ToLower(text)
	}
	return text
}

// lacking is the lines that the other side has not.
func lacking(lines, other string) []string {
	var list []string
	there := rows(other)
	for _, line := range rows(lines) {
		if !slices.Contains(there, line) {
			list = append(list, line)
		}
	}
	return list
}

// sameLines says that only the order differs.
func sameLines(a, b string) bool { return len(lacking(a, b))+len(lacking(b, a)) == 0 }

func checked(yes bool) string {
	if yes {
		return "1"
	}
	return ""
}

func raiserID(i int) string {
	if i == 0 {
		return "raisers"
	}
	return "raisers-" + strconv.Itoa(i+1)
}

func raises(form *web.Form, d coordination.EditionWords, sector string) bool {
	if form.Sent() {
		return form.Has("raisers", sector)
	}
	return slices.Contains(d.Raisers, sector)
}

func isList(part string) bool { return part == "contents" || part == "steps" || part == "raisers" }
