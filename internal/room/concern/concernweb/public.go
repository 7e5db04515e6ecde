package concernweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/room/concern"
	"samspel/internal/web"
)

// version is one way to say what the public's form says. Its address says which, so
// that it can be linked to and nothing need be remembered.
type version struct {
	path, lang string
	// easy is short sentences and large letters (lättläst).
	easy bool
}

// PublicPath is where a private person reports.
const PublicPath = "/orolig"

var versions = []version{
	{PublicPath, "sv", false},
	{"/orolig/lattlast", "sv", true},
	{"/orolig/english", "en", false},
	{"/orolig/english/easy", "en", true},
}

const (
	receiptPath   = "/orolig/kvitto"
	receiptCookie = "samspel-kvitto"
)

// say is the version's text of a key; most of them are said the same way to all.
func (v version) say(ctx context.Context, key string, args ...any) string {
	l := i18n.From(ctx)
	if easy := "concern.public_easy." + key; v.easy && l.Has(easy) {
		return l.T(easy, args...)
	}
	return l.T("concern.public."+key, args...)
}

func (v version) size() web.Size {
	if v.easy {
		return web.Airy
	}
	return web.Normal
}

func (v version) name() string { return "concern.version." + v.lang + easily[v.easy] }

var easily = map[bool]string{true: "_easy"}

// What a person does not do, or not this often. A library or a mobile operator has
// many people behind one address, so they are generous; the common one bounds what an
// inbox can be flooded with.
const (
	soonest  = 3 * time.Second
	oldest   = 4 * time.Hour
	patience = 5 * time.Second
	shown    = 2 * time.Minute
)

var (
	fromOnePlace = web.Limit{Name: "public", Burst: 20, Every: 5 * time.Minute}
	fromAll      = web.Limit{Name: "public everybody", Burst: 60, Every: 20 * time.Second}
)

// publicForm is what the page is drawn from. Held, when something else than an answer
// stands in the way, says what; nothing typed is lost.
type publicForm struct {
	version
	Form           *web.Form
	Ticket         string
	Children       int
	Municipalities []register.Municipality
	Phone          string
	Held           string
	Minutes        int
}

// mountPublic puts the public's form on the mux, once for each version. Whoever
// opens it is nobody, also when they have signed in.
func (h *handlers) mountPublic(mux *http.ServeMux) {
	for _, v := range versions {
		h.site.Nameless(mux, "GET "+v.path, func(w http.ResponseWriter, r *http.Request) error { return h.getPublic(w, r, v) })
		h.site.Nameless(mux, "POST "+v.path, func(w http.ResponseWriter, r *http.Request) error { return h.postPublic(w, r, v) })
	}
	h.site.Nameless(mux, "GET "+receiptPath, h.getReceipt)
}

// getPublic handles GET /orolig and its versions.
func (h *handlers) getPublic(w http.ResponseWriter, r *http.Request, v version) error {
	r = web.InLanguage(r, v.lang)
	return h.drawPublic(w, r, http.StatusOK, publicForm{version: v, Ticket: h.tickets.Issue(id.New(), 0)})
}

// postPublic handles POST /orolig and its versions: another child, another version, or
// sending. Whatever happens, what was typed is in the page that answers.
func (h *handlers) postPublic(w http.ResponseWriter, r *http.Request, v version) error {
	r = web.InLanguage(r, v.lang)
	form := web.ParseForm(r)
	p := readPublic(form)
	page := publicForm{version: v, Form: form}
	status := http.StatusOK
	var again string
	p.ID, page.Ticket, again = h.punch(form.Text("biljett"))
	switch act := form.Choice("gor", "skicka", "barn", "byt"); {
	case !form.OK():
		status = http.StatusUnprocessableEntity
	case act == "barn":
		page.Children = min(concern.MaxChildren, lastOf(form, "child")+1)
	case act == "skicka":
		err := p.Check(civil.Of(h.concerns.Now()))
		if err == nil {
			if page.Held = again; form.Bool("webbplats") {
				page.Held = "trap"
			}
			if page.Held == "" {
				page.Held, page.Minutes = h.crowd(r)
			}
		}
		if err == nil && page.Held == "" {
			var sent concern.Report
			if sent, err = h.concerns.SendPublicReport(r.Context(), p); err == nil {
				http.SetCookie(w, h.receiptCookie(receipt{sent.Reference, sent.Municipality, v.path, p.Reporter}))
				return web.SeeOther(w, r, receiptPath)
			}
		}
		if err != nil && !form.Explain(err) {
			return err
		}
		status = http.StatusUnprocessableEntity
		if page.Minutes > 0 {
			status = http.StatusTooManyRequests
			w.Header().Set("Retry-After", strconv.Itoa(page.Minutes*60))
		}
	}
	return h.drawPublic(w, r, status, page)
}

// punch looks at the form's ticket. It gives the errand, the ticket to go on with, and
// why the form must be handed in once more, if it must: it came faster than a person
// reads, it has lain for hours, or it was never handed out.
func (h *handlers) punch(text string) (errand, next, again string) {
	t, ok := h.tickets.Read(text)
	switch {
	case !ok || !id.Valid(t.Errand):
		errand = id.New()
		return errand, h.tickets.Issue(errand, soonest), "old"
	case t.Age < soonest:
		return t.Errand, text, "fast"
	case t.Age > oldest:
		return t.Errand, h.tickets.Issue(t.Errand, soonest), "old"
	}
	return t.Errand, text, ""
}

