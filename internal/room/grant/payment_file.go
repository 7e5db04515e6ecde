package grant

import (
	"encoding/csv"
	"io"

	"samspel/internal/ground/giro"
	"samspel/internal/ground/iso20022"
	"samspel/internal/ground/orgnr"
	"samspel/internal/ground/sie"
)

// WriteBank writes the order as the bank reads it. The same order gives the same bytes
// whenever it is written, so that nobody can take it for another.
func (o Order) WriteBank(to io.Writer, version iso20022.Version) error {
	number, err := orgnr.Parse(o.Payer.OrgNr)
	if err != nil {
		return err
	}
	from, err := giro.ParseBankgiro(o.Payer.Bankgiro)
	if err != nil {
		return err
	}
	order := iso20022.Order{ID: o.Message, Made: o.ApprovedAt, Execute: o.ExecuteOn, Payer: o.Payer.Name, OrgNr: number, Account: iso20022.Bankgiro(from)}
	for _, p := range o.Payments {
		account, err := p.Account.address()
		if err != nil {
			return err
		}
		order.Payments = append(order.Payments, iso20022.Payment{EndToEnd: p.EndToEnd, Amount: p.Amount, Payee: p.Payee, Account: account, Message: "Statsbidrag " + p.EndToEnd})
	}
	return order.Write(to, iso20022.Profile{Version: version, Service: "NURG"})
}

// WriteVoucher writes the order as one voucher for the agency's own books: the cost
// account in debit, one row for each payment, and the bank account in credit.
func (o Order) WriteVoucher(to io.Writer, cost, bank string) error {
	v := sie.Voucher{Date: o.ExecuteOn, Text: "Statsbidrag, betalfil " + o.Message}
	for _, p := range o.Payments {
		v.Entries = append(v.Entries, sie.Entry{Account: cost, Amount: p.Amount, Text: p.Payee})
	}
	v.Entries = append(v.Entries, sie.Entry{Account: bank, Amount: -o.Total(), Text: o.Message})
	return sie.Batch{Program: "Samspel", Version: "1", Company: o.Payer.Name, OrgNr: o.Payer.OrgNr, Made: o.ExecuteOn, Vouchers: []sie.Voucher{v}}.Write(to)
}

// WriteTable writes the order for a spreadsheet.
func (o Order) WriteTable(to io.Writer) error {
	w := csv.NewWriter(to)
	w.Comma = ';'
	rows := [][]string{{"id", "kommunkod", "kommun", "kontoslag", "konto", "pengar", "belopp"}}
	for _, p := range o.Payments {
		rows = append(rows, []string{p.EndToEnd, p.Municipality, p.Payee, string(p.Account.Kind), p.Account.String(), p.Tag, p.Amount.Decimal()})
	}
	rows = append(rows, []string{"summa", "", "", "", "", "", o.Total().Decimal()})
	return w.WriteAll(rows)
}
