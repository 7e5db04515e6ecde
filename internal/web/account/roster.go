package account

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/sheet"
	"samspel/internal/ground/civil"
	"samspel/internal/web"
)

// rosterPerPage is how many lines of the roster a page holds.
const rosterPerPage = 200

// rosterQuery is what the address asks for, and the same again as an address.
func rosterQuery(form *web.Form) (identity.RosterQuery, url.Values) {
	q := identity.RosterQuery{On: form.Date("dag"), Unit: form.Text("enhet"), Text: form.Text("sok"), Protected: form.Bool("skyddade"), Order: identity.ByName}
	if order := identity.RosterOrder(form.Text("ordning")); order != "" {
		for _, known := range identity.RosterOrders {
			if order == known {
				q.Order = order
			}
		}
	}
	again := url.Values{"ordning": {string(q.Order)}}
	for name, value := range map[string]string{"enhet": q.Unit, "sok": q.Text, "skyddade": ticked(q.Protected)} {
		if value != "" {
			again.Set(name, value)
		}
	}
	if !q.On.IsZero() {
		again.Set("dag", q.On.String())
	}
	return q, again
}

// getRoster handles GET /behorigheter.
func (h *handlers) getRoster(w http.ResponseWriter, r *http.Request) error {
	form := web.Query(r)
	q, again := rosterQuery(form)
	roster, err := h.Gate.Roster(r.Context(), web.Actor(r), q)
	if err != nil && form.Explain(err) {
		q.On = civil.Date{}
		roster, err = h.Gate.Roster(r.Context(), web.Actor(r), q)
	}
	if err != nil {
		return err
	}
	status := http.StatusOK
	if !form.OK() {
		status = http.StatusUnprocessableEntity
	}
	page, _ := strconv.Atoi(form.Text("sida"))
	page = max(0, min(page, (len(roster.Entries)-1)/rosterPerPage))
	turn := web.PageTurn{}
	to := func(page int) string {
		again.Set("sida", strconv.Itoa(page))
		return rosterPath + "?" + again.Encode()
	}
	file := rosterFilePath + "?" + again.Encode()
	if page > 0 {
		turn.Previous = to(page - 1)
	}
	if (page+1)*rosterPerPage < len(roster.Entries) {
		turn.Next = to(page + 1)
	}
	shown := roster.Entries[page*rosterPerPage : min((page+1)*rosterPerPage, len(roster.Entries))]
	return web.Render(w, r, status, rosterPage(form, roster, shown, q, file, turn))
}

// getRosterFile handles GET /behorigheter/fil.
func (h *handlers) getRosterFile(w http.ResponseWriter, r *http.Request) error {
	q, _ := rosterQuery(web.Query(r))
	roster, err := h.Gate.Roster(r.Context(), web.Actor(r), q)
	if err != nil {
		return err
	}
	ctx := r.Context()
	rows := [][]string{{}}
	for _, column := range rosterColumns {
		rows[0] = append(rows[0], i18n.T(ctx, column))
	}
	for _, e := range roster.Entries {
		rows = append(rows, []string{e.Name, e.Email, e.OrganisationName, e.UnitName, roleName(ctx, e.Role), yes(ctx, e.Protected),
			e.From.String(), day(e.To), moment(e.SignedIn), day(e.Confirmed), e.DeputyName, e.StandInName})
	}
	return sendCSV(w, r, "behorigheter-"+roster.On.String()+".csv", rows)
}

// rosterColumns are the columns of the file.
var rosterColumns = []string{
	"account.roster.name",
	"account.roster.email",
	"account.roster.organisation",
	"account.roster.unit",
	"account.roster.role",
	"account.roster.protected",
	"account.roster.since",
	"account.roster.until",
	"account.roster.signed_in",
	"account.roster.confirmed",
	"account.roster.deputy",
	"account.roster.stand_in",
}

func yes(ctx context.Context, is bool) string {
	if is {
		return i18n.T(ctx, "account.yes")
	}
	return i18n.T(ctx, "account.no")
}

// day and moment are for machines and spreadsheets; nothing when there is none.
func day(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Stockholm).Format("2006-01-02 15:04")
}

func sendCSV(w http.ResponseWriter, r *http.Request, name string, rows [][]string) error {
	b := sheet.CSV(rows)
	return web.Send(w, r, web.Download{Name: name, Media: "text/csv; charset=utf-8", Size: int64(len(b)),
		Write: func(_ context.Context, to io.Writer) error {
			_, err := to.Write(b)
			return err
		}})
}

func rosterUnits(ctx context.Context, roster identity.Roster) []web.Option {
	options := units(ctx, roster.Units)
	options[0].Label = i18n.T(ctx, "account.roster.every_unit")
	return options
}

func rosterOrders(ctx context.Context) []web.Option {
	var options []web.Option
	for _, order := range identity.RosterOrders {
		options = append(options, web.Option{Value: string(order), Label: i18n.T(ctx, orderWords[order])})
	}
	return options
}

var orderWords = map[identity.RosterOrder]string{
	identity.ByName: "account.roster.order.namn", identity.ByUnit: "account.roster.order.enhet",
	identity.BySignIn: "account.roster.order.inloggning", identity.BySince: "account.roster.order.sedan",
}
