package web

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"samspel/internal/frame/i18n"
)

// refusals is the answer to those who come when there is no place, drawn before
// anybody asks: saying no must cost next to nothing when there is much to say no to.
type refusals struct {
	pages    map[refusedPage][]byte
	problems map[string][]byte
	// many is how many have been refused since the log was last told.
	many atomic.Int64
	told atomic.Int64
}

type refusedPage struct {
	lang   string
	posted bool
}

// toldEvery is how often the log is told of refusals: a line for each would be work
// at the worst of times.
const toldEvery = time.Second

// crowdedAnswer tells somebody who sent a form that it is still in their browser:
// loading the page again sends it again, and nothing was done with it the first time.
func crowdedAnswer(posted bool) answer {
	text := "web.error.crowded.text"
	if posted {
		text = "web.error.crowded.posted"
	}
	return answer{status: http.StatusServiceUnavailable, title: "web.error.busy.title", text: text, calls: true}
}

func (s *Site) drawRefusals() {
	s.refusals.pages, s.refusals.problems = map[refusedPage][]byte{}, map[string][]byte{}
	if s.Bundle == nil {
		return
	}
	for _, lang := range i18n.Languages {
		s.refusals.problems[lang] = problemOf(s.Bundle.Localizer(lang), errCrowded, answerTo(errCrowded)).encoded()
		for _, posted := range []bool{false, true} {
			q := &request{site: s, local: s.Bundle.Localizer(lang), bare: true, blank: true}
			ctx := i18n.With(context.WithValue(context.Background(), requestKey{}, q), q.local)
			var page bytes.Buffer
			if err := errorPage(crowdedAnswer(posted)).Render(ctx, &page); err != nil {
				panic(err) // a bytes.Buffer takes everything
			}
			s.refusals.pages[refusedPage{lang, posted}] = page.Bytes()
		}
	}
}

// refuse asks the reader to come back, before anything of the request has been read.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, lang string) {
	h := w.Header()
	h.Set("Retry-After", retryAfter)
	h.Set("Cache-Control", "no-store")
	body := s.refusals.pages[refusedPage{lang, r.Method == http.MethodPost}]
	switch {
	case isClient(r):
		h.Set("Content-Type", problemType)
		h.Set("Content-Language", lang)
		body = s.refusals.problems[lang]
	case IsAutosave(r):
		body = nil
	default:
		h.Set("Content-Type", "text/html; charset=utf-8")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusServiceUnavailable)
	// A reader who has gone is nobody to tell.
	_, _ = w.Write(body)
	s.tellOfRefusals(r.Context())
}

func (s *Site) tellOfRefusals(ctx context.Context) {
	s.refusals.many.Add(1)
	now, told := s.Now().UnixNano(), s.refusals.told.Load()
	if now-told < int64(toldEvery) || !s.refusals.told.CompareAndSwap(told, now) {
		return
	}
	s.Log.LogAttrs(ctx, slog.LevelWarn, "too many at once", slog.Int64("refused", s.refusals.many.Swap(0)))
}
