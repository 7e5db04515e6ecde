package paper

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
)

// A reading is a file read back by somebody who has nothing but the file.
type reading struct {
	objects map[int]string
	streams map[int][]byte
	// heard is the elements in the order they are read, each with its own text.
	heard []heard
	// artifacts is what is drawn on each page and not read.
	artifacts []string
	lang      string
	titleSays string
	pages     int
}

type heard struct {
	kind, text string
	depth      int
	pages      []int
}

func (r reading) text() string {
	var all []string
	for _, h := range r.heard {
		if h.text != "" {
			all = append(all, h.text)
		}
	}
	return strings.Join(all, "\n")
}

func (r reading) of(kind string) (all []string) {
	for _, h := range r.heard {
		if h.kind == kind {
			all = append(all, h.text)
		}
	}
	return all
}

var (
	reference = regexp.MustCompile(`(\d+) 0 R`)
	marked    = regexp.MustCompile(`<</Type /MCR /Pg (\d+) 0 R /MCID (\d+)>>`)
)

var patterns sync.Map

func compiled(pattern string) *regexp.Regexp {
	re, ok := patterns.Load(pattern)
	if !ok {
		re, _ = patterns.LoadOrStore(pattern, regexp.MustCompile(pattern))
	}
	return re.(*regexp.Regexp)
}

func one(text, pattern string) (string, error) {
	found := compiled(pattern).FindStringSubmatch(text)
	if found == nil {
		return "", fmt.Errorf("%.80q has no %s", text, pattern)
	}
	return found[1], nil
}

func number(text, pattern string) (int, error) {
	s, err := one(text, pattern)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(s)
}

// read reads a file back, and fails on whatever does not agree with itself.
func read(b []byte) (r reading, err error) {
	r.objects, r.streams = map[int]string{}, map[int][]byte{}
	start, err := number(string(b[max(0, len(b)-40):]), `startxref\n(\d+)\n%%EOF\n$`)
	if err != nil {
		return r, err
	}
	table, trailer, _ := strings.Cut(string(b[start:]), "trailer\n")
	rows := strings.Split(strings.TrimSuffix(table, "\n"), "\n")
	for i, row := range rows[3:] {
		at, err := strconv.Atoi(row[:10])
		if err != nil {
			return r, err
		}
		body, ok := bytes.CutPrefix(b[at:], fmt.Appendf(nil, "%d 0 obj\n", i+1))
		if !ok || len(row) != 19 {
			return r, fmt.Errorf("object %d is not at %d", i+1, at)
		}
		dictionary, _, _ := bytes.Cut(body, []byte("\nendobj"))
		if head, rest, found := bytes.Cut(body, []byte("\nstream\n")); found && len(head) < len(dictionary) {
			n, err := number(string(head), `/Length (\d+)`)
			if err != nil {
				return r, err
			}
			if !bytes.HasPrefix(rest[n:], []byte("\nendstream\nendobj\n")) {
				return r, fmt.Errorf("stream %d does not end after %d", i+1, n)
			}
			dictionary, r.streams[i+1] = head, rest[:n]
			if bytes.Contains(head, []byte("/FlateDecode")) {
				z, err := zlib.NewReader(bytes.NewReader(rest[:n]))
				if err != nil {
					return r, err
				}
				if r.streams[i+1], err = io.ReadAll(z); err != nil {
					return r, err
				}
			}
		}
		r.objects[i+1] = string(dictionary)
	}
	return r, r.listen(trailer)
}

