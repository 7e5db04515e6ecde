package concern

import (
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/file"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/law"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// Services are the frame services the room leans on.
type Services struct {
	Store    *db.Store
	Audit    *audit.Log
	People   *person.People
	Files    *file.Files
	Keys     *person.Keyring
	Register *register.Register
	Identity *identity.Gate
	Notify   *notify.Notices
	Now      func() time.Time
	NewID    func() string
	// NewReference makes what people call a report by on the phone.
	NewReference func() string
}

// Concerns is the room: every verb of reporting and receiving is a method of it.
type Concerns struct {
	Services
}

// New opens the room on its services.
func New(s Services) *Concerns { return &Concerns{Services: s} }

// times reads the spans in force on the day a matter was delivered.
func times(on civil.Date) (Times, error) {
	var t Times
	for id, set := range map[string]func(law.Deadline){
		law.ProtectionAssessment:  func(d law.Deadline) { t.Protection = time.Duration(d.Hours) * time.Hour },
		law.PreliminaryAssessment: func(d law.Deadline) { t.Decision = d.Days },
		law.Feedback:              func(d law.Deadline) { t.Feedback = d.Days },
		law.Acknowledgement:       func(d law.Deadline) { t.Acknowledgement = time.Duration(d.Hours) * time.Hour },
	} {
		d, ok := law.DeadlineOn(id, on)
		if !ok {
			return Times{}, fmt.Errorf("no deadline %q in force on %s", id, on)
		}
		set(d)
	}
	return t, nil
}

func isNotFound(err error) bool { return errors.Is(err, db.ErrNotFound) }
func isRaced(err error) bool    { return errors.Is(err, errRaced) }

// raced turns a lost race into words; the form is kept and can be sent again.
func raced(err error) error {
	if errors.Is(err, errRaced) {
		return fault.Refused("concern.raced")
	}
	return err
}

func record(who access.Actor, action, ground string, subjects ...string) audit.Record {
	return audit.Record{Actor: who, Action: action, Subjects: subjects, Ground: ground, Result: audit.Done}
}

const (
	bodyColumn     = "concern_report.body"
	contentColumn  = "concern_matter.content"
	headlineColumn = "concern_matter.headline"
	entryColumn    = "concern_entry.body"
)
