package review

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"samspel/internal/ground/civil"
)

// The words of the report. It is a Swedish document, and the same bytes for whoever
// checks its signature, so it follows no reader's language.
var (
	ruleWords = map[Rule]string{Emergency: "nödöppning", Protected: "skyddade uppgifter", Relative: "anmäld närhet", Surname: "samma efternamn",
		Colleague: "kollega", NoTask: "ingen uppgift i ärendet", Hours: "ovanlig tid", Many: "ovanligt många", Sample: "stickprov"}
	verdictWords = map[Verdict]string{Fine: "utan anmärkning", Unclear: "går inte att avgöra", Breach: "obehörig åtkomst"}
	roleWords    = map[string]string{"reporter": "anmälare", "officer": "socialsekreterare", "manager": "chef", "administrator": "administratör", "reviewer": "loggranskare"}
)

// write is the closed period as a table for the supervisory authority: how the list was
// made, and what became of each line. It names neither readers nor matters; where the
// log has them is in the last column.
func (p Period) write(organisation string, entries []Entry, units map[string]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma = ';'
	rows := [][]string{
		{"Samspel loggranskning", "1"},
		{"Personuppgiftsansvarig", organisation},
		{"Månad", p.Month.First.String()[:7]},
		{"Läst i loggen, alla organisationer", strconv.FormatInt(p.Records, 10)},
		{"Åtkomster hos organisationen", strconv.Itoa(p.Accesses)},
		{"Granskade", strconv.Itoa(p.Entries)},
		{"Regler, version", p.Drawing.Rules},
		{"Frö för stickprovet", p.Seed},
		{"Listan gjord", stamp(p.At)},
		{"Avslutad", stamp(p.ClosedAt)},
		{"Nr", "Dag", "Enhet", "Roll", "Varför på listan", "Läsaren tillfrågad", "Läsaren svarade", "Bedömning", "Bedömd", "Plats i loggen"},
	}
	for _, e := range entries {
		var why []string
		for _, r := range e.Rules {
			why = append(why, ruleWords[r])
		}
		rows = append(rows, []string{strconv.Itoa(e.Position), e.Day.String(), units[e.Unit], roleWords[e.Role], strings.Join(why, ", "),
			stamp(e.AskedAt), stamp(e.AnsweredAt), verdictWords[e.Verdict], stamp(e.DecidedAt), e.Place})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Stockholm).Format("2006-01-02 15:04")
}

// Digest is the SHA-256 of the signed report, in hex.
func (p Period) Digest() string {
	sum := sha256.Sum256(p.Report)
	return hex.EncodeToString(sum[:])
}

// saysWhen says whether the report tells the time that the period was closed.
func (p Period) saysWhen() bool {
	return p.Closed() && bytes.Contains(p.Report, []byte("\nAvslutad;"+stamp(p.ClosedAt)+"\n"))
}

// Tally (sammanställning) counts lines by rule and verdict; a line with two rules is in
// both rows, and once in the total.
type Tally struct {
	Rules map[Rule]map[Verdict]int
	Total map[Verdict]int
}

func tally(entries []Entry) Tally {
	t := Tally{Rules: map[Rule]map[Verdict]int{}, Total: map[Verdict]int{}}
	for _, e := range entries {
		t.Total[e.Verdict]++
		for _, r := range e.Rules {
			if t.Rules[r] == nil {
				t.Rules[r] = map[Verdict]int{}
			}
			t.Rules[r][e.Verdict]++
		}
	}
	return t
}
