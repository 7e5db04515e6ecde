package paper

// An element is a node of the structure tree: what a part of the document is, for who
// hears it.
type element struct {
	kind string // of ISO 32000-1, 14.8.4
	kids []*element
	// marks is where its text stands, in the order it is read.
	marks []mark
}

// A mark is a stretch of text on a page.
type mark struct{ page, id int }

func (e *element) add(kind string) *element {
	kid := &element{kind: kind}
	e.kids = append(e.kids, kid)
	return kid
}

// walk visits the element and everything under it, in the order it is read.
func (e *element) walk(visit func(e, parent *element)) {
	var down func(e, parent *element)
	down = func(e, parent *element) {
		visit(e, parent)
		for _, kid := range e.kids {
			down(kid, e)
		}
	}
	down(e, nil)
}