func (r *reading) listen(trailer string) error {
	root, err := number(trailer, `/Root (\d+) 0 R`)
	if err != nil {
		return err
	}
	info, err := number(trailer, `/Info (\d+) 0 R`)
	if err != nil {
		return err
	}
	title, err := one(r.objects[info], `^<</Title <FEFF([0-9A-F]*)>>>$`)
	if err != nil {
		return err
	}
	r.titleSays = fromUTF16(title)
	catalog := r.objects[root]
	for _, want := range []string{"/MarkInfo <</Marked true>>", "/DisplayDocTitle true"} {
		if !strings.Contains(catalog, want) {
			return fmt.Errorf("the catalog lacks %s", want)
		}
	}
	if r.lang, err = one(catalog, `/Lang \((.*?)\)`); err != nil {
		return err
	}
	tree, err := number(catalog, `/StructTreeRoot (\d+) 0 R`)
	if err != nil {
		return err
	}
	// What is drawn, by page and mark.
	drawn := map[string]string{}
	kinds := map[string]string{}
	kids, err := one(r.objects[1], `/Kids \[(.*?)\]`)
	if err != nil {
		return err
	}
	for i, page := range reference.FindAllStringSubmatch(kids, -1) {
		r.pages++
		n, _ := strconv.Atoi(page[1])
		if at, err := number(r.objects[n], `/StructParents (\d+)`); err != nil || at != i {
			return fmt.Errorf("page %d is parent %d: %w", i, at, err)
		}
		content, err := number(r.objects[n], `/Contents (\d+) 0 R`)
		if err != nil {
			return err
		}
		if err := r.page(n, string(r.streams[content]), drawn, kinds); err != nil {
			return err
		}
	}
	parents, err := number(r.objects[tree], `/ParentTree (\d+) 0 R`)
	if err != nil {
		return err
	}
	owners := map[string]string{}
	for _, row := range regexp.MustCompile(`(\d+) \[([^\]]*)\]`).FindAllStringSubmatch(strings.TrimPrefix(r.objects[parents], "<</Nums ["), -1) {
		page, _ := strconv.Atoi(row[1])
		for i, e := range reference.FindAllStringSubmatch(row[2], -1) {
			owners[fmt.Sprint(pageObject(page+1), " ", i)] = e[1]
		}
	}
	top, err := number(r.objects[tree], `/K (\d+) 0 R`)
	if err != nil {
		return err
	}
	said := 0
	var hear func(n, parent, depth int) error
	hear = func(n, parent, depth int) error {
		e := r.objects[n]
		if up, err := number(e, `/P (\d+) 0 R`); err != nil || up != parent {
			return fmt.Errorf("element %d is under %d, and says %d: %w", n, parent, up, err)
		}
		kind, err := one(e, `/S /(\w+)`)
		if err != nil {
			return err
		}
		if kind == "TH" != strings.Contains(e, "/Scope /Column") {
			return fmt.Errorf("element %d is %s: %s", n, kind, e)
		}
		h := heard{kind: kind, depth: depth}
		for _, m := range marked.FindAllStringSubmatch(e, -1) {
			key := m[1] + " " + m[2]
			if owners[key] != strconv.Itoa(n) || kinds[key] != kind {
				return fmt.Errorf("mark %s is of element %d (%s), and says %s (%s)", key, n, kind, owners[key], kinds[key])
			}
			page, _ := strconv.Atoi(m[1])
			h.text, h.pages = h.text+drawn[key], append(h.pages, (page-1)/2)
			said++
		}
		h.text = strings.TrimSpace(h.text)
		r.heard = append(r.heard, h)
		_, rest, _ := strings.Cut(e, "/K [")
		for _, kid := range reference.FindAllStringSubmatch(marked.ReplaceAllString(rest, ""), -1) {
			k, _ := strconv.Atoi(kid[1])
			if err := hear(k, n, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if err := hear(top, tree, 0); err != nil {
		return err
	}
	if said != len(drawn) || len(owners) != len(drawn) {
		return fmt.Errorf("%d marks are drawn, %d are in the tree and %d have an owner", len(drawn), said, len(owners))
	}
	return nil
}

// page reads what a page draws. Nothing is drawn that is neither read nor said not to be.
func (r *reading) page(n int, content string, drawn, kinds map[string]string) error {
	var open []string // what is marked now, innermost last
	var artifacts strings.Builder
	font, key, instead := 0, "", ""
	resources, err := number(r.objects[n], `/Resources (\d+) 0 R`)
	if err != nil {
		return err
	}
	for line := range strings.SplitSeq(content, "\n") {
		if found := compiled(`^/(\w+) <</MCID (\d+)>> BDC$`).FindStringSubmatch(line); found != nil {
			if len(open) > 0 {
				return fmt.Errorf("page %d: %s within %v", n, line, open)
			}
			key = fmt.Sprint(n, " ", found[2])
			if _, twice := drawn[key]; twice {
				return fmt.Errorf("mark %s stands twice", key)
			}
			drawn[key], kinds[key] = "", found[1]
			open = append(open, found[1])
			continue
		}
		switch found := compiled(`^/Span <</ActualText <FEFF([0-9A-F]*)>>> BDC$`).FindStringSubmatch(line); {
		case found != nil:
			instead = fromUTF16(found[1])
			open = append(open, "Span")
			continue
		case strings.HasPrefix(line, "/Artifact "):
			if len(open) > 0 {
				return fmt.Errorf("page %d: an artifact within %v", n, open)
			}
			open = append(open, "Artifact")
			continue
		case line == "EMC":
			if len(open) == 0 {
				return fmt.Errorf("page %d: nothing to end", n)
			}
			open = open[:len(open)-1]
			continue
		}
		if found := compiled(`/F(\w+) [\d.]+ Tf`).FindStringSubmatch(line); found != nil {
			if font, err = number(r.objects[resources], `/F`+found[1]+` (\d+) 0 R`); err != nil {
				return err
			}
		}
		at := strings.Index(line, " Td (")
		draws := at >= 0 || strings.HasSuffix(line, " S") || strings.HasSuffix(line, " l")
		if draws && len(open) == 0 {
			return fmt.Errorf("page %d: %.60q is neither read nor not", n, line)
		}
		if at < 0 {
			continue
		}
		text, err := r.letters(font, unescaped(line[at+len(" Td ("):strings.LastIndex(line, ") Tj")]))
		if err != nil {
			return err
		}
		if open[len(open)-1] == "Span" {
			text = instead
		}
		if slices.Contains(open, "Artifact") {
			artifacts.WriteString(text)
		} else {
			drawn[key] += text
		}
	}
	r.artifacts = append(r.artifacts, artifacts.String())
	if len(open) > 0 {
		return fmt.Errorf("page %d ends within %v", n, open)
	}
	return nil
}

// letters is what codes stand for by the font's own table, if each of them has a glyph.
func (r *reading) letters(font int, codes string) (string, error) {
	table, err := number(r.objects[font], `/ToUnicode (\d+) 0 R`)
	if err != nil {
		return "", err
	}
	if !bytes.Contains(r.streams[table], []byte("<0000> <FFFF> <0000>")) {
		return "", fmt.Errorf("font %d does not say that its codes are UTF-16", font)
	}
	below, err := number(r.objects[font], `/DescendantFonts \[(\d+) 0 R\]`)
	if err != nil {
		return "", err
	}
	glyphs, err := number(r.objects[below], `/CIDToGIDMap (\d+) 0 R`)
	if err != nil {
		return "", err
	}
	descriptor, err := number(r.objects[below], `/FontDescriptor (\d+) 0 R`)
	if err != nil {
		return "", err
	}
	if file, err := number(r.objects[descriptor], `/FontFile2 (\d+) 0 R`); err != nil || len(r.streams[file]) == 0 {
		return "", fmt.Errorf("font %d is not in the file: %w", font, err)
	}
	var units []uint16
	for i := 0; i+1 < len(codes); i += 2 {
		code := uint16(codes[i])<<8 | uint16(codes[i+1])
		if g := r.streams[glyphs]; code != ' ' && code != 0xA0 && g[2*int(code)] == 0 && g[2*int(code)+1] == 0 {
			return "", fmt.Errorf("code %04X has no glyph in font %d", code, font)
		}
		units = append(units, code)
	}
	return string(utf16.Decode(units)), nil
}

func unescaped(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\(`, `(`, `\)`, `)`, `\r`, "\r").Replace(s)
}

func fromUTF16(s string) string {
	b, err := hex.DecodeString(s)
	if err != nil {
		return ""
	}
	var units []uint16
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units))
}

// bookmarks reads the list of headings beside the pages, as a reader does: from the first
// to the next, and each that has some under it.
func (r reading) bookmarks() (list []bookmark, err error) {
	root := 0
	for n, o := range r.objects {
		if strings.HasPrefix(o, "<</Type /Outlines ") {
			root = n
		}
	}
	if root == 0 {
		return nil, nil
	}
	var under func(parent, level int) (int, error)
	under = func(parent, level int) (count int, err error) {
		next, err := number(r.objects[parent], `/First (\d+) 0 R`)
		if err != nil {
			return 0, err
		}
		last := 0
		for next > 0 {
			o := r.objects[next]
			up, err := number(o, `/Parent (\d+) 0 R`)
			if err != nil || up != parent {
				return 0, fmt.Errorf("bookmark %d is under %d and says %d: %w", next, parent, up, err)
			}
			if before, _ := number(o, `/Prev (\d+) 0 R`); before != last {
				return 0, fmt.Errorf("bookmark %d is after %d and says %d", next, last, before)
			}
			title, err := one(o, `/Title <FEFF([0-9A-F]*)>`)
			if err != nil {
				return 0, err
			}
			page, err := number(o, `/Dest \[(\d+) 0 R /XYZ`)
			if err != nil {
				return 0, err
			}
			list = append(list, bookmark{level: level, page: (page - 1) / 2, text: fromUTF16(title)})
			count++
			if strings.Contains(o, "/First ") {
				more, err := under(next, level+1)
				if err != nil {
					return 0, err
				}
				count += more
			}
			last = next
			next, _ = number(o, `/Next (\d+) 0 R`)
		}
		if end, err := number(r.objects[parent], `/Last (\d+) 0 R`); err != nil || end != last {
			return 0, fmt.Errorf("the last under %d is %d and says %d: %w", parent, last, end, err)
		}
		if said, err := number(r.objects[parent], `/Count (\d+)`); err != nil || said != count {
			return 0, fmt.Errorf("%d are under %d, which says %d: %w", count, parent, said, err)
		}
		return count, nil
	}
	_, err = under(root, 1)
	return list, err
}
