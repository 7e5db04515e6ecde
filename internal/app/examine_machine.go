package app

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/web"
)

func good(format string, args ...any) Finding { return Finding{Text: fmt.Sprintf(format, args...)} }

func wrong(format string, args ...any) Finding {
	return Finding{Text: fmt.Sprintf(format, args...), Err: errWrong}
}

func note(format string, args ...any) Finding {
	return Finding{Text: fmt.Sprintf(format, args...), Note: true}
}

// examineAddress says whether the server could listen there. A server that does so
// already is well.
func examineAddress(setting, address string) Finding {
	listener, err := net.Listen("tcp", address)
	if err == nil {
		if err := listener.Close(); err != nil {
			return wrong("Det gick inte att stänga porten på %s igen. Försök en gång till.", address)
		}
		return good("Adressen %s är ledig att svara på.", address)
	}
	switch {
	case errors.Is(err, syscall.EADDRINUSE) && isSamspel(address):
		return good("På %s svarar Samspel redan.", address)
	case errors.Is(err, syscall.EADDRINUSE):
		return wrong("Adressen %s används av ett annat program. Stoppa det eller välj en annan port i %s.", address, setting)
	case errors.Is(err, syscall.EACCES):
		return wrong("Porten i %s får bara systemet använda. Välj en över 1023, eller ge tjänsten CAP_NET_BIND_SERVICE.", address)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return wrong("Adressen %s finns inte på den här datorn. Rätta %s; 127.0.0.1 är datorn själv.", address, setting)
	}
	return wrong("%s är ingen adress att svara på. Skriv värd och port i %s, som 127.0.0.1:8080.", address, setting)
}

func isSamspel(address string) bool {
	for _, scheme := range []string{"http", "https"} {
		// Whether it is the same program is not asked of its certificate.
		client := &http.Client{Timeout: 2 * time.Second, Transport: anyCertificate()}
		answer, err := client.Get(scheme + "://" + address + "/halsa")
		if err != nil {
			continue
		}
		body, err := io.ReadAll(io.LimitReader(answer.Body, 100))
		answer.Body.Close()
		if err == nil && strings.HasPrefix(string(body), "mår ") {
			return true
		}
	}
	return false
}

// examineCertificate says whether the certificate can be used, for the address
// people write, and for how long.
func examineCertificate(c Config, log *slog.Logger, now time.Time) Finding {
	if c.TLSCertFile == "" || c.TLSKeyFile == "" {
		return wrong("Av SAMSPEL_TLS_CERT_FILE och SAMSPEL_TLS_KEY_FILE är bara den ena satt. Sätt båda, eller ingen om TLS avslutas framför Samspel.")
	}
	certificate, err := web.OpenCertificate(c.TLSCertFile, c.TLSKeyFile, log, func() time.Time { return now })
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return wrong("Certifikatet eller dess nyckel finns inte där inställningarna säger. Rätta SAMSPEL_TLS_CERT_FILE och SAMSPEL_TLS_KEY_FILE.")
	case errors.Is(err, fs.ErrPermission):
		return wrong("Certifikatet eller dess nyckel får inte läsas av den som kör Samspel. Ge den användaren läsrätt, eller använd LoadCredential.")
	case err != nil:
		return wrong("Certifikatet går inte att använda: %v. Kontrollera att nyckeln hör till certifikatet och att det gäller nu.", err)
	}
	if info, err := os.Stat(c.TLSKeyFile); err == nil && info.Mode().Perm()&0o007 != 0 {
		return wrong("Certifikatets nyckel %s kan läsas av alla. Kör chmod o-rwx på den.", c.TLSKeyFile)
	}
	if u, err := url.Parse(c.URL); err == nil && u.Hostname() != "" && certificate.For(u.Hostname()) != nil {
		return wrong("Certifikatet gäller inte för %s, som är adressen i SAMSPEL_URL. Beställ ett som gör det.", u.Hostname())
	}
	days := int(certificate.Ends().Sub(now).Hours() / 24)
	if days < 21 {
		return wrong("Certifikatet slutar gälla om %d dagar. Förnya det; Samspel läser in det nya av sig självt.", days)
	}
	return good("Certifikatet gäller i %d dagar till.", days)
}

const (
	// leastFree and fewFree are how much room is too little, and how much is soon to be.
	leastFree = 1 << 30
	fewFree   = 10 << 30
)

func examineDisc(dir string) Finding {
	var disc syscall.Statfs_t
	if err := syscall.Statfs(dir, &disc); err != nil {
		return wrong("Det går inte att se hur mycket utrymme det finns för %s.", dir)
	}
	return examineFree(dir, uint64(disc.Bavail)*uint64(disc.Bsize))
}

