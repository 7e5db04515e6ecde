package worldtest

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// FormType is what browsers send forms as.
const FormType = "application/x-www-form-urlencoded"

// A Reader is somebody at a browser: one session, and nothing else remembered.
type Reader struct {
	*World
	Name  string
	User  string
	Token string
	// Address is where the reader is, as the server sees it; nowhere when empty.
	Address string
	// Header is sent with every request.
	Header http.Header
}

// An Answer is what came back, and what it is called in the log.
type Answer struct {
	Reader, Method, Target string

	Status int
	Header http.Header
	Body   string
	// Request is the id that log and audit records share; Pattern is the route that
	// answered. Both are "" for static files, which nobody logs.
	Request, Pattern string
}

type answerKey struct{}

// Get asks for a page.
func (r *Reader) Get(target string) *Answer {
	r.Helper()
	return r.Do(http.MethodGet, target, "", "")
}

// Post sends a form.
func (r *Reader) Post(target string, form url.Values) *Answer {
	r.Helper()
	return r.Do(http.MethodPost, target, FormType, form.Encode())
}

// A File is chosen in a form.
type File struct{ Field, Name, Content string }

// PostFiles sends a form as a browser does when it has files in it.
func (r *Reader) PostFiles(target string, form url.Values, files ...File) *Answer {
	r.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form {
		for _, value := range values {
			if err := w.WriteField(name, value); err != nil {
				r.Fatal(err)
			}
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile(f.Field, f.Name)
		if err == nil {
			_, err = io.WriteString(part, f.Content)
		}
		if err != nil {
			r.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		r.Fatal(err)
	}
	return r.Do(http.MethodPost, target, w.FormDataContentType(), body.String())
}

// Do sends any request as a browser would from a page of the site.
func (r *Reader) Do(method, target, contentType, body string) *Answer {
	r.Helper()
	h := http.Header{"Sec-Fetch-Site": {"same-origin"}}
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	for name, values := range r.Header {
		h[name] = values
	}
	return r.Send(method, target, h, body)
}

// Send sends a request with these headers and no others but the session. Who is turned
// away at the door, because the machine has too much to do, comes again: such an answer
// is of nobody's asking and in no log.
func (r *Reader) Send(method, target string, h http.Header, body string) *Answer {
	r.Helper()
	a := r.send(method, target, h, body)
	for range 200 {
		if a.Status != http.StatusServiceUnavailable || a.Request != "" {
			break
		}
		time.Sleep(50 * time.Millisecond)
		a = r.send(method, target, h, body)
	}
	// Each answer has an id of its own, which tells nothing but where to look in the log.
	if got := a.Header.Get("X-Request-Id"); got != a.Request {
		r.Errorf("%s: the answer is called %q and the log calls it %q", a, got, a.Request)
	}
	a.Header.Del("X-Request-Id")
	return a
}

func (r *Reader) send(method, target string, h http.Header, body string) *Answer {
	r.Helper()
	a := &Answer{Reader: r.Name, Method: method, Target: target}
	ctx := context.WithValue(r.Context(), answerKey{}, a)
	q, err := http.NewRequestWithContext(ctx, method, "http://samspel.example"+target, strings.NewReader(body))
	if err != nil {
		r.Fatalf("%s %s: %v", method, target, err)
	}
	q.Header, q.RemoteAddr = h.Clone(), r.Address
	if r.Token != "" {
		q.AddCookie(&http.Cookie{Name: r.SessionCookie(), Value: r.Token})
	}
	out := httptest.NewRecorder()
	r.handler.ServeHTTP(out, q)
	result := out.Result()
	text, err := io.ReadAll(result.Body)
	if err != nil {
		r.Fatal(err)
	}
	a.Status, a.Header, a.Body = result.StatusCode, result.Header, string(text)
	return a
}

// SessionCookie is the name of the cookie that holds a session's token.
func (w *World) SessionCookie() string {
	if w.App.Config.Secure() {
		return "__Host-samspel"
	}
	return "samspel"
}

// Location is where the answer sends its reader.
func (a *Answer) Location() string { return a.Header.Get("Location") }

// Cookie is a cookie that the answer sets, or nil.
func (a *Answer) Cookie(name string) *http.Cookie {
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// All is everything of the answer that reaches its reader, in one text.
func (a *Answer) All() string {
	var all strings.Builder
	// A strings.Builder takes everything.
	_ = a.Header.Write(&all)
	all.WriteString("\r\n")
	all.WriteString(a.Body)
	return all.String()
}

// String names the answer in a failure.
func (a *Answer) String() string { return a.Reader + ": " + a.Method + " " + a.Target }

// Document is the page as a browser understands it.
func (a *Answer) Document() *html.Node {
	doc, err := html.Parse(bytes.NewReader([]byte(a.Body)))
	if err != nil {
		panic(err) // a bytes.Reader does not fail, and any bytes are HTML
	}
	return doc
}

// Links is every address on this site that the page leads to.
func (a *Answer) Links() []string {
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		return nil
	}
	here, err := url.Parse(a.Target)
	if err != nil {
		return nil
	}
	var links []string
	for n := range a.Document().Descendants() {
		for _, x := range n.Attr {
			if n.Type != html.ElementNode || x.Key != "href" {
				continue
			}
			u, err := here.Parse(x.Val)
			if err == nil && u.Host == "" && u.Scheme == "" && !strings.HasPrefix(u.Path, "/static/") {
				u.Fragment = ""
				links = append(links, u.String())
			}
		}
	}
	return links
}
