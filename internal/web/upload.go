package web

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"
)

const (
	// streamWithin is how long a file may take on its way in or out, on a poor line.
	streamWithin = 10 * time.Minute
	// maxFiles is more parts with files than any form takes.
	maxFiles = 100
)

// uploads is a page whose form may have files in it: it has more time, and takes more,
// but reads it itself and only once it knows who asks.
type uploads struct{ http.Handler }

// HandleUpload is [Site.Handle] for a form with files. Its handler asks for access, and
// then reads the form with [ReadUpload].
func (s *Site) HandleUpload(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return uploads{s.page(h, page{signedIn: true, uploads: true})}
}

// timeFor is how long the request may take.
func timeFor(r *http.Request, mux *http.ServeMux) time.Duration {
	if isMultipart(r) {
		if h, _ := mux.Handler(r); h != nil {
			if _, ok := h.(uploads); ok {
				return streamWithin
			}
		}
	}
	return answerWithin
}

func isMultipart(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}

// ReadUpload reads a form whose named field holds files, no more than limit bytes of it
// all. Each file is given to take while it arrives, in the order of the form; what take
// does not read of it is passed over. Everything else is the form's, as [ParseForm] has it.
func ReadUpload(r *http.Request, field string, limit int64, take func(name string, body io.Reader) error) (*Form, error) {
	return ReadUploadAfter(r, field, limit, func(_ *Form, name string, body io.Reader) error { return take(name, body) })
}

// ReadUploadAfter is [ReadUpload] where how a file is read depends on what was typed above
// it: take is given the form as far as it has come.
func ReadUploadAfter(r *http.Request, field string, limit int64, take func(above *Form, name string, body io.Reader) error) (*Form, error) {
	if !isMultipart(r) {
		return ParseForm(r), nil
	}
	q := requestOf(r.Context())
	// What arrives slowly holds no place that others wait for.
	q.turn.give()
	if !q.stream.take(r.Context(), q.site.crowds.streams) {
		return nil, errCrowded
	}
	defer q.stream.give()
	r.Body = http.MaxBytesReader(q.conn, &steady{body: q.body, conn: http.NewResponseController(q.conn)}, limit)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, errGarbled
	}
	in := incoming{field: field, form: url.Values{}, room: maxBody}
	in.take = func(name string, body io.Reader) error {
		return take(&Form{local: q.local, typed: in.form, sent: true}, name, body)
	}
	for {
		part, err := parts.NextPart()
		if err == io.EOF { // one that is wrapped is a form that ends too early
			break
		}
		if err != nil {
			return nil, arrival(errors.Join(errReading, err))
		}
		if err := in.part(part); err != nil {
			return nil, arrival(err)
		}
	}
	if !q.turn.take(r.Context(), q.site.crowds.writers) {
		return nil, errCrowded
	}
	q.form = in.form
	return ParseForm(r), nil
}

// arrival tells what is wrong with the form from what is wrong with the rest of us.
func arrival(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return errTooLarge
	case errors.Is(err, errReading), errors.Is(err, io.ErrUnexpectedEOF):
		return errGarbled
	}
	return err
}

// errReading is a form that cannot be read on: its sender has gone, or it is no form.
var errReading = errors.New("the form cannot be read")

// incoming is a form with files on its way in.
type incoming struct {
	field  string
	take   func(name string, body io.Reader) error
	form   url.Values
	room   int64
	fields int
	files  int
}

func (in *incoming) part(part *multipart.Part) error {
	name := part.FormName()
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil || !isText(name) {
		return errGarbled
	}
	file, isFile := params["filename"]
	switch {
	case isFile && name != in.field:
		return errGarbled
	case isFile && file == "":
		return nil // no file was chosen
	case isFile:
		if in.files++; in.files > maxFiles {
			return errTooLarge
		}
		return in.take(file, part)
	}
	if in.fields++; in.fields > maxFields {
		return errTooLarge
	}
	text, err := io.ReadAll(io.LimitReader(part, in.room+1))
	if err != nil {
		return errors.Join(errReading, err)
	}
	if in.room -= int64(len(text)); in.room < 0 {
		return errTooLarge
	}
	if !isText(string(text)) {
		return errGarbled
	}
	in.form[name] = append(in.form[name], plainText(string(text)))
	return nil
}

// steady reads a body for as long as it keeps coming.
type steady struct {
	body io.ReadCloser
	conn *http.ResponseController
}

func (s *steady) Read(p []byte) (int, error) {
	// What is no connection, as in a test, has nobody slow at its other end.
	_ = s.conn.SetReadDeadline(time.Now().Add(takeWithin))
	n, err := s.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = errors.Join(errReading, err)
	}
	return n, err
}

func (s *steady) Close() error { return s.body.Close() }

// A Download is a file on its way out.
type Download struct {
	// Name is what it is called where it is saved. It says nothing about anybody.
	Name  string
	Media string
	Size  int64
	// Write gives the whole of it, for as long as ctx lasts.
	Write func(ctx context.Context, to io.Writer) error
}

// Send answers with a file. Nothing of it is in memory before, and nothing leaves until
// the reading has been recorded. What a browser is told of it leaves no way to run it:
// it is saved or drawn as a picture and never opened as a page of this site.
func Send(w http.ResponseWriter, r *http.Request, d Download) error {
	q := requestOf(r.Context())
	out := w.(*buffered)
	if !q.stream.take(r.Context(), q.site.crowds.streams) {
		return errCrowded
	}
	h := out.Header()
	h.Set("Content-Type", d.Media)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Accept-Ranges", "none")
	out.size = d.Size
	if r.Method == http.MethodHead {
		out.stream = func(io.Writer) error { return nil }
		return nil
	}
	ctx := context.WithoutCancel(r.Context())
	out.stream = func(to io.Writer) error {
		ctx, cancel := context.WithTimeout(ctx, streamWithin)
		defer cancel()
		err := d.Write(ctx, to)
		if err != nil && !errors.Is(err, errGone) {
			q.site.Log.ErrorContext(ctx, "a file was cut off", "request", q.id, "pattern", r.Pattern, "error", err.Error())
		}
		return err
	}
	return nil
}

// errGone is a reader who does not take what they asked for.
var errGone = errors.New("the reader has gone")

// patient writes for as long as the reader keeps taking.
type patient struct{ http.ResponseWriter }

func (p patient) Write(b []byte) (int, error) {
	hurry(p.ResponseWriter)
	n, err := p.ResponseWriter.Write(b)
	if err != nil {
		err = errors.Join(errGone, err)
	}
	return n, err
}
