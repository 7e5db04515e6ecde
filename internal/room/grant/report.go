package grant

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

// A Report (sammanställning) is what the agency tells the government of a year: figures
// for each municipality, as of a stamp. It is data; who writes about it sets it in words.
//
// Invariant: the same kind and stamp give the same report, byte for byte, and its rows add
// up to its total.
type Report struct {
	Kind           ReportKind
	Agency, Scheme string
	Year           int
	// RegistrationNumbers are of the government decisions that the money comes from.
	RegistrationNumbers []string
	Stamp               Stamp
	// InPool is what was left to give: a report made before a round of redistribution is
	// told from one made after it by this and by the total.
	InPool money.Amount
	Rows   []MunicipalityMoney
	Total  Figures
}

// ReportKind says which figures a report holds.
type ReportKind string

const (
	// PaymentsReport is how much has been paid, and how much of it was redistributed.
	PaymentsReport ReportKind = "payments"
	// OutcomeReport is what became of the money.
	OutcomeReport ReportKind = "outcome"
)

// ReportKinds is those there are.
var ReportKinds = []ReportKind{PaymentsReport, OutcomeReport}

// Due is the day in the year, or the one after it, that a report of the kind is asked for
// as of when nobody says another.
func (k ReportKind) Due(year int) civil.Date {
	if k == PaymentsReport {
		return civil.On(year, time.June, 1)
	}
	return civil.On(year+1, time.March, 2)
}

// Redistributed says whether a round had been decided.
func (r Report) Redistributed() bool { return r.Total.Redistributed > 0 }

// A ReportColumn is one figure of a report, by the name it has in files.
type ReportColumn struct {
	Name string
	Of   func(Figures) money.Amount
}

var columnsOf = map[string]func(Figures) money.Amount{
	"frame": func(f Figures) money.Amount { return f.Frame }, "lapsed": func(f Figures) money.Amount { return f.Lapsed },
	"requisitioned": func(f Figures) money.Amount { return f.Requisitioned }, "redistributed": func(f Figures) money.Amount { return f.Redistributed },
	"decided": func(f Figures) money.Amount { return f.Decided }, "paid": func(f Figures) money.Amount { return f.Paid },
	"used": func(f Figures) money.Amount { return f.Used }, "unused": func(f Figures) money.Amount { return f.Unused },
	"recovered": func(f Figures) money.Amount { return f.Recovered }, "repaid": func(f Figures) money.Amount { return f.Repaid },
	"written_off": func(f Figures) money.Amount { return f.WrittenOff }, "outstanding": Figures.Outstanding,
}

// Outstanding is what is still to be paid back.
func (f Figures) Outstanding() money.Amount { return f.Unused + f.Recovered - f.Repaid - f.WrittenOff }

// Columns are the figures of the kind, in their order.
func (k ReportKind) Columns() (all []ReportColumn) {
	names := []string{"frame", "requisitioned", "redistributed", "decided", "paid"}
	if k == OutcomeReport {
		names = []string{"frame", "lapsed", "requisitioned", "redistributed", "paid", "used", "unused", "recovered", "repaid", "written_off", "outstanding"}
	}
	return reportColumns(names...)
}

func reportColumns(names ...string) (all []ReportColumn) {
	for _, name := range names {
		all = append(all, ReportColumn{name, columnsOf[name]})
	}
	return all
}

// Known says whether there is such a kind.
func (k ReportKind) Known() bool { return slices.Contains(ReportKinds, k) }

// kronorNumber is a sum as JSON has it: kronor, with öre only where there are any.
func kronorNumber(a money.Amount) json.Number {
	return json.Number(strings.TrimSuffix(a.Decimal(), ".00"))
}

// A figureObject is figures by name, in the order of the columns.
type figureObject struct {
	columns []ReportColumn
	of      Figures
	before  []any // names and values that stand first
}

