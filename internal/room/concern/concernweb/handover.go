package concernweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/room/concern"
	"samspel/internal/web"
)

// nobodys stands in the form for matters without an officer.
const nobodys = "ingen"

// getHandover handles GET /orosanmalningar/fordela.
func (h *handlers) getHandover(w http.ResponseWriter, r *http.Request) error {
	return h.chooseHandover(w, r, http.StatusOK, nil)
}

func (h *handlers) chooseHandover(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	v, err := h.concerns.Handover(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, handoverPage(form, v))
}

// postHandover handles POST /orosanmalningar/fordela: it shows what would move.
func (h *handlers) postHandover(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	from := form.Text("from")
	d := concern.HandoverDraft{
		From:    from,
		Urgency: concern.Urgency(form.Choice("urgency", "late", "today", "soon", "ample")),
		Step:    concern.Step(form.Choice("step", "protection", "decision", "feedback")),
		To:      web.Typed(r)["to"],
	}
	if from == nobodys {
		d.From = ""
	}
	if from == "" {
		form.Fail("from", "concern.handover.from_missing")
	}
	if !form.OK() {
		return h.chooseHandover(w, r, http.StatusUnprocessableEntity, form)
	}
	v, err := h.concerns.PreviewHandover(r.Context(), web.Actor(r), d)
	if form.Explain(err) {
		return h.chooseHandover(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, handoverPreviewPage(v))
}

// maxMoves is how long the field that carries what was shown may be.
const maxMoves = concern.HandoverPage * 96

// postHandOver handles POST /orosanmalningar/fordela/flytta.
func (h *handlers) postHandOver(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	moves, err := readMoves(form.Text("moves", maxMoves))
	if err != nil || !form.OK() {
		form.Fail("", "concern.handover.nothing")
		return h.chooseHandover(w, r, http.StatusUnprocessableEntity, form)
	}
	done, err := h.concerns.HandOver(r.Context(), web.Actor(r), moves)
	if err != nil {
		if form.Explain(err) {
			return h.chooseHandover(w, r, http.StatusUnprocessableEntity, form)
		}
		return err
	}
	return web.Render(w, r, http.StatusOK, handedOverPage(done))
}

// writeMoves is what was shown, for the form that does it: matter, version and whom
// it goes to.
func writeMoves(rows []concern.HandoverRow) string {
	var list []string
	for _, row := range rows {
		if row.Move.To != "" {
			list = append(list, row.Move.Matter+"."+strconv.FormatInt(row.Move.Version, 10)+"."+row.Move.To)
		}
	}
	return strings.Join(list, " ")
}

func readMoves(text string) ([]concern.Move, error) {
	var moves []concern.Move
	for part := range strings.FieldsSeq(text) {
		fields := strings.Split(part, ".")
		if len(fields) != 3 || !id.Valid(fields[0]) || !id.Valid(fields[2]) {
			return nil, fault.Invalid("moves", "concern.handover.nothing")
		}
		version, err := strconv.ParseInt(fields[1], 10, 64)
		if err != nil {
			return nil, fault.Invalid("moves", "concern.handover.nothing")
		}
		moves = append(moves, concern.Move{Matter: fields[0], Version: version, To: fields[2]})
	}
	return moves, nil
}

func holderOptions(ctx context.Context, v concern.HandoverView) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "concern.choose")}, {Value: nobodys, Label: i18n.T(ctx, "concern.whose.nobodys")}}
	for _, c := range v.Holders {
		options = append(options, web.Option{Value: c.User, Label: c.Name})
	}
	return options
}

func receiverOptions(v concern.HandoverView) []web.Option {
	var options []web.Option
	for _, c := range v.Receivers {
		options = append(options, web.Option{Value: c.User, Label: c.Name})
	}
	return options
}

func urgencyOptions(ctx context.Context) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "concern.handover.every_urgency")}}
	for _, u := range concern.Urgencies {
		options = append(options, web.Option{Value: string(u), Label: i18n.T(ctx, "concern.handover.urgency."+string(u))})
	}
	return options
}

func stepOptions(ctx context.Context) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "concern.handover.every_step")}}
	for _, s := range []concern.Step{concern.StepProtection, concern.StepDecision, concern.StepFeedback} {
		options = append(options, web.Option{Value: string(s), Label: i18n.Sentence(i18n.T(ctx, "concern.step."+string(s)))})
	}
	return options
}

func moving(v concern.HandoverView) (n int) {
	for _, row := range v.Rows {
		if row.Move.To != "" {
			n++
		}
	}
	return n
}
