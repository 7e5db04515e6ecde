package account

import (
	"context"
	"embed"
	"net/http"

	"samspel/internal/frame/access"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/notify"
	"samspel/internal/web"
)

// Locale is the words of these pages, and of what identity says no to.
//
//go:embed locale
var Locale embed.FS

// Options is what the pages need. Without a Provider people sign in by password only.
type Options struct {
	Site     *web.Site
	Gate     *identity.Gate
	Notices  *notify.Notices
	Provider *Provider
	// Start is the site's own address, for what is shown elsewhere.
	Start string
	// Deadlines is what somebody has to see to and when; nil where nothing has deadlines.
	Deadlines func(context.Context, access.Actor) ([]Deadline, error)
	// Meetings is when somebody has meetings; nil where nobody does.
	Meetings func(context.Context, access.Actor) ([]Meeting, error)
	// Days is what is to be done on which day where nobody is anybody's matter, and HasDays
	// says who has any.
	Days    func(context.Context, access.Actor) ([]Day, error)
	HasDays func(access.Actor) bool
}

type handlers struct{ Options }

// Mount adds the pages to mux.
func Mount(mux *http.ServeMux, o Options) {
	h := &handlers{o}
	public, handle := o.Site.Public, o.Site.Handle
	o.Site.Prove = h.askForProof

	mux.Handle("GET /logga-in", public(h.getSignIn))
	mux.Handle("POST /logga-in", public(h.postSignIn))
	mux.Handle("POST /logga-in/nyckel", public(h.postSignInPasskey))
	mux.Handle("POST /logga-in/nyckel/borja", public(h.postAskPasskey))
	mux.Handle("GET /logga-in/oidc", public(h.getProvider))
	mux.Handle("GET /logga-in/oidc/svar", public(h.getProviderAnswer))
	mux.Handle("POST /logga-ut", public(h.postSignOut))
	mux.Handle("GET /inbjudan", public(h.getInvitation))
	mux.Handle("POST /inbjudan", public(h.postInvitation))
	mux.Handle("POST /inbjudan/klar", public(h.postAccept))

	mux.Handle("GET /familj/logga-in", public(h.getFamilySignIn))
	mux.Handle("POST /familj/logga-in", public(h.postFamilySignIn))
	mux.Handle("GET /familj/e-legitimation", public(h.getFamilyProvider))
	mux.Handle("GET /familj/inbjudan", public(h.getFamilyInvitation))
	mux.Handle("POST /familj/inbjudan", public(h.postFamilyInvitation))
	mux.Handle("POST /familj/inbjudan/klar", public(h.postFamilyAccept))

	mux.Handle("GET /uppdrag", handle(h.getMandates))
	mux.Handle("POST /uppdrag", handle(h.postMandate))
	mux.Handle("GET /sessioner", handle(h.getSessions))
	mux.Handle("POST /sessioner", handle(h.postSignOutEverywhere))
	mux.Handle("POST /sessioner/{session}", handle(h.postEndSession))
	mux.Handle("GET /bekrafta", handle(h.getProof))
	mux.Handle("POST /bekrafta", handle(h.postProof))
	mux.Handle("POST /bekrafta/nyckel", handle(h.postProofPasskey))
	mux.Handle("POST /bekrafta/nyckel/borja", handle(h.postAskToProve))
	mux.Handle("GET /sakerhet", handle(h.getSecurity))
	mux.Handle("GET /sakerhet/losenord", handle(h.getPassword))
	mux.Handle("POST /sakerhet/losenord", handle(h.postPassword))
	mux.Handle("GET /sakerhet/app", handle(h.getApp))
	mux.Handle("POST /sakerhet/app", handle(h.postApp))
	mux.Handle("GET /sakerhet/koder", handle(h.getCodes))
	mux.Handle("POST /sakerhet/koder", handle(h.postCodes))
	mux.Handle("GET /sakerhet/nycklar/ny", handle(h.getNewPasskey))
	mux.Handle("POST /sakerhet/nycklar/ny", handle(h.postNewPasskey))
	mux.Handle("POST /sakerhet/nycklar/ny/borja", handle(h.postOfferPasskey))
	mux.Handle("GET /sakerhet/nycklar/{passkey}", handle(h.getPasskey))
	mux.Handle("POST /sakerhet/nycklar/{passkey}", handle(h.postRemovePasskey))
	mux.Handle("GET /franvaro", handle(h.getAbsence))
	mux.Handle("POST /franvaro", handle(h.postAbsence))
	mux.Handle("POST /franvaro/{absence}", handle(h.postAbsenceEnd))
	mux.Handle("GET /jour", handle(h.getDuty))
	mux.Handle("POST /jour", handle(h.postDuty))
	mux.Handle("POST /jour/{duty}", handle(h.postDutyDrop))
	mux.Handle("GET /meddelanden", handle(h.getNotices))
	mux.Handle("POST /meddelanden", handle(h.postNoticesRead))
	mux.Handle("POST /meddelanden/sammanfattning", handle(h.postDigest))
	mux.Handle("GET /kalender/{token}", public(h.getCalendar))
	mux.Handle("POST /meddelanden/kalender", handle(h.postCalendar))
	mux.Handle("POST /meddelanden/kalender/bort", handle(h.postCalendarDrop))
	mux.Handle("POST /meddelanden/mejl", handle(h.postMail))
	mux.Handle("POST /meddelanden/{notice}", handle(h.postNotice))

	mux.Handle("GET /administration", handle(h.getPeople))
	mux.Handle("GET /administration/personer/ny", handle(h.getNewPerson))
	mux.Handle("POST /administration/personer/ny", handle(h.postNewPerson))
	mux.Handle("GET /administration/personer/{user}", handle(h.getPerson))
	mux.Handle("POST /administration/personer/{user}/inbjudan", handle(h.postRenew))
	mux.Handle("POST /administration/personer/{user}/sessioner", handle(h.postEndSessions))
	mux.Handle("GET /administration/personer/{user}/aterstall", handle(h.getRecover))
	mux.Handle("POST /administration/personer/{user}/aterstall", handle(h.postRecover))
	mux.Handle("GET /administration/personer/{user}/stang", handle(h.getClose))
	mux.Handle("POST /administration/personer/{user}/stang", handle(h.postClose))
	mux.Handle("GET /administration/personer/{user}/uppdrag", handle(h.getGrant))
	mux.Handle("POST /administration/personer/{user}/uppdrag", handle(h.postGrant))
	mux.Handle("GET /administration/personer/{user}/uppdrag/{mandate}", handle(h.getEnd))
	mux.Handle("POST /administration/personer/{user}/uppdrag/{mandate}", handle(h.postEnd))

	mux.Handle("GET /administration/import", handle(h.getImport))
	mux.Handle("POST /administration/import", o.Site.HandleUpload(h.postImport))
	mux.Handle("GET /administration/import/mall", handle(h.getImportTemplate))
	mux.Handle("GET /administration/import/personal", handle(h.getStaffFile))
	mux.Handle("GET /administration/import/granska", handle(h.getPlan))
	mux.Handle("POST /administration/import/granska", handle(h.postPlan))

	mux.Handle("GET /behorigheter", handle(h.getRoster))
	mux.Handle("GET /behorigheter/fil", handle(h.getRosterFile))
	mux.Handle("GET /behorigheter/bekrafta", handle(h.getConfirm))
	mux.Handle("POST /behorigheter/bekrafta", handle(h.postConfirm))

	mux.Handle("GET /administration/system", handle(h.getClients))
	mux.Handle("GET /administration/system/nytt", handle(h.getNewClient))
	mux.Handle("POST /administration/system/nytt", handle(h.postNewClient))
	mux.Handle("GET /administration/system/{client}", handle(h.getClient))
	mux.Handle("POST /administration/system/{client}/hemlighet", handle(h.postTurn))
	mux.Handle("POST /administration/system/{client}/webhook", handle(h.postHook))
	mux.Handle("POST /administration/system/{client}/webhook/nyckel", handle(h.postHookSecret))
	mux.Handle("GET /administration/system/{client}/stang", handle(h.getRevoke))
	mux.Handle("POST /administration/system/{client}/stang", handle(h.postRevoke))
}

