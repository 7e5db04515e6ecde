package identity

import (
	"context"
	"errors"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/register"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// AddUser adds a person to an organisation within the administrator's reach. A
// person without a bound subject gets an invitation: the code is returned once,
// to be handed over, and opens the account for a week.
func (g *Gate) AddUser(ctx context.Context, who access.Actor, d UserDraft) (User, Invitation, error) {
	d, err := d.Check()
	if err != nil {
		access.MarkAsked(ctx)
		return User{}, Invitation{}, err
	}
	u := g.userFrom(d)
	invitation, err := g.newInvitation(ctx, u)
	if err != nil {
		return User{}, Invitation{}, err
	}
	err = g.change(ctx, who, "identity.user.add", []string{u.ID}, func(tx *db.Tx, ask func(access.Decision) error) error {
		at, err := loadPlace(ctx, tx, d.Organisation)
		if err != nil {
			return err
		}
		if err := ask(mayManage(who, at)); err != nil {
			return err
		}
		return g.add(ctx, tx, who, u, invitation, "administrator of the municipality")
	})
	if err != nil {
		return User{}, Invitation{}, taken(err)
	}
	return u, invitation, nil
}

// AddByOperator adds a person with a first mandate from the command line, where
// nobody is signed in: the first administrator of an installation, or the people
// of the demonstration.
func (g *Gate) AddByOperator(ctx context.Context, d UserDraft, m MandateDraft) (User, Mandate, Invitation, error) {
	d, err := d.Check()
	if err != nil {
		return User{}, Mandate{}, Invitation{}, err
	}
	u := g.userFrom(d)
	invitation, err := g.newInvitation(ctx, u)
	if err != nil {
		return User{}, Mandate{}, Invitation{}, err
	}
	const ground = "the operator at the console"
	m.User = u.ID
	granted := Mandate{ID: id.New(), User: u.ID}
	err = g.store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := g.add(ctx, tx, access.Actor{}, u, invitation, ground); err != nil {
			return err
		}
		var err error
		granted, err = g.grant(ctx, tx, access.Actor{}, granted.ID, m, ground)
		return err
	})
	if err != nil {
		return User{}, Mandate{}, Invitation{}, taken(err)
	}
	return u, granted, invitation, nil
}

func (g *Gate) userFrom(d UserDraft) User {
	u := User{ID: id.New(), Name: d.Name, Email: d.Email, Organisation: d.Organisation, Language: d.Language, Subject: d.Subject, Mail: true}
	if u.Subject != "" {
		u.Issuer, u.Ready = g.settings.Issuer, true
	}
	return u
}

func (g *Gate) add(ctx context.Context, tx *db.Tx, who access.Actor, u User, i Invitation, ground string) error {
	if u.Subject != "" && u.Issuer == "" {
		return fault.Invalid("subject", "account.user.no_provider")
	}
	if err := insertUser(ctx, tx, u, sortKey(u.Name, u.ID), g.now()); err != nil {
		return err
	}
	if i.Code != "" {
		if err := storeInvitation(ctx, tx, u.ID, hashOf(i.Code), i.sealed, who.User, i.Expires); err != nil {
			return err
		}
	}
	return g.log.Change(ctx, tx, g.done(who, "identity.user.add", ground, u.ID))
}

// taken turns a conflict into the words an administrator can act on.
func taken(err error) error {
	if errors.Is(err, db.ErrConflict) {
		return fault.Invalid("email", "account.user.taken")
	}
	return err
}

// sortKey orders names as a Swedish list does, and is unique, so that a page can go
// on where the last one ended.
func sortKey(name, user string) string { return register.SortKey(name) + "-" + user }

// Person is a user as an administrator sees them.
type Person struct {
	User
	Mandates []Mandate
	// Own says that it is the administrator's own account, which somebody else manages.
	Own bool
}

// peoplePerPage is how many a page of the staff list holds.
const peoplePerPage = 50

// People is a page of the staff within the administrator's reach, in Swedish
// order, from after the given cursor. The second result is the cursor of the
// next page, or "".
func (g *Gate) People(ctx context.Context, who access.Actor, text, after string) ([]Person, string, error) {
	decision := mayListPeople(who)
	if err := g.log.Require(ctx, who, "identity.people.list", nil, decision); err != nil {
		return nil, "", err
	}
	var homes []home
	var next string
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		homes, err = loadPeople(ctx, tx, place{who.Organisation, who.Municipality}, text, after, peoplePerPage+1)
		if err != nil || len(homes) <= peoplePerPage {
			return err
		}
		homes = homes[:peoplePerPage]
		last := homes[peoplePerPage-1]
		next = sortKey(last.Name, last.ID)
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	people := make([]Person, len(homes))
	subjects := make([]string, len(homes))
	for i, h := range homes {
		people[i] = Person{User: h.User, Own: h.ID == who.User}
		subjects[i] = h.ID
	}
	if err := g.log.Reading(ctx, g.done(who, "identity.people.list", decision.Ground(), subjects...)); err != nil {
		return nil, "", err
	}
	return people, next, nil
}

