// Package app builds an installation: it opens the databases, gives the rooms the
// services they lean on, mounts their pages and starts their jobs. It is the only
// place that sees all rooms.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"samspel/internal/app/meter"
	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/backup"
	"samspel/internal/frame/db"
	"samspel/internal/frame/file"
	"samspel/internal/frame/i18n"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/job"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/frame/retention"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/room/concern"
	"samspel/internal/room/concern/concernweb"
	"samspel/internal/room/coordination"
	"samspel/internal/room/coordination/coordinationweb"
	"samspel/internal/room/disclosure"
	"samspel/internal/room/disclosure/disclosureweb"
	"samspel/internal/room/grant"
	"samspel/internal/room/grant/grantweb"
	"samspel/internal/room/review"
	"samspel/internal/room/review/reviewweb"
	"samspel/internal/web"
	"samspel/internal/web/account"
	"samspel/internal/web/api"
	"samspel/internal/web/records"
)

// reserve is the disc space kept for refusals and sign-outs on a full disc.
const reserve = 64 << 20

// App is a running installation. Concerns, Matters, Records, Requests and Reviews are nil in a national one.
type App struct {
	Config   Config
	Store    *db.Store
	Audit    *audit.Log
	Register *register.Register
	Gate     *identity.Gate
	Queue    *job.Queue
	Notices  *notify.Notices
	Keys     *person.Keyring
	Seals    backup.Seals
	People   *person.People
	Files    *file.Files
	Concerns *concern.Concerns
	Matters  *coordination.Matters
	Requests *disclosure.Requests
	Records  *retention.Records
	Grants   *grant.Grants
	Reviews  *review.Reviews
	Bundle   *i18n.Bundle

	secrets map[string]string
	proxies web.Proxies
	log     *slog.Logger
	meter   *meter.Meter
	// verified is nil until the audit log has been walked.
	verified atomic.Pointer[verified]
	now      func() time.Time
}

