package grant

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

// License is what everything published here may be used under: nothing is asked of anybody.
const License = "https://creativecommons.org/publicdomain/zero/1.0/"

// openColumns are the figures of an open CSV file, by name.
var openColumns = []struct {
	name string
	of   func(OpenFigures) json.Number
}{
	{"frame", func(f OpenFigures) json.Number { return f.Frame }}, {"requisitioned", func(f OpenFigures) json.Number { return f.Requisitioned }},
	{"redistributed", func(f OpenFigures) json.Number { return f.Redistributed }}, {"decided", func(f OpenFigures) json.Number { return f.Decided }},
	{"paid", func(f OpenFigures) json.Number { return f.Paid }}, {"used", func(f OpenFigures) json.Number { return f.Used }},
	{"to_repay", func(f OpenFigures) json.Number { return f.ToRepay }}, {"repaid", func(f OpenFigures) json.Number { return f.Repaid }},
	{"written_off", func(f OpenFigures) json.Number { return f.WrittenOff }},
}

// WriteCSV writes the municipalities as comma-separated values in UTF-8.
func (o OpenYear) WriteCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	head := []string{"code", "name"}
	for _, c := range openColumns {
		head = append(head, c.name)
	}
	// What goes wrong with a row is kept until the end.
	_ = w.Write(append(head, "scheme", "year", "effective", "version"))
	for _, m := range o.Municipalities {
		cells := []string{guard(m.Code), guard(m.Name)}
		for _, c := range openColumns {
			cells = append(cells, c.of(m.OpenFigures).String())
		}
		_ = w.Write(append(cells, guard(o.Scheme), fmt.Sprint(o.Year), o.Stamp.Effective.String(), fmt.Sprint(o.Version)))
	}
	w.Flush()
	return w.Error()
}

// A grantObject is one grant in the 360Giving Data Standard.
type grantObject struct {
	ID                      string              `json:"id"`
	Title                   string              `json:"title"`
	Description             string              `json:"description"`
	Currency                string              `json:"currency"`
	AmountAppliedFor        json.Number         `json:"amountAppliedFor"`
	AmountAwarded           json.Number         `json:"amountAwarded"`
	AmountDisbursed         json.Number         `json:"amountDisbursed"`
	AwardDate               civil.Date          `json:"awardDate"`
	URL                     string              `json:"url"`
	PlannedDates            []eventObject       `json:"plannedDates"`
	Recipients              []organisation      `json:"recipientOrganization"`
	Funders                 []organisation      `json:"fundingOrganization"`
	Programme               []programmeObject   `json:"grantProgramme"`
	Locations               []locationObject    `json:"beneficiaryLocation"`
	FromOpenCall            string              `json:"fromOpenCall"`
	CommitmentTransactions  []transactionObject `json:"commitmentTransaction"`
	DisbursementTransaction []transactionObject `json:"disbursementTransaction,omitempty"`
}

type eventObject struct {
	Start civil.Date `json:"startDate"`
	End   civil.Date `json:"endDate"`
}

type organisation struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type programmeObject struct {
	Code  string `json:"code"`
	Title string `json:"title"`
}

type locationObject struct {
	Name        string `json:"name"`
	CountryCode string `json:"countryCode"`
	GeoCode     string `json:"geoCode"`
	GeoCodeType string `json:"geoCodeType"`
}

type transactionObject struct {
	ID       string      `json:"id"`
	On       civil.Date  `json:"transactionDate"`
	Currency string      `json:"currency"`
	Value    json.Number `json:"value"`
}

type packageObject struct {
	Version     string        `json:"version"`
	Title       string        `json:"title"`
	Description string        `json:"description"`
	Issued      civil.Date    `json:"issued"`
	Modified    civil.Date    `json:"modified"`
	Publisher   publisherName `json:"publisher"`
	License     string        `json:"license"`
	AccessURL   string        `json:"accessURL"`
	DownloadURL string        `json:"downloadURL"`
	Grants      []grantObject `json:"grants"`
}

type publisherName struct {
	Name string `json:"name"`
}

// HasGrants says whether anything has been decided; before that there is nothing to publish.
func (o OpenYear) HasGrants() bool {
	for _, m := range o.Municipalities {
		if len(m.Decisions) > 0 {
			return true
		}
	}
	return false
}

// Write360 writes the year as a package of the 360Giving Data Standard 1.4. Page is the
// year's address and file the package's own. The standard has no repayment, so what has
// been repaid is taken off what is disbursed; the true sums are in the JSON file.
func (o OpenYear) Write360(to io.Writer, id, page, file string) error {
	p := packageObject{Version: "1.4", Title: fmt.Sprintf("%s %d", o.Scheme, o.Year), Issued: o.PublishedOn, Modified: o.PublishedOn,
		Description: fmt.Sprintf("Statsbidrag till kommuner, det som gällde till och med %s. Version %d.", o.Stamp.Effective, o.Version),
		Publisher:   publisherName{o.Agency.Name}, License: License, AccessURL: page, DownloadURL: file, Grants: []grantObject{}}
	funder := organisation{"samspel:myndighet:" + strings.ReplaceAll(o.Agency.Name, " ", "-"), o.Agency.Name}
	if o.Agency.Number != "" {
		funder.ID = "samspel:orgnr:" + o.Agency.Number
	}
	for _, m := range o.Municipalities {
		if len(m.Decisions) == 0 {
			continue
		}
		key := "samspel:" + id + ":" + m.Code
		g := grantObject{ID: key, Title: fmt.Sprintf("%s %d, %s", o.Scheme, o.Year, m.Name), Currency: "SEK", URL: page, FromOpenCall: "No",
			Description:      fmt.Sprintf("Ram %s kr, rekvirerat %s kr, omfördelat %s kr, återbetalt %s kr.", m.Frame, m.Requisitioned, m.Redistributed, m.Repaid),
			AmountAppliedFor: m.Requisitioned, AmountAwarded: m.Decided, AmountDisbursed: kronorNumber(Amount(m.Paid) - Amount(m.Repaid)), AwardDate: m.Decisions[0].On,
			PlannedDates: []eventObject{{o.UseFrom, o.UseLast}}, Recipients: []organisation{{"samspel:kommun:" + m.Code, m.Name}}, Funders: []organisation{funder},
			Programme: []programmeObject{{id, o.Scheme}}, Locations: []locationObject{{m.Name, "SE", m.Code, "SCB kommunkod"}}}
		for _, d := range m.Decisions {
			g.CommitmentTransactions = append(g.CommitmentTransactions, transactionObject{fmt.Sprintf("%s:%d", key, d.Seq), d.On, "SEK", d.Amount})
		}
		for _, d := range m.Payments {
			g.DisbursementTransaction = append(g.DisbursementTransaction, transactionObject{fmt.Sprintf("%s:%d", key, d.Seq), d.On, "SEK", d.Amount})
		}
		p.Grants = append(p.Grants, g)
	}
	e := json.NewEncoder(to)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(p)
}

// Amounts are what a map shows of each municipality: what has been paid and not come back.
func (o OpenYear) Amounts() map[string]money.Amount {
	by := map[string]money.Amount{}
	for _, m := range o.Municipalities {
		by[m.Code] = Amount(m.Paid) - Amount(m.Repaid)
	}
	return by
}

// OpenFiles are the files of a published year: the ending of each address and its media type.
var OpenFiles = []struct{ Name, Media, DCAT string }{
	{"kommuner.csv", "text/csv", "CSV"}, {"bidrag.json", "application/json", "JSON"}, {"360giving.json", "application/json", "JSON"}, {"kommuner.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"},
}
