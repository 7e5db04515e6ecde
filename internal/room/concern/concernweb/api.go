package concernweb

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/law"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/concern"
	"samspel/internal/web"
	"samspel/internal/web/api"
)

// programs is what the addresses for systems lean on.
type programs struct {
	concerns *concern.Concerns
	register *register.Register
}

// MountAPI adds the addresses for schools' and health care's own systems, and the page
// that describes them.
func MountAPI(mux *http.ServeMux, a *api.API, concerns *concern.Concerns, reg *register.Register) {
	h := programs{concerns, reg}
	api.Register(a, api.Operation{
		ID: "skickaOrosanmalan", Method: http.MethodPost, Path: "/orosanmalningar", Scope: access.SendReports, Status: http.StatusCreated,
		Summary:     "Skicka en orosanmälan",
		Description: "Anmälan går direkt till socialtjänsten i kommunen. Skicka om med samma Idempotency-Key tills du får svar: det blir en enda anmälan.",
	}, h.postReport)
	api.Register(a, api.Operation{
		ID: "listaOrosanmalningar", Method: http.MethodGet, Path: "/orosanmalningar", Scope: access.FollowReports,
		Summary:     "Lista det systemet har skickat",
		Description: "Äldst först, högst 100 åt gången. En anmälan kommer med i listan inom en halv minut. Läsningen loggas.",
	}, h.getReports)
	api.Register(a, api.Operation{
		ID: "foljOrosanmalan", Method: http.MethodGet, Path: "/orosanmalningar/{report}", Scope: access.FollowReports,
		Summary:     "Se hur långt en anmälan har kommit",
		Description: "Om socialtjänsten har bekräftat, och återkopplingen om den är lämnad. Läsningen loggas.",
	}, h.getReport)
	api.Register(a, api.Operation{
		ID: "begarAterkoppling", Method: http.MethodPost, Path: "/orosanmalningar/{report}/aterkoppling", Scope: access.AskFeedback, Status: http.StatusAccepted,
		Summary:     "Be om återkoppling i efterhand",
		Description: "För alla barn i anmälan som ingen har bett om återkoppling för. Skicka inget innehåll.",
	}, h.postFeedback)
	api.Register(a, api.Operation{
		ID: "kategorier", Method: http.MethodGet, Path: "/kategorier",
		Summary: "Egenskaper att anmäla i", Description: "Ur lagen. Avgör om det finns en skyldighet att anmäla och en rätt till återkoppling.",
	}, h.getCategories)
	api.Register(a, api.Operation{
		ID: "kommuner", Method: http.MethodGet, Path: "/kommuner",
		Summary: "Kommuner som tar emot anmälningar här", Description: "Koderna är SCB:s.",
	}, h.getMunicipalities)
	mux.Handle("GET /api", a.Site.Public(getAPI))
}

// reportBody is a report of concern as a system sends it.
type reportBody struct {
	Municipality   string         `json:"kommun" example:"9901" doc:"Den kommun där barnet bor, eller vistas om det är bråttom. Se /kommuner."`
	Category       string         `json:"kategori" example:"school" doc:"I vilken egenskap man anmäler. Se /kategorier."`
	Children       []childBody    `json:"barn" minItems:"1" maxItems:"12" doc:"Ett eller flera barn som samma oro gäller."`
	Seen           string         `json:"sett,omitempty" maxLength:"20000" doc:"Det någon har sett. Minst ett av sett, hört och sagt behövs."`
	Heard          string         `json:"hort,omitempty" maxLength:"20000" doc:"Det någon har hört av andra."`
	Said           string         `json:"sagt,omitempty" maxLength:"20000" doc:"Det barnet har sagt, med barnets ord."`
	Interpretation string         `json:"tolkning,omitempty" maxLength:"20000" doc:"Vad anmälaren tror att det betyder."`
	Danger         bool           `json:"akut_fara,omitempty" doc:"Barnet är i fara nu. Ring också 112 eller socialtjänsten."`
	DangerWhy      string         `json:"varfor_fara,omitempty" maxLength:"20000" doc:"Vad faran består i."`
	WantsFeedback  bool           `json:"vill_ha_aterkoppling,omitempty" doc:"Att få veta om utredning inleds. Se /kategorier för vilka som har rätt till det."`
	Guardians      []guardianBody `json:"vardnadshavare,omitempty" maxItems:"6" doc:"De vårdnadshavare som är kända."`
	NotToldWhy     string         `json:"varfor_inte_informerade,omitempty" maxLength:"20000" doc:"Varför vårdnadshavarna inte vet om anmälan."`
	Unsafe         bool           `json:"farligt_om_de_far_veta,omitempty" doc:"Det kan utsätta barnet för fara om en vårdnadshavare får veta."`
	Reporter       reporterBody   `json:"anmalare" doc:"Den person som anmäler. Skyldigheten är personlig."`
}

