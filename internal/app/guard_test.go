package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNothingIsSaidInTheClear(t *testing.T) {
	t.Parallel()
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte("key"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		config Config
		refuse string
	}{
		"a database elsewhere":                 {Config{Database: "postgres://s:hemligt@db.example/s"}, "SAMSPEL_DATABASE"},
		"one that is not verified":             {Config{Database: "postgres://s:hemligt@db.example/s?sslmode=require"}, "SAMSPEL_DATABASE"},
		"one that cannot be read":              {Config{Database: "postgres://s:hemligt@:x/"}, "the address of the database"},
		"one on a network of one's own":        {Config{Database: "postgres://s@db.example/s", DatabasePlain: true}, ""},
		"one that shows who it is":             {Config{Database: "postgres://s@db.example/s?sslmode=verify-full"}, ""},
		"one here":                             {Config{Database: "postgres://s@127.0.0.1/s?sslmode=disable"}, ""},
		"a provider in the clear":              {Config{OIDCIssuer: "http://id.example"}, "SAMSPEL_OIDC_ISSUER"},
		"a provider whose name begins as ours": {Config{OIDCIssuer: "http://localhost.id.example"}, "SAMSPEL_OIDC_ISSUER"},
		"a provider by another scheme":         {Config{OIDCIssuer: "file:///etc/id"}, "SAMSPEL_OIDC_ISSUER"},
		"a provider":                           {Config{OIDCIssuer: "https://id.example"}, ""},
		"a provider here":                      {Config{OIDCIssuer: "http://127.0.0.1:9000"}, ""},
		"alarms in the clear":                  {Config{CallURL: "http://sms.example/larm?nyckel=hemligt", CallKeyFile: key}, "SAMSPEL_CALL_URL"},
		"alarms":                               {Config{CallURL: "https://sms.example/larm", CallKeyFile: key}, ""},
		"alarms to a program here":             {Config{CallURL: "http://[::1]:7000/larm", CallKeyFile: key}, ""},
	} {
		_, _, err := row.config.secrets()
		switch {
		case row.refuse == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case row.refuse != "" && (err == nil || !strings.Contains(err.Error(), row.refuse)):
			t.Errorf("%s: %v", name, err)
		case err != nil && strings.Contains(err.Error(), "hemligt"):
			t.Errorf("%s: the refusal says a secret: %v", name, err)
		}
	}
}
