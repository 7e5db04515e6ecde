package grant

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// A Publication (publicering) is a year's figures as the agency has made them public, by a
// decision, as of a day. What is published stays: a later one is a new version beside it.
//
// Invariant: its content is what was published, byte for byte, whatever has been posted since.
type Publication struct {
	Year   string
	Number int
	// RegistrationNumber is of the decision to publish.
	RegistrationNumber string
	Stamp              Stamp
	PublishedBy        string
	PublishedAt        time.Time
	// Content is the JSON file, and Fingerprint its SHA-256.
	Content     []byte
	Fingerprint string
}

// PublicationDraft is what somebody decides to publish: Seq is how far the book had come
// when they looked at it.
type PublicationDraft struct {
	RegistrationNumber string
	Effective          civil.Date
	Seq                int64
}

func (d PublicationDraft) check(today civil.Date) error {
	var wrong fault.List
	if !says(d.RegistrationNumber) {
		wrong.Add(fault.Invalid("number", "grant.decision.number_missing"))
	}
	switch {
	case d.Effective.IsZero():
		wrong.Add(fault.Invalid("dag", "grant.date.missing"))
	case d.Effective.After(today):
		wrong.Add(fault.Invalid("dag", "grant.publication.ahead"))
	}
	return wrong.Err()
}

// OpenYear (öppet bidragsår) is what a publication holds: no person, and nothing that is
// not about money between authorities.
type OpenYear struct {
	Version            int         `json:"version"`
	Agency             OpenAgency  `json:"agency"`
	Scheme             string      `json:"scheme"`
	Year               int         `json:"year"`
	Appropriations     []string    `json:"registration_numbers"`
	RegistrationNumber string      `json:"published_by_decision"`
	PublishedOn        civil.Date  `json:"published_on"`
	Stamp              stampObject `json:"stamp"`
	Invented           bool        `json:"invented"`
	Appropriation      json.Number `json:"appropriation"`
	UseFrom            civil.Date  `json:"use_from"`
	UseLast            civil.Date  `json:"use_last"`
	Conditions         []string    `json:"conditions"`
	Municipalities     []OpenRow   `json:"municipalities"`
	Total              OpenFigures `json:"total"`
}

// An OpenAgency is who gives the grant.
type OpenAgency struct {
	Name   string `json:"name"`
	Number string `json:"organisation_number,omitempty"`
}

// An OpenRow is one municipality, with its decisions and payments one by one.
type OpenRow struct {
	Code string `json:"code"`
	Name string `json:"name"`
	OpenFigures
	Decisions []OpenMove `json:"decisions"`
	Payments  []OpenMove `json:"payments"`
}

// OpenFigures are sums in kronor.
type OpenFigures struct {
	Frame         json.Number `json:"frame"`
	Requisitioned json.Number `json:"requisitioned"`
	Redistributed json.Number `json:"redistributed"`
	Decided       json.Number `json:"decided"`
	Paid          json.Number `json:"paid"`
	Used          json.Number `json:"used"`
	ToRepay       json.Number `json:"to_repay"`
	Repaid        json.Number `json:"repaid"`
	WrittenOff    json.Number `json:"written_off"`
}

// An OpenMove is one decision or payment; a payment that came back is below zero.
type OpenMove struct {
	Seq           int64       `json:"transaction"`
	On            civil.Date  `json:"date"`
	Amount        json.Number `json:"amount"`
	Redistributed bool        `json:"redistributed"`
	Basis         string      `json:"decision,omitempty"`
}

func openFigures(f Figures) OpenFigures {
	return OpenFigures{Frame: kronorNumber(f.Frame), Requisitioned: kronorNumber(f.Requisitioned), Redistributed: kronorNumber(f.Redistributed), Decided: kronorNumber(f.Decided),
		Paid: kronorNumber(f.Paid), Used: kronorNumber(f.Used), ToRepay: kronorNumber(f.Unused + f.Recovered), Repaid: kronorNumber(f.Repaid), WrittenOff: kronorNumber(f.WrittenOff)}
}

// Amount is an open sum as money again; what is no sum is nothing.
func Amount(n json.Number) money.Amount {
	a, err := money.Parse(string(bytes.ReplaceAll([]byte(n), []byte("."), []byte(","))))
	if err != nil {
		return 0
	}
	return a
}

// figures are those that a table shows.
func (f OpenFigures) figures() Figures {
	return Figures{Frame: Amount(f.Frame), Requisitioned: Amount(f.Requisitioned), Redistributed: Amount(f.Redistributed), Decided: Amount(f.Decided), Paid: Amount(f.Paid),
		Used: Amount(f.Used), Unused: Amount(f.ToRepay), Repaid: Amount(f.Repaid), WrittenOff: Amount(f.WrittenOff)}
}

// Rows are the municipalities as tables have them.
func (o OpenYear) Rows() (all []MunicipalityMoney) {
	for _, m := range o.Municipalities {
		all = append(all, MunicipalityMoney{Code: m.Code, Name: m.Name, Money: Money{Figures: m.figures()}})
	}
	return all
}

// Sum is the last row of the table.
func (o OpenYear) Sum() Figures { return o.Total.figures() }

// Effective is the last day that counts.
func (o OpenYear) Effective() civil.Date { return o.Stamp.Effective }

// Seq and Hash are the book's head, for whoever wants to check.
func (o OpenYear) Seq() int64 { return o.Stamp.Seq }

// Hash is the book's, after the last transaction that is in.
func (o OpenYear) Hash() string { return o.Stamp.Hash }

// content is the JSON file and its fingerprint.
func (o OpenYear) content() ([]byte, string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(o); err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(b.Bytes())
	return b.Bytes(), hex.EncodeToString(sum[:]), nil
}

// Open reads the content back.
func (p Publication) Open() (o OpenYear, err error) {
	err = json.Unmarshal(p.Content, &o)
	return o, err
}