type childBody struct {
	Given     string `json:"fornamn,omitempty" maxLength:"200" example:"Alva" doc:"Något som pekar ut barnet behövs: namn, nummer eller finns_genom."`
	Family    string `json:"efternamn,omitempty" maxLength:"200" example:"Granlid" doc:"Efternamn."`
	Number    string `json:"personnummer,omitempty" maxLength:"200" doc:"Personnummer eller samordningsnummer, om det är känt."`
	Birth     string `json:"fodd,omitempty" maxLength:"200" example:"2015-03-14" doc:"Födelsedag, om numret är okänt."`
	FoundHow  string `json:"finns_genom,omitempty" maxLength:"200" doc:"Hur man hittar barnet om namnet är okänt. Aldrig en adress som är skyddad."`
	Protected bool   `json:"skyddade_personuppgifter,omitempty" doc:"Barnet har skyddade personuppgifter."`
}

type guardianBody struct {
	Name string `json:"namn" maxLength:"200" doc:"För- och efternamn."`
	Told bool   `json:"vet_om_anmalan,omitempty" doc:"Vårdnadshavaren vet att anmälan görs."`
}

type reporterBody struct {
	Name  string `json:"namn" minLength:"1" maxLength:"200" example:"Elin Nordin" doc:"För- och efternamn."`
	Work  string `json:"yrke" minLength:"1" maxLength:"200" example:"Kurator" doc:"Yrke eller uppdrag."`
	Phone string `json:"telefon,omitempty" maxLength:"200" doc:"Nummer dit socialtjänsten kan ringa."`
}

func (b reportBody) draft() concern.DraftReport {
	d := concern.DraftReport{
		Municipality: b.Municipality, Category: b.Category, Danger: b.Danger, WantsFeedback: b.WantsFeedback,
		Content: concern.Content{
			Seen: web.Lines(b.Seen), Heard: web.Lines(b.Heard), Said: web.Lines(b.Said), Interpretation: web.Lines(b.Interpretation),
			DangerWhy: web.Lines(b.DangerWhy), NotToldWhy: web.Lines(b.NotToldWhy), Unsafe: b.Unsafe,
			ReporterName: web.Line(b.Reporter.Name), ReporterWork: web.Line(b.Reporter.Work), Phone: web.Line(b.Reporter.Phone),
		},
	}
	for _, c := range b.Children {
		d.Content.Children = append(d.Content.Children, concern.ReportedChild{Given: web.Line(c.Given), Family: web.Line(c.Family),
			Number: web.Line(c.Number), Birth: web.Line(c.Birth), FoundHow: web.Line(c.FoundHow), Protected: c.Protected})
	}
	for _, g := range b.Guardians {
		d.Content.Guardians = append(d.Content.Guardians, concern.ReportedGuardian{Name: web.Line(g.Name), Told: g.Told})
	}
	return d
}

// pointers are where the fields of a form are in what a system sends.
var pointers = map[string]string{
	"municipality": "/kommun", "category": "/kategori", "seen": "/sett", "heard": "/hort", "said": "/sagt", "interpretation": "/tolkning",
	"danger_why": "/varfor_fara", "not_told_why": "/varfor_inte_informerade", "wants_feedback": "/vill_ha_aterkoppling",
	"reporter_name": "/anmalare/namn", "reporter_work": "/anmalare/yrke", "phone": "/anmalare/telefon", "once": onceHeader,
	"given": "/fornamn", "family": "/efternamn", "number": "/personnummer", "birth": "/fodd", "found": "/finns_genom", "name": "/namn",
	"child": "/barn", "guardian": "/vardnadshavare",
}

const onceHeader = "Idempotency-Key"

var repeated = regexp.MustCompile(`^(child|guardian)\.([0-9]+)\.([a-z]+)$`)

