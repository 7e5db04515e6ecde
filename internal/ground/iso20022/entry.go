package iso20022

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/line"
	"samspel/internal/ground/money"
)

// An Entry (kontohändelse) is money that has come to or gone from an account.
type Entry struct {
	// Key is the same each time the bank tells of the entry, in whichever file.
	Key     string
	Account string
	Booked  bool // and not only expected
	Credit  bool // money has come
	Returns bool // the entry takes an earlier one back
	Amount  money.Amount
	On      civil.Date
	Details []Detail
}

// A Detail is one payment of an entry. The details of an entry sum to it.
type Detail struct {
	EndToEnd   string
	Amount     money.Amount
	Payer      string
	PayerOrgNr string
	References []string
	Messages   []string
	// Return is why a payment has come back, such as AC04.
	Return string
}

type amountElement struct {
	Currency string `xml:"Ccy,attr"`
	Sum      string `xml:",chardata"`
}

type dayElement struct {
	Day  string `xml:"Dt"`
	Time string `xml:"DtTm"`
}

type entryElement struct {
	Reference string        `xml:"NtryRef"`
	Amount    amountElement `xml:"Amt"`
	Side      string        `xml:"CdtDbtInd"`
	Reversal  string        `xml:"RvslInd"`
	Status    struct {
		Text string `xml:",chardata"`
		Code string `xml:"Cd"`
	} `xml:"Sts"`
	Booked   dayElement      `xml:"BookgDt"`
	Value    dayElement      `xml:"ValDt"`
	BankRef  string          `xml:"AcctSvcrRef"`
	Payments []detailElement `xml:"NtryDtls>TxDtls"`
}

type detailElement struct {
	EndToEnd   string        `xml:"Refs>EndToEndId"`
	Plain      amountElement `xml:"Amt"`
	Nested     amountElement `xml:"AmtDtls>TxAmt>Amt"`
	OldName    string        `xml:"RltdPties>Dbtr>Nm"`
	Name       string        `xml:"RltdPties>Dbtr>Pty>Nm"`
	OldOrgNr   string        `xml:"RltdPties>Dbtr>Id>OrgId>Othr>Id"`
	OrgNr      string        `xml:"RltdPties>Dbtr>Pty>Id>OrgId>Othr>Id"`
	Messages   []string      `xml:"RmtInf>Ustrd"`
	References []string      `xml:"RmtInf>Strd>CdtrRefInf>Ref"`
	Return     string        `xml:"RtrInf>Rsn>Cd"`
}

// ReadEntries reads a camt.053 or camt.054. What is wrong with it is a [line.Error], and
// then nothing of it is given.
func ReadEntries(from io.Reader) ([]Entry, error) {
	s := open(from)
	if _, err := s.begin("camt.053", "camt.054"); err != nil {
		return nil, err
	}
	var all []Entry
	var account, statement string
	var within []string  // the elements that are open, from the message down
	count, said := 0, "" // entries of this statement, and how many it says there are
	used, times := map[string]bool{}, map[string]int{}
	some := false // statement or notification
	for {
		t, err := s.Token()
		if errors.Is(err, io.EOF) {
			if n, _ := s.file.InputPos(); !some {
				return nil, line.At(n, errNothing)
			}
			return all, nil
		}
		if err != nil {
			return nil, s.wrong(err)
		}
		n, _ := s.file.InputPos()
		ofStatement := len(within) > 0 && (within[len(within)-1] == "Stmt" || within[len(within)-1] == "Ntfctn")
		start, ok := t.(xml.StartElement)
		if !ok {
			if _, ok := t.(xml.EndElement); ok && len(within) > 0 {
				if ofStatement && said != "" && said != strconv.Itoa(count) {
					return nil, line.At(n, line.Reason{SV: "filen har %d poster men säger sig ha ett annat antal", EN: "the file has %d entries but says that it has another number"}.With(count))
				}
				within = within[:len(within)-1]
			}
			continue
		}
		switch name := start.Name.Local; {
		case name == "Stmt" || name == "Ntfctn":
			account, statement, said, count, some = "", "", "", 0, true
			within = append(within, name)
		case ofStatement && name == "Id":
			err = s.DecodeElement(&statement, &start)
		case ofStatement && name == "Acct":
			var a struct {
				IBAN  string `xml:"Id>IBAN"`
				Other string `xml:"Id>Othr>Id"`
			}
			err = s.DecodeElement(&a, &start)
			account = strings.TrimSpace(a.IBAN + a.Other)
		case ofStatement && name == "TxsSummry":
			var summary struct {
				Count string `xml:"TtlNtries>NbOfNtries"`
			}
			err = s.DecodeElement(&summary, &start)
			said = strings.TrimSpace(summary.Count)
		case ofStatement && name == "Ntry":
			var e entryElement
			if err = s.DecodeElement(&e, &start); err != nil {
				break
			}
			count++
			made, problem := e.entry(account)
			if problem != nil {
				return nil, line.On(n, problem)
			}
			// Some banks give one reference to several entries, and some give none; what they
			// are about tells them apart, in whatever order and file they come.
			if made.Key == "" {
				made.Key = account + "/" + clean(statement) + "/" + made.On.String()
			}
			made.Key += "/" + strings.TrimSpace(e.Side) + strconv.FormatInt(int64(made.Amount), 10)
			key := made.Key
			for used[made.Key] {
				times[key]++
				made.Key = key + "#" + strconv.Itoa(1+times[key])
			}
			used[made.Key] = true
			all = append(all, made)
		default:
			within = append(within, name)
		}
		if err != nil {
			return nil, s.wrong(err)
		}
	}
}

