package canary_test

import "slices"

// This is the policy matrix said once more, from the outside: which marked words
// reach whom, on which page. A word that is seen anywhere else has leaked, and a
// word that is not seen where the matrix says so makes the matrix a lie.

// The pages about children.
const (
	sentList = "GET /orosanmalan"
	sentPage = "GET /orosanmalan/{report}"
	ownDraft = "GET /orosanmalan/{report}/utkast"
	inbox    = "GET /orosanmalningar"
	doneList = "GET /orosanmalningar/avslutade"
	matter   = "GET /orosanmalningar/{matter}"
	download = "GET /bilagor/{attachment}"
	toNeed   = "GET /behov/anmalan/{matter}"
)

// acts are the forms that show the report beside them.
var acts = []string{
	"GET /orosanmalningar/{matter}/skyddsbedomning", "GET /orosanmalningar/{matter}/beslut", "GET /orosanmalningar/{matter}/forlangning",
	"GET /orosanmalningar/{matter}/overlamning", "GET /orosanmalningar/{matter}/aterkoppling",
}

var (
	matterPages = append([]string{matter}, acts...)

	school   = []string{"kurator", "kollega"}
	deputy   = []string{"kurator", "kollega", "ersättare"}
	ekstad   = []string{"handläggare", "handläggare för skyddade", "chef"}
	shielded = []string{"handläggare för skyddade", "chef"}
	far      = []string{"handläggare i annan kommun", "chef i annan kommun"}
)

// line is one line of the matrix.
type line struct {
	words   []string
	readers []string
	pages   []string
}

func matrix() []line {
	var lines []line
	add := func(words, readers []string, pages ...string) { lines = append(lines, line{words, readers, pages}) }

	// What a report says: the sender's unit sees its own words, the receiver's unit
	// everything. Only the receiver sees numbers, phones and where the child was found.
	report := func(mark string, senders, receivers []string) {
		add(account(mark, allFields, "reporter_work", "phone"), senders, sentPage)
		add(account(mark, allFields), receivers, matterPages...)
		add(account(mark, []string{"file", "shows"}), senders, sentPage)
		add(account(mark, []string{"file", "shows"}), receivers, matterPages...)
		add(account(mark, []string{"inside"}), slices.Concat(senders, receivers), download)
	}
	about := func(mark string, number int, senders, receivers []string, lists ...string) {
		add(name(mark), senders, sentList, sentPage)
		add(name(mark), receivers, append(slices.Clone(matterPages), lists...)...)
		add([]string{marked(mark, "found"), numberOf(number)}, receivers, matter)
	}
	headline := func(mark string, receivers []string) { add([]string{marked(mark, "seen")}, receivers, inbox) }
	// Who may work on a matter may raise a need of coordination because of it, and then
	// chooses among the child, the guardians and what was seen, heard, said and thought.
	need := func(child, mark string, receivers []string, fields ...string) {
		add(name(child), receivers, toNeed)
		add(account(mark, append(fields, "seen", "said", "interpretation")), receivers, toNeed)
	}
	for child, of := range map[string]struct {
		mark      string
		receivers []string
	}{"Elder": {"Syskon", ekstad}, "Younger": {"Syskon", ekstad}, "Shielded": {"Shielded", shielded}, "Far": {"Far", far}, "Left": {"Left", ekstad},
		"Moved": {"Moved", far}, "Open": {"Half", shielded}, "Hidden": {"Half", shielded}} {
		need(child, of.mark, of.receivers, "heard", "guardian")
	}
	need("Nameless", "Nameless", ekstad)
	need("Named", "Named", far)
	notes := func(mark string, receivers []string, fields ...string) { add(account(mark, fields), receivers, matter) }

	report("Syskon", school, ekstad)
	headline("Syskon", ekstad) // at the younger's row
	about("Elder", 1, school, ekstad, doneList)
	about("Younger", 2, school, ekstad, inbox)
	notes("ElderNote", ekstad, "why", "measures", "plan", "longer", "decided", "silent", "withheld")

	report("Shielded", school, shielded)
	headline("Shielded", shielded)
	about("Shielded", 3, school, shielded, inbox)
	notes("ShieldedNote", shielded, "why", "measures", "plan")

	report("Far", []string{"kurator i annan kommun"}, far)
	headline("Far", far)
	about("Far", 4, []string{"kurator i annan kommun"}, far, inbox)

	add(slices.Concat(account("Draft", allFields), name("Draft"), []string{marked("Draft", "found"), numberOf(5)}), []string{"kurator"}, ownDraft)
	add(name("Draft"), []string{"kurator"}, sentList)
	add(account("Draft", []string{"file", "shows"}), []string{"kurator"}, ownDraft)
	add(account("Draft", []string{"inside"}), []string{"kurator"}, download)

	report("Left", deputy, ekstad)
	headline("Left", ekstad)
	about("Left", 6, deputy, ekstad, inbox)

	// A matter handed over stays readable where it was, and is whole where it went; why
	// it was handed over stays behind.
	report("Moved", []string{"polis"}, slices.Concat(ekstad, far))
	headline("Moved", far)
	about("Moved", 7, []string{"polis"}, ekstad, doneList)
	about("Moved", 7, nil, far, inbox)
	notes("MovedNote", ekstad, "reason")

	// One account of two siblings names them both, so it is as closed as the one who
	// is protected.
	report("Half", school, shielded)
	headline("Half", shielded)
	about("Open", 8, school, shielded, inbox)
	about("Hidden", 9, school, shielded, inbox)

	// The records officer sees whom the organisation's own copies are about, and nothing
	// of what is in them.
	for _, mark := range []string{"Elder", "Younger", "Shielded", "Left", "Moved", "Open", "Hidden", "Nameless"} {
		add(name(mark), []string{"arkivarie"}, "GET /gallring", "GET /gallring/akter/{copy}")
	}

	// A private person keeps nothing here, so only the receivers read it; what an
	// anonymous one has typed about themselves is read nowhere.
	public := func(mark string, number int, receivers []string, about ...string) {
		add(account(mark, append(slices.Clone(publicFields), about...)), receivers, matterPages...)
		headline(mark, receivers)
		add(name(mark), receivers, append(slices.Clone(matterPages), inbox)...)
		add([]string{marked(mark, "found"), marked(mark, "age"), numberOf(number)}, receivers, matter)
	}
	public("Nameless", 10, ekstad)
	add(account("Nameless", []string{"reporter_name", "phone"}), nil)
	public("Named", 11, far, "reporter_name", "phone")
	return lines
}

