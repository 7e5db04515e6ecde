package script_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// answerOrder (banken ORDER SVAR) is a bank that has paid all that an order asks for,
// and says so in a file of its own.
func answerOrder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: banken order svar")
	}
	var order struct {
		Message  string   `xml:"CstmrCdtTrfInitn>GrpHdr>MsgId"`
		Payments []string `xml:"CstmrCdtTrfInitn>PmtInf>CdtTrfTxInf>PmtId>EndToEndId"`
	}
	content, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(xml.Unmarshal(content, &order))
	if len(order.Payments) == 0 {
		ts.Fatalf("%s asks for nothing", args[0])
	}
	var answer strings.Builder
	answer.WriteString(`<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>`)
	fmt.Fprintf(&answer, `<GrpHdr><MsgId>SVAR</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>`, order.Message)
	fmt.Fprintf(&answer, `<OrgnlPmtInfAndSts><OrgnlPmtInfId>%s</OrgnlPmtInfId>`, order.Message)
	for _, p := range order.Payments {
		fmt.Fprintf(&answer, `<TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>`, p)
	}
	answer.WriteString(`</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(answer.String()), 0o600))
}