// placed is err with its fields where a system finds them.
func placed(err error) error {
	all := fault.All(err)
	if len(all) == 0 {
		return err
	}
	var moved fault.List
	for _, e := range all {
		there := *e
		if m := repeated.FindStringSubmatch(e.Field); m != nil {
			there.Field = pointers[m[1]] + "/" + m[2] + pointers[m[3]]
		} else {
			there.Field = pointers[e.Field]
		}
		if !slices.ContainsFunc(moved, func(other *fault.Error) bool { return other.Field == there.Field && other.Key == there.Key }) {
			moved.Add(&there)
		}
	}
	return moved
}

// onceOf is the key of the request and all that was asked under it.
func onceOf(ctx context.Context, key, address string) concern.Once {
	return concern.Once{Key: key, Payload: append([]byte(address+"\n"), web.Body(ctx)...)}
}

type postReportInput struct {
	Key  string `header:"Idempotency-Key" required:"true" example:"6f1c2b9e-0d53-4c5e-9a54-2d0b1f1a7c11" doc:"Ett nytt UUID för varje anmälan, samma varje gång den skickas om."`
	Body reportBody
}

type receiptOutput struct {
	Location string `header:"Location"`
	Body     receiptBody
}

type receiptBody struct {
	ID           string    `json:"id" doc:"Fråga med det hur långt anmälan har kommit."`
	Reference    string    `json:"referens" example:"K7PM-2XQ9" doc:"Det man säger i telefon."`
	Municipality string    `json:"kommun" example:"9901"`
	Sent         time.Time `json:"skickad"`
}

func followPath(r concern.Receipt) string { return "/api/v1/orosanmalningar/" + r.Report }

// postReport handles POST /api/v1/orosanmalningar.
func (h programs) postReport(ctx context.Context, in *postReportInput) (*receiptOutput, error) {
	d := in.Body.draft()
	for i, c := range d.Content.Children {
		// A form leaves rows empty; what a system sends is answered child by child.
		if c.Empty() {
			return nil, placed(fault.Invalid(childField(i, "given"), "concern.report.child_missing"))
		}
	}
	r, err := h.concerns.SendOnce(ctx, web.ActorIn(ctx), d, onceOf(ctx, in.Key, "POST /orosanmalningar"))
	if err != nil {
		return nil, placed(err)
	}
	return &receiptOutput{Location: followPath(r), Body: receiptBody{ID: r.Report, Reference: r.Reference, Municipality: r.Municipality, Sent: r.SentAt}}, nil
}

type statusBody struct {
	receiptBody
	State    string     `json:"lage" enum:"skickad,mottagen" doc:"Mottagen när socialtjänsten har bekräftat för alla barn."`
	Received *time.Time `json:"mottagen,omitempty"`
}

func statusOf(r concern.Report) statusBody {
	b := statusBody{receiptBody: receiptBody{ID: r.ID, Reference: r.Reference, Municipality: r.Municipality, Sent: r.SentAt}, State: "skickad"}
	if r.State == concern.Acknowledged {
		b.State, b.Received = "mottagen", &r.AcknowledgedAt
	}
	return b
}

type followOutput struct{ Body followBody }

type followBody struct {
	statusBody
	Children []followedChild `json:"barn" doc:"I samma ordning som de skickades."`
}

type followedChild struct {
	Received *time.Time   `json:"mottagen,omitempty"`
	Feedback feedbackBody `json:"aterkoppling"`
}

type feedbackBody struct {
	State string     `json:"lage" enum:"inte_begard,vantar,lamnad,lamnas_inte"`
	Fact  string     `json:"besked,omitempty" enum:"utredning_inleds,utredning_inleds_inte,utredning_pagar_redan" doc:"Det enda som får lämnas."`
	Given *time.Time `json:"lamnad,omitempty"`
}

var feedbackStates = map[concern.FeedbackState]string{
	concern.FeedbackNotAsked: "inte_begard", concern.FeedbackWaiting: "vantar", concern.FeedbackGiven: "lamnad", concern.FeedbackWithheld: "lamnas_inte",
}

var feedbackFacts = map[concern.Outcome]string{
	concern.Opened: "utredning_inleds", concern.NotOpened: "utredning_inleds_inte", concern.AlreadyRunning: "utredning_pagar_redan",
}

type reportInput struct {
	Report string `path:"report" doc:"Det id som kvittot gav."`
}

