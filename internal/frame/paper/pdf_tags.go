package paper

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"regexp"
	"strconv"
	"strings"
)

// errLayout says that the library writes its files in another way than it did.
var errLayout = errors.New("the pages are not where they were")

// tagged is the file that the library wrote with the structure tree, the language, the
// title and what it claims to be: the same objects, some with more in them, and a new
// table of where they are.
func (p *press) tagged(raw []byte) ([]byte, error) {
	objects, root, err := objectsOf(raw)
	if err != nil {
		return nil, err
	}
	n := len(objects) // objects[0] is not one
	tree := p.tree(n)
	for page := range p.page {
		number := pageObject(page + 1)
		if number >= n || !bytes.HasPrefix(objects[number], []byte("<</Type /Page\n")) {
			return nil, errLayout
		}
		objects[number] = bytes.Replace(objects[number], []byte("<</Type /Page\n"), fmt.Appendf(nil, "<</Type /Page /StructParents %d /Tabs /S\n", page), 1)
	}
	outline := p.outline(n + len(tree))
	metadata := n + len(tree) + len(outline)
	info := metadata + 1
	contents := ""
	if len(outline) > 0 {
		contents = fmt.Sprintf(" /Outlines %d 0 R /PageMode /UseOutlines", n+len(tree))
	}
	objects[root] = fmt.Appendf(nil, "<</Type /Catalog /Pages 1 0 R /Lang (%s) /MarkInfo <</Marked true>> /ViewerPreferences <</DisplayDocTitle true>> /StructTreeRoot %d 0 R /Metadata %d 0 R%s>>",
		p.doc.locale(), n, metadata, contents)
	// The library's own information is when the file was made; ours is what it is.
	objects[root-1] = []byte("null")
	objects = append(append(objects, tree...), outline...)
	xmp := p.doc.xmp()
	objects = append(objects, fmt.Appendf(nil, "<</Type /Metadata /Subtype /XML /Length %d>>\nstream\n%s\nendstream", len(xmp), xmp),
		fmt.Appendf(nil, "<</Title %s>>", utf16Hex(p.doc.name())))
	return file(objects, root, info), nil
}

// pageObject is where the library puts a page.
func pageObject(page int) int { return 1 + 2*page }

var trailerNumber = regexp.MustCompile(`/Root (\d+) 0 R`)

// objectsOf is what the library wrote, by number.
func objectsOf(raw []byte) (objects [][]byte, root int, err error) {
	at := bytes.LastIndex(raw, []byte("\nxref\n0 "))
	found := trailerNumber.FindSubmatch(raw[max(at, 0):])
	if at < 0 || found == nil {
		return nil, 0, errLayout
	}
	lines := strings.Split(string(raw[at+len("\nxref\n0 "):]), "\n")
	n, err := strconv.Atoi(lines[0])
	if err != nil || len(lines) < n+1 {
		return nil, 0, errLayout
	}
	objects = make([][]byte, n)
	for i := 1; i < n; i++ {
		from, err := strconv.Atoi(strings.TrimLeft(lines[1+i][:10], "0"))
		head := fmt.Appendf(nil, "%d 0 obj\n", i)
		if err != nil || from >= len(raw) || !bytes.HasPrefix(raw[from:], head) {
			return nil, 0, errLayout
		}
		body := raw[from+len(head):]
		end := bytes.Index(body, []byte("\nendobj"))
		if stream := bytes.Index(body, []byte("\nstream\n")); stream >= 0 && stream < end {
			// A stream may hold anything, also that word.
			length := lengthOf(body[:stream])
			after := stream + len("\nstream\n") + length
			if length < 0 || after > len(body) {
				return nil, 0, errLayout
			}
			end = bytes.Index(body[after:], []byte("\nendobj")) + after
		}
		if end < 0 {
			return nil, 0, errLayout
		}
		objects[i] = bytes.Clone(body[:end])
	}
	root, err = strconv.Atoi(string(found[1]))
	return objects, root, err
}

var streamLength = regexp.MustCompile(`/Length (\d+)`)

func lengthOf(dictionary []byte) int {
	found := streamLength.FindSubmatch(dictionary)
	if found == nil {
		return -1
	}
	n, err := strconv.Atoi(string(found[1]))
	if err != nil {
		return -1
	}
	return n
}

// tree is the structure tree as objects from number n: its root, which page's text
// belongs to which element, and the elements in the order they are read.
func (p *press) tree(n int) (objects [][]byte) {
	number := map[*element]int{}
	parents := map[*element]*element{}
	var order []*element
	p.root.walk(func(e, parent *element) {
		number[e] = n + 2 + len(order)
		parents[e] = parent
		order = append(order, e)
	})
	owner := make([][]int, p.page)
	for i, marks := range p.marks {
		owner[i] = make([]int, marks)
	}
	objects = append(objects, fmt.Appendf(nil, "<</Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey %d>>", number[p.root], n+1, p.page), nil)
	for _, e := range order {
		up := n
		if parent := parents[e]; parent != nil {
			up = number[parent]
		}
		b := fmt.Appendf(nil, "<</Type /StructElem /S /%s /P %d 0 R", e.kind, up)
		if e.kind == "TH" {
			b = append(b, " /A <</O /Table /Scope /Column>>"...)
		}
		b = append(b, " /K ["...)
		for _, m := range e.marks {
			b = fmt.Appendf(b, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", pageObject(m.page), m.id)
			owner[m.page-1][m.id] = number[e]
		}
		for _, kid := range e.kids {
			b = fmt.Appendf(b, "%d 0 R ", number[kid])
		}
		objects = append(objects, append(b, "]>>"...))
	}
	b := []byte("<</Nums [")
	for page, elements := range owner {
		b = fmt.Appendf(b, "%d [", page)
		for _, e := range elements {
			b = fmt.Appendf(b, "%d 0 R ", e)
		}
		b = append(b, "] "...)
	}
	objects[1] = append(b, "]>>"...)
	return objects
}

// file writes the objects and where they are.
func file(objects [][]byte, root, info int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xb5\xb6\xb5\xb6\n")
	at := make([]int, len(objects))
	for i := 1; i < len(objects); i++ {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i, objects[i])
	}
	id := fnv.New128a()
	id.Write(b.Bytes())
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects))
	for _, offset := range at[1:] {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%x> <%x>]>>\nstartxref\n%d\n%%%%EOF\n", len(objects), root, info, id.Sum(nil), id.Sum(nil), start)
	return b.Bytes()
}

// xmp is what the file says of itself.
func (d Document) xmp() string {
	return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>` + "\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">` +
		`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + escaped(d.name()) + `</rdf:li></rdf:Alt></dc:title>` +
		`<dc:language><rdf:Bag><rdf:li>` + d.locale() + `</rdf:li></rdf:Bag></dc:language>` +
		`<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta>` + "\n" + `<?xpacket end="r"?>`
}