// Open opens the installation's databases and brings their tables up to date.
func Open(ctx context.Context, c Config, log *slog.Logger, now func() time.Time) (_ *App, err error) {
	a := &App{log: log, now: now, meter: meter.New()}
	if a.Config, a.secrets, err = c.secrets(); err != nil {
		return nil, err
	}
	c = a.Config
	if a.proxies, err = web.ParseProxies(c.Proxy); err != nil {
		return nil, err
	}
	if err := c.adminAddress(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	a.Store, err = db.Open(ctx, db.Config{Dir: c.Data, URL: c.Database, KeyFile: c.KeyFile, Reserve: reserve, OnBatch: a.meter.Batch})
	if err != nil {
		return nil, fmt.Errorf("open the databases: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Store.Close())
		}
	}()
	if err := refuseNewer(ctx, a.Store, c.Kind, log); err != nil {
		return nil, err
	}
	if err := a.Store.Migrate(ctx, lines(c.Kind)); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	if err := job.Migrate(ctx, a.Store); err != nil {
		return nil, fmt.Errorf("migrate the job queue: %w", err)
	}
	if err := a.build(ctx); err != nil {
		return nil, err
	}
	a.measure()
	return a, nil
}

func (a *App) build(ctx context.Context) (err error) {
	c := a.Config
	if a.Bundle, err = i18n.Load(texts()...); err != nil {
		return err
	}
	if a.Seals, err = backup.OpenSeals(c.SealKeyFile); err != nil {
		return fmt.Errorf("open the seal: %w", err)
	}
	if a.Audit, err = audit.New(a.Store, a.now); err != nil {
		return err
	}
	a.Register = register.New(a.Store)
	if err := a.Register.Load(ctx); err != nil {
		return fmt.Errorf("load the register: %w", err)
	}
	if a.Keys, err = person.OpenKeyring(ctx, a.Store, c.KeysetKeyFile, a.now); err != nil {
		return fmt.Errorf("open the keyring: %w", err)
	}
	a.Gate = identity.New(a.Store, a.Audit, a.now, identity.Settings{Issuer: c.OIDCIssuer, RequiredLevel: c.OIDCLevel, Site: c.URL, Tell: a.tell, Secrets: a.GateSecrets()})
	if a.Queue, err = job.New(a.Store, a.log); err != nil {
		return err
	}
	outward, err := newHooks(c.HookNetworks)
	if err != nil {
		return err
	}
	a.Notices = notify.New(notify.Options{
		Store: a.Store, Queue: a.Queue, Bundle: a.Bundle, Now: a.now,
		Recipient: func(ctx context.Context, tx *db.Tx, user string) (notify.Recipient, error) {
			r, err := a.Gate.Recipient(ctx, tx, user)
			return notify.Recipient(r), err
		},
		Mail: notify.Mail{Host: c.MailHost, Port: c.MailPort, User: c.MailUser, Password: a.secrets["mail"],
			From: c.MailFrom, Start: c.URL, Plain: c.MailPlain},
		Systems: notify.Systems{Listens: a.Gate.HasHook, Hook: a.Gate.Hook, Post: outward.post, Keepers: a.Gate.Keepers},
		Channel: a.channel(), Readers: a.readers, Counts: a.counts,
	})
	a.Queue.Every("identity.sweep", time.Hour, a.Gate.Sweep)
	a.Queue.Every("identity.reseal", time.Hour, a.Gate.Reseal)
	a.Queue.Every("identity.renew", time.Hour, a.Gate.RenewMandates)
	a.Queue.Every("notify.sweep", 24*time.Hour, a.Notices.Sweep)
	a.Queue.Every("notify.digest", 5*time.Minute, a.Notices.SendDigests)
	a.Queue.Every("audit.index", time.Minute, a.Audit.Index)
	a.Queue.Every("audit.verify", time.Hour, a.verify)
	a.Grants = a.GrantsAt(a.now)
	a.Queue.Every("grant.lapse", time.Hour, a.Grants.Lapse)
	a.Queue.Every("grant.forget", time.Hour, a.Grants.ForgetProofDrafts)
	a.Queue.Every("grant.remind", time.Hour, a.Grants.RemindLate)
	a.Queue.Every("grant.deadlines", time.Hour, a.Grants.RemindDays)
	if !c.Kind.HasChildren() {
		return nil
	}
	a.People = person.New(a.Store, a.Keys, a.now)
	a.Files = file.New(a.Store, a.Keys, a.now)
	if c.Scanner != "" {
		if a.Files.Scan, err = a.scan(); err != nil {
			return err
		}
	}
	a.Queue.Every("file.sweep", time.Hour, a.Files.Sweep)
	a.Concerns = a.ConcernsAt(a.now)
	a.Matters = a.MattersAt(a.now)
	a.Requests = a.RequestsAt(a.now)
	a.Reviews = a.ReviewsAt(a.now)
	a.Records = a.RecordsAt(a.now)
	a.Queue.Handle(retention.RunJob, a.Records.Work)
	a.Gate.Keeps(a.held)
	a.Queue.Every("review.draw", time.Hour, a.Reviews.Draw)
	a.Queue.Every("concern.inherit", time.Minute, a.Concerns.Inherit)
	a.Queue.Every("concern.alarms", time.Minute, a.Concerns.RaiseAlarms)
	a.Queue.Every("concern.fold", time.Minute, a.Concerns.FoldCounts)
	a.Queue.Every("concern.recount", time.Hour, a.recount)
	a.Queue.Every("concern.once", 24*time.Hour, a.Concerns.SweepOnce)
	a.Queue.Every("coordination.inherit", time.Minute, a.Matters.Inherit)
	a.Queue.Every("coordination.pause", time.Minute, a.Matters.Pause)
	a.Queue.Every("coordination.counts", time.Hour, a.Matters.TakeCounts)
	a.Queue.Every("coordination.compare", time.Minute, a.Matters.Compare)
	a.Queue.Every("coordination.remind", time.Hour, a.Matters.Remind)
	a.Queue.Every("coordination.errands", time.Hour, a.Matters.EndErrands)
	a.Queue.Every("coordination.escalate", time.Hour, a.Matters.Escalate)
	a.Queue.Every("coordination.away", time.Hour, a.Matters.TellManagers)
	a.Queue.Every("coordination.protection", time.Minute, a.Matters.WatchProtection)
	a.Queue.Every("retention.walk", time.Minute, a.Records.Walk)
	a.Queue.Every("retention.finish", time.Hour, a.Records.Finish)
	return nil
}

// managers are those at a unit whose mandate covers protected identities.
func (a *App) managers(ctx context.Context, tx *db.Tx, unit string) ([]string, error) {
	return a.Gate.ShieldedIn(ctx, tx, unit, access.Manager)
}

// GateSecrets lets a gate keep its secrets under the key-encryption key.
func (a *App) GateSecrets() identity.Secrets {
	return identity.Secrets{Seal: a.Keys.SealOwn, Open: a.Keys.OpenOwn}
}

func (a *App) tell(ctx context.Context, tx *db.Tx, user, key, link string) error {
	return a.Notices.Tell(ctx, tx, notify.Notice{User: user, Key: key, Link: link})
}

const (
	// wholeAt is the hour of the night, in Stockholm, when the whole audit log is walked
	// and everything is counted again.
	wholeAt = 3
	// tail is how much of it is walked at every start and every other hour.
	tail = 10_000
)

// verify walks the audit log and says so in the log of the process when a chain is broken.
func (a *App) verify(ctx context.Context) error {
	walk := func(ctx context.Context) (audit.Report, error) { return a.Audit.VerifyTail(ctx, tail) }
	if a.now().In(civil.Stockholm).Hour() == wholeAt {
		walk = a.Audit.Verify
	}
	report, err := walk(ctx)
	if err == nil {
		a.verified.Store(&verified{at: a.now(), whole: report.Broken == nil})
	}
	if err == nil && report.Broken != nil {
		a.log.ErrorContext(ctx, "the audit log is broken", "where", report.Broken.String())
	}
	return err
}

// recount puts the kept counts right, at night and where nothing has been counted.
func (a *App) recount(ctx context.Context) error {
	counted, err := a.Concerns.Counted(ctx)
	if err != nil || counted && a.now().In(civil.Stockholm).Hour() != wholeAt {
		return err
	}
	wrong, err := a.Concerns.Recount(ctx)
	if wrong > 0 {
		a.log.ErrorContext(ctx, "kept counts were wrong and have been put right", "counts", wrong)
	}
	return err
}

// ConcernsAt is the room of reports of concern with a clock of its own, for what
// makes a past: the demonstration and the measurements.
func (a *App) ConcernsAt(now func() time.Time) *concern.Concerns {
	return concern.New(concern.Services{Store: a.Store, Audit: a.Audit, People: a.People, Files: a.Files, Keys: a.Keys,
		Register: a.Register, Identity: a.Gate, Notify: a.Notices, Now: now, NewID: id.New, NewReference: id.NewReference})
}

// MattersAt is the room of coordination with a clock of its own.
func (a *App) MattersAt(now func() time.Time) *coordination.Matters {
	return coordination.New(coordination.Services{Store: a.Store, Audit: a.Audit, People: a.People, Keys: a.Keys,
		Register: a.Register, Identity: a.Gate, Notify: a.Notices, Now: now, NewID: id.New, Reports: a.reported, Feedback: a.Concerns.FeedbackCounts})
}

// RecordsAt is what the rooms keep, and until when, with a clock of its own.
func (a *App) RecordsAt(now func() time.Time) *retention.Records {
	return retention.New(retention.Services{Store: a.Store, Audit: a.Audit, People: a.People, Keys: a.Keys, Register: a.Register, Queue: a.Queue,
		Names: a.Gate.UserName, Unknown: a.Matters.Unknown, Sources: slices.Concat(a.Concerns.Retention(), a.Matters.Retention(), a.RequestsAt(now).Retention(), a.ReviewsAt(now).Retention()), KeyCopies: backup.KeysKeptFor, Program: "Samspel", Version: Version(), Now: now, NewID: id.New})
}

// RequestsAt is the room that answers those who ask what an authority holds, with a clock
// of its own. What the other rooms hold, they hand in.
func (a *App) RequestsAt(now func() time.Time) *disclosure.Requests {
	return disclosure.New(disclosure.Services{Store: a.Store, Audit: a.Audit, People: a.People, Keys: a.Keys, Register: a.Register, Names: a.Gate.UserName, Managers: a.managers, Tell: a.tell,
		Sources: []disclosure.Source{a.Concerns.Holdings, a.Matters.Holdings}, Now: now, NewID: id.New, NewReference: id.NewReference})
}

// GrantsAt is the room of grants with a clock of its own.
func (a *App) GrantsAt(now func() time.Time) *grant.Grants {
	return grant.New(grant.Services{Store: a.Store, Audit: a.Audit, Register: a.Register, Names: a.Gate.UserName, Colleagues: a.colleagues, Actors: a.Gate.ActorsWith, Tell: a.tell, Now: now, NewID: id.New})
}

// colleagues are those who work at a unit, by id and with their names.
func (a *App) colleagues(ctx context.Context, unit string) (map[string]string, error) {
	var staff identity.Staff
	err := a.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		staff, err = a.Gate.Staff(ctx, tx, unit)
		return err
	})
	if err != nil {
		return nil, err
	}
	var users []string
	for _, m := range staff {
		if m.Role == access.Officer || m.Role == access.Manager {
			users = append(users, m.User)
		}
	}
	return a.Gate.UserName(ctx, users)
}

