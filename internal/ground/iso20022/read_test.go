package iso20022_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"samspel/internal/ground/iso20022"
	"samspel/internal/ground/line"
	"samspel/internal/ground/money"
)

func read(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestReadStatus(t *testing.T) {
	t.Parallel()
	r, err := iso20022.ReadStatus(strings.NewReader(read(t, "pain.002.001.03.xml")))
	if err != nil || r.ID != "S1" || r.Order != "2021-omg1" || r.Whole.Code != "PART" || len(r.Payments) != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	for id, want := range map[string]iso20022.Outcome{"2021:9901:1": iso20022.Settled, "2021:9902:1": iso20022.Rejected, "2021:9903:1": iso20022.Waiting} {
		if got := r.Of(id).Outcome(); got != want {
			t.Errorf("%s: %v, want %v", id, got, want)
		}
	}
	if s := r.Of("2021:9902:1"); fmt.Sprint(s.Reasons, s.Text) != "[AC03] [Kontot finns inte]" {
		t.Errorf("%q", s)
	}
	whole := `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>x</OrgnlMsgId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Prtry>9</Prtry></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>`
	if r, err = iso20022.ReadStatus(strings.NewReader(whole)); err != nil || r.Of("anything").Outcome() != iso20022.Rejected || fmt.Sprint(r.Whole.Reasons) != "[9]" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestReadEntries(t *testing.T) {
	t.Parallel()
	const of053 = "[{SE3550000000054910000003/B1/CRDT150050 SE3550000000054910000003 true true false 1 500,50 kr 2022-01-31 [{ 1 000 kr Ekstads kommun 2120009901 [2021990101] [] } { 500,50 kr   [] [Återbetalning & tack dnr 2021-1] }]} " +
		"{SE3550000000054910000003/B1/CRDT700 SE3550000000054910000003 true true false 7 kr 2022-01-31 [{2021:9901:1 7 kr   [] [] AC04}]} " +
		"{SE3550000000054910000003/2022-01-31/2022-02-02/DBIT1200 SE3550000000054910000003 false false true 12 kr 2022-02-02 []}]"
	for name, want := range map[string]string{
		"camt.053.001.02.xml": of053,
		"camt.053.001.08.xml": of053,
		"camt.054.001.08.xml": "[{54029681/N1/2022-02-01/CRDT2525 54029681 true true false 25,25 kr 2022-02-01 [{ 25,25 kr Björklunda kommun 2120009902 [2021 9902 01] [] }]}]",
	} {
		entries, err := iso20022.ReadEntries(strings.NewReader(read(t, name)))
		if got := strings.ReplaceAll(fmt.Sprint(entries), "\u00a0", " "); got != want || err != nil {
			t.Errorf("%s: %v\n got %s\nwant %s", name, err, got, want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	const head = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><B><Stmt><Id>1</Id>`
	entry := func(s string) string { return head + "\n<Ntry>" + s + "</Ntry></Stmt></B></Document>" }
	const good = `<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2022-01-31</Dt></BookgDt>`
	const sek = `<Amt Ccy="SEK">5</Amt>`
	tests := []struct {
		name, file string
		line       int
		says       string
	}{
		{"nothing", "", 1, "välformad"},
		{"not XML", "PK\x03\x04", 1, "välformad"},
		{"another message", `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"/>`, 1, "annat slags meddelande"},
		{"another document", `<html/>`, 1, "annat slags meddelande"},
		{"a name that only begins so", `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.0533.001.08"/>`, 1, "annat slags meddelande"},
		{"cut off", strings.TrimSuffix(entry(sek+good), "</Document>"), 2, "välformad"},
		{"crossed", "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n<a><b></a></b></Document>", 2, "välformad"},
		{"an entity from outside", "<?xml version=\"1.0\"?>\n<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Document>&x;</Document>", 2, "DOCTYPE"},
		{"entities in entities", "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><Document>&b;</Document>", 1, "DOCTYPE"},
		{"an entity that nobody declares", entry("<NtryRef>&x;</NtryRef>"), 2, "välformad"},
		{"an entity in the middle", head + "\n<!DOCTYPE d>", 2, "DOCTYPE"},
		{"deep", head + "\n" + strings.Repeat("<a>", 10_000), 2, "för många led"},
		{"deep in an entry", head + "\n<Ntry>" + strings.Repeat("<Amt>", 10_000), 2, "för många led"},
		{"letters of another code page", `<?xml version="1.0" encoding="ISO-8859-1"?><Document/>`, 1, "UTF-8"},
		{"letters that are none", entry("<NtryRef>\xe5</NtryRef>"), 2, "välformad"},
		{"no amount", entry(good), 2, "SEK"},
		{"euro", entry(`<Amt Ccy="EUR">5</Amt>` + good), 2, "SEK"},
		{"an öre in three", entry(`<Amt Ccy="SEK">5.005</Amt>` + good), 2, "två decimaler"},
		{"a comma", entry(`<Amt Ccy="SEK">5,00</Amt>` + good), 2, "två decimaler"},
		{"negative", entry(`<Amt Ccy="SEK">-5</Amt>` + good), 2, "två decimaler"},
		{"endless", entry(`<Amt Ccy="SEK">` + strings.Repeat("9", 50) + `</Amt>` + good), 2, "två decimaler"},
		{"neither side", entry(sek + `<Sts><Cd>BOOK</Cd></Sts>`), 2, "kommit eller gått"},
		{"no day", entry(sek + `<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>`), 2, "dag"},
		{"a day that is none", entry(sek + `<CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2022-02-30</Dt></BookgDt>`), 2, "dag"},
		{"parts that are not the whole", entry(sek + good + `<NtryDtls><TxDtls><Amt Ccy="SEK">4</Amt></TxDtls></NtryDtls>`), 2, "inte postens belopp"},
		{"parts beyond all", entry(fmt.Sprintf(`<Amt Ccy="SEK">%s</Amt>`, money.Amount(math.MaxInt64).Decimal()) + good + strings.Repeat(fmt.Sprintf(`<NtryDtls><TxDtls><Amt Ccy="SEK">%s</Amt></TxDtls></NtryDtls>`, money.Amount(math.MaxInt64).Decimal()), 3)), 2, "inte postens belopp"},
		{"a part without a sum", entry(sek + good + `<NtryDtls><TxDtls/><TxDtls/></NtryDtls>`), 2, "saknar belopp"},
		{"no statement", strings.Replace(head, "<Stmt><Id>1</Id>", "\n", 1) + "</B></Document>", 2, "varken kontoutdrag eller avisering"},
		{"fewer than it says", strings.Replace(entry(sek+good), "<Ntry>", "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries></TxsSummry><Ntry>", 1), 2, "ett annat antal"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			entries, err := iso20022.ReadEntries(strings.NewReader(tt.file))
			var at *line.Error
			if !errors.As(err, &at) || at.Line != tt.line || !strings.Contains(at.Reason.SV, tt.says) || at.Reason.EN == "" || at.Reason.EN == at.Reason.SV || entries != nil {
				t.Errorf("%v, %v; want line %d, %q", entries, err, tt.line, tt.says)
			}
		})
	}
	for name, file := range map[string]string{"another message": read(t, "camt.053.001.02.xml"), "cut off": strings.TrimSuffix(read(t, "pain.002.001.03.xml"), "</Document>\n"), "nothing": ""} {
		if r, err := iso20022.ReadStatus(strings.NewReader(file)); err == nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// endless is a message that never ends.
type endless struct{ rest string }

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		e.rest = "<a>" + strings.Repeat("x", 1<<20) + "</a>"
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func TestReadStops(t *testing.T) {
	t.Parallel()
	var at *line.Error
	if _, err := iso20022.ReadEntries(&endless{`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">`}); !errors.As(err, &at) || !strings.Contains(at.Reason.SV, "för stor") {
		t.Error(err)
	}
}

// Whatever the file, it is read or refused on a line, and parts are wholes.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"camt.053.001.02.xml", "camt.053.001.08.xml", "camt.054.001.08.xml", "pain.002.001.03.xml"} {
		f.Add([]byte(read(f, name)))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		entries, err := iso20022.ReadEntries(bytes.NewReader(file))
		_, statusErr := iso20022.ReadStatus(bytes.NewReader(file))
		for _, err := range []error{err, statusErr} {
			if at := new(*line.Error); err != nil && !errors.As(err, at) {
				t.Fatal(err)
			}
		}
		keys := map[string]bool{}
		for _, e := range entries {
			sum := e.Amount
			for _, d := range e.Details {
				sum -= d.Amount
			}
			if len(e.Details) > 0 && sum != 0 || e.Amount < 0 || e.On.IsZero() || e.Key == "" {
				t.Fatalf("%+v", e)
			}
			keys[e.Key] = true
		}
		if len(keys) != len(entries) {
			t.Fatalf("%d keys of %d entries", len(keys), len(entries))
		}
	})
}