// Person is one of the staff within reach, with the mandates an administrator of
// the municipality may know of.
func (g *Gate) Person(ctx context.Context, who access.Actor, user string) (Person, error) {
	var p Person
	var decision access.Decision
	err := g.store.Data.Read(ctx, func(tx *db.Tx) error {
		h, err := loadHome(ctx, tx, user)
		if errors.Is(err, db.ErrNotFound) {
			decision = access.Deny("no such person")
			return nil
		}
		if err != nil {
			return err
		}
		if decision = mayManage(who, h.place); !decision.Allowed() {
			return nil
		}
		mandates, err := loadMandates(ctx, tx, user)
		if err != nil {
			return err
		}
		p = Person{User: h.User, Own: user == who.User}
		for _, m := range mandates {
			if administers(who, place{m.Organisation, m.Municipality}) {
				p.Mandates = append(p.Mandates, m)
			}
		}
		return nil
	})
	if err != nil {
		return Person{}, err
	}
	if err := g.log.Require(ctx, who, "identity.person.read", subject(user), decision); err != nil {
		return Person{}, err
	}
	if err := g.log.Reading(ctx, g.done(who, "identity.person.read", decision.Ground(), user)); err != nil {
		return Person{}, err
	}
	return p, nil
}

// subject keeps what was forged in an address out of the audit log.
func subject(user string) []string {
	if id.Valid(user) {
		return []string{user}
	}
	return nil
}

// CloseUser shuts an account: sessions, mandates and invitation end at once.
// Nobody shuts their own, and not the last administrator's.
func (g *Gate) CloseUser(ctx context.Context, who access.Actor, user string) error {
	err := g.change(ctx, who, "identity.user.close", subject(user), func(tx *db.Tx, ask func(access.Decision) error) error {
		h, err := loadHome(ctx, tx, user)
		if errors.Is(err, db.ErrNotFound) {
			return ask(access.Deny("no such person"))
		}
		if err != nil {
			return err
		}
		if err := ask(mayClose(who, user, h.place)); err != nil {
			return err
		}
		mandates, err := loadMandates(ctx, tx, user)
		if err != nil {
			return err
		}
		for _, m := range mandates {
			if m.Over(g.today()) {
				continue
			}
			if err := g.keepAnAdministrator(ctx, tx, m, g.today(), "", user); err != nil {
				return err
			}
			m.Ended = true
			if err := storeEnd(ctx, tx, m, g.now()); err != nil {
				return err
			}
		}
		if _, err := deleteSessions(ctx, tx, user); err != nil {
			return err
		}
		if err := deleteInvitation(ctx, tx, user); err != nil {
			return err
		}
		if err := closeUser(ctx, tx, user, g.now()); err != nil {
			return err
		}
		return g.log.Change(ctx, tx, g.done(who, "identity.user.close", "administrator of the municipality", user))
	})
	if fault.KindOf(err) == fault.KindPrivate && user == who.User && who.Role == access.Administrator {
		return fault.Forbidden("account.user.own")
	}
	return err
}

// UserName is the names of the users with the given ids. Ids of nobody are left out.
func (g *Gate) UserName(ctx context.Context, ids []string) (map[string]string, error) {
	asked := make([]string, 0, len(ids))
	for _, user := range ids {
		if user != "" && !slices.Contains(asked, user) {
			asked = append(asked, user)
		}
	}
	names := make(map[string]string, len(asked))
	if len(asked) == 0 {
		return names, nil
	}
	err := g.store.Data.Read(ctx, func(tx *db.Tx) error {
		return loadNames(ctx, tx, asked, names)
	})
	return names, err
}

// Recipient is where and how a user is told that something waits. Wanted is false
// when no mail should go out.
type Recipient struct {
	Email    string
	Language string
	Wanted   bool
}

// Recipient is the address of a user for package notify.
func (g *Gate) Recipient(ctx context.Context, tx *db.Tx, user string) (Recipient, error) {
	h, err := loadHome(ctx, tx, user)
	if errors.Is(err, db.ErrNotFound) {
		return Recipient{}, nil
	}
	if err != nil {
		return Recipient{}, err
	}
	return Recipient{Email: h.Email, Language: h.Language, Wanted: h.Mail && !h.Disabled}, nil
}

// Own is the actor's own account.
func (g *Gate) Own(ctx context.Context, who access.Actor) (User, error) {
	access.MarkAsked(ctx)
	var u User
	err := g.store.Data.Read(ctx, func(tx *db.Tx) error {
		h, err := loadHome(ctx, tx, who.User)
		u = h.User
		return err
	})
	return u, err
}

// SetMail lets the actor choose whether notices are announced by mail.
func (g *Gate) SetMail(ctx context.Context, who access.Actor, mail bool) error {
	access.MarkAsked(ctx)
	return g.store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := setMail(ctx, tx, who.User, mail); err != nil {
			return err
		}
		return g.log.Change(ctx, tx, g.done(who, "identity.mail.set", "own account", who.User))
	})
}

// Colleague is the person within the administrator's reach who has the address,
// to be named a deputy. Somebody out of reach is not told apart from nobody.
func (g *Gate) Colleague(ctx context.Context, who access.Actor, email string) (string, error) {
	if err := g.log.Require(ctx, who, "identity.person.find", nil, mayListPeople(who)); err != nil {
		return "", err
	}
	address, _ := NormalEmail(email)
	var h home
	err := g.store.Data.Read(ctx, func(tx *db.Tx) error {
		found, err := loadCredentials(ctx, tx, address)
		if err != nil || found.user == "" {
			return err
		}
		h, err = loadHome(ctx, tx, found.user)
		return err
	})
	if err != nil {
		return "", err
	}
	if h.ID == "" || h.Disabled || !administers(who, h.place) {
		return "", fault.Invalid("deputy", "account.mandate.deputy_unknown")
	}
	return h.ID, nil
}
