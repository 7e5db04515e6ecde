package iso20022_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/giro"
	"samspel/internal/ground/iso20022"
	"samspel/internal/ground/money"
	"samspel/internal/ground/orgnr"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

var (
	toBankgiro = iso20022.Bankgiro(must(giro.ParseBankgiro("5402-9681")))
	toPlusgiro = iso20022.Plusgiro(must(giro.ParsePlusgiro("28 65 43-4")))
	toIBAN     = must(iso20022.IBAN("SE35 5000 0000 0549 1000 0003"))
)

func order(payments ...iso20022.Payment) iso20022.Order {
	return iso20022.Order{ID: "2021-omg1", Made: time.Date(2021, 5, 20, 10, 0, 0, 0, time.UTC), Execute: civil.On(2021, 5, 24), Payer: "Bidragsmyndigheten",
		OrgNr: must(orgnr.Parse("202100-0555")), Account: toIBAN, BIC: "ESSESESS", Payments: payments}
}

func payment(id string, a money.Amount) iso20022.Payment {
	return iso20022.Payment{EndToEnd: id, Amount: a, Payee: "Ekstads kommun", Account: toBankgiro, Message: "Statsbidrag"}
}

func TestOrderRefuses(t *testing.T) {
	t.Parallel()
	change := func(f func(*iso20022.Order)) iso20022.Order {
		o := order(payment("a", 100))
		f(&o)
		return o
	}
	of := func(f func(*iso20022.Payment)) iso20022.Order {
		p := payment("a", 100)
		f(&p)
		return order(p)
	}
	type (
		o = *iso20022.Order
		p = *iso20022.Payment
	)
	tests := []struct {
		name  string
		order iso20022.Order
		want  error
	}{
		{"nothing to pay", order(), iso20022.ErrEmpty},
		{"no id", change(func(o o) { o.ID = "" }), iso20022.ErrID},
		{"a long id", change(func(o o) { o.ID = strings.Repeat("a", 36) }), iso20022.ErrID},
		{"an id with å", change(func(o o) { o.ID = "omgång1" }), iso20022.ErrID},
		{"an id that begins with a slash", change(func(o o) { o.ID = "/1" }), iso20022.ErrID},
		{"no payer", change(func(o o) { o.Payer = " " }), iso20022.ErrName},
		{"a payer without a number", change(func(o o) { o.OrgNr = orgnr.Number{} }), iso20022.ErrOrgNr},
		{"from nowhere", change(func(o o) { o.Account = iso20022.Account{} }), iso20022.ErrPayerGiro},
		{"from a plusgiro", change(func(o o) { o.Account = toPlusgiro }), iso20022.ErrPayerGiro},
		{"no day", change(func(o o) { o.Execute = civil.Date{} }), iso20022.ErrDay},
		{"no time", change(func(o o) { o.Made = time.Time{} }), iso20022.ErrDay},
		{"the same payment twice", order(payment("a", 1), payment("b", 1), payment("a", 1)), iso20022.ErrTwice},
		{"more than there is", order(payment("a", 999_999_999_999_999_999), payment("b", 1)), iso20022.ErrTooMuch},
		{"more than can be", order(payment("a", math.MaxInt64)), iso20022.ErrTooMuch},
		{"no payment's id", of(func(p p) { p.EndToEnd = "" }), iso20022.ErrID},
		{"nothing", of(func(p p) { p.Amount = 0 }), iso20022.ErrAmount},
		{"less than nothing", of(func(p p) { p.Amount = -1 }), iso20022.ErrAmount},
		{"to nobody", of(func(p p) { p.Payee = "" }), iso20022.ErrName},
		{"to a long name", of(func(p p) { p.Payee = strings.Repeat("å", 71) }), iso20022.ErrName},
		{"to nowhere", of(func(p p) { p.Account = iso20022.Bankgiro(giro.Bankgiro{}) }), iso20022.ErrAccount},
		{"a long message", of(func(p p) { p.Message = strings.Repeat("å", 141) }), iso20022.ErrMessage},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		if err := tt.order.Write(&out, iso20022.Profile{Version: iso20022.V09}); !errors.Is(err, tt.want) || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", tt.name, err, out.Len())
		}
	}
}

