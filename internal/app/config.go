package app

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"samspel/internal/frame/backup"
)

// Kind is what sort of installation this is. A national one has nothing of zone P:
// neither tables nor pages about children.
type Kind string

const (
	// Local (lokal) is a municipality or region with the parties around a child.
	Local Kind = "local"
	// National (nationell) is an agency; no personal data about children.
	National Kind = "national"
	// Both is for the demo and for development.
	Both Kind = "both"
)

// HasChildren says whether the installation holds zone P.
func (k Kind) HasChildren() bool { return k != National }

// HasGrants says whether the installation shows the pages of grants.
func (k Kind) HasGrants() bool { return k != Local }

// Config is every setting. Each can be given as a flag, in the environment or in a
// file, and the zero value of each is usable. Secrets are read from files whose
// names end the setting's: SAMSPEL_DATABASE_FILE.
type Config struct {
	Data             string        `help:"Folder of the databases and keys." default:"samspel-data" env:"SAMSPEL_DATA" placeholder:"DIR"`
	Database         string        `help:"postgres:// address; encrypted SQLite files in the data folder when empty." env:"SAMSPEL_DATABASE" placeholder:"URL"`
	DatabaseFile     string        `help:"File that holds the postgres:// address." env:"SAMSPEL_DATABASE_FILE" placeholder:"FILE"`
	DatabasePlain    bool          `name:"database-plain" help:"Take a database on another machine that need not show who it is." env:"SAMSPEL_DATABASE_PLAIN"`
	KeyFile          string        `help:"Key of the database files; samspel.key in the data folder when empty." env:"SAMSPEL_KEY_FILE" placeholder:"FILE"`
	KeysetKeyFile    string        `help:"Key that wraps the keysets of persons; samspel.kek in the data folder when empty." env:"SAMSPEL_KEYSET_KEY_FILE" placeholder:"FILE"`
	SealKeyFile      string        `help:"Key that encrypts and signs backups and checkpoints; samspel.seal in the data folder when empty." env:"SAMSPEL_SEAL_KEY_FILE" placeholder:"FILE"`
	Checkpoints      string        `help:"Folder elsewhere for signed checkpoints of the audit log; none when empty." env:"SAMSPEL_CHECKPOINTS" placeholder:"DIR"`
	Kind             Kind          `help:"Kind of installation: local, national or both." enum:"local,national,both" default:"local" env:"SAMSPEL_KIND"`
	Address          string        `name:"addr" help:"Address to listen at." default:"127.0.0.1:8080" env:"SAMSPEL_ADDR"`
	URL              string        `help:"Address people reach the site at; https says that TLS is ended before or here." env:"SAMSPEL_URL" placeholder:"URL"`
	TLSCertFile      string        `name:"tls-cert-file" help:"Certificate chain in PEM; TLS is ended here when given." env:"SAMSPEL_TLS_CERT_FILE" placeholder:"FILE"`
	TLSKeyFile       string        `name:"tls-key-file" help:"Key of the certificate in PEM." env:"SAMSPEL_TLS_KEY_FILE" placeholder:"FILE"`
	AdminAddress     string        `name:"admin-addr" help:"Address for figures and watchers; none when empty." env:"SAMSPEL_ADMIN_ADDR"`
	AdminOpen        bool          `name:"admin-open" help:"Let the admin address be one that other machines reach." env:"SAMSPEL_ADMIN_OPEN"`
	Operator         string        `help:"Who answers for the installation, for the accessibility statement." env:"SAMSPEL_OPERATOR"`
	OperatorEmail    string        `help:"Where people can write about accessibility." env:"SAMSPEL_OPERATOR_EMAIL"`
	Phone            string        `help:"Where the public reaches social services by phone, day and night, in words." env:"SAMSPEL_PHONE"`
	Proxy            string        `help:"Addresses or networks of the proxies in front, whose X-Forwarded-For is believed." env:"SAMSPEL_PROXY" placeholder:"LIST"`
	MailHost         string        `help:"SMTP server; no mail is sent when empty." env:"SAMSPEL_MAIL_HOST"`
	MailPort         int           `help:"SMTP port." default:"587" env:"SAMSPEL_MAIL_PORT"`
	MailUser         string        `help:"SMTP user." env:"SAMSPEL_MAIL_USER"`
	MailPasswordFile string        `help:"File that holds the SMTP password." env:"SAMSPEL_MAIL_PASSWORD_FILE" placeholder:"FILE"`
	MailFrom         string        `help:"Sender of mails." env:"SAMSPEL_MAIL_FROM"`
	MailPlain        bool          `help:"Send mail without TLS, to a server on the same machine." env:"SAMSPEL_MAIL_PLAIN"`
	CallURL          string        `name:"call-url" help:"Address that alarms are posted to, such as an SMS gateway's; none when empty." env:"SAMSPEL_CALL_URL" placeholder:"URL"`
	CallKeyFile      string        `name:"call-key-file" help:"File that holds the key alarms are signed with." env:"SAMSPEL_CALL_KEY_FILE" placeholder:"FILE"`
	Scanner          string        `help:"Virus scanner (clamd) that attachments are shown to: the path of its socket, or its address on this machine." env:"SAMSPEL_SCANNER"`
	APIRate          int           `name:"api-rate" help:"Requests a second that a connected system may make." default:"20" env:"SAMSPEL_API_RATE"`
	AbsentAfter      time.Duration `help:"Least time in which it is answered that something is not there, or is not the reader's." default:"25ms" env:"SAMSPEL_ABSENT_AFTER"`
	HookNetworks     string        `name:"hook-networks" help:"Own networks that connected systems may be told in, such as 10.20.0.0/16." env:"SAMSPEL_HOOK_NETWORKS" placeholder:"NETS"`
	OIDCIssuer       string        `name:"oidc-issuer" help:"OpenID provider; sign-in by password and one-time code only when empty." env:"SAMSPEL_OIDC_ISSUER" placeholder:"URL"`
	OIDCClient       string        `name:"oidc-client" help:"Client id at the provider." env:"SAMSPEL_OIDC_CLIENT"`
	OIDCSecretFile   string        `name:"oidc-secret-file" help:"File that holds the client secret." env:"SAMSPEL_OIDC_SECRET_FILE" placeholder:"FILE"`
	OIDCLevel        int           `name:"oidc-level" help:"Lowest level of assurance let in." default:"3" env:"SAMSPEL_OIDC_LEVEL"`
}