// MarshalJSON keeps the order, which a map would not.
func (o figureObject) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	put := func(name string, v any) error {
		text, err := json.Marshal(v)
		if err == nil {
			if b.Len() > 1 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "%q:%s", name, text)
		}
		return err
	}
	for i := 0; i < len(o.before); i += 2 {
		if err := put(o.before[i].(string), o.before[i+1]); err != nil {
			return nil, err
		}
	}
	for _, c := range o.columns {
		if err := put(c.Name, kronorNumber(c.Of(o.of))); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

type stampObject struct {
	Effective civil.Date `json:"effective"`
	Seq       int64      `json:"seq"`
	Recorded  time.Time  `json:"recorded"`
	Hash      string     `json:"hash"`
}

func (s Stamp) object() stampObject { return stampObject(s) }

// MarshalJSON writes the report as its JSON file has it.
func (r Report) MarshalJSON() ([]byte, error) {
	columns := r.Kind.Columns()
	rows := make([]figureObject, len(r.Rows))
	for i, m := range r.Rows {
		rows[i] = figureObject{columns, m.Figures, []any{"code", m.Code, "name", m.Name}}
	}
	return json.Marshal(struct {
		Report              ReportKind     `json:"report"`
		Agency              string         `json:"agency"`
		Scheme              string         `json:"scheme"`
		Year                int            `json:"year"`
		RegistrationNumbers []string       `json:"registration_numbers"`
		Stamp               stampObject    `json:"stamp"`
		Redistributed       bool           `json:"redistributed"`
		InPool              json.Number    `json:"in_pool"`
		Municipalities      []figureObject `json:"municipalities"`
		Total               figureObject   `json:"total"`
	}{r.Kind, r.Agency, r.Scheme, r.Year, r.RegistrationNumbers, r.Stamp.object(), r.Redistributed(), kronorNumber(r.InPool), rows, figureObject{columns: columns, of: r.Total}})
}

// WriteJSON writes the report with one row a line.
func (r Report) WriteJSON(to io.Writer) error {
	e := json.NewEncoder(to)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// WriteCSV writes the report as comma-separated values; each row says what it is of.
func (r Report) WriteCSV(to io.Writer) error {
	columns := r.Kind.Columns()
	w := csv.NewWriter(to)
	head := []string{"code", "name"}
	for _, c := range columns {
		head = append(head, c.Name)
	}
	// What goes wrong with a row is kept until the end.
	_ = w.Write(append(head, "year", "registration_numbers", "effective", "seq", "recorded", "hash"))
	row := func(code, name string, f Figures) {
		cells := []string{guard(code), guard(name)}
		for _, c := range columns {
			cells = append(cells, kronorNumber(c.Of(f)).String())
		}
		_ = w.Write(append(cells, fmt.Sprint(r.Year), guard(strings.Join(r.RegistrationNumbers, " ")), r.Stamp.Effective.String(), fmt.Sprint(r.Stamp.Seq), r.Stamp.Recorded.Format(time.RFC3339Nano), r.Stamp.Hash))
	}
	for _, m := range r.Rows {
		row(m.Code, m.Name, m.Figures)
	}
	row("", "total", r.Total)
	w.Flush()
	return w.Error()
}

var reportHeadings = map[string]string{"frame": "ram", "lapsed": "inte i tid", "requisitioned": "rekvirerat", "redistributed": "omfördelat", "decided": "beslutat", "paid": "utbetalt",
	"used": "använt", "unused": "inte använt", "recovered": "återkrav", "repaid": "återbetalt", "written_off": "eftergivet", "outstanding": "kvar att betala"}

// WriteText writes the report for a terminal.
func (r Report) WriteText(to io.Writer) error {
	title := "Utbetalningar"
	if r.Kind == OutcomeReport {
		title = "Utfall"
	}
	part := "före omfördelning"
	if r.Redistributed() {
		part = "efter omfördelning"
	}
	fmt.Fprintf(to, "%s, %s %d, %s, %s\n", title, r.Scheme, r.Year, r.Agency, part)
	fmt.Fprintf(to, "Diarienummer: %s\nTill och med %s, bokfört senast %s\nVerifikation %d, kontrollsumma %s\nKvar i potten: %s\n\n",
		strings.Join(r.RegistrationNumbers, ", "), r.Stamp.Effective, r.Stamp.Recorded.Format(time.RFC3339), r.Stamp.Seq, r.Stamp.Hash, r.InPool)
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', tabwriter.AlignRight)
	columns := r.Kind.Columns()
	fmt.Fprint(w, "kod\tkommun\t")
	for _, c := range columns {
		fmt.Fprint(w, reportHeadings[c.Name]+"\t")
	}
	row := func(code, name string, f Figures) {
		fmt.Fprintf(w, "\n%s\t%s\t", code, name)
		for _, c := range columns {
			fmt.Fprint(w, strings.TrimSuffix(c.Of(f).String(), money.NoBreakSpace+"kr")+"\t")
		}
	}
	for _, m := range r.Rows {
		row(m.Code, m.Name, m.Figures)
	}
	row("", "summa", r.Total)
	fmt.Fprintln(w)
	return w.Flush()
}