func TestOrderWritten(t *testing.T) {
	t.Parallel()
	o := order(payment("2021:9901:1", money.Kronor(1_100_000)), payment("2021:9902:1", 91666750), payment("2021:9903:1", 5))
	o.Payments[1].Account, o.Payments[1].Reference = toPlusgiro, must(giro.MakeReference("20219902"))
	o.Payments[2].Account, o.Payments[2].Payee, o.Payments[2].Message = toIBAN, "Ek & <Björk>", "en\nrad\x00"
	for version, file := range map[iso20022.Version]string{iso20022.V03: "testdata/pain.001.001.03.xml", iso20022.V09: "testdata/pain.001.001.09.xml"} {
		var out bytes.Buffer
		if err := o.Write(&out, iso20022.Profile{Version: version, Service: "NURG"}); err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(file)
		if err != nil || out.String() != string(want) {
			t.Errorf("%s: %v\n%s", version, err, out.String())
		}
	}
}

// element is a line of the table of elements: what may stand where, in which order, how
// often and in which form.
type element struct {
	path        string
	least, most int
	form        *regexp.Regexp
}

func elements(t *testing.T, version iso20022.Version) (table []element) {
	t.Helper()
	text, err := os.ReadFile("testdata/pain.001.elements")
	if err != nil {
		t.Fatal(err)
	}
	for row := range strings.Lines(string(text)) {
		cells := strings.Fields(row)
		if len(cells) == 0 || cells[0] == "#" || cells[0] != "both" && !strings.HasSuffix(string(version), cells[0]) {
			continue
		}
		least, most, _ := strings.Cut(cells[1], "-")
		e := element{path: cells[2], least: must(strconv.Atoi(least)), most: math.MaxInt}
		if most != "n" {
			e.most = must(strconv.Atoi(most))
		}
		if len(cells) > 3 {
			e.form = regexp.MustCompile("^(?:" + strings.Join(cells[3:], " ") + ")$")
		}
		table = append(table, e)
	}
	return table
}

type node struct {
	XMLName  xml.Name
	Text     string `xml:",chardata"`
	Children []node `xml:",any"`
}

// disobeys says how an element breaks the table.
func disobeys(table []element, path string, n node) string {
	var may []element
	for _, e := range table {
		if parent, name, _ := cutLast(e.path); parent == path && name != "" {
			may = append(may, e)
		}
	}
	at, times := 0, 0
	for _, child := range n.Children {
		name := path + "/" + child.XMLName.Local
		for at < len(may) && may[at].path != name {
			if times < may[at].least {
				return may[at].path + " is missing"
			}
			at, times = at+1, 0
		}
		if at == len(may) {
			return name + " may not be there, or not after what it stands after"
		}
		if times++; times > may[at].most {
			return name + " stands too often"
		}
		if form := may[at].form; form != nil && !form.MatchString(child.Text) {
			return fmt.Sprintf("%s is %q", name, child.Text)
		} else if form == nil && strings.TrimSpace(child.Text) != "" {
			return name + " has text"
		}
		if wrong := disobeys(table, name, child); wrong != "" {
			return wrong
		}
	}
	for ; at < len(may); at, times = at+1, 0 {
		if times < may[at].least {
			return may[at].path + " is missing"
		}
	}
	return ""
}

