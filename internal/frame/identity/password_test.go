package identity

import (
	"strings"
	"testing"
)

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, password, want string
	}{
		{"empty", "", "password: account.password.short"},
		{"eleven characters", "tolv-tecken", "password: account.password.short"},
		{"combining marks count once", strings.Repeat("a\u030a", 11), "password: account.password.short"},
		{"one character again and again", strings.Repeat("x", 40), "password: account.password.guessable"},
		{"a run of digits", "123456789012345", "password: account.password.guessable"},
		{"a keyboard row and a year", "qwerty123456", "password: account.password.guessable"},
		{"the season", "Sommar2026!!", "password: account.password.guessable"},
		{"a keyboard walk that leaked", "1qaz2wsx3edc4rfv", "password: account.password.guessable"},
		{"two words that leaked, in capitals", "LeaveMeAlone", "password: account.password.guessable"},
		{"the work place and a year", "Socialtjänst2026!", "password: account.password.guessable"},
		{"the address", "lo.ek@skola.ekstad.example", "password: account.password.guessable"},
		{"megabytes", strings.Repeat("tjärn-ljung", 100_000), "password: account.password.long"},
		{"broken UTF-8", "tjärn\xff\xfeljungmossa", "password: account.password.long"},
		{"four words", "mossa tjärn ljung dis", ""},
		{"as long as it may be", strings.Repeat("mossa tjärn ", 10) + "ljungdis", ""},
		{"small letters only", "mossatjärnljung", ""},
		{"as a machine makes it", "8hK2pQ-vRt5wZ", ""},
	}
	for _, tt := range tests {
		if got := text(CheckPassword(tt.password, "lo.ek@skola.ekstad.example")); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestNormalEmail(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in, want string
		ok       bool
	}{
		{"", "", false},
		{"lo", "", false},
		{"Lo Ek <lo.ek@ekstad.example>", "", false},
		{"lo.ek@ekstad.example, bo@ekstad.example", "", false},
		{"lo.ek@ekstad.example\r\nBcc: alla@ekstad.example", "", false},
		{"lo(kurator)@ekstad.example", "", false},
		{strings.Repeat("a", 250) + "@e.se", "", false},
		{" Lo.Ek@Ekstad.Example ", "lo.ek@ekstad.example", true},
	}
	for _, tt := range tests {
		if got, ok := NormalEmail(tt.in); got != tt.want || ok != tt.ok {
			t.Errorf("NormalEmail(%q) = %q, %v; want %q, %v", tt.in, got, ok, tt.want, tt.ok)
		}
	}
}