// account is the marked words of fields, but for some.
func account(mark string, fields []string, but ...string) []string {
	var words []string
	for _, f := range fields {
		if !slices.Contains(but, f) {
			words = append(words, marked(mark, f))
		}
	}
	return words
}

func name(mark string) []string { return []string{marked(mark, "given"), marked(mark, "family")} }

// rules says of every route what stands behind it. One that is not here has not
// been thought of, and fails the crawl.
var rules = map[string]string{
	"GET /{$}":                  open,
	"GET /tillganglighet":       open,
	"GET /sa-anvands-uppgifter": open,
	"GET /halsa":                open,
	"GET /stil":                 open,
	"POST /stil":                open,
	"GET /demo/logga-in/{role}": open,
	"GET /logga-in":             open,
	"POST /logga-in":            open,
	"POST /logga-in/nyckel":     open,
	"GET /logga-in/oidc":        open,
	"GET /logga-in/oidc/svar":   open,
	"POST /logga-ut":            open,
	"GET /inbjudan":             open,
	"POST /inbjudan":            open,
	"POST /inbjudan/klar":       open,

	"POST /logga-in/nyckel/borja": open,

	"GET /bekrafta":                    own,
	"POST /bekrafta":                   own,
	"POST /bekrafta/nyckel":            own,
	"POST /bekrafta/nyckel/borja":      own,
	"GET /sakerhet":                    own,
	"GET /sakerhet/losenord":           own,
	"POST /sakerhet/losenord":          own,
	"GET /sakerhet/app":                own,
	"POST /sakerhet/app":               own,
	"GET /sakerhet/koder":              own,
	"POST /sakerhet/koder":             own,
	"GET /sakerhet/nycklar/ny":         own,
	"POST /sakerhet/nycklar/ny":        own,
	"POST /sakerhet/nycklar/ny/borja":  own,
	"GET /sakerhet/nycklar/{passkey}":  own,
	"POST /sakerhet/nycklar/{passkey}": own,

	"GET /oppna-data":                                open,
	"GET /oppna-data/katalog.ttl":                    open,
	"GET /oppna-data/bidrag/{year}":                  open,
	"GET /oppna-data/bidrag/{year}/{version}":        open,
	"GET /oppna-data/bidrag/{year}/{version}/{file}": open,

	"GET /bidrag/{year}/publicera":               grants,
	"GET /bidrag/{year}/rapporter/{rapport}":     grants,
	"GET /bidrag/{year}/rapporter/{rapport}/fil": grants,
	"GET /bidrag/{year}/omfordelning/fil":        grants,
	"GET /bidrag/{year}/omfordelning/underlag":   grants,
	"POST /bidrag/{year}/publicera":              grants,

	"GET /orolig":               open,
	"POST /orolig":              open,
	"GET /orolig/lattlast":      open,
	"POST /orolig/lattlast":     open,
	"GET /orolig/english":       open,
	"POST /orolig/english":      open,
	"GET /orolig/english/easy":  open,
	"POST /orolig/english/easy": open,
	"GET /orolig/kvitto":        open,

	"GET /uppdrag":                     own,
	"POST /uppdrag":                    own,
	"GET /sessioner":                   own,
	"POST /sessioner":                  own,
	"POST /sessioner/{session}":        own,
	"GET /meddelanden":                 own,
	"GET /kalender/{token}":            open,
	"POST /meddelanden/kalender":       own,
	"POST /meddelanden/kalender/bort":  own,
	"GET /franvaro":                    own,
	"POST /franvaro":                   own,
	"POST /franvaro/{absence}":         own,
	"GET /jour":                        own,
	"POST /jour":                       own,
	"POST /jour/{duty}":                own,
	"POST /meddelanden":                own,
	"POST /meddelanden/mejl":           own,
	"POST /meddelanden/sammanfattning": own,
	"POST /meddelanden/{notice}":       own,
	"GET /administration":              people,
	"POST /orosanmalan/{report}":       drafts,
	"GET /orosanmalan":                 children,
	"GET /orosanmalan/ny":              children,
	"GET /orosanmalan/{report}":        children,
	"GET /orosanmalningar":             children,
	"GET /api":                         open,
	"GET /api/openapi.json":            open,
	"GET /api/openapi.yaml":            open,
	"GET /api/v1/kategorier":           open,
	"GET /api/v1/kommuner":             open,
	"POST /api/token":                  open,

	"GET /api/v1/orosanmalningar":                        programs,
	"POST /api/v1/orosanmalningar":                       programs,
	"GET /api/v1/orosanmalningar/{report}":               programs,
	"POST /api/v1/orosanmalningar/{report}/aterkoppling": programs,

	"GET /administration/personer/ny":                        people,
	"POST /administration/personer/ny":                       people,
	"GET /administration/personer/{user}":                    people,
	"POST /administration/personer/{user}/inbjudan":          people,
	"POST /administration/personer/{user}/sessioner":         people,
	"GET /administration/personer/{user}/aterstall":          people,
	"POST /administration/personer/{user}/aterstall":         people,
	"GET /administration/personer/{user}/stang":              people,
	"POST /administration/personer/{user}/stang":             people,
	"GET /administration/personer/{user}/uppdrag":            people,
	"POST /administration/personer/{user}/uppdrag":           people,
	"GET /administration/personer/{user}/uppdrag/{mandate}":  people,
	"POST /administration/personer/{user}/uppdrag/{mandate}": people,

	"GET /administration/import":          people,
	"POST /administration/import":         people,
	"GET /administration/import/mall":     people,
	"GET /administration/import/personal": people,
	"GET /administration/import/granska":  people,
	"POST /administration/import/granska": people,
	"GET /behorigheter":                   people,
	"GET /behorigheter/fil":               people,
	"GET /behorigheter/bekrafta":          people,
	"POST /behorigheter/bekrafta":         people,

	"GET /administration/system":                          people,
	"GET /administration/system/nytt":                     people,
	"POST /administration/system/nytt":                    people,
	"GET /administration/system/{client}":                 people,
	"POST /administration/system/{client}/hemlighet":      people,
	"POST /administration/system/{client}/webhook":        people,
	"POST /administration/system/{client}/webhook/nyckel": people,
	"GET /administration/system/{client}/stang":           people,
	"POST /administration/system/{client}/stang":          people,

	"GET /bilagor/{attachment}": children,

	"GET /gallring":                               children,
	"GET /gallring/plan":                          children,
	"POST /gallring/plan":                         children,
	"GET /gallring/akter/{copy}":                  children,
	"POST /gallring/akter/{copy}/stopp":           children,
	"POST /gallring/akter/{copy}/stopp/{hold}":    children,
	"POST /gallring/akter/{copy}/markning":        children,
	"POST /gallring/akter/{copy}/markning/{mark}": children,
	"GET /gallring/akter/{copy}/arkivpaket":       children,
	"GET /gallring/omgangar":                      children,
	"POST /gallring/omgangar":                     children,
	"GET /gallring/omgangar/{run}":                children,
	"GET /gallring/omgangar/{run}/bekrafta":       children,
	"POST /gallring/omgangar/{run}/bekrafta":      children,
	"POST /gallring/omgangar/{run}/ta-tillbaka":   children,

	"GET /aterkrav/{claim}":                                      grants,
	"GET /aterkrav/{claim}/eftergift":                            grants,
	"GET /aterkravsbeslut/{ruling}":                              grants,
	"GET /aterkravsbeslut/{ruling}/fil":                          grants,
	"GET /betalfiler/{order}":                                    grants,
	"GET /betalfiler/{order}/fil":                                grants,
	"GET /bidrag":                                                grants,
	"GET /bidrag/ny":                                             grants,
	"GET /bidrag/{year}":                                         grants,
	"GET /bidrag/{year}/andra":                                   grants,
	"GET /bidrag/{year}/anslag":                                  grants,
	"GET /bidrag/{year}/aterbetalning":                           grants,
	"GET /bidrag/{year}/aterbetalningsvillkor":                   grants,
	"GET /bidrag/{year}/aterkrav":                                grants,
	"GET /bidrag/{year}/avslut":                                  grants,
	"GET /bidrag/{year}/banksvar":                                grants,
	"GET /bidrag/{year}/beslut":                                  grants,
	"GET /bidrag/{year}/betalning":                               grants,
	"GET /bidrag/{year}/bilaga":                                  grants,
	"GET /bidrag/{year}/bilaga/mall":                             grants,
	"GET /bidrag/{year}/datum":                                   grants,
	"GET /bidrag/{year}/egna":                                    grants,
	"GET /bidrag/{year}/forlangning":                             grants,
	"GET /bidrag/{year}/granskningar":                            grants,
	"GET /bidrag/{year}/kommuner/{kommun}":                       grants,
	"GET /bidrag/{year}/kommuner/{kommun}/fil":                   grants,
	"GET /bidrag/{year}/konto":                                   grants,
	"GET /bidrag/{year}/omfordelning":                            grants,
	"GET /bidrag/{year}/overklagande":                            grants,
	"GET /bidrag/{year}/paminnelse":                              grants,
	"GET /bidrag/{year}/pengar":                                  grants,
	"GET /bidrag/{year}/pengar/fil":                              grants,
	"GET /bidrag/{year}/rekvirera":                               grants,
	"GET /bidrag/{year}/villkor":                                 grants,
	"GET /bidragsbehorigheter":                                   grants,
	"GET /bidragsbeslut/{decision}":                              grants,
	"GET /bidragsbeslut/{decision}/brev":                         grants,
	"GET /bidragsbilagor/{appendix}":                             grants,
	"GET /bidragsbilagor/{appendix}/fil":                         grants,
	"GET /bidragsbrev/{letter}":                                  grants,
	"GET /bidragsbrev/{letter}/fil":                              grants,
	"GET /bidragsordningar/{scheme}/ar":                          grants,
	"GET /granskningar/{review}":                                 grants,
	"GET /granskningar/{review}/aterkrav":                        grants,
	"GET /granskningar/{review}/avsluta":                         grants,
	"GET /oklara-betalningar":                                    grants,
	"GET /oklara-betalningar/{credit}":                           grants,
	"GET /omfordelningar/{round}":                                grants,
	"GET /bidrag/{year}/kommuner/fil":                            grants,
	"GET /bidrag/{year}/rekvirera/fil":                           grants,
	"GET /bidrag/{year}/beslut/fil":                              grants,
	"GET /bidragsbeslut/{decision}/fil":                          grants,
	"GET /betalfiler/{order}/tabell":                             grants,
	"GET /omfordelningar/{round}/fil":                            grants,
	"GET /bidrag/{year}/egna/fil":                                grants,
	"GET /bidrag/{year}/datum/fil":                               grants,
	"GET /bidrag/{year}/redovisningar/lage":                      grants,
	"GET /bidrag/{year}/bokforing/fil":                           grants,
	"GET /bidrag/{year}/aterkrav/fil":                            grants,
	"GET /oklara-betalningar/fil":                                grants,
	"GET /bidrag/{year}/granskningar/fil":                        grants,
	"GET /bidrag/{year}/aterkrav/brev":                           grants,
	"GET /omfordelningar/{round}/brev":                           grants,
	"GET /omradeslistor":                                         grants,
	"GET /omradeslistor/mall":                                    grants,
	"GET /omradeslistor/{list}":                                  grants,
	"GET /omradeslistor/{list}/fil":                              grants,
	"GET /rekvisitioner/{requisition}":                           grants,
	"POST /aterkrav/{claim}":                                     grants,
	"POST /aterkrav/{claim}/eftergift":                           grants,
	"POST /aterkravsbeslut/{ruling}":                             grants,
	"POST /betalfiler/{order}":                                   grants,
	"POST /bidrag/ny":                                            grants,
	"POST /bidrag/{year}/andra":                                  grants,
	"POST /bidrag/{year}/anslag":                                 grants,
	"POST /bidrag/{year}/anslag/{appropriation}":                 grants,
	"POST /bidrag/{year}/aterbetalningsvillkor":                  grants,
	"POST /bidrag/{year}/aterbetalningsvillkor/godkann":          grants,
	"POST /bidrag/{year}/avslut":                                 grants,
	"POST /bidrag/{year}/banksvar":                               grants,
	"POST /bidrag/{year}/beslut":                                 grants,
	"POST /bidrag/{year}/betalning":                              grants,
	"POST /bidrag/{year}/bilaga":                                 grants,
	"POST /bidrag/{year}/datum":                                  grants,
	"POST /bidrag/{year}/egna":                                   grants,
	"POST /bidrag/{year}/egna/aterta":                            grants,
	"POST /bidrag/{year}/forlangning":                            grants,
	"POST /bidrag/{year}/granskningar":                           grants,
	"POST /bidrag/{year}/konto":                                  grants,
	"POST /bidrag/{year}/konto/{account}":                        grants,
	"POST /bidrag/{year}/omfordelning":                           grants,
	"POST /bidrag/{year}/overklagande":                           grants,
	"POST /bidrag/{year}/paminnelse":                             grants,
	"POST /bidrag/{year}/rekvirera":                              grants,
	"POST /bidrag/{year}/villkor":                                grants,
	"POST /bidragsbehorigheter":                                  grants,
	"POST /bidragsbehorigheter/{authority}":                      grants,
	"POST /bidragsbeslut/{decision}":                             grants,
	"POST /bidragsbilagor/{appendix}":                            grants,
	"POST /bidragsordningar/{scheme}/ar":                         grants,
	"POST /granskningar/{review}/aterkrav":                       grants,
	"POST /granskningar/{review}/avsluta":                        grants,
	"POST /granskningar/{review}/fragor":                         grants,
	"POST /granskningar/{review}/fragor/{question}":              grants,
	"POST /oklara-betalningar/{credit}":                          grants,
	"POST /oklara-betalningar/{credit}/aterbetalningar/{return}": grants,
	"POST /oklara-betalningar/{credit}/atersand":                 grants,
	"POST /oklara-betalningar/{credit}/atersandningar/{return}":  grants,
	"POST /oklara-betalningar/{credit}/placeringar/{placement}":  grants,
	"POST /omfordelningar/{round}":                               grants,
	"POST /omradeslistor":                                        grants,
	"POST /rekvisitioner/{requisition}/aterta":                   grants,
	"POST /rekvisitioner/{requisition}/avsla":                    grants,
	"POST /rekvisitioner/{requisition}/signera":                  grants,

	"GET /bidrag/{year}/redovisning":                          grants,
	"GET /bidrag/{year}/redovisning/{part}":                   grants,
	"GET /bidrag/{year}/redovisning/insatser/{line}":          grants,
	"GET /bidrag/{year}/redovisningar":                        grants,
	"GET /bidrag/{year}/redovisningar/fil":                    grants,
	"GET /bidrag/{year}/redovisningar/langre-tid":             grants,
	"GET /bidrag/{year}/redovisningar/paminn":                 grants,
	"GET /redovisningar/{use}":                                grants,
	"POST /bidrag/{year}/redovisning/{part}":                  grants,
	"POST /bidrag/{year}/redovisning/insatser/{line}":         grants,
	"POST /bidrag/{year}/redovisning/insatser/{line}/ta-bort": grants,
	"POST /bidrag/{year}/redovisningar/langre-tid":            grants,
	"POST /bidrag/{year}/redovisningar/paminn":                grants,
	"POST /redovisningar/{use}/godkann":                       grants,
	"POST /redovisningar/{use}/intyga":                        grants,
	"POST /redovisningar/{use}/komplettera":                   grants,
	"POST /redovisningar/{use}/lamna":                         grants,
	"POST /redovisningar/{use}/skicka":                        grants,

	"GET /bidrag/{year}/bokforing":                      grants,
	"GET /bidrag/{year}/bokforing/jamfor":               grants,
	"GET /bidrag/{year}/bokforing/kommuner/{kommun}":    grants,
	"GET /bidrag/{year}/bokforing/val":                  grants,
	"POST /bidrag/{year}/bokforing":                     grants,
	"POST /bidrag/{year}/bokforing/forklaring":          grants,
	"POST /bidrag/{year}/bokforing/jamfor":              grants,
	"POST /bidrag/{year}/bokforing/jamfor/{jamforelse}": grants,
	"POST /bidrag/{year}/bokforing/slang":               grants,
	"POST /bidrag/{year}/bokforing/spara":               grants,
	"POST /bidrag/{year}/bokforing/val":                 grants,

	"POST /ataganden/{commitment}/fraga":         children,
	"GET /svar/{errand}":                         families,
	"POST /svar/{errand}":                        families,
	"GET /former":                                settings,
	"POST /former":                               settings,
	"GET /former/{form}":                         settings,
	"POST /former/{form}":                        settings,
	"GET /former/{form}/granska":                 settings,
	"POST /former/{form}/granska":                settings,
	"GET /samordning":                            children,
	"GET /behov/nytt":                            children,
	"POST /behov/nytt":                           children,
	"GET /behov/anmalan/{matter}":                children,
	"POST /behov/anmalan/{matter}":               children,
	"GET /behov/{need}":                          children,
	"POST /behov/{need}":                         children,
	"GET /samordning/{coordination}":             children,
	"GET /samordning/{coordination}/inbjudan":    children,
	"POST /samordning/{coordination}/inbjudan":   children,
	"GET /samordning/{coordination}/fraga":       children,
	"POST /samordning/{coordination}/fraga":      children,
	"POST /samordning/{coordination}/lamna":      children,
	"POST /samordning/{coordination}/stafett":    children,
	"POST /samordning/{coordination}/ta-over":    children,
	"GET /samordning/avlosning":                  children,
	"GET /samordning/{coordination}/avlosning":   children,
	"POST /samordning/{coordination}/avlosning":  children,
	"POST /samordning/{coordination}/samma-barn": children,
	"GET /samordning/{coordination}/form":        children,
	"POST /samordning/{coordination}/form":       children,
	"GET /samordning/{coordination}/samtycke":    children,
	"POST /samordning/{coordination}/samtycke":   children,
	"GET /samtycken/{consent}":                   children,
	"POST /samtycken/{consent}":                  children,
	"GET /samordning/{coordination}/delning":     children,
	"POST /samordning/{coordination}/delning":    children,
	"POST /delningar/{sharing}":                  children,
	"GET /samordning/{coordination}/anteckning":  children,
	"POST /samordning/{coordination}/anteckning": children,
	"GET /samordning/{coordination}/helhetsbild": children,
	"GET /samordning/{coordination}/styrka":      children,
	"POST /samordning/{coordination}/styrka":     children,
	"GET /samordning/{coordination}/oro":         children,
	"POST /samordning/{coordination}/oro":        children,
	"GET /samordning/{coordination}/byte":        children,
	"POST /samordning/{coordination}/byte":       children,
	"GET /samordning/{coordination}/insats":      children,
	"POST /samordning/{coordination}/insats":     children,
	"GET /uppgifter/{item}":                      children,
	"GET /uppgifter/{item}/ny-version":           children,
	"POST /uppgifter/{item}/ny-version":          children,
	"POST /uppgifter/{item}/ta-tillbaka":         children,

	"GET /samordning/{coordination}/moten":                children,
	"GET /samordning/{coordination}/moten/nytt":           children,
	"POST /samordning/{coordination}/moten/nytt":          children,
	"GET /moten/{meeting}":                                children,
	"POST /moten/{meeting}":                               children,
	"POST /moten/{meeting}/bekrafta":                      children,
	"POST /moten/{meeting}/atagande":                      children,
	"GET /moten/{meeting}/genomgang":                      children,
	"GET /moten/{meeting}/protokoll":                      children,
	"POST /moten/{meeting}/protokoll":                     children,
	"GET /familj":                                         families,
	"GET /familj/{coordination}":                          families,
	"POST /familj/{coordination}/sagt":                    families,
	"POST /familj/{coordination}/samtycke":                families,
	"POST /familj/{coordination}/plan":                    families,
	"GET /familj/{coordination}/lasningar":                families,
	"GET /familj/lamna":                                   open,
	"GET /familj/logga-in":                                open,
	"POST /familj/logga-in":                               open,
	"GET /familj/e-legitimation":                          open,
	"GET /familj/inbjudan":                                open,
	"POST /familj/inbjudan":                               open,
	"POST /familj/inbjudan/klar":                          open,
	"GET /samordning/{coordination}/familjen":             children,
	"POST /samordning/{coordination}/familjen/inloggning": children,
	"POST /samordning/{coordination}/familjen/bedomning":  children,
	"POST /samordning/{coordination}/familjen/visa":       children,
	"POST /samordning/{coordination}/familjen/plan":       children,
	"POST /samordning/{coordination}/familjen/svar":       children,
	"GET /samordning/{coordination}/skydd":                children,
	"POST /samordning/{coordination}/skydd":               children,
	"POST /samordning/{coordination}/skydd/granska":       children,
	"GET /nodoppning":                                     own,
	"POST /nodoppning":                                    children,
	"GET /nodoppning/{glass}":                             children,

	"GET /samordning/{coordination}/plan":              children,
	"POST /samordning/{coordination}/plan":             children,
	"GET /samordning/{coordination}/plan/ord":          children,
	"POST /samordning/{coordination}/plan/ord":         children,
	"GET /samordning/{coordination}/plan/behov":        children,
	"POST /samordning/{coordination}/plan/behov":       children,
	"GET /samordning/{coordination}/plan/atagande":     children,
	"POST /samordning/{coordination}/plan/atagande":    children,
	"GET /samordning/{coordination}/plan/svar":         children,
	"POST /samordning/{coordination}/plan/svar":        children,
	"GET /samordning/{coordination}/plan/uppfoljning":  children,
	"POST /samordning/{coordination}/plan/uppfoljning": children,
	"GET /samordning/{coordination}/plan/kopia":        children,
	"POST /samordning/{coordination}/plan/kopia":       children,
	"GET /ataganden":                                   children,
	"GET /ataganden/{commitment}":                      children,
	"POST /ataganden/{commitment}":                     children,
	"GET /samordning/{coordination}/meddelanden":       children,
	"POST /samordning/{coordination}/meddelanden":      children,
	"GET /samordning/{coordination}/avslut":            children,
	"POST /samordning/{coordination}/avslut":           children,
	"POST /samordning/{coordination}/avslut/fragor":    children,
	"GET /utlamnanden":                                 children,
	"GET /utlamnanden/registerutdrag":                  children,
	"POST /utlamnanden/registerutdrag":                 children,
	"GET /utlamnanden/handling":                        children,
	"POST /utlamnanden/handling":                       children,
	"GET /utlamnanden/{disclosure}":                    children,
	"POST /utlamnanden/{disclosure}":                   children,
	"GET /utlamnanden/{disclosure}/uppgifter/{piece}":  children,
	"POST /utlamnanden/{disclosure}/uppgifter/{piece}": children,
	"GET /utlamnanden/{disclosure}/svar":               children,
	"GET /utlamnanden/{disclosure}/fil":                children,
	"GET /samordning/laget":                            children,
	"GET /samordning/{coordination}/anteckningar":      children,
	"POST /samordning/{coordination}/omrade":           children,
	"GET /samordning/omraden":                          settings,
	"POST /samordning/omraden":                         settings,
	"GET /samordning/laget/fil":                        children,

	"GET /loggranskning":                           children,
	"GET /loggranskning/{period}":                  children,
	"POST /loggranskning/{period}/avsluta":         children,
	"GET /loggranskning/{period}/tillsammans":      children,
	"POST /loggranskning/{period}/tillsammans":     children,
	"GET /loggranskning/{period}/rapport/signatur": children,
	"GET /loggranskning/nyckel":                    own,
	"GET /atkomstlistor":                           children,
	"POST /atkomstlistor":                          children,
	"GET /atkomstlistor/{disclosure}":              children,
	"POST /atkomstlistor/{disclosure}/beslut":      children,
	"POST /atkomstlistor/{disclosure}/klar":        children,
	"GET /atkomstlistor/{disclosure}/lista":        children,
	"GET /loggranskning/{period}/rapport":          children,
	"GET /loggranskning/{period}/rapport/fil":      children,
	"GET /loggposter/{entry}":                      children,
	"POST /loggposter/{entry}/fraga":               children,
	"POST /loggposter/{entry}/beslut":              children,
	"GET /loggfragor":                              own,
	"POST /loggfragor":                             own,
	"GET /loggfragor/{entry}":                      children,
	"POST /loggfragor/{entry}":                     children,
	"POST /anmald-narhet/{declaration}":            own,

	"GET /orosanmalan/{report}/utkast":               children,
	"POST /orosanmalan/{report}/slang":               children,
	"POST /orosanmalan/{report}/aterkoppling":        children,
	"GET /orosanmalningar/avslutade":                 children,
	"GET /orosanmalningar/laget":                     children,
	"GET /orosanmalningar/laget/statistik":           children,
	"GET /orosanmalningar/laget/statistik/fil":       children,
	"GET /orosanmalningar/{matter}":                  children,
	"POST /orosanmalningar/{matter}/mottagen":        children,
	"GET /orosanmalningar/{matter}/handlaggare":      children,
	"POST /orosanmalningar/{matter}/handlaggare":     children,
	"GET /orosanmalningar/fordela":                   children,
	"POST /orosanmalningar/fordela":                  children,
	"POST /orosanmalningar/fordela/flytta":           children,
	"POST /orosanmalningar/{matter}/larm":            children,
	"POST /orosanmalningar/{matter}/samma-barn":      children,
	"GET /orosanmalningar/{matter}/skyddsbedomning":  children,
	"POST /orosanmalningar/{matter}/skyddsbedomning": children,
	"GET /orosanmalningar/{matter}/beslut":           children,
	"POST /orosanmalningar/{matter}/beslut":          children,
	"GET /orosanmalningar/{matter}/forlangning":      children,
	"POST /orosanmalningar/{matter}/forlangning":     children,
	"GET /orosanmalningar/{matter}/overlamning":      children,
	"POST /orosanmalningar/{matter}/overlamning":     children,
	"GET /orosanmalningar/{matter}/aterkoppling":     children,
	"POST /orosanmalningar/{matter}/aterkoppling":    children,
}

const (
	// open routes are for everybody and show nothing about anybody.
	open = "open"
	// own routes are about the reader's own account.
	own = "own"
	// people routes are the administrator's, about staff.
	people = "people"
	// children routes are zone P.
	children = "children"
	// families routes are a child's or a guardian's own; nobody on the staff opens them.
	families = "families"
	// grants routes are zone O: money of municipalities, and nothing about a child.
	grants = "grants"
	// settings routes are how a municipality works with a form, and nothing about a child.
	settings = "settings"
	// programs routes are zone P, for systems with a token; a session opens none of them.
	programs = "programs"
	// drafts is zone P, and an id that is not there becomes the reader's own draft:
	// the form carries the id so that sending it twice is sending it once.
	drafts = "drafts"
)
