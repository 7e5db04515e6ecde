// Command samspel is the whole of Samspel in one program: the server, the
// demonstration and what an operator needs.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands is the command line. A flag wins over the file named by --config, and
// the file over the environment.
type commands struct {
	Config kong.ConfigFlag `help:"JSON file of settings." placeholder:"FILE" env:"SAMSPEL_CONFIG"`

	Serve   serveCommand   `cmd:"" help:"Serve the site."`
	Demo    demoCommand    `cmd:"" help:"Fill an encrypted database with an invented world and serve it."`
	Migrate migrateCommand `cmd:"" help:"Bring the tables up to date and stop."`
	Check   checkCommand   `cmd:"" help:"Examine the installation and say in words what is wrong."`
	Health  healthCommand  `cmd:"" help:"Ask the server on this machine how it is."`
	User    struct {
		Add userAddCommand `cmd:"" help:"Add a person with a first mandate, such as the first administrator."`
	} `cmd:"" help:"People who sign in."`
	Audit struct {
		Verify auditVerifyCommand `cmd:"" help:"Walk the audit chains and name the first broken row."`
		Accept auditAcceptCommand `cmd:"" help:"Write down, signed, that a backup has been put in place by other means than restore."`
	} `cmd:"" help:"The audit log."`
	Backup struct {
		Take   backupCommand       `cmd:"" default:"withargs" help:"Copy data and keys while the server serves."`
		Verify backupVerifyCommand `cmd:"" help:"Read a backup to its end and say whether it is whole."`
	} `cmd:"" help:"Backups."`
	Restore restoreCommand `cmd:"" help:"Put a backup in a new folder or an empty database."`
	Key     struct {
		Rotate keyRotateCommand `cmd:"" help:"Change a key while the server serves."`
	} `cmd:"" help:"The keys."`
	Grant struct {
		Redistribute redistributeCommand `cmd:"" help:"Share what is left of a grant, exactly, and say why."`
		Report       grantReportCommand  `cmd:"" help:"Make a report of a year again, as of a day and as the book stood."`
		Sie          sieCommand          `cmd:"" help:"Sum what a bookkeeping file has on the objects of a grant."`
	} `cmd:"" help:"Grants: count again yourself."`
	Ledger struct {
		Verify  ledgerVerifyCommand  `cmd:"" help:"Walk every book and name the first thing that is not as it was written."`
		Journal ledgerJournalCommand `cmd:"" help:"Write a book for hledger, or list the books."`
	} `cmd:"" help:"The books of grants."`
	Suppress suppressCommand `cmd:"" help:"Hide the small counts of a table so that nobody can work them out."`
	Bench    benchCommand    `cmd:"" help:"Seed reports and measure the real server over HTTP."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// terminal is where a command speaks.
type terminal struct {
	out, err io.Writer
	log      *slog.Logger
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process around it, for the script tests.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	var c commands
	status := 0
	parser := kong.Must(&c, kong.Name("samspel"), kong.Description("Tidiga och samordnade insatser för barn och unga."),
		kong.Configuration(readSettings), kong.Writers(out, errs), kong.Exit(func(code int) { panic(exit(code)) }),
		kong.UsageOnError())
	defer func() {
		if code, ok := recover().(exit); ok {
			os.Exit(int(code))
		}
	}()
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(errs, "samspel:", err)
		return 2
	}
	t := terminal{out: out, err: errs, log: slog.New(slog.NewJSONHandler(errs, nil))}
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(t); err != nil {
		fmt.Fprintln(errs, "samspel:", err)
		status = 1
		if errors.As(err, new(misused)) {
			status = 2
		}
	}
	return status
}

// misused is an error in what the command was given, as on the command line itself.
type misused struct{ error }

// exit is kong asking to leave, after --help.
type exit int
