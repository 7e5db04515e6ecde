package api

import (
	"encoding/json"
	"strings"
	"testing"

	"samspel/internal/ground/fault"
)

func TestStrict(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		body, key string // the fault's key, "garbled" or "" for what is taken
	}{
		{``, "garbled"}, {` `, "garbled"}, {`{`, "garbled"}, {`{}}`, "garbled"}, {`{}{}`, "garbled"}, {`{} x`, "garbled"}, {`{"a"}`, "garbled"},
		{`{"a":1,}`, "garbled"}, {`{a:1}`, "garbled"}, {`{1:1}`, "garbled"}, {`[1 2]`, "garbled"}, {`nul`, "garbled"}, {`01`, "garbled"}, {`+1`, "garbled"}, {`NaN`, "garbled"},
		{"{\"a\":\"\xff\"}", "garbled"}, {"\ufeff{}", "garbled"}, {"{\"a\":\"\x00\"}", "garbled"}, {`{"a":"\u0000"}`, "garbled"}, {"{\"a\":\"\n\"}", "garbled"}, {`{"a":"\x"}`, "garbled"},
		{`{"a":1,"a":1}`, "api.json.twice"}, {`{"a":1,"\u0061":1}`, "api.json.twice"}, {`{"a":{"b":[{"c":1,"c":2}]}}`, "api.json.twice"},
		{`{"A":1}`, "api.field.unknown"}, {`{"å":1}`, "api.field.unknown"}, {`{"":1}`, "api.field.unknown"}, {`{"a.b":1}`, "api.field.unknown"},
		{strings.Repeat("[", 9), "api.json.deep"}, {strings.Repeat(`{"a":`, 9), "api.json.deep"}, {"[" + strings.Repeat("1,", 2_001) + "1]", "api.json.many"},
		{`{}`, ""}, {`[]`, ""}, {`null`, ""}, {` {"a":{"a":1},"b":{"a":[{"a":1},{"a":1}]}} `, ""}, {strings.Repeat("[", 8) + strings.Repeat("]", 8), ""}, {`{"a":1e999999}`, ""},
	} {
		err := strict([]byte(tt.body))
		got := ""
		if all := fault.All(err); len(all) > 0 {
			got = all[0].Key
		} else if err != nil {
			got = "garbled"
		}
		if got != tt.key {
			t.Errorf("%.60q: %q, want %q", tt.body, got, tt.key)
		}
	}
}

// What is taken is JSON, and every reader of JSON finds the same in it.
func FuzzStrict(f *testing.F) {
	for _, seed := range []string{`{"a":[1,"b",{"c":null}],"d":true}`, `{"a":1,"a":2}`, `[[[[`, `"\u0000"`, "\xff", `{} {}`, `{"a":"\ud800"}`, `{"\u212a":1}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if strict(body) != nil {
			return
		}
		var v any
		d := json.NewDecoder(strings.NewReader(string(body)))
		d.UseNumber()
		if err := d.Decode(&v); err != nil || !json.Valid(body) {
			t.Fatalf("taken, and no JSON: %q, %v", body, err)
		}
		again, err := json.Marshal(v)
		if err != nil || strict(again) != nil {
			t.Errorf("%q becomes %q, which is not taken", body, again)
		}
	})
}
