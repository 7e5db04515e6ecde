package notify_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/i18n"
	"samspel/internal/frame/job"
	"samspel/internal/frame/notify"
	"samspel/internal/ground/fault"
)

type board struct {
	*testing.T
	store   *db.Store
	queue   *job.Queue
	notices *notify.Notices
	server  *smtpServer
	now     time.Time
}

var recipients = map[string]notify.Recipient{
	"lo":      {Email: "lo.ek@ekstad.example", Language: "sv", Wanted: true},
	"kim":     {Email: "kim.ask@ekstad.example", Language: "en", Wanted: true},
	"silent":  {Email: "tyst@ekstad.example", Language: "sv"},
	"refused": {Email: "lo.ek@refused.example", Language: "sv", Wanted: true},
}

func each(t *testing.T, body func(b *board)) {
	t.Helper()
	dbtest.EachPrepared(t, notify.Lines, "job", job.Migrate, func(t *testing.T, s *db.Store) {
		q, err := job.New(s, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		b := &board{T: t, store: s, queue: q, server: newSMTPServer(t), now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
		b.notices = notify.New(notify.Options{
			Store: s, Queue: q, Bundle: i18n.MustLoad(notify.Locale), Now: func() time.Time { return b.now },
			Recipient: func(_ context.Context, _ *db.Tx, user string) (notify.Recipient, error) { return recipients[user], nil },
			Mail:      notify.Mail{Host: "127.0.0.1", Port: b.server.port(), From: "samspel@ekstad.example", Start: "https://samspel.ekstad.example/", Plain: true},
		})
		body(b)
	})
}

func (b *board) tell(user string, then error) {
	b.Helper()
	err := b.store.Data.Write(b.Context(), func(tx *db.Tx) error {
		err := b.notices.Tell(b.Context(), tx, notify.Notice{User: user, Key: "concern.notice.feedback", Link: "/orosanmalan/0199"})
		return errors.Join(err, then)
	})
	if !errors.Is(err, then) {
		b.Fatal(err)
	}
}

func (b *board) run() {
	b.Helper()
	if err := b.queue.RunDue(b.Context()); err != nil {
		b.Fatal(err)
	}
}

func TestMailSaysOnlyThatSomethingWaits(t *testing.T) {
	t.Parallel()
	each(t, func(b *board) {
		b.tell("lo", nil)
		b.tell("kim", nil)
		b.run()
		want := map[string][2]string{
			"lo.ek@ekstad.example":   {"Något väntar på dig i Samspel", "Något väntar på dig i Samspel. Logga in för att läsa.\n\nhttps://samspel.ekstad.example/"},
			"kim.ask@ekstad.example": {"Something is waiting for you in Samspel", "Something is waiting for you in Samspel. Sign in to read it.\n\nhttps://samspel.ekstad.example/"},
		}
		letters := b.server.letters()
		if len(letters) != 2 {
			b.Fatalf("%d mails, want 2", len(letters))
		}
		for _, l := range letters {
			m, err := mail.ReadMessage(strings.NewReader(l.data))
			if err != nil {
				b.Fatal(err)
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
			if err != nil {
				b.Fatal(err)
			}
			var text io.Reader = m.Body
			if m.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
				text = quotedprintable.NewReader(m.Body)
			}
			body, err := io.ReadAll(text)
			if err != nil {
				b.Fatal(err)
			}
			got := [2]string{subject, strings.TrimSpace(strings.ReplaceAll(string(body), "\r", ""))}
			if got != want[l.to] {
				b.Errorf("to %s: %q, want %q", l.to, got, want[l.to])
			}
			for _, hidden := range []string{"0199", "concern", "orosanmalan"} {
				if strings.Contains(l.data, hidden) {
					b.Errorf("the mail holds %q", hidden)
				}
			}
			if m.Header.Get("Auto-Submitted") != "auto-generated" {
				b.Error("answering machines will answer")
			}
		}
		b.run()
		if n := len(b.server.letters()); n != 2 {
			b.Errorf("%d mails after another run, want 2", n)
		}
	})
}

func TestNoMail(t *testing.T) {
	t.Parallel()
	each(t, func(b *board) {
		b.tell("silent", nil)
		b.tell("somebody who has left", nil)
		b.tell("lo", errors.New("rolled back"))
		b.tell("kim", nil)
		if err := b.notices.MarkRead(b.Context(), access.Actor{User: "kim"}); err != nil {
			b.Fatal(err)
		}
		b.run()
		if letters := b.server.letters(); len(letters) != 0 {
			b.Errorf("mail to %s", letters[0].to)
		}
	})
}

func TestRefusedMailIsTriedAgainAndNamesNobody(t *testing.T) {
	t.Parallel()
	each(t, func(b *board) {
		b.tell("refused", nil)
		err := b.queue.RunDue(b.Context())
		if err == nil {
			b.Fatal("a refused mail counts as sent")
		}
		if strings.Contains(err.Error(), "refused.example") || strings.Contains(err.Error(), "lo.ek") {
			b.Errorf("the error names the recipient: %v", err)
		}
	})
}

func TestNoticesAreOnesOwn(t *testing.T) {
	t.Parallel()
	each(t, func(b *board) {
		ctx, lo, kim := b.Context(), access.Actor{User: "lo"}, access.Actor{User: "kim"}
		b.tell("lo", nil)
		b.now = b.now.Add(time.Minute)
		b.tell("lo", nil)
		unread := func() int {
			n, err := b.notices.Unread(ctx, "lo")
			if err != nil {
				b.Fatal(err)
			}
			return n
		}
		list, err := b.notices.List(ctx, lo)
		if err != nil || len(list) != 2 || !list[0].At.After(list[1].At) || unread() != 2 {
			b.Fatalf("list %v, %v; %d unread", list, err, unread())
		}
		if others, err := b.notices.List(ctx, kim); err != nil || len(others) != 0 {
			b.Errorf("somebody else sees %v, %v", others, err)
		}
		if _, err := b.notices.Open(ctx, kim, list[0].ID); fault.KindOf(err) != fault.KindPrivate {
			b.Errorf("somebody else opens: %v", err)
		}
		if _, err := b.notices.Open(ctx, lo, "' OR 1=1 --"); fault.KindOf(err) != fault.KindPrivate {
			b.Errorf("a forged id: %v", err)
		}
		if unread() != 2 {
			b.Errorf("%d unread after others tried", unread())
		}
		link, err := b.notices.Open(ctx, lo, list[0].ID)
		if err != nil || link != "/orosanmalan/0199" || unread() != 1 {
			b.Errorf("open: %q, %v; %d unread", link, err, unread())
		}
		if list, _ = b.notices.List(ctx, lo); !list[0].Read.IsZero() || list[1].Read.IsZero() {
			b.Error("the unread notice is not first")
		}
		if err := b.notices.MarkRead(ctx, lo); err != nil || unread() != 0 {
			b.Errorf("mark read: %v, %d unread", err, unread())
		}
		b.now = b.now.AddDate(0, 0, 91)
		if err := b.notices.Sweep(ctx); err != nil {
			b.Error(err)
		}
		if list, _ = b.notices.List(ctx, lo); len(list) != 0 {
			b.Errorf("%d notices left three months after they were read", len(list))
		}
	})
}