// getReport handles GET /api/v1/orosanmalningar/{report}.
func (h programs) getReport(ctx context.Context, in *reportInput) (*followOutput, error) {
	f, err := h.concerns.Follow(ctx, web.ActorIn(ctx), in.Report)
	if err != nil {
		return nil, err
	}
	out := &followOutput{Body: followBody{statusBody: statusOf(f.Report)}}
	for _, c := range f.Children {
		child := followedChild{Received: moment(c.ReceivedAt), Feedback: feedbackBody{State: feedbackStates[c.Feedback.State]}}
		if c.Feedback.State == concern.FeedbackGiven {
			child.Feedback.Fact, child.Feedback.Given = feedbackFacts[c.Feedback.Fact], moment(c.Feedback.GivenAt)
		}
		out.Body.Children = append(out.Body.Children, child)
	}
	return out, nil
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type listInput struct {
	After string `query:"after" doc:"Det som stod i nasta i förra svaret. Tomt från början."`
}

type listOutput struct {
	Body struct {
		Reports []statusBody `json:"anmalningar"`
		Next    string       `json:"nasta" doc:"Skicka som after för att fortsätta. Spara det för att bara få det som är nytt."`
	}
}

// getReports handles GET /api/v1/orosanmalningar.
func (h programs) getReports(ctx context.Context, in *listInput) (*listOutput, error) {
	after := readKey(in.After)
	if in.After != "" && after.IsZero() {
		return nil, fault.Invalid("after", "concern.api.after")
	}
	list, next, err := h.concerns.FollowAll(ctx, web.ActorIn(ctx), after)
	if err != nil {
		return nil, err
	}
	out := &listOutput{}
	out.Body.Reports = []statusBody{}
	for _, r := range list {
		out.Body.Reports = append(out.Body.Reports, statusOf(r))
	}
	if !next.IsZero() {
		out.Body.Next = writeKey(next)
	}
	return out, nil
}

type feedbackInput struct {
	Report string `path:"report" doc:"Det id som kvittot gav."`
	Key    string `header:"Idempotency-Key" required:"true" example:"0b8f5d1e-5c4a-4f0e-8a55-9d6a3f6f2b10" doc:"Ett nytt UUID, samma varje gång det skickas om."`
}

type askedOutput struct {
	Body struct {
		ID    string    `json:"id"`
		Asked time.Time `json:"begard"`
	}
}

// postFeedback handles POST /api/v1/orosanmalningar/{report}/aterkoppling.
func (h programs) postFeedback(ctx context.Context, in *feedbackInput) (*askedOutput, error) {
	r, err := h.concerns.AskFeedbackOnce(ctx, web.ActorIn(ctx), in.Report, onceOf(ctx, in.Key, "POST /orosanmalningar/"+in.Report+"/aterkoppling"))
	if err != nil {
		return nil, placed(err)
	}
	out := &askedOutput{}
	out.Body.ID, out.Body.Asked = r.Report, r.At
	return out, nil
}

type categoriesOutput struct {
	Body struct {
		Categories []categoryBody `json:"kategorier"`
	}
}

type categoryBody struct {
	Code     string `json:"kod" example:"school"`
	Swedish  string `json:"namn"`
	English  string `json:"namn_en"`
	Duty     bool   `json:"skyldig_att_anmala"`
	Feedback bool   `json:"ratt_till_aterkoppling"`
}

// getCategories handles GET /api/v1/kategorier.
func (h programs) getCategories(context.Context, *struct{}) (*categoriesOutput, error) {
	out := &categoriesOutput{}
	for _, c := range law.ReporterCategories(civil.Of(h.concerns.Now())) {
		out.Body.Categories = append(out.Body.Categories, categoryBody{Code: c.ID, Swedish: c.Swedish, English: c.English, Duty: c.Duty, Feedback: c.Feedback})
	}
	return out, nil
}

type municipalitiesOutput struct {
	Body struct {
		Municipalities []municipalityBody `json:"kommuner"`
	}
}

type municipalityBody struct {
	Code string `json:"kod" example:"9901" doc:"SCB:s kommunkod."`
	Name string `json:"namn" example:"Ekstad"`
}

// getMunicipalities handles GET /api/v1/kommuner.
func (h programs) getMunicipalities(ctx context.Context, _ *struct{}) (*municipalitiesOutput, error) {
	receiving, err := h.register.Receiving(ctx)
	if err != nil {
		return nil, err
	}
	out := &municipalitiesOutput{}
	out.Body.Municipalities = []municipalityBody{}
	for _, m := range receiving {
		out.Body.Municipalities = append(out.Body.Municipalities, municipalityBody{Code: m.Code, Name: m.Name})
	}
	return out, nil
}
