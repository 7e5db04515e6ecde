package main

import (
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// bar shows how far something has come, where somebody watches.
type bar struct {
	t     terminal
	shown *progressbar.ProgressBar
	part  string
}

func newBar(t terminal) *bar { return &bar{t: t} }

func (b *bar) show(part string, done, total int) {
	f, ok := b.t.err.(*os.File)
	if !ok {
		return
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return
	}
	if part != b.part {
		b.end()
		b.part = part
		b.shown = progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(part),
			progressbar.OptionThrottle(100*time.Millisecond))
	}
	b.shown.ChangeMax(max(total, 1))
	_ = b.shown.Set(done)
}

func (b *bar) end() {
	if b.shown != nil {
		_ = b.shown.Finish()
		fmt.Fprintln(b.t.err)
		b.shown = nil
	}
}
