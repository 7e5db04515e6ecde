package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wneessen/go-mail"

	"samspel/internal/frame/i18n"
)

// Mail is the mail server that notices go out by. Without a Host none are sent.
type Mail struct {
	Host string
	// Port is 587 when zero.
	Port int
	// User and Password sign in at the server; without a User nobody does.
	User, Password string
	From           string
	// Start is the address people sign in at, the only link in a mail.
	Start string
	// Plain lets mail go in the clear: for a server on the same machine.
	Plain bool
}

const mailWithin = 20 * time.Second

func (m Mail) sends() bool { return m.Host != "" }

// send says that something waits, and how much of each kind when it is a digest. Errors are rid of addresses.
func (m Mail) send(ctx context.Context, to Recipient, counts []Count, l i18n.Localizer) error {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if msg.From(m.From) != nil {
		return errors.New("the sender's address is malformed")
	}
	if msg.To(to.Email) != nil {
		return errors.New("the recipient's address is malformed")
	}
	msg.Subject(l.T("notify.mail.subject"))
	// Answering machines and mailing lists leave such mail alone, RFC 3834.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetDate()
	msg.SetMessageID()
	text := l.T("notify.mail.text")
	for i, c := range counts {
		if i == 0 {
			text += "\n"
		}
		text += "\n" + l.T(c.Key, "count", c.N)
	}
	msg.SetBodyString(mail.TypeTextPlain, text+"\n\n"+m.Start+"\n")

	client, err := mail.NewClient(m.Host, m.options()...)
	if err != nil {
		return fmt.Errorf("mail settings: %w", err)
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return withoutAddress(err)
	}
	return nil
}

func (m Mail) options() []mail.Option {
	options := []mail.Option{mail.WithTimeout(mailWithin)}
	if m.Plain {
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	} else {
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if m.Port != 0 {
		options = append(options, mail.WithPort(m.Port))
	}
	if m.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.User), mail.WithPassword(m.Password))
	}
	return options
}

// withoutAddress keeps the reason of a failed delivery and drops its text, in
// which servers repeat whom the mail was for.
func withoutAddress(err error) error {
	var failed *mail.SendError
	if errors.As(err, &failed) {
		return fmt.Errorf("the mail server refused: %s, code %d", failed.Reason, failed.ErrorCode())
	}
	return errors.New("the mail server cannot be reached")
}
