package concernweb

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"

	"samspel/internal/frame/file"
	"samspel/internal/frame/i18n"
	"samspel/internal/ground/fault"
	"samspel/internal/room/concern"
	"samspel/internal/web"
)

const (
	attachmentField = "attachments"
	// maxUpload lets through as many of the largest files as a form may have, so that
	// what is too much is said at the field and costs nobody the rest of the form.
	maxUpload = file.MaxCount*file.MaxSize + 2<<20
)

func descriptionField(content string) string { return "description." + content }

// getAttachment handles GET /bilagor/{attachment}.
func (h *handlers) getAttachment(w http.ResponseWriter, r *http.Request) error {
	x, err := h.concerns.Attachment(r.Context(), web.Actor(r), r.PathValue("attachment"))
	if err != nil {
		return err
	}
	return web.Send(w, r, web.Download{Name: x.SafeName(), Media: x.Kind.Media(), Size: x.Size,
		Write: func(ctx context.Context, to io.Writer) error { return h.concerns.WriteAttachment(ctx, x, to) }})
}

// arrivals is the files of one form: those that were received, and what was wrong with
// the others.
type arrivals struct {
	files []arrived
}

type arrived struct {
	name string
	file *file.Received
	err  error
}

// readReport reads the report's form, and its files as they come.
func (h *handlers) readReport(r *http.Request) (*web.Form, *arrivals, error) {
	report, in := r.PathValue("report"), &arrivals{}
	form, err := web.ReadUpload(r, attachmentField, maxUpload, func(name string, body io.Reader) error {
		received, err := h.concerns.ReceiveAttachment(r.Context(), web.Actor(r), report, name, body)
		if err != nil && fault.KindOf(err) != fault.KindInvalid {
			return err
		}
		in.files = append(in.files, arrived{file.CleanName(name), received, err})
		return nil
	})
	if err != nil {
		return nil, nil, errors.Join(err, h.drop(r, in))
	}
	return form, in, nil
}

// drop forgets what was received.
func (h *handlers) drop(r *http.Request, in *arrivals) error {
	var list []*file.Received
	for _, a := range in.files {
		if a.file != nil {
			list = append(list, a.file)
		}
	}
	return h.concerns.DropReceived(r.Context(), list...)
}

// attach gives the draft the files that came with the form, and says at the field what
// is wrong with those that it does not get. The draft is saved first.
func (h *handlers) attach(r *http.Request, form *web.Form, d concern.DraftReport, in *arrivals) error {
	if len(in.files) == 0 {
		return nil
	}
	if form.OK() {
		switch _, err := h.concerns.SaveDraft(r.Context(), web.Actor(r), d); {
		case fault.KindOf(err) == fault.KindRefused:
			return h.drop(r, in) // it was sent meanwhile, and will say so
		case err != nil && !form.Explain(err):
			return errors.Join(err, h.drop(r, in))
		}
	}
	if !form.OK() {
		form.Fail(attachmentField, "concern.attachment.again")
		return h.drop(r, in)
	}
	for i, a := range in.files {
		if a.err == nil {
			a.err = h.concerns.Attach(r.Context(), web.Actor(r), d.ID, a.file)
		}
		switch {
		case a.err == nil:
		case fault.KindOf(a.err) == fault.KindInvalid:
			reason := fault.All(a.err)[0]
			form.Fail(faultField(i), "concern.attachment.not_taken", "name", a.name,
				"why", i18n.From(r.Context()).T(reason.Key, reason.Args...))
		default:
			return errors.Join(a.err, h.drop(r, &arrivals{in.files[i+1:]}))
		}
	}
	return nil
}

// faultField is where the i-th file's fault is shown; the first is the field's own.
func faultField(i int) string {
	if i == 0 {
		return attachmentField
	}
	return attachmentField + "." + strconv.Itoa(i+1)
}

// attachmentName is what an attachment is called in the page: its number, and what
// sort of thing it is.
func attachmentName(ctx context.Context, a concern.Attachment) string {
	return i18n.T(ctx, "concern.attachment.n", "n", a.Number)
}

func attachmentFacts(ctx context.Context, a concern.Attachment) string {
	return i18n.T(ctx, "concern.attachment.kind."+string(a.Kind)) + ", " + sizeText(ctx, a.Size)
}

// descriptionHint asks for what a picture shows; other files can be read aloud.
func descriptionHint(ctx context.Context, a concern.Attachment) string {
	if a.Kind.Picture() {
		return i18n.T(ctx, "concern.attachment.description_hint")
	}
	return ""
}

// alternative is what a picture shows, for who cannot see it.
func alternative(ctx context.Context, a concern.Attachment) string {
	if a.Description != "" {
		return a.Description
	}
	return i18n.T(ctx, "concern.attachment.undescribed", "n", a.Number)
}

func sizeText(ctx context.Context, size int64) string {
	l := i18n.From(ctx)
	const kilo, mega = 1000, 1000 * 1000
	switch {
	case size < kilo:
		return l.T("concern.attachment.bytes", "n", l.Number(size))
	case size < mega:
		return l.T("concern.attachment.kilobytes", "n", l.Number((size+kilo/2)/kilo))
	}
	tenths := (size + mega/20) / (mega / 10)
	n := l.Number(tenths / 10)
	if tenths%10 != 0 {
		n += l.T("concern.attachment.decimal") + strconv.FormatInt(tenths%10, 10)
	}
	return l.T("concern.attachment.megabytes", "n", n)
}