var (
	errCurrency = line.Reason{SV: "beloppet är inte i SEK", EN: "the amount is not in SEK"}
	errAmount   = line.Reason{SV: "beloppet är inte ett tal med högst två decimaler", EN: "the amount is not a number with at most two decimals"}
	errSide     = line.Reason{SV: "det framgår inte om pengarna har kommit eller gått", EN: "it does not say whether the money has come or gone"}
	errDay      = line.Reason{SV: "datumet saknas eller är inte en dag", EN: "the date is missing or is not a day"}
	errPart     = line.Reason{SV: "en betalning i en post med flera saknar belopp", EN: "a payment in an entry with several has no amount"}
	errNothing  = line.Reason{SV: "filen har varken kontoutdrag eller avisering", EN: "the file has neither a statement nor a notification"}
	errSum      = line.Reason{SV: "betalningarna i posten blir inte postens belopp", EN: "the payments of the entry do not add up to its amount"}
)

func (e entryElement) entry(account string) (Entry, error) {
	made := Entry{Account: account, Booked: strings.TrimSpace(e.Status.Text+e.Status.Code) == "BOOK", Returns: strings.TrimSpace(e.Reversal) == "true"}
	switch strings.TrimSpace(e.Side) {
	case "CRDT":
		made.Credit = true
	case "DBIT":
	default:
		return Entry{}, errSide
	}
	var err error
	if made.Amount, err = e.Amount.read(); err != nil {
		return Entry{}, err
	}
	if made.On, err = e.Booked.read(); err != nil && !made.Booked {
		made.On, err = e.Value.read()
	}
	if err != nil {
		return Entry{}, err
	}
	if ref := clean(e.BankRef); ref != "" {
		made.Key = account + "/" + ref
	}
	made.Details, err = details(e.Payments, made.Amount)
	return made, err
}

func details(elements []detailElement, whole money.Amount) ([]Detail, error) {
	var all []Detail
	var sum money.Amount
	for _, p := range elements {
		d := Detail{EndToEnd: strings.TrimSpace(p.EndToEnd), Payer: clean(p.Name + p.OldName), PayerOrgNr: strings.TrimSpace(p.OrgNr + p.OldOrgNr), Return: strings.TrimSpace(p.Return)}
		if d.EndToEnd == "NOTPROVIDED" {
			d.EndToEnd = ""
		}
		for _, m := range p.Messages {
			d.Messages = append(d.Messages, clean(m))
		}
		for _, r := range p.References {
			d.References = append(d.References, clean(r))
		}
		of := p.Plain
		if of.Sum == "" {
			of = p.Nested
		}
		var err error
		switch {
		case of.Sum != "":
			d.Amount, err = of.read()
		case len(elements) == 1:
			d.Amount = whole
		default:
			err = errPart
		}
		if err != nil {
			return nil, err
		}
		if sum > math.MaxInt64-d.Amount {
			return nil, errSum
		}
		sum += d.Amount
		all = append(all, d)
	}
	if len(all) > 0 && sum != whole {
		return nil, errSum
	}
	return all, nil
}

func (a amountElement) read() (money.Amount, error) {
	if a.Currency != "SEK" {
		return 0, errCurrency
	}
	whole, ore, _ := strings.Cut(strings.TrimSpace(a.Sum), ".")
	ore = strings.TrimRight(ore, "0")
	if len(ore) > 2 || strings.Trim(whole+ore, "0123456789") != "" || whole == "" {
		return 0, errAmount
	}
	n, err := strconv.ParseInt(whole+ore+"00"[len(ore):], 10, 64)
	if err != nil {
		return 0, errAmount
	}
	return money.Amount(n), nil
}

func (d dayElement) read() (civil.Date, error) {
	text := strings.TrimSpace(d.Day + d.Time)
	if len(text) < len("2006-01-02") {
		return civil.Date{}, errDay
	}
	day, err := civil.Parse(text[:len("2006-01-02")])
	if err != nil {
		return civil.Date{}, errDay
	}
	return day, nil
}