// held is what a person has at a unit in every room.
func (a *App) held(ctx context.Context, tx *db.Tx, user, unit string) (matters, drafts int, err error) {
	if matters, drafts, err = a.Concerns.Held(ctx, tx, user, unit); err != nil {
		return 0, 0, err
	}
	batons, err := a.Matters.Held(ctx, tx, user, unit)
	return matters + batons, drafts, err
}

// Close stops the writers and closes the databases.
func (a *App) Close() error { return errors.Join(a.Audit.Close(), a.Store.Close()) }

// Handler is every page of the installation. Extra pages, such as the
// demonstration's doors, are mounted by the caller.
func (a *App) Handler(demo bool, doors []web.Link, extra func(*http.ServeMux, *web.Site)) http.Handler {
	worried := ""
	if a.Concerns != nil {
		worried = concernweb.PublicPath
	}
	site := web.New(web.Options{
		Bundle: a.Bundle, Log: a.log, Sessions: a.Gate, SignOutFamily: a.Gate.SignOutFamily, Idle: a.Gate.Idle(), Bearer: a.Gate.ClientActor, Now: a.now, Secure: a.Config.Secure(), Demo: demo,
		AbsentAfter: a.Config.AbsentAfter,
		Operator:    web.Operator{Name: a.Config.Operator, Email: a.Config.OperatorEmail, Phone: a.Config.Phone},
		Proxies:     a.proxies, Worried: worried,
		Who: a.who, Menu: a.menu, Notices: a.unread, Health: a.health, Observe: a.meter.Request,
		SignIns: func(context.Context) []web.Link { return doors },
	})
	mux := http.NewServeMux()
	account.Mount(mux, account.Options{Site: site, Gate: a.Gate, Notices: a.Notices, Provider: a.provider(), Start: a.Config.URL, Deadlines: a.deadlines(), Meetings: a.meetings(),
		Days: a.grantDays, HasDays: a.hasGrants})
	if a.Config.Kind.HasGrants() {
		grantweb.Mount(mux, site, a.Grants, a.Config.URL)
	}
	if a.Concerns != nil {
		concernweb.Mount(mux, site, a.Concerns, a.Register)
		coordinationweb.Mount(mux, site, a.Matters, a.Config.URL)
		disclosureweb.Mount(mux, site, a.Requests)
		reviewweb.Mount(mux, site, a.Reviews)
		records.Mount(mux, site, a.Records)
		programs := api.Mount(mux, api.Options{Site: site, Gate: a.Gate, Rate: a.Config.APIRate, Now: a.now})
		concernweb.MountAPI(mux, programs, a.Concerns, a.Register)
	}
	if extra != nil {
		extra(mux, site)
	}
	return a.meter.Through(site.Handler(mux))
}

func (a *App) provider() *account.Provider {
	c := a.Config
	if c.OIDCIssuer == "" {
		return nil
	}
	return &account.Provider{Name: "e-legitimation", Issuer: c.OIDCIssuer, ClientID: c.OIDCClient,
		ClientSecret: a.secrets["oidc"], Answer: strings.TrimSuffix(c.URL, "/") + "/logga-in/oidc/svar"}
}

// health says whether the databases can be read.
func (a *App) health(ctx context.Context) error { return a.Store.Ping(ctx) }
