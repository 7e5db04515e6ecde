package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

// Table is rows to write out, the first of them headings. A cell is a string, a whole
// number, a sum of money or a day.
type Table [][]any

// CSV is the table as [CSV] has it: sums in kronor with a comma before the öre, as
// spreadsheets in Sweden read them. A number is no formula, also when it is below zero.
func (t Table) CSV() []byte {
	rows := make([][]string, len(t))
	for i, row := range t {
		for _, cell := range row {
			switch c := cell.(type) {
			case money.Amount, civil.Date, int, int64:
				rows[i] = append(rows[i], text(c))
			default:
				rows[i] = append(rows[i], guard(text(c)))
			}
		}
	}
	return separated(rows)
}

func text(cell any) string {
	switch c := cell.(type) {
	case money.Amount:
		return strings.Replace(strings.TrimSuffix(c.Decimal(), ".00"), ".", ",", 1)
	case civil.Date:
		if c.IsZero() {
			return ""
		}
	}
	return fmt.Sprint(cell)
}

// Workbook is the table as an Excel file of one sheet. Text is text there, whatever it
// begins with.
func (t Table) Workbook() ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	// Two decimals with groups of thousands, in the reader's own signs.
	sums, err := f.NewStyle(&excelize.Style{NumFmt: 4})
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	day := "yyyy-mm-dd"
	days, err := f.NewStyle(&excelize.Style{CustomNumFmt: &day})
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	if err := w.SetColWidth(1, MaxColumns, 18); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	for i, row := range t {
		cells := make([]any, len(row))
		for j, cell := range row {
			cells[j] = cell
			switch c := cell.(type) {
			case money.Amount:
				cells[j] = excelize.Cell{StyleID: sums, Value: float64(c) / float64(money.Krona)}
			case civil.Date:
				cells[j] = nil
				if !c.IsZero() {
					cells[j] = excelize.Cell{StyleID: days, Value: time.Date(c.Year, c.Month, c.Day, 0, 0, 0, 0, time.UTC)}
				}
			case string:
				if i == 0 {
					cells[j] = excelize.Cell{StyleID: bold, Value: c}
				}
			}
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return nil, fmt.Errorf("write workbook: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	// Else it says that it was made by the library, in 2006.
	if err := errors.Join(f.SetDocProps(&excelize.DocProperties{Creator: "Samspel"}), f.SetAppProps(&excelize.AppProperties{Application: "Samspel"})); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	var out bytes.Buffer
	if _, err := f.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return out.Bytes(), nil
}
