package notify

import "testing"

func TestNoticeCarriesNoText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		n    Notice
		ok   bool
	}{
		{"to nobody", Notice{Key: "concern.notice.feedback", Link: "/orosanmalan"}, false},
		{"a sentence for a key", Notice{User: "u", Key: "Ines har fått en återkoppling", Link: "/"}, false},
		{"a word for a key", Notice{User: "u", Key: "ines", Link: "/"}, false},
		{"another site", Notice{User: "u", Key: "a.b", Link: "https://annan.example/"}, false},
		{"another site without scheme", Notice{User: "u", Key: "a.b", Link: "//annan.example/"}, false},
		{"another site to a sloppy browser", Notice{User: "u", Key: "a.b", Link: `/\annan.example`}, false},
		{"a name in the query", Notice{User: "u", Key: "a.b", Link: "/sok?namn=Ines"}, false},
		{"nowhere", Notice{User: "u", Key: "a.b"}, false},
		{"as it should be", Notice{User: "u", Key: "concern.notice.feedback", Link: "/orosanmalan/0199"}, true},
	}
	for _, tt := range tests {
		if err := tt.n.check(); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
