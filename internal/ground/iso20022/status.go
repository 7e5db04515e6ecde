package iso20022

import (
	"errors"
	"io"
	"strings"
)

// An Outcome is what a bank's status comes to.
type Outcome int

const (
	// Waiting is a payment that the bank has, checks or has passed on.
	Waiting Outcome = iota
	// Settled is money that has left the account.
	Settled
	// Rejected is a payment that will not be made.
	Rejected
)

// Status is one of the bank's codes, such as RJCT, and its reasons.
type Status struct {
	Code    string
	Reasons []string // codes, such as AC03
	Text    []string // in the bank's words
}

// Outcome is what the code comes to. A code that is not known is waited on.
func (s Status) Outcome() Outcome {
	switch s.Code {
	case "ACSC", "ACCC":
		return Settled
	case "RJCT", "CANC":
		return Rejected
	}
	return Waiting
}

// A StatusReport (statusrapport) is what has become of an order.
type StatusReport struct {
	ID string
	// Order is the id of the order that the report is about.
	Order    string
	Whole    Status
	Payments map[string]Status
	// part is the status of the payments that no status of their own is given.
	part Status
}

// Of is what has become of one payment: what is said of it, or else of all.
func (r StatusReport) Of(endToEnd string) Status {
	switch s, ok := r.Payments[endToEnd]; {
	case ok:
		return s
	case r.part.Code != "":
		return r.part
	}
	return r.Whole
}

type reason struct {
	Code        string   `xml:"Rsn>Cd"`
	Proprietary string   `xml:"Rsn>Prtry"`
	Text        []string `xml:"AddtlInf"`
}

func statusOf(code string, reasons []reason) Status {
	s := Status{Code: strings.TrimSpace(code)}
	for _, r := range reasons {
		if code := strings.TrimSpace(r.Code + r.Proprietary); code != "" {
			s.Reasons = append(s.Reasons, code)
		}
		for _, text := range r.Text {
			s.Text = append(s.Text, clean(text))
		}
	}
	return s
}

// ReadStatus reads a pain.002. What is wrong with it is a [line.Error].
func ReadStatus(from io.Reader) (StatusReport, error) {
	s := open(from)
	if _, err := s.begin("pain.002"); err != nil {
		return StatusReport{}, err
	}
	var message struct {
		ID      string   `xml:"GrpHdr>MsgId"`
		Order   string   `xml:"OrgnlGrpInfAndSts>OrgnlMsgId"`
		Group   string   `xml:"OrgnlGrpInfAndSts>GrpSts"`
		Reasons []reason `xml:"OrgnlGrpInfAndSts>StsRsnInf"`
		Parts   []struct {
			Status   string   `xml:"PmtInfSts"`
			Reasons  []reason `xml:"StsRsnInf"`
			Payments []struct {
				EndToEnd string   `xml:"OrgnlEndToEndId"`
				Status   string   `xml:"TxSts"`
				Reasons  []reason `xml:"StsRsnInf"`
			} `xml:"TxInfAndSts"`
		} `xml:"OrgnlPmtInfAndSts"`
	}
	if err := s.Decode(&message); err != nil {
		return StatusReport{}, s.wrong(err)
	}
	if err := s.end(); err != nil {
		return StatusReport{}, err
	}
	r := StatusReport{ID: message.ID, Order: message.Order, Whole: statusOf(message.Group, message.Reasons), Payments: map[string]Status{}}
	for _, part := range message.Parts {
		if part.Status != "" {
			r.part = statusOf(part.Status, part.Reasons)
		}
		for _, p := range part.Payments {
			r.Payments[strings.TrimSpace(p.EndToEnd)] = statusOf(p.Status, p.Reasons)
		}
	}
	return r, nil
}

// end reads to the end of the file, so that nothing is taken from one that is cut off.
func (s *source) end() error {
	for {
		if _, err := s.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return s.wrong(err)
		}
	}
}
