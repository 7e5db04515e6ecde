package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/room/grant"
)

type grantReportCommand struct {
	app.Config
	Report    string `help:"payments or outcome." default:"payments" enum:"payments,outcome" placeholder:"KIND"`
	Effective string `help:"The last day that counts, as 2027-06-01; today when left out." placeholder:"DAY"`
	Until     int64  `help:"Number of the last transaction in the book that counts; all of them when left out." placeholder:"NUMBER"`
	Format    string `help:"json, csv or text." default:"json" enum:"json,csv,text" placeholder:"FORMAT"`
	Year      string `arg:"" help:"The year's id, which its page has in its address. Without it the years are listed." optional:"" placeholder:"YEAR"`
}

// Run writes a report that is the same whenever it is asked for with the same day and number.
func (c grantReportCommand) Run(ctx context.Context, t terminal) (err error) {
	as := ledger.Where{Seq: c.Until}
	if c.Until < 0 {
		return misused{errors.New("--until är numret på en verifikation")}
	}
	if c.Effective != "" {
		if as.Effective, err = civil.Parse(c.Effective); err != nil {
			return misused{fmt.Errorf("--effective är en dag som 2027-06-01")}
		}
	}
	a, err := app.Open(ctx, c.Config, t.log, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if c.Year == "" {
		return c.list(ctx, a, t)
	}
	r, err := a.Grants.ReportByOperator(ctx, c.Year, grant.ReportKind(c.Report), as)
	if err != nil {
		return err
	}
	switch c.Format {
	case "csv":
		return r.WriteCSV(t.out)
	case "text":
		return r.WriteText(t.out)
	}
	return r.WriteJSON(t.out)
}

func (c grantReportCommand) list(ctx context.Context, a *app.App, t terminal) error {
	years, err := a.Grants.YearsByOperator(ctx)
	for _, y := range years {
		fmt.Fprintf(t.out, "%s %d %s\n", y.ID, y.Year, y.SchemeName)
	}
	return err
}
