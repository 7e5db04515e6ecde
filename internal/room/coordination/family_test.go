package coordination

import (
	"testing"

	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
)

// Custody alone makes somebody a guardian here, and one word against it is enough.
func TestGuards(t *testing.T) {
	t.Parallel()
	today := civil.On(2026, 11, 23)
	birth, custody := civil.On(2013, 5, 4), person.Relation{Adult: "g", Kind: person.JointGuardian}
	with := func(change func(*person.Relation)) person.Relation {
		r := custody
		change(&r)
		return r
	}
	shut := with(func(r *person.Relation) { r.Kind, r.MayNotKnow = person.Relative, true })
	for _, tt := range []struct {
		name      string
		relations []person.Relation
		birth     civil.Date
		want      bool
	}{
		{"nobody", nil, birth, false},
		{"may not know", []person.Relation{with(func(r *person.Relation) { r.MayNotKnow = true })}, birth, false},
		{"may not know, by another relation", []person.Relation{custody, shut}, birth, false},
		{"and in the other order", []person.Relation{shut, custody}, birth, false},
		{"somebody else may not know", []person.Relation{custody, with(func(r *person.Relation) { r.Adult, r.MayNotKnow = "h", true })}, birth, true},
		{"somebody else's custody", []person.Relation{with(func(r *person.Relation) { r.Adult = "h" })}, birth, false},
		{"until yesterday", []person.Relation{with(func(r *person.Relation) { r.To = today.AddDays(-1) })}, birth, false},
		{"until today", []person.Relation{with(func(r *person.Relation) { r.To = today })}, birth, true},
		{"from tomorrow", []person.Relation{with(func(r *person.Relation) { r.From = today.AddDays(1) })}, birth, false},
		{"a parent without custody", []person.Relation{with(func(r *person.Relation) { r.Kind = person.ParentWithoutCustody })}, birth, false},
		{"a child whose birth nobody knows", []person.Relation{custody}, civil.Date{}, false},
		{"of age today", []person.Relation{custody}, civil.On(2008, 11, 23), false},
		{"of age tomorrow", []person.Relation{custody}, civil.On(2008, 11, 24), true},
	} {
		if got := guards(tt.relations, "g", tt.birth, today); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