const (
	signInPath       = "/logga-in"
	passkeyPath      = "/logga-in/nyckel"
	proofPath        = "/bekrafta"
	proofKeyPath     = "/bekrafta/nyckel"
	securityPath     = "/sakerhet"
	passwordPath     = "/sakerhet/losenord"
	appPath          = "/sakerhet/app"
	codesPath        = "/sakerhet/koder"
	newPasskeyPath   = "/sakerhet/nycklar/ny"
	providerPath     = "/logga-in/oidc"
	mandatesPath     = "/uppdrag"
	noticesPath      = "/meddelanden"
	mailPath         = "/meddelanden/mejl"
	calendarPath     = "/kalender"
	ownCalendarPath  = "/meddelanden/kalender"
	dropCalendarPath = "/meddelanden/kalender/bort"
	absencePath      = "/franvaro"
	dutyPath         = "/jour"
	digestPath       = "/meddelanden/sammanfattning"
	sessionsPath     = "/sessioner"
	invitationPath   = "/inbjudan"
	acceptPath       = "/inbjudan/klar"
	peoplePath       = "/administration"
	newPersonPath    = "/administration/personer/ny"
	clientsPath      = "/administration/system"
	newClientPath    = "/administration/system/nytt"
	importPath       = "/administration/import"
	templatePath     = "/administration/import/mall"
	staffFilePath    = "/administration/import/personal"
	planPath         = "/administration/import/granska"
	rosterPath       = "/behorigheter"
	rosterFilePath   = "/behorigheter/fil"
	confirmPath      = "/behorigheter/bekrafta"
)

func absentPath(absence string) string     { return absencePath + "/" + absence }
func onDutyPath(duty string) string        { return dutyPath + "/" + duty }
func noticePath(notice string) string      { return noticesPath + "/" + notice }
func personPath(user string) string        { return "/administration/personer/" + user }
func removePath(passkey string) string     { return securityPath + "/nycklar/" + passkey }
func sessionPath(session string) string    { return sessionsPath + "/" + session }
func theirSessionsPath(user string) string { return personPath(user) + "/sessioner" }
func recoverPath(user string) string       { return personPath(user) + "/aterstall" }
func renewPath(user string) string         { return personPath(user) + "/inbjudan" }
func closePath(user string) string         { return personPath(user) + "/stang" }
func grantPath(user string) string         { return personPath(user) + "/uppdrag" }
func endPath(user, mandate string) string  { return grantPath(user) + "/" + mandate }
func clientPath(client string) string      { return clientsPath + "/" + client }
func turnPath(client string) string        { return clientPath(client) + "/hemlighet" }
func hookPath(client string) string        { return clientPath(client) + "/webhook" }
func hookSecretPath(client string) string  { return hookPath(client) + "/nyckel" }
func revokePath(client string) string      { return clientPath(client) + "/stang" }
