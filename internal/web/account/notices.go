package account

import (
	"net/http"

	"samspel/internal/frame/notify"
	"samspel/internal/web"
)

// noticesView is what is told, and how.
type noticesView struct {
	notices               []notify.Notice
	mail                  bool
	digest                notify.Often
	calendar, hasCalendar bool
}

// getNotices handles GET /meddelanden.
func (h *handlers) getNotices(w http.ResponseWriter, r *http.Request) error {
	return h.notices(w, r, http.StatusOK, nil)
}

func (h *handlers) notices(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	notices, err := h.Notices.List(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	own, err := h.Gate.Own(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	digest, err := h.Notices.Chosen(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	v := noticesView{notices: notices, mail: own.Mail, digest: digest, calendar: h.hasCalendar(web.Actor(r))}
	if v.calendar {
		feed, err := h.Gate.Calendar(r.Context(), web.Actor(r))
		if err != nil {
			return err
		}
		v.hasCalendar = feed.ID != ""
	}
	return web.Render(w, r, status, noticesPage(form, v))
}

// postNotice handles POST /meddelanden/{notice}: it is read, and leads on.
func (h *handlers) postNotice(w http.ResponseWriter, r *http.Request) error {
	link, err := h.Notices.Open(r.Context(), web.Actor(r), r.PathValue("notice"))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, link)
}

// postNoticesRead handles POST /meddelanden.
func (h *handlers) postNoticesRead(w http.ResponseWriter, r *http.Request) error {
	if err := h.Notices.MarkRead(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	return web.SeeOther(w, r, noticesPath)
}

// postDigest handles POST /meddelanden/sammanfattning.
func (h *handlers) postDigest(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	err := h.Notices.Choose(r.Context(), web.Actor(r), notify.Often(form.Text("digest")))
	if form.Explain(err) {
		return h.notices(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	web.Flash(w, r, "account.flash.saved")
	return web.SeeOther(w, r, noticesPath)
}

// postMail handles POST /meddelanden/mejl.
func (h *handlers) postMail(w http.ResponseWriter, r *http.Request) error {
	if err := h.Gate.SetMail(r.Context(), web.Actor(r), web.ParseForm(r).Bool("mail")); err != nil {
		return err
	}
	web.Flash(w, r, "account.flash.saved")
	return web.SeeOther(w, r, noticesPath)
}
