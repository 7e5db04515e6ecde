package web

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// buffered holds an answer until it may leave.
type buffered struct {
	header http.Header
	body   *bytes.Buffer
	status int
	// stream writes an answer that is too large to hold, of the size; see [Send].
	stream func(io.Writer) error
	size   int64
}

// keepBuffer is the largest buffer worth keeping for the next page.
const keepBuffer = 256 << 10

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func newBuffered() *buffered {
	return &buffered{header: http.Header{}, body: buffers.Get().(*bytes.Buffer), status: http.StatusOK}
}

func (b *buffered) Header() http.Header { return b.header }

func (b *buffered) WriteHeader(status int) { b.status = status }

func (b *buffered) Write(p []byte) (int, error) { return b.body.Write(p) }

// discard forgets the answer and the headers that belonged to it, but keeps
// cookies that the chain has set or cleared.
func (b *buffered) discard() {
	b.body.Reset()
	b.status, b.stream = http.StatusOK, nil
	for _, name := range []string{"Content-Type", "Content-Disposition", "Content-Security-Policy", "Accept-Ranges", "Location", "Etag", "Last-Modified"} {
		b.header.Del(name)
	}
}

func (b *buffered) send(w http.ResponseWriter) {
	h := w.Header()
	for name, values := range b.header {
		h[name] = values
	}
	if b.status != http.StatusNoContent && b.status != http.StatusNotModified {
		if h.Get("Content-Type") == "" {
			h.Set("Content-Type", "text/html; charset=utf-8")
		}
		if b.stream == nil {
			b.size = int64(b.body.Len())
		}
		h.Set("Content-Length", strconv.FormatInt(b.size, 10))
	}
	hurry(w)
	w.WriteHeader(b.status)
	if b.stream != nil {
		if b.stream(patient{w}) != nil {
			// Half a file must not look like a whole one.
			panic(http.ErrAbortHandler)
		}
		return
	}
	// A reader who has gone is nobody to tell.
	_, _ = w.Write(b.body.Bytes())
}

// takeWithin is how long a reader has to take an answer.
const takeWithin = 12 * time.Second

// hurry closes the connection of somebody who asks and does not take the answer.
func hurry(w http.ResponseWriter) {
	// What is no connection, as in a test, has nobody slow at its other end.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(takeWithin))
}

func (b *buffered) release() {
	if b.body.Cap() <= keepBuffer {
		b.body.Reset()
		buffers.Put(b.body)
	}
}
