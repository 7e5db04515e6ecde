package iso20022

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/giro"
	"samspel/internal/ground/money"
	"samspel/internal/ground/orgnr"
)

// Version is which edition of pain.001 an order is written in.
type Version string

const (
	// V09 is the edition of 2019.
	V09 Version = "pain.001.001.09"
	// V03 is the edition of 2009, which some banks still want.
	V03 Version = "pain.001.001.03"
)

// Profile is what one bank wants that another does not.
type Profile struct {
	Version Version
	// Service is the service level: NURG for domestic payments that are not urgent. Empty
	// where the bank wants none.
	Service string
}

// An Order (betalningsuppdrag) asks the bank for payments from one account on one day.
type Order struct {
	// ID is the payer's own, unique to the order, and so is the EndToEnd of each payment.
	ID       string
	Made     time.Time
	Execute  civil.Date
	Payer    string
	OrgNr    orgnr.Number
	Account  Account
	BIC      string // of the payer's bank; may be empty
	Payments []Payment
}

// A Payment (betalning) is money to one payee. The payee sees the Reference, or where
// there is none the Message.
type Payment struct {
	EndToEnd  string
	Amount    money.Amount
	Payee     string
	Account   Account
	Reference giro.Reference
	Message   string
}

// The limits of the format.
const (
	maxID      = 35
	maxName    = 70 // the shortest that banks promise to hand on
	maxMessage = 140
	mostSum    = money.Amount(999_999_999_999_999_999) // eighteen digits
)

// What an order can lack. The bank would refuse it, or worse, not notice.
var (
	ErrEmpty     = errors.New("iso20022: an order without payments")
	ErrID        = errors.New("iso20022: an id is 1 to 35 letters, digits or any of -/.+: and no more")
	ErrTwice     = errors.New("iso20022: two payments with one end-to-end id")
	ErrAmount    = errors.New("iso20022: a payment is of more than nothing")
	ErrTooMuch   = errors.New("iso20022: the sum is too large")
	ErrName      = errors.New("iso20022: a name is 1 to 70 letters")
	ErrAccount   = errors.New("iso20022: an account is missing")
	ErrMessage   = errors.New("iso20022: a message is at most 140 letters")
	ErrDay       = errors.New("iso20022: a day is missing")
	ErrOrgNr     = errors.New("iso20022: the payer's organisation number is missing")
	ErrPayerGiro = errors.New("iso20022: money is taken from a bankgiro or an IBAN")
)

func (o Order) check() (money.Amount, error) {
	switch {
	case len(o.Payments) == 0:
		return 0, ErrEmpty
	case !validID(o.ID):
		return 0, ErrID
	case !validName(o.Payer):
		return 0, ErrName
	case o.OrgNr.IsZero():
		return 0, ErrOrgNr
	case o.Account.scheme != iban && o.Account.scheme != bankgiro:
		return 0, ErrPayerGiro
	case o.Execute.IsZero() || o.Made.IsZero():
		return 0, ErrDay
	}
	var sum money.Amount
	seen := make(map[string]bool, len(o.Payments))
	for i, p := range o.Payments {
		err := p.check()
		switch {
		case err != nil:
		case seen[p.EndToEnd]:
			err = ErrTwice
		case p.Amount > mostSum-sum:
			err = ErrTooMuch
		}
		if err != nil {
			return 0, fmt.Errorf("payment %d: %w", i+1, err)
		}
		seen[p.EndToEnd] = true
		sum += p.Amount
	}
	return sum, nil
}

func (p Payment) check() error {
	switch {
	case !validID(p.EndToEnd):
		return ErrID
	case p.Amount <= 0:
		return ErrAmount
	case !validName(p.Payee):
		return ErrName
	case p.Account.IsZero():
		return ErrAccount
	case utf8.RuneCountInString(p.Message) > maxMessage:
		return ErrMessage
	}
	return nil
}

func validID(s string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-/.+:", r)) {
			return false
		}
	}
	return s != "" && len(s) <= maxID && s[0] != '/' && s[len(s)-1] != '/' && !strings.Contains(s, "//")
}

func validName(s string) bool {
	return strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= maxName
}

