package identity

import (
	"strings"
	"testing"
)

func TestInvitationCode(t *testing.T) {
	t.Parallel()
	code := newInvitationCode()
	if len(code) != 19 || code == newInvitationCode() {
		t.Fatalf("code %q", code)
	}
	for _, typed := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", ""), " " + strings.ReplaceAll(code, "-", " ") + " "} {
		if got := normalCode(typed); got != code {
			t.Errorf("normalCode(%q) = %q, want %q", typed, got, code)
		}
	}
	for _, typed := range []string{"", strings.Repeat("A", 1<<20)} {
		if got := normalCode(typed); got != "" {
			t.Errorf("normalCode of %d characters = %q", len(typed), got)
		}
	}
}
