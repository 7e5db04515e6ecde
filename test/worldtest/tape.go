package worldtest

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
)

// tape keeps everything that is logged and tells each answer what it is called.
type tape struct {
	slog.Handler
	reel *reel
}

type reel struct {
	sync.Mutex
	bytes.Buffer
}

// Write is one line.
func (r *reel) Write(p []byte) (int, error) {
	r.Lock()
	defer r.Unlock()
	return r.Buffer.Write(p)
}

func newTape() *tape {
	r := &reel{}
	return &tape{slog.NewJSONHandler(r, &slog.HandlerOptions{Level: slog.LevelDebug - 100, AddSource: true}), r}
}

func (t *tape) Handle(ctx context.Context, record slog.Record) error {
	if a, ok := ctx.Value(answerKey{}).(*Answer); ok && record.Message == "request" {
		record.Attrs(func(x slog.Attr) bool {
			switch x.Key {
			case "request":
				a.Request = x.Value.String()
			case "pattern":
				a.Pattern = x.Value.String()
			}
			return true
		})
	}
	return t.Handler.Handle(ctx, record)
}

func (t *tape) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &tape{t.Handler.WithAttrs(attrs), t.reel}
}

func (t *tape) WithGroup(name string) slog.Handler { return &tape{t.Handler.WithGroup(name), t.reel} }

func (t *tape) text() string {
	t.reel.Lock()
	defer t.reel.Unlock()
	return t.reel.String()
}

func (t *tape) forget() {
	t.reel.Lock()
	defer t.reel.Unlock()
	t.reel.Buffer = bytes.Buffer{}
}
