package grantweb

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/paper"
	"samspel/internal/ground/fault"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) letterRoutes() routes {
	return routes{
		"GET /bidragsbrev/{letter}":          h.getLetter,
		"GET /bidragsbrev/{letter}/fil":      h.getLetterFile,
		"GET /bidragsbeslut/{decision}/brev": h.getLetters("decision"),
		"GET /omfordelningar/{round}/brev":   h.getLetters("round"),
		"GET /bidrag/{year}/aterkrav/brev":   h.getClaimLetters,
		"GET /bidrag/{year}/overklagande":    h.getAppeal,
		"POST /bidrag/{year}/overklagande":   h.postAppeal,
	}
}

func letterPath(id string) string          { return "/bidragsbrev/" + id }
func decisionLettersPath(id string) string { return decisionPath(id) + "/brev" }
func roundLettersPath(id string) string    { return roundPath(id) + "/brev" }
func claimLettersPath(year string) string  { return claimsPath(year) + "/brev" }
func appealPath(year string) string        { return yearPath(year) + "/overklagande" }

func letterFilePath(id string, as web.PaperFormat) string {
	return letterPath(id) + "/fil?slag=" + string(as)
}

// getLetter handles GET /bidragsbrev/{letter}.
func (h *handlers) getLetter(w http.ResponseWriter, r *http.Request) error {
	l, y, err := h.grants.Letter(r.Context(), web.Actor(r), r.PathValue("letter"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, letterPage(l, y))
}

// getLetterFile handles GET /bidragsbrev/{letter}/fil.
func (h *handlers) getLetterFile(w http.ResponseWriter, r *http.Request) error {
	l, _, err := h.grants.Letter(r.Context(), web.Actor(r), r.PathValue("letter"))
	if err != nil {
		return err
	}
	return web.SendPaper(w, r, letterName(l), web.PaperFormatOf(web.Query(r).Text("slag")), letterPaper(l))
}

// letterName is what the file of a letter is called, without its ending.
func letterName(l grant.Letter) string { return "beslut-" + l.Municipality + "-" + l.ID }

// getLetters handles GET /bidragsbeslut/{decision}/brev and /omfordelningar/{round}/brev:
// every letter of it in one file.
func (h *handlers) getLetters(of string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		all, err := h.grants.Letters(r.Context(), web.Actor(r), r.PathValue(of))
		if err != nil {
			return err
		}
		return sendLetters(w, r, all)
	}
}

// getClaimLetters handles GET /bidrag/{year}/aterkrav/brev.
func (h *handlers) getClaimLetters(w http.ResponseWriter, r *http.Request) error {
	all, err := h.grants.ClaimLetters(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return sendLetters(w, r, all)
}

// sendLetters sends them in one file.
func sendLetters(w http.ResponseWriter, r *http.Request, all []grant.Letter) error {
	as := web.PaperFormatOf(web.Query(r).Text("slag"))
	var b bytes.Buffer
	if err := zipped(&b, all, as); err != nil {
		return fmt.Errorf("letters of %s: %w", all[0].Year, err)
	}
	return web.Send(w, r, web.Download{Name: "beslutsbrev-" + string(as) + ".zip", Media: "application/zip", Size: int64(b.Len()),
		Write: func(_ context.Context, to io.Writer) error { _, err := b.WriteTo(to); return err }})
}

// zipped is the letters in one file, the same bytes each time.
func zipped(to io.Writer, all []grant.Letter, as web.PaperFormat) error {
	z := zip.NewWriter(to)
	for _, l := range all {
		f, err := z.CreateHeader(&zip.FileHeader{Name: letterName(l) + "." + string(as), Method: zip.Store})
		if err != nil {
			return err
		}
		write := letterPaper(l).PDF
		if as == web.Word {
			write = letterPaper(l).Word
		}
		if err := write(f); err != nil {
			return err
		}
	}
	return z.Close()
}

// letterPaper is the letter as a document. Its words are the decision's own, in Swedish
// whoever reads it.
func letterPaper(l grant.Letter) paper.Document {
	d := paper.Document{Lang: "sv", Name: l.Title + " " + l.Number, Title: l.Title, Label: l.From, Reference: l.Number}
	for _, f := range l.Facts {
		d.Add(paper.P(f.Term + ": " + f.Text))
	}
	for _, s := range l.Sections {
		d.Add(paper.H(2, s.Heading), paper.P(strings.Join(s.Text, "\n")))
	}
	return d
}

// letterFacts is what stands above the text of the letter.
func letterFacts(l grant.Letter) (facts []web.Fact) {
	for _, f := range l.Facts {
		facts = append(facts, web.Fact{Term: f.Term, Text: f.Text})
	}
	return facts
}

// lettersOf is the letters of what has been approved.
func (h *handlers) lettersOf(r *http.Request, id string, a grant.Approval) ([]grant.Letter, error) {
	if a.State != grant.Approved {
		return nil, nil
	}
	all, err := h.grants.Letters(r.Context(), web.Actor(r), id)
	if fault.KindOf(err) == fault.KindAbsent {
		return nil, nil
	}
	return all, err
}

// getAppeal handles GET /bidrag/{year}/overklagande.
func (h *handlers) getAppeal(w http.ResponseWriter, r *http.Request) error {
	return h.appeal(w, r, nil)
}

func (h *handlers) appeal(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	a, y, err := h.grants.Appeal(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), appealPage(a, y, form))
}

// postAppeal handles POST /bidrag/{year}/overklagande.
func (h *handlers) postAppeal(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	may := form.Choice("may", "yes", "no")
	if may == "" {
		form.Fail("may", "web.form.choice")
	}
	d := grant.AppealDraft{Barred: may == "no", Ground: form.Text("ground")}
	if form.OK() {
		err := h.grants.SayAppeal(r.Context(), web.Actor(r), year, d)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.appeal_said", yearPath(year), err)
		}
	}
	return h.appeal(w, r, form)
}

func appealOptions(ctx context.Context) []web.Option {
	return []web.Option{{Value: "yes", Label: i18n.T(ctx, "grant.appeal.may")}, {Value: "no", Label: i18n.T(ctx, "grant.appeal.may_not")}}
}

func mayAppeal(a grant.Appeal) string {
	if a.Barred {
		return "no"
	}
	return "yes"
}