// Write writes the order. An order that does not hold is not written at all.
func (o Order) Write(to io.Writer, as Profile) error {
	sum, err := o.check()
	if err != nil {
		return err
	}
	d := document{Namespace: "urn:iso:std:iso:20022:tech:xsd:" + string(as.Version)}
	d.Header = header{
		ID: o.ID, Made: o.Made.UTC().Format("2006-01-02T15:04:05Z"), Count: len(o.Payments), Sum: sum.Decimal(),
		Initiator: party{Name: clean(o.Payer), Org: optional(o.OrgNr.Digits())},
	}
	i := &d.Instruction
	i.ID, i.Method, i.Booking, i.Count, i.Sum, i.Service = o.ID, "TRF", true, len(o.Payments), sum.Decimal(), optional(as.Service)
	switch as.Version {
	case V03:
		i.Day.Plain = o.Execute.String()
	case V09:
		i.Day.Choice = o.Execute.String()
	}
	i.Debtor = party{Name: clean(o.Payer), Org: optional(o.OrgNr.Digits())}
	i.Account = written(o.Account)
	i.Account.Currency = "SEK"
	switch {
	case o.BIC == "":
		i.Agent.Other = optional("NOTPROVIDED")
	case as.Version == V03:
		i.Agent.BIC = &o.BIC
	default:
		i.Agent.BICFI = &o.BIC
	}
	for _, p := range o.Payments {
		t := transfer{Instruction: p.EndToEnd, EndToEnd: p.EndToEnd, Amount: sek{"SEK", p.Amount.Decimal()}, Creditor: party{Name: clean(p.Payee)}, Account: written(p.Account)}
		switch p.Account.scheme {
		case bankgiro:
			t.Agent = swedish("9900")
		case plusgiro:
			t.Agent = swedish("9960")
		case iban, noScheme:
		}
		switch {
		case !p.Reference.IsZero():
			t.Remittance = &remittance{Structured: &structured{Kind: "SCOR", Reference: p.Reference.String()}}
		case strings.TrimSpace(p.Message) != "":
			t.Remittance = &remittance{Message: clean(p.Message)}
		}
		i.Transfers = append(i.Transfers, t)
	}
	if _, err := io.WriteString(to, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(to)
	e.Indent("", "  ")
	if err := e.Encode(d); err != nil {
		return err
	}
	_, err = io.WriteString(to, "\n")
	return err
}

// clean is a text on one line.
func clean(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

func written(a Account) accountElement {
	var e accountElement
	switch a.scheme {
	case iban:
		e.IBAN = &a.number
	case bankgiro:
		e.Other = &otherAccount{ID: a.number, Proprietary: optional("BGNR")}
	case plusgiro:
		e.Other = &otherAccount{ID: a.number, Code: optional("BBAN")}
	case noScheme:
	}
	return e
}

// optional is a text that is left out, with the elements around it, when it is empty.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// swedish is the clearing of the giros.
func swedish(member string) *agent { return &agent{System: optional("SESBA"), Member: &member} }

type document struct {
	XMLName     xml.Name    `xml:"Document"`
	Namespace   string      `xml:"xmlns,attr"`
	Header      header      `xml:"CstmrCdtTrfInitn>GrpHdr"`
	Instruction instruction `xml:"CstmrCdtTrfInitn>PmtInf"`
}

type header struct {
	ID        string `xml:"MsgId"`
	Made      string `xml:"CreDtTm"`
	Count     int    `xml:"NbOfTxs"`
	Sum       string `xml:"CtrlSum"`
	Initiator party  `xml:"InitgPty"`
}

type party struct {
	Name string  `xml:"Nm"`
	Org  *string `xml:"Id>OrgId>Othr>Id"`
}

type instruction struct {
	ID      string  `xml:"PmtInfId"`
	Method  string  `xml:"PmtMtd"`
	Booking bool    `xml:"BtchBookg"`
	Count   int     `xml:"NbOfTxs"`
	Sum     string  `xml:"CtrlSum"`
	Service *string `xml:"PmtTpInf>SvcLvl>Cd"`
	Day     struct {
		Plain  string `xml:",chardata"`
		Choice string `xml:"Dt,omitempty"`
	} `xml:"ReqdExctnDt"`
	Debtor    party          `xml:"Dbtr"`
	Account   accountElement `xml:"DbtrAcct"`
	Agent     agent          `xml:"DbtrAgt"`
	Transfers []transfer     `xml:"CdtTrfTxInf"`
}

type accountElement struct {
	IBAN     *string       `xml:"Id>IBAN"`
	Other    *otherAccount `xml:"Id>Othr"`
	Currency string        `xml:"Ccy,omitempty"`
}

type otherAccount struct {
	ID          string  `xml:"Id"`
	Code        *string `xml:"SchmeNm>Cd"`
	Proprietary *string `xml:"SchmeNm>Prtry"`
}

type agent struct {
	BIC    *string `xml:"FinInstnId>BIC"`
	BICFI  *string `xml:"FinInstnId>BICFI"`
	System *string `xml:"FinInstnId>ClrSysMmbId>ClrSysId>Cd"`
	Member *string `xml:"FinInstnId>ClrSysMmbId>MmbId"`
	Other  *string `xml:"FinInstnId>Othr>Id"`
}

type sek struct {
	Currency string `xml:"Ccy,attr"`
	Sum      string `xml:",chardata"`
}

type transfer struct {
	Instruction string         `xml:"PmtId>InstrId"`
	EndToEnd    string         `xml:"PmtId>EndToEndId"`
	Amount      sek            `xml:"Amt>InstdAmt"`
	Agent       *agent         `xml:"CdtrAgt"`
	Creditor    party          `xml:"Cdtr"`
	Account     accountElement `xml:"CdtrAcct"`
	Remittance  *remittance    `xml:"RmtInf"`
}

type remittance struct {
	Message    string      `xml:"Ustrd,omitempty"`
	Structured *structured `xml:"Strd"`
}

type structured struct {
	Kind      string `xml:"CdtrRefInf>Tp>CdOrPrtry>Cd"`
	Reference string `xml:"CdtrRefInf>Ref"`
}