// Secure says that people reach the site over TLS.
func (c Config) Secure() bool { return strings.HasPrefix(c.URL, "https://") || c.TLSCertFile != "" }

// secrets reads what lies in files, and fills in what follows from the rest.
func (c Config) secrets() (Config, map[string]string, error) {
	read := map[string]string{}
	for name, file := range map[string]string{
		"database": c.DatabaseFile, "mail": c.MailPasswordFile, "call": c.CallKeyFile, "oidc": c.OIDCSecretFile,
	} {
		if file == "" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return c, nil, fmt.Errorf("read the setting %s from its file: %w", name, errors.Unwrap(err))
		}
		read[name] = strings.TrimSpace(string(text))
	}
	if c.CallURL != "" && read["call"] == "" {
		return c, nil, errors.New("alarms are posted to SAMSPEL_CALL_URL, and SAMSPEL_CALL_KEY_FILE does not name the key to sign them with")
	}
	if url := read["database"]; url != "" {
		c.Database = url
	}
	if c.Data == "" {
		c.Data = "samspel-data"
	}
	c.KeyFile = cmp.Or(c.KeyFile, filepath.Join(c.Data, backup.FileKey))
	c.KeysetKeyFile = cmp.Or(c.KeysetKeyFile, filepath.Join(c.Data, backup.KeysetKey))
	c.SealKeyFile = cmp.Or(c.SealKeyFile, filepath.Join(c.Data, backup.SealKey))
	if c.Kind == "" {
		c.Kind = Local
	}
	return c, read, c.guard()
}