func examineFree(dir string, free uint64) Finding {
	const gb = 1 << 30
	switch {
	case free < leastFree:
		return wrong("Det är mindre än 1 GB ledigt där %s ligger. Gör plats; är det fullt går inget att spara eller visa.", dir)
	case free < fewFree:
		return note("Det är %d GB ledigt där %s ligger. Gör plats i tid.", free/gb, dir)
	}
	return good("Det är %d GB ledigt för data.", free/gb)
}

// examineFolder says whether the folder can be written to by us and read by nobody else.
func examineFolder(dir string) Finding {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return good("Datamappen %s finns inte än. Den görs vid första start.", dir)
	case err != nil:
		return wrong("Datamappen %s går inte att läsa. Kör som den användare som äger den.", dir)
	case !info.IsDir():
		return wrong("%s är ingen mapp. Rätta SAMSPEL_DATA.", dir)
	case info.Mode().Perm()&0o077 != 0:
		return wrong("Datamappen %s kan läsas av andra. Kör chmod 700 på den.", dir)
	}
	trial, err := os.CreateTemp(dir, ".kontroll-")
	if err != nil {
		return wrong("Det går inte att skriva i datamappen %s. Kör som den användare som äger den, eller ge den rätten.", dir)
	}
	if err := errors.Join(trial.Close(), os.Remove(trial.Name())); err != nil {
		return wrong("Det går inte att skriva i datamappen %s: %v.", dir, err)
	}
	return good("Datamappen kan läsas och skrivas bara av ägaren.")
}

// inForce is when this program was written: a clock that says earlier is wrong.
var inForce = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func examineClock(now, newest time.Time) Finding {
	switch {
	case now.Before(inForce):
		return wrong("Klockan visar %s, och programmet är nyare än så. Ställ klockan och låt en tidsserver hålla den (timedatectl set-ntp true).", now.Format(time.DateOnly))
	case newest.After(now.Add(slip)):
		return wrong("Den senaste posten i loggen är från %s, och klockan visar %s. Klockan har gått bakåt: ställ den och låt en tidsserver hålla den (timedatectl set-ntp true).",
			newest.UTC().Format(time.DateTime), now.UTC().Format(time.DateTime))
	}
	return good("Klockan går inte före eller efter det som är loggat.")
}

// examineZone says whether the machine agrees with us on the time in Sweden.
func examineZone(zone *time.Location) Finding {
	summer := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC).In(zone)
	winter := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC).In(zone)
	if summer.Hour() != 14 || winter.Hour() != 13 {
		return wrong("Uppgifterna om tid i Sverige stämmer inte. Installera paketet tzdata, eller ta bort ZONEINFO ur miljön.")
	}
	return good("Svensk sommar- och vintertid stämmer.")
}

// examineProvider asks the provider what it is called.
func examineProvider(ctx context.Context, issuer string) Finding {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration", nil)
	if err != nil {
		return wrong("SAMSPEL_OIDC_ISSUER är ingen adress. Skriv den som legitimeringstjänsten uppger den, med https.")
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return wrong("Legitimeringstjänsten svarar inte. Kontrollera SAMSPEL_OIDC_ISSUER, namnuppslagningen och att brandväggen släpper ut. Ingen kan logga in den vägen.")
	}
	defer answer.Body.Close()
	var it struct {
		Issuer string `json:"issuer"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, 1<<20)).Decode(&it); answer.StatusCode != http.StatusOK || err != nil {
		return wrong("På legitimeringstjänstens adress finns ingen OpenID-tjänst. Kontrollera SAMSPEL_OIDC_ISSUER.")
	}
	if it.Issuer != issuer {
		return wrong("Legitimeringstjänsten kallar sig %s. Skriv SAMSPEL_OIDC_ISSUER tecken för tecken så.", it.Issuer)
	}
	return good("Legitimeringstjänsten svarar.")
}

// unopened says in words why the databases cannot be opened, and what to do.
func unopened(err error) Finding {
	switch {
	case errors.Is(err, db.ErrNewer):
		return wrong("Tabellerna är nyare än programmet. Installera den version av Samspel som gjorde dem, eller läs tillbaka en säkerhetskopia.")
	case errors.Is(err, db.ErrKeyMissing):
		return wrong("Nyckelfilen saknas fast det finns data. Lägg tillbaka kopian av den. Utan den går inget att läsa.")
	case errors.Is(err, syscall.ECONNREFUSED):
		return wrong("Ingen databas svarar på den adress som är angiven. Starta PostgreSQL, eller rätta SAMSPEL_DATABASE.")
	case errors.Is(err, fs.ErrPermission):
		return wrong("Databaserna får inte läsas av den som kör Samspel. Kör som den användare som äger datamappen: %v.", err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, db.ErrFull):
		return wrong("Disken är full. Gör plats, och starta igen.")
	}
	return wrong("Databaserna går inte att öppna: %v.", err)
}

// anyCertificate is for asking whether something on this machine is Samspel.
func anyCertificate() *http.Transport {
	return &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}
}