// crowd says whether too many reports come, from one place or from all, and how many
// minutes to wait.
func (h *handlers) crowd(r *http.Request) (held string, minutes int) {
	if wait := h.site.Take(r, fromOnePlace); wait > 0 {
		return "flood", int(wait.Minutes()) + 1
	}
	if !h.site.Turn(r.Context(), fromAll, patience) {
		h.site.GiveBack(r, fromOnePlace)
		return "crowd", 1
	}
	return "", 0
}

func (h *handlers) drawPublic(w http.ResponseWriter, r *http.Request, status int, f publicForm) (err error) {
	if f.Municipalities, err = h.register.Receiving(r.Context()); err != nil {
		return err
	}
	f.Phone = h.site.Operator.Phone
	f.Children = max(1, f.Children, lastOf(f.Form, "child"))
	return web.Render(w, r, status, publicPage(f))
}

// lastOf is how many rows hold everything that was typed in repeated parts.
func lastOf(f *web.Form, prefix string) int {
	if rows := f.Index(prefix); len(rows) > 0 {
		return rows[len(rows)-1] + 1
	}
	return 0
}

func readPublic(f *web.Form) concern.PublicReport {
	p := concern.PublicReport{
		Municipality: f.Text("municipality"),
		Danger:       f.Bool("danger"),
		Reporter:     concern.ReporterChoice(f.Choice("reporter", string(concern.Anonymous), string(concern.Named))),
		Content: concern.Content{
			DangerWhy:      f.Lines("danger_why", concern.MaxText),
			Seen:           f.Lines("seen", concern.MaxText),
			Said:           f.Lines("said", concern.MaxText),
			Interpretation: f.Lines("interpretation", concern.MaxText),
			Adults:         f.Text("adults", concern.MaxLine),
			Unsafe:         f.Bool("unsafe"),
			ReporterName:   f.Text("reporter_name", concern.MaxLine),
			Phone:          f.Text("phone", concern.MaxLine),
		},
	}
	for _, i := range f.Index("child") {
		at := func(name string) string { return childField(i, name) }
		p.Content.Children = append(p.Content.Children, concern.ReportedChild{
			Given: f.Text(at("given"), concern.MaxLine), Family: f.Text(at("family"), concern.MaxLine),
			Number: f.Text(at("number"), concern.MaxLine), Age: f.Text(at("age"), concern.MaxLine),
			FoundHow: f.Text(at("found"), concern.MaxLine), Protected: f.Bool(at("protected")),
		})
	}
	return p
}

// receipt is what is told back, once. It holds nothing of what was reported.
type receipt struct {
	Reference, Municipality, path string
	Reporter                      concern.ReporterChoice
}

// The receipt is carried from the answer of the form to the next page by a cookie that
// the page takes away. Its address shows nothing to whoever sits down next.
func (h *handlers) receiptCookie(r receipt) *http.Cookie {
	text := strings.Join([]string{r.Reference, r.Municipality, r.path, string(r.Reporter)}, "|")
	return h.receiptCookieWith(url.QueryEscape(h.tickets.Issue(text, 0)), int(shown.Seconds()))
}

func (h *handlers) receiptCookieWith(value string, age int) *http.Cookie {
	c := h.site.Cookie(receiptCookie, value, age)
	c.Name, c.Path, c.SameSite = h.receiptName(), receiptPath, http.SameSiteStrictMode
	return c
}

// receiptName has the lesser of the two prefixes: the greater would have the browser
// carry the receipt to every page, and it goes to its own alone.
func (h *handlers) receiptName() string {
	if h.site.Secure {
		return "__Secure-" + receiptCookie
	}
	return receiptCookie
}

func (h *handlers) readReceipt(r *http.Request) (receipt, version, bool) {
	c, err := r.Cookie(h.receiptName())
	if err != nil {
		return receipt{}, version{}, false
	}
	text, err := url.QueryUnescape(c.Value)
	t, ok := h.tickets.Read(text)
	part := strings.Split(t.Errand, "|")
	if err != nil || !ok || t.Age > shown || len(part) != 4 {
		return receipt{}, version{}, false
	}
	for _, v := range versions {
		if v.path == part[2] {
			return receipt{part[0], part[1], part[2], concern.ReporterChoice(part[3])}, v, true
		}
	}
	return receipt{}, version{}, false
}

// getReceipt handles GET /orolig/kvitto: the receipt, the first time.
func (h *handlers) getReceipt(w http.ResponseWriter, r *http.Request) error {
	made, v, ok := h.readReceipt(r)
	if !ok {
		return web.Render(w, r, http.StatusOK, receiptGonePage())
	}
	http.SetCookie(w, h.receiptCookieWith("", -1))
	r = web.InLanguage(r, v.lang)
	m, err := h.register.Municipality(r.Context(), made.Municipality)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, receiptPage(v, made, m.Name, h.concerns.Now(), h.site.Operator.Phone))
}
