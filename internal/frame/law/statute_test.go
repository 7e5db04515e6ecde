package law

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// statuteText is an act as its sections: "19:6" (or "6" without chapters) to the text.
type statuteText struct {
	sections map[string]string
	// textOf is the date in the file's head, when there is one.
	textOf string
}

var (
	chapterHead = regexp.MustCompile(`^(\d+(?: [a-z])?) kap\. [A-ZÅÄÖ]`)
	sectionHead = regexp.MustCompile(`^(\d+(?: [a-z])?) § +(?:[A-ZÅÄÖ/]|$)`)
	updated     = regexp.MustCompile(`\*\*Senast uppdaterad i Rättsbaser:\*\* (\S+)`)
)

func readStatute(t *testing.T, sfs string) statuteText {
	t.Helper()
	text, err := os.ReadFile("testdata/SFS_" + strings.ReplaceAll(sfs, ":", "_") + ".md")
	if err != nil {
		t.Fatalf("no text of SFS %s to check against: %v", sfs, err)
	}
	s := statuteText{sections: map[string]string{}}
	if m := updated.FindSubmatch(text); m != nil {
		s.textOf = string(m[1])
	}
	chapter, at, blank := "", "", true
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, " \t\r\n")
		if m := chapterHead.FindStringSubmatch(line); m != nil && blank && !strings.Contains(line, "§") {
			chapter, at = m[1], ""
		} else if m := sectionHead.FindStringSubmatch(line); m != nil && blank {
			at = m[1]
			if chapter != "" {
				at = chapter + ":" + at
			}
		}
		if at != "" {
			s.sections[at] += line + "\n"
		}
		blank = line == ""
	}
	return s
}

func (s statuteText) find(r Ref) (string, bool) {
	at := r.Section
	if r.Chapter != "" {
		at = r.Chapter + ":" + at
	}
	text, ok := s.sections[at]
	return text, ok
}
