package coordination

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A sheet is a paragraph as the database holds it.
type sheet struct {
	wordings []Wording
	texts    map[string]string
	next     int
}

func (s *sheet) save(author, pen string, pass int64, st Stroke) {
	var said string
	if last, wrote := lastBy(s.wordings, author, pen); wrote {
		said = s.texts[last.ID]
	}
	e := strike(s.wordings, author, pen, pass, said, st)
	if !e.write {
		return
	}
	for i := range s.wordings {
		if slices.ContainsFunc(e.replaces, func(w Wording) bool { return w.ID == s.wordings[i].ID }) {
			s.wordings[i].Replaced = true
		}
	}
	if e.own.ID == "" {
		s.next++
		w := Wording{ID: fmt.Sprint("w", s.next), Pen: pen, Author: author, Pass: pass, Version: 1}
		s.wordings, s.texts[w.ID] = append(s.wordings, w), plain(st.Text)
		return
	}
	for i := range s.wordings {
		if s.wordings[i].ID == e.own.ID {
			s.wordings[i].Version, s.wordings[i].Pass = s.wordings[i].Version+1, pass
			s.texts[e.own.ID] = plain(st.Text)
		}
	}
}

// open is what a page shows: the texts that stand, and what it remembers of them.
func (s *sheet) open() Stroke {
	var texts []string
	var st Stroke
	for _, w := range standing(s.wordings) {
		st.Base = append(st.Base, Seen{w.ID, w.Version})
		texts = append(texts, s.texts[w.ID])
	}
	st.Text = strings.Join(texts, "\n\n")
	st.Digest = Digest(st.Text)
	return st
}

func (s *sheet) shown() []string {
	var texts []string
	for _, w := range standing(s.wordings) {
		texts = append(texts, s.texts[w.ID])
	}
	return texts
}

func TestStrike(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		do   func(s *sheet)
		want []string
	}{
		{"a page that nobody touched writes nothing", func(s *sheet) {
			s.save("ada", "p1", LastPass, s.open())
		}, nil},
		{"a double click", func(s *sheet) {
			st := s.open()
			st.Text = "Ett."
			s.save("ada", "p1", LastPass, st)
			s.save("ada", "p1", LastPass, st)
		}, []string{"Ett."}},
		{"saved by itself again and again is one text", func(s *sheet) {
			st := s.open()
			for i, text := range []string{"E", "Et", "Ett.\r\nTvå."} {
				st.Text = text
				s.save("ada", "p1", int64(i+1), st)
			}
		}, []string{"Ett.\nTvå."}},
		{"a saving that was overtaken by the button", func(s *sheet) {
			st := s.open()
			st.Text = "Ett två."
			s.save("ada", "p1", LastPass, st)
			st.Text = "Ett"
			s.save("ada", "p1", 4, st)
		}, []string{"Ett två."}},
		{"a change taken back before anybody pressed", func(s *sheet) {
			first := s.open()
			first.Text = "Ett."
			s.save("ada", "p1", LastPass, first)
			again := s.open()
			again.Text = "Ett. Två."
			s.save("ada", "p2", 1, again)
			again.Text = "Ett."
			s.save("ada", "p2", 2, again)
		}, []string{"Ett."}},
		{"two begin at once", func(s *sheet) {
			ada, bo := s.open(), s.open()
			ada.Text, bo.Text = "Ada.", "Bo."
			s.save("ada", "p1", 1, ada)
			s.save("bo", "p2", 1, bo)
		}, []string{"Ada.", "Bo."}},
		{"one after the other, having read it", func(s *sheet) {
			ada := s.open()
			ada.Text = "Ada."
			s.save("ada", "p1", LastPass, ada)
			bo := s.open()
			bo.Text += " Bo."
			s.save("bo", "p2", LastPass, bo)
		}, []string{"Ada. Bo."}},
		{"a text that has grown since it was read", func(s *sheet) {
			ada := s.open()
			ada.Text = "Ada"
			s.save("ada", "p1", 1, ada)
			bo := s.open()
			bo.Text += " Bo."
			ada.Text = "Ada går vidare."
			s.save("ada", "p1", 2, ada)
			s.save("bo", "p2", LastPass, bo)
		}, []string{"Ada går vidare.", "Ada Bo."}},
		{"somebody goes on writing in what another has replaced", func(s *sheet) {
			ada := s.open()
			ada.Text = "Ada"
			s.save("ada", "p1", 1, ada)
			bo := s.open()
			bo.Text += " Bo."
			s.save("bo", "p2", LastPass, bo)
			ada.Text = "Ada till."
			s.save("ada", "p1", 2, ada)
			ada.Text = "Ada till och med."
			s.save("ada", "p1", 3, ada)
		}, []string{"Ada Bo.", "Ada till och med."}},
		{"both texts made one", func(s *sheet) {
			ada, bo := s.open(), s.open()
			ada.Text, bo.Text = "Ada.", "Bo."
			s.save("ada", "p1", 1, ada)
			s.save("bo", "p2", 1, bo)
			both := s.open()
			both.Text = "Ada och Bo."
			s.save("bo", "p3", LastPass, both)
		}, []string{"Ada och Bo."}},
		{"the back button, and the old page sent again", func(s *sheet) {
			old := s.open()
			old.Text = "Gammalt."
			s.save("ada", "p1", LastPass, old)
			next := s.open()
			next.Text = "Nytt."
			s.save("ada", "p2", LastPass, next)
			s.save("ada", "p1", LastPass, old)
		}, []string{"Nytt."}},
		{"the back button, and more written on the old page", func(s *sheet) {
			old := s.open()
			old.Text = "Gammalt."
			s.save("ada", "p1", LastPass, old)
			next := s.open()
			next.Text = "Nytt."
			s.save("ada", "p2", LastPass, next)
			old.Text = "Gammalt och mer."
			s.save("ada", "p1", LastPass, old)
		}, []string{"Nytt.", "Gammalt och mer."}},
		{"somebody else's pen is not one's own", func(s *sheet) {
			st := s.open()
			st.Text = "Ada."
			s.save("ada", "p1", 1, st)
			st.Text = "Bo."
			s.save("bo", "p1", 2, st)
		}, []string{"Ada.", "Bo."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &sheet{texts: map[string]string{}}
			tt.do(s)
			if got := s.shown(); !slices.Equal(got, tt.want) {
				t.Errorf("the paragraph says %q, want %q", got, tt.want)
			}
		})
	}
}

