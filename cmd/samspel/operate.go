package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/access"
	"samspel/internal/frame/identity"
)

type migrateCommand struct {
	app.Config
	DryRun bool `help:"Say what would be done, and do nothing."`
}

// Run opens the installation, which migrates it.
func (c migrateCommand) Run(ctx context.Context, t terminal) error {
	steps, err := app.Plan(ctx, c.Config)
	switch {
	case errors.Is(err, app.ErrNew):
		fmt.Fprintln(t.out, "Här finns ingen installation än: allt görs från början.")
	case err != nil:
		return err
	case len(steps) > 0:
		fmt.Fprintf(t.out, "%d steg att göra:\n  %s\n", len(steps), strings.Join(steps, "\n  "))
	}
	if c.DryRun {
		if err == nil && len(steps) == 0 {
			fmt.Fprintln(t.out, "Tabellerna är aktuella.")
		}
		return nil
	}
	a, err := app.Open(ctx, c.Config, t.log, time.Now)
	if err != nil {
		return err
	}
	fmt.Fprintln(t.out, "Tabellerna är aktuella.")
	return a.Close()
}

type auditVerifyCommand struct{ app.Config }

// Run names the first broken row and fails when there is one.
func (c auditVerifyCommand) Run(ctx context.Context, t terminal) (err error) {
	a, err := app.Open(ctx, c.Config, t.log, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	report, err := a.Audit.Verify(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%d poster i %d kedjor, %d väntar på sin länk.\n", report.Records, report.Chains, report.Pending)
	if report.Broken != nil {
		fmt.Fprintln(t.out, "Bruten:", report.Broken)
		return errors.New("the audit log has been tampered with or damaged")
	}
	restores, err := a.Restores(ctx)
	if err != nil {
		return err
	}
	for _, r := range restores {
		fmt.Fprintf(t.out, "Återställt %s (%s).\n", when(r.At), r.Reason)
	}
	if c.Checkpoints == "" {
		return nil
	}
	anchored, err := a.VerifyOutside(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%d kontrollpunkter, den senaste %s. %d poster har gått förlorade vid återställning.\n",
		anchored.Checkpoints, when(anchored.Newest), anchored.Lost)
	if anchored.Broken != nil {
		fmt.Fprintln(t.out, "Bruten:", anchored.Broken)
		return errors.New("the audit log is not the one its checkpoints tell of")
	}
	return nil
}

type userAddCommand struct {
	app.Config
	Name         string `help:"The person's name." required:""`
	Email        string `help:"Address to sign in with." required:""`
	Unit         string `help:"Id of the unit of the first mandate; a new organisation is made with --organisation when empty." placeholder:"ID"`
	Organisation string `help:"Name of a new organisation to make for the person." placeholder:"NAME"`
	Municipality string `help:"Four-digit code of the new organisation's municipality." placeholder:"CODE"`
	Sector       string `help:"Sector of the new organisation." enum:"school,social,health,police,leisure,association,agency" default:"social"`
	Role         string `help:"Role of the first mandate." enum:"reporter,officer,manager,administrator" default:"administrator"`
}

// Run adds the person and prints the one-time code with which they choose a password.
func (c userAddCommand) Run(ctx context.Context, t terminal) (err error) {
	a, err := app.Open(ctx, c.Config, t.log, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	unit, err := a.UnitFor(ctx, c.Unit, app.NewOrganisation{Name: c.Organisation, Municipality: c.Municipality, Sector: access.Sector(c.Sector)})
	if err != nil {
		return err
	}
	_, _, invitation, err := a.Gate.AddByOperator(ctx,
		identity.UserDraft{Name: c.Name, Email: c.Email, Organisation: unit.Organisation},
		identity.MandateDraft{Unit: unit.ID, Role: access.Role(c.Role)})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Personen är tillagd. Be dem öppna %s/inbjudan och skriva koden %s senast %s.\n",
		c.URL, invitation.Code, invitation.Expires.Format(time.DateOnly))
	return nil
}

type versionCommand struct{}

// Run prints the version the program was built from.
func (versionCommand) Run(t terminal) error {
	fmt.Fprintln(t.out, "samspel", app.Version())
	return nil
}

type checkCommand struct{ app.Config }

// Run examines the installation and prints a line for each thing, in words and
// without a secret.
func (c checkCommand) Run(ctx context.Context, t terminal) error {
	wrong := 0
	for _, f := range app.Examine(ctx, c.Config, t.log) {
		mark := "bra "
		if f.Note {
			mark = "obs "
		}
		if f.Err != nil {
			mark, wrong = "FEL ", wrong+1
		}
		fmt.Fprintln(t.out, mark, f.Text)
	}
	if wrong > 0 {
		return fmt.Errorf("%d saker att rätta", wrong)
	}
	return nil
}
