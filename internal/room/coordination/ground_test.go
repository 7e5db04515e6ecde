package coordination

import "testing"

// A ground for some topics is none for others, whatever the thing is called.
func TestAGroundIsAboutItsTopics(t *testing.T) {
	t.Parallel()
	all := Grounds{{From: []string{"a"}, To: []string{"b"}, Topics: []Topic{School}}, {From: []string{"a"}, To: []string{"b"}, Item: "x"}}
	for _, c := range []struct {
		item Item
		to   string
		want bool
	}{
		{Item{Organisation: "a", Topic: Health}, "b", false},
		{Item{ID: "y", Organisation: "a", Topic: Health}, "b", false},
		{Item{ID: "x", Organisation: "a", Topic: Health}, "b", true},
		{Item{ID: "x", Organisation: "a", Topic: Health}, "c", false},
		{Item{ID: "y", Organisation: "a", Topic: School}, "b", true},
		{Item{ID: "y", Organisation: "b", Topic: School}, "a", false},
	} {
		if _, got := all.For(c.item, c.to); got != c.want {
			t.Errorf("%+v to %s: %t, want %t", c.item, c.to, got, c.want)
		}
	}
}