// Whatever order pages are opened, written in, saved, sent again and overtaken in,
// every word that was saved stands somewhere: nobody in this test takes away what
// they had before them. And no page's text stands twice.
func TestNothingIsLostAndNothingTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		type page struct {
			Stroke
			author, pen string
			pass        int64
		}
		type sending struct {
			page
			words []string
		}
		s := &sheet{texts: map[string]string{}}
		var pages []*page
		var late []sending
		saved := map[string]bool{}
		word := 0
		send := func(x sending) {
			s.save(x.author, x.pen, x.pass, x.Stroke)
			for _, w := range x.words {
				saved[w] = true
			}
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			act := rapid.SampledFrom([]string{"open", "write", "write", "send", "late", "again", "button"}).Draw(t, "act")
			if act == "open" || len(pages) == 0 {
				pages = append(pages, &page{Stroke: s.open(), author: rapid.SampledFrom([]string{"ada", "bo", "cia"}).Draw(t, "author"), pen: fmt.Sprint("p", len(pages))})
				continue
			}
			p := pages[rapid.IntRange(0, len(pages)-1).Draw(t, "page")]
			switch act {
			case "write":
				word++
				p.Text = strings.TrimSpace(fmt.Sprintf("%s o%d;", p.Text, word))
			case "late", "send":
				if p.pass == LastPass {
					break // the script has stopped
				}
				p.pass++
				if x := (sending{*p, strings.Fields(p.Text)}); act == "send" {
					send(x)
				} else {
					late = append(late, x)
				}
			case "button":
				p.pass = LastPass
				send(sending{*p, strings.Fields(p.Text)})
			case "again":
				if len(late) > 0 {
					i := rapid.IntRange(0, len(late)-1).Draw(t, "which")
					send(late[i])
				}
			}
			all := strings.Fields(strings.Join(s.shown(), " "))
			for w := range saved {
				if !slices.Contains(all, w) {
					t.Fatalf("%s was saved and stands nowhere in %q", w, s.shown())
				}
			}
			pens := map[string]bool{}
			for _, w := range standing(s.wordings) {
				if pens[w.Pen] {
					t.Fatalf("the page %s stands twice in %q", w.Pen, s.shown())
				}
				pens[w.Pen] = true
			}
		}
	})
}
