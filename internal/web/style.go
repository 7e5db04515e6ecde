package web

import "net/http"

// getStyle shows every part, with invented people.
func (s *Site) getStyle(w http.ResponseWriter, r *http.Request) error {
	return Render(w, r, http.StatusOK, stylePage(ParseForm(r)))
}

func (s *Site) postStyle(w http.ResponseWriter, r *http.Request) error {
	form := ParseForm(r)
	if form.Choice("category", "school", "health", "police") == "" {
		form.Fail("category", "web.style.form.category.empty")
	}
	form.Date("born")
	if form.Lines("seen") == "" {
		form.Fail("seen", "web.style.form.seen.empty")
	}
	form.Lines("said", 200)
	form.Choice("danger", "yes", "no")
	form.Values("told", "one", "two")
	if !form.OK() {
		return Render(w, r, http.StatusUnprocessableEntity, stylePage(form))
	}
	Flash(w, r, "web.flash.saved")
	return SeeOther(w, r, "/stil")
}
