package web_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// What the content security policy would stop, or what would let typed text
// become code: templ escapes neither script nor style.
var forbidden = []struct {
	what    string
	pattern *regexp.Regexp
}{
	{"a script with content", regexp.MustCompile(`<script[^>]*>\s*[^<\s]`)},
	{"a script without an address", regexp.MustCompile(`<script(?:\s+type="module")?\s*>`)},
	{"style=", regexp.MustCompile(`\sstyle\s*=`)},
	{"a style element", regexp.MustCompile(`<style`)},
	{"templ.Raw", regexp.MustCompile(`templ\.(?:Raw|JSFuncCall|JSUnsafe|ComponentScript)|^script |(?m)^css `)},
	{"an on* attribute", regexp.MustCompile(`\son[a-z]+\s*=`)},
	{"hx-on or js:", regexp.MustCompile(`hx-on|js:`)},
}

func TestTemplatesHoldNoCode(t *testing.T) {
	t.Parallel()
	files := 0
	err := fs.WalkDir(os.DirFS(".."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".templ") {
			return err
		}
		files++
		text, err := fs.ReadFile(os.DirFS(".."), path)
		if err != nil {
			return err
		}
		for _, f := range forbidden {
			if at := f.pattern.Find(text); at != nil {
				t.Errorf("%s holds %s: %q; the content security policy stops it, or it lets text become code", path, f.what, at)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Error("no templates found")
	}
}
