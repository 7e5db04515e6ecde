package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
)

// Finding is one thing about an installation, in words an operator can act on.
// Err is nil when it is well; neither holds a secret.
type Finding struct {
	Text string
	Err  error
	// Note says that it is well here but would not be for others.
	Note bool
}

var errWrong = errors.New("wrong")

// Examine looks an installation over: settings, files, databases, keys, the audit
// chains' ends, the provider and the mail server. It changes nothing but tables.
func Examine(ctx context.Context, c Config, log *slog.Logger) []Finding {
	var found []Finding
	say := func(err error, good, bad string) {
		text := good
		if err != nil {
			text = bad
		}
		found = append(found, Finding{Text: text, Err: err})
	}
	read, _, err := c.secrets()
	say(err, "Inställningarna går att läsa.", fmt.Sprintf("En inställning går inte att läsa eller använda: %v.", err))
	if err != nil {
		return found
	}
	c = read
	found = append(found, Finding{Text: fmt.Sprintf("Sort: %s. Adress: %s. Data: %s. Databas: %s.", c.Kind, c.Address, c.Data, engineWords(c))})
	for _, file := range keyFiles(c) {
		found = append(found, examineKeyFile(file))
	}
	found = append(found, examineRotation(c)...)
	if !c.Secure() {
		found = append(found, Finding{Text: "SAMSPEL_URL börjar inte med https. Det går bra på den egna datorn men inte för andra.", Note: true})
	}
	found = append(found, examineFolder(c.Data), examineDisc(nearest(c.Data)), examineZone(civil.Stockholm), examineAddress("SAMSPEL_ADDR", c.Address))
	if c.AdminAddress != "" {
		if c.adminAddress() != nil {
			found = append(found, wrong("SAMSPEL_ADMIN_ADDR nås från andra datorer. Använd 127.0.0.1, eller sätt SAMSPEL_ADMIN_OPEN om nätet är ert eget."))
			c.AdminOpen = true // the rest can be examined all the same
		}
		found = append(found, examineAddress("SAMSPEL_ADMIN_ADDR", c.AdminAddress))
	}
	if c.TLSCertFile != "" || c.TLSKeyFile != "" {
		found = append(found, examineCertificate(c, log, time.Now()))
	}
	if c.OIDCIssuer != "" {
		found = append(found, examineProvider(ctx, c.OIDCIssuer))
	}
	if c.Scanner != "" {
		found = append(found, examineScanner(ctx, c.Scanner))
	}
	a, err := Open(ctx, c, log, time.Now)
	if err != nil {
		return append(found, unopened(err))
	}
	found = append(found, good("Databaserna går att öppna och tabellerna är aktuella."))
	defer func() {
		if err := a.Close(); err != nil {
			log.ErrorContext(ctx, "close", "error", err)
		}
	}()
	newest, err := a.Audit.Newest(ctx)
	if err != nil {
		found = append(found, wrong("Loggen går inte att läsa: %v.", err))
	}
	found = append(found, examineClock(time.Now(), newest))
	report, err := a.Audit.VerifyTail(ctx, tail)
	if err == nil && report.Broken != nil {
		err = errWrong
	}
	say(err, "Loggens sista del är hel.", "Loggen är bruten. Kör samspel audit verify för att se var.")
	found = append(found, examineBooks(ctx, a))
	found = append(found, examineCopies(ctx, a)...)
	if a.Concerns != nil {
		found = append(found, unanswered(ctx, a)...)
	}
	found = append(found, lonely(ctx, a)...)
	if c.MailHost != "" {
		conn, err := net.DialTimeout("tcp", net.JoinHostPort(c.MailHost, fmt.Sprint(c.MailPort)), 5*time.Second)
		if err == nil {
			err = conn.Close()
		}
		say(err, "Mejlservern svarar.", "Mejlservern svarar inte. Kontrollera SAMSPEL_MAIL_HOST och SAMSPEL_MAIL_PORT.")
	}
	return found
}

// examineBooks walks the money of every year from its first krona.
func examineBooks(ctx context.Context, a *App) Finding {
	report, err := ledger.New(a.Store).Verify(ctx)
	switch {
	case err != nil:
		return Finding{Text: "Bidragens böcker går inte att läsa.", Err: err}
	case report.Broken != nil:
		return wrong("En bok med bidragspengar är bruten: %s. Betala inget ur den. Kör samspel ledger verify, och återställ från en säkerhetskopia.", report.Broken)
	case report.Books == 0:
		return good("Här finns inga böcker med bidragspengar.")
	}
	return good("Bidragens böcker är hela: %d verifikationer i %d böcker.", report.Transactions, report.Books)
}

// unanswered says where open matters have nobody who is told of them.
func unanswered(ctx context.Context, a *App) []Finding {
	units, err := a.Concerns.Unanswered(ctx)
	if err != nil {
		return []Finding{{Text: "Det gick inte att läsa vilka enheter som har någon som svarar.", Err: err}}
	}
	if len(units) == 0 {
		return []Finding{{Text: "Varje enhet med öppna ärenden har en chef eller jourhavande."}}
	}
	var found []Finding
	for _, u := range units {
		found = append(found, Finding{Err: errWrong, Text: fmt.Sprintf(
			"Enheten %s har %d öppna ärenden men varken chef eller jourhavande. Be kommunens administratör ge någon uppdraget.", u.Name, u.Matters)})
	}
	return found
}

// nearest is the folder, or the nearest above it that there is.
func nearest(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

func engineWords(c Config) string {
	if c.Database != "" {
		return "PostgreSQL (adressen visas inte)"
	}
	return "SQLite, krypterade filer"
}

func keyFiles(c Config) []string {
	files := []string{}
	if c.Database == "" {
		files = append(files, c.KeyFile)
	}
	return append(files, c.KeysetKeyFile, c.SealKeyFile)
}

func examineKeyFile(file string) Finding {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Finding{Text: fmt.Sprintf("Nyckelfilen %s finns inte än. Den görs vid första start.", file)}
	case err != nil:
		return Finding{Text: fmt.Sprintf("Nyckelfilen %s går inte att läsa.", file), Err: errWrong}
	case info.Mode().Perm()&0o077 != 0:
		return Finding{Text: fmt.Sprintf("Nyckelfilen %s kan läsas av andra. Kör chmod 600 på den.", file), Err: errWrong}
	}
	return Finding{Text: fmt.Sprintf("Nyckelfilen %s kan läsas bara av ägaren.", file)}
}

// lonely says where the last administrator's mandate is kept although nobody has
// confirmed it, or soon will be.
func lonely(ctx context.Context, a *App) []Finding {
	all, err := a.Gate.LonelyAdministrators(ctx)
	if err != nil {
		return []Finding{{Text: "Det gick inte att läsa vilka administratörer som är ensamma.", Err: err}}
	}
	var found []Finding
	for _, x := range all {
		found = append(found, Finding{Err: errWrong, Text: fmt.Sprintf(
			"%s har en enda administratör, och ingen annan har bekräftat uppdraget som skulle sluta %s. Det får gälla tills vidare. Lägg till en administratör med samspel user add.", x.Organisation, x.Due)})
	}
	return found
}
