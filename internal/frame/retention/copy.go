package retention

import "samspel/internal/ground/civil"

// A Key is one controller's copy of one matter.
type Key struct{ Matter, Controller string }

// IsZero says that nothing is named.
func (k Key) IsZero() bool { return k == Key{} }

// A Copy (exemplar av akten) is a key with what the room that has it says about it.
type Copy struct {
	Key
	Source string
	// Child is the controller's own record of the child; "" when it has none.
	Child    string
	Class    Class
	LastNote civil.Date
	Closed   civil.Date
	// DueYear is the year the term was last worked out to; 0 when it falls due in none.
	DueYear int
}

func (c Copy) matter(marks []Class) Matter {
	return Matter{Class: c.Class, Marks: marks, LastNote: c.LastNote, Closed: c.Closed}
}

// Judged is a copy with its term and what a person has said about it.
type Judged struct {
	Copy
	Term
	Marks []Mark
	Holds []Hold
}

// Held says whether a person has stopped its disposal.
func (j Judged) Held() bool {
	for _, h := range j.Holds {
		if h.EndedAt.IsZero() {
			return true
		}
	}
	return false
}

// PageKey is where a page of copies ended.
type PageKey struct {
	Year   int
	Matter string
}

// IsZero says that the page is the first.
func (k PageKey) IsZero() bool { return k.Matter == "" }

func (c Copy) pageKey() PageKey { return PageKey{Year: c.DueYear, Matter: c.Matter} }