func cutLast(path string) (before, last string, found bool) {
	i := strings.LastIndex(path, "/")
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

func (n node) all(path string) (texts []string) {
	name, rest, more := strings.Cut(path, "/")
	for _, c := range n.Children {
		switch {
		case c.XMLName.Local != name:
		case more:
			texts = append(texts, c.all(rest)...)
		default:
			texts = append(texts, c.Text)
		}
	}
	return texts
}

// Whatever is paid to whom, the message follows the table, its sums and counts are those
// of its payments, and no two payments have one id.
func TestOrdersFollowTheTable(t *testing.T) {
	t.Parallel()
	tables := map[iso20022.Version][]element{iso20022.V03: elements(t, iso20022.V03), iso20022.V09: elements(t, iso20022.V09)}
	text := rapid.StringOf(rapid.RuneFrom([]rune("aåÖ &<>\"'\n\t\u0000日]"))).Filter(func(s string) bool { return len([]rune(s)) <= 60 })
	rapid.Check(t, func(t *rapid.T) {
		o := order()
		o.BIC = rapid.SampledFrom([]string{"", "ESSESESS", "SWEDSESSXXX"}).Draw(t, "bic")
		o.Account = rapid.SampledFrom([]iso20022.Account{toIBAN, toBankgiro}).Draw(t, "from")
		var sum money.Amount
		for i := range rapid.IntRange(1, 6).Draw(t, "payments") {
			p := payment(fmt.Sprintf("e%d", rapid.IntRange(0, 9).Draw(t, "id")), money.Amount(rapid.Int64Range(1, 99_999_999_999_999_999).Draw(t, "öre")))
			p.Account = rapid.SampledFrom([]iso20022.Account{toBankgiro, toPlusgiro, toIBAN}).Draw(t, "to")
			p.Payee, p.Message = "Kommun "+text.Draw(t, "payee"), text.Draw(t, "message")
			if rapid.Bool().Draw(t, "ocr") {
				p.Reference = must(giro.MakeReference(fmt.Sprint(i)))
			}
			o.Payments = append(o.Payments, p)
			sum += p.Amount
		}
		version := rapid.SampledFrom([]iso20022.Version{iso20022.V03, iso20022.V09}).Draw(t, "version")
		var out bytes.Buffer
		err := o.Write(&out, iso20022.Profile{Version: version, Service: rapid.SampledFrom([]string{"", "NURG"}).Draw(t, "service")})
		ids := map[string]bool{}
		for _, p := range o.Payments {
			ids[p.EndToEnd] = true
		}
		if twice := len(ids) < len(o.Payments); twice {
			if !errors.Is(err, iso20022.ErrTwice) || out.Len() > 0 {
				t.Fatalf("two payments of one id: %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var root node
		if err := xml.Unmarshal(out.Bytes(), &root); err != nil {
			t.Fatal(err)
		}
		if wrong := disobeys(tables[version], "", node{Children: []node{root}}); wrong != "" {
			t.Fatalf("%s\n%s", wrong, out.String())
		}
		if root.XMLName.Space != "urn:iso:std:iso:20022:tech:xsd:"+string(version) {
			t.Fatalf("it is %s", root.XMLName.Space)
		}
		for _, group := range []string{"CstmrCdtTrfInitn/GrpHdr", "CstmrCdtTrfInitn/PmtInf"} {
			if !slices.Equal(root.all(group+"/NbOfTxs"), []string{fmt.Sprint(len(o.Payments))}) || !slices.Equal(root.all(group+"/CtrlSum"), []string{sum.Decimal()}) {
				t.Fatalf("%s: sums or counts differ\n%s", group, out.String())
			}
		}
		if got := root.all("CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/PmtId/EndToEndId"); len(got) != len(ids) {
			t.Fatalf("%d ids of %d", len(got), len(ids))
		}
	})
}

func TestIBAN(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"se3550000000054910000003": "SE3550000000054910000003", "SE35 5000 0000 0549 1000 0003": "SE3550000000054910000003", "GB82 WEST 1234 5698 7654 32": "GB82WEST12345698765432",
		"": "", "SE3550000000054910000004": "", "SE355000000005491000000": "", "3535500000000549100003": "", "SEAA50000000054910000003": "", "SE35-5000-0000-0549-1000-0003": "", "ÅE3550000000054910000003": "", strings.Repeat("9", 100): ""} {
		a, err := iso20022.IBAN(in)
		if a.Number() != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v", in, a.Number(), err)
		}
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestOrderTellsWhenItCannotBeWritten(t *testing.T) {
	t.Parallel()
	var to io.Writer = full{}
	if err := order(payment("a", 1)).Write(to, iso20022.Profile{Version: iso20022.V03}); !errors.Is(err, errFull) {
		t.Error(err)
	}
}
