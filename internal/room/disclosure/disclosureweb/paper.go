package disclosureweb

import (
	"context"
	"net/http"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/paper"
	"samspel/internal/ground/civil"
	"samspel/internal/room/disclosure"
	"samspel/internal/web"
)

// getPaper handles GET /utlamnanden/{disclosure}/svar.
func (h *handlers) getPaper(w http.ResponseWriter, r *http.Request) error {
	v, err := h.requests.Paper(r.Context(), web.Actor(r), r.PathValue("disclosure"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, paperPage(v, answerPaper(r.Context(), v)))
}

// getFile handles GET /utlamnanden/{disclosure}/fil.
func (h *handlers) getFile(w http.ResponseWriter, r *http.Request) error {
	v, err := h.requests.Paper(r.Context(), web.Actor(r), r.PathValue("disclosure"))
	if err != nil {
		return err
	}
	return web.SendPaper(w, r, "svar-"+v.Request.Reference, web.PaperFormatOf(web.Query(r).Text("slag")), answerPaper(r.Context(), v))
}

// answerPaper is what the asker gets: the decision, how to appeal it, and for an extract
// everything that is told. Of what is withheld in silence there is no trace, and the
// words about secrecy stand there whether something is withheld or not.
func answerPaper(ctx context.Context, v disclosure.View) paper.Document {
	t := func(key string, args ...any) string { return i18n.T(ctx, key, args...) }
	l := i18n.From(ctx)
	kind := string(v.Request.Kind)
	d := paper.Document{Lang: lang(ctx), Title: t("disclosure.paper.heading." + kind), Label: v.OrganisationName,
		Reference: t("disclosure.paper.reference", "reference", v.Request.Reference, "on", l.Date(civil.Of(v.Decision.DecidedAt)))}
	// Told to the person alone: to anybody else the label would say what they may not know.
	if v.Person.Protected() && v.Request.Asker == disclosure.Self {
		d.Label = t("disclosure.mark.identity") + " · " + d.Label
	}
	d.Add(paper.H(2, t("disclosure.paper.asked")))
	if v.Request.Kind == disclosure.Extract {
		d.Add(paper.P(t("disclosure.paper.about", "name", personName(v), "day", v.Request.ReceivedOn)))
	} else {
		d.Add(paper.P(t("disclosure.paper.received", "day", v.Request.ReceivedOn)), paper.P(v.Body.Asked))
	}
	d.Add(paper.H(2, t("disclosure.decision.taken")), paper.P(t("disclosure.paper.outcome."+kind+"."+string(v.Decision.Outcome))))
	if v.DecisionBody.Text != "" {
		d.Add(paper.P(v.DecisionBody.Text))
	}
	for _, p := range v.Withheld() {
		text := t("disclosure.paper.withheld", "what", pieceTitle(ctx, p), "provision", provisionText(ctx, p.Provision))
		if p.Verdict == disclosure.Part {
			text = t("disclosure.paper.part", "what", pieceTitle(ctx, p), "provision", provisionText(ctx, p.Provision))
		}
		d.Add(paper.P(text))
		if p.Body.Reasons != "" {
			d.Add(paper.P(p.Body.Reasons))
		}
	}
	d.Add(paper.P(t("disclosure.paper.signed", "name", v.DecidedBy, "unit", v.UnitName, "on", l.Date(civil.Of(v.Decision.DecidedAt)))))
	if v.Request.Kind == disclosure.Extract {
		d.Add(paper.P(t("disclosure.paper.secrecy")), paper.H(2, t("disclosure.paper.held")))
	} else {
		d.Add(paper.H(2, t("disclosure.paper.documents")))
	}
	told := v.Told()
	if len(told) == 0 {
		d.Add(paper.P(t("disclosure.paper.none." + kind)))
	}
	for _, p := range told {
		heading := pieceTitle(ctx, p)
		if !p.MadeAt.IsZero() {
			heading += ", " + l.DateTime(p.MadeAt)
		}
		d.Add(paper.H(3, heading))
		if p.Verdict == disclosure.Part {
			for line := range strings.SplitSeq(p.Body.Kept, "\n") {
				if line = strings.TrimSpace(line); line != "" {
					d.Add(paper.P(line))
				}
			}
			continue
		}
		for _, line := range p.Body.Lines {
			d.Add(paper.P(lineName(ctx, line.Name) + ": " + line.Text))
		}
	}
	if v.Request.Kind == disclosure.Extract {
		d.Add(paper.H(2, t("disclosure.paper.rights")), paper.P(t("disclosure.paper.rights_text")))
	}
	d.Add(paper.H(2, t("disclosure.paper.appeal")), paper.P(t("disclosure.paper.appeal_text."+kind, "count", disclosure.AppealWeeks(), "authority", v.OrganisationName)))
	return d
}

func groundTexts(ctx context.Context, v disclosure.View) (texts []string) {
	var pieces []disclosure.Piece
	for _, p := range v.Pieces {
		pieces = append(pieces, p.Piece)
	}
	for _, id := range disclosure.Grounds(pieces) {
		texts = append(texts, provisionText(ctx, id))
	}
	return texts
}

func keptBefore(ctx context.Context, p disclosure.PieceView) string {
	if p.Body.Kept != "" {
		return p.Body.Kept
	}
	return plainText(ctx, p)
}

// requestFacts is what was said of a request, and done with it.
func requestFacts(ctx context.Context, v disclosure.View) (facts []web.Fact) {
	l := i18n.From(ctx)
	add := func(key, text string) {
		if text != "" {
			facts = append(facts, web.Fact{Term: i18n.T(ctx, key), Text: text})
		}
	}
	if v.Request.Kind == disclosure.Extract {
		add("disclosure.fact.person", personName(v))
		add("disclosure.field.asker", i18n.T(ctx, "disclosure.asker."+string(v.Request.Asker)))
		add("disclosure.field.asker_name", v.Body.AskerName)
	}
	add("disclosure.field.asked", v.Body.Asked)
	add("disclosure.field.answer", v.Body.Answer)
	add("disclosure.list.received", l.Date(v.Request.ReceivedOn))
	add("disclosure.fact.registrar", v.Registrar)
	if !v.Request.IdentifiedAt.IsZero() {
		add("disclosure.field.identity", v.Body.Identity+" ("+v.Identifier+", "+l.DateTime(v.Request.IdentifiedAt)+")")
		add("disclosure.field.authority", v.Body.Authority)
	}
	if v.Request.Extended {
		add("disclosure.field.extended_why", v.Body.ExtendedWhy)
	}
	if !v.Request.ReleasedAt.IsZero() {
		add("disclosure.field.released_how", v.Body.ReleasedHow+", "+l.DateTime(v.Request.ReleasedAt))
	}
	return facts
}

// part is what stands under one heading of the answer.
type part struct {
	heading string
	blocks  []paper.Block
}

func parts(d paper.Document) (list []part) {
	for _, b := range d.Blocks {
		if b.Heading != "" && b.Level < 3 {
			list = append(list, part{heading: b.Heading})
			continue
		}
		last := &list[len(list)-1]
		last.blocks = append(last.blocks, b)
	}
	return list
}
