package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// What a challenge was made for. One made for one thing is no good for another.
const (
	toSignIn = "sign_in"
	toProve  = "prove"
	toAdd    = "add"
)

// PasskeyHost is the host that passkeys of this site are made for.
func (g *Gate) PasskeyHost() string { return relyingPartyAt(g.settings.Site).host }

// holder is a person as the library that checks answers knows them.
type holder struct {
	User
	keys []Passkey
}

func (h holder) WebAuthnID() []byte          { return []byte(h.ID) }
func (h holder) WebAuthnName() string        { return h.Email }
func (h holder) WebAuthnDisplayName() string { return h.Name }

func (h holder) WebAuthnCredentials() []webauthn.Credential {
	all := make([]webauthn.Credential, len(h.keys))
	for i, k := range h.keys {
		all[i] = webauthn.Credential{ID: k.credential, PublicKey: k.publicKey,
			Flags:         webauthn.CredentialFlags{BackupEligible: k.backupEligible},
			Authenticator: webauthn.Authenticator{SignCount: k.signCount}}
	}
	return all
}

// library checks answers whose origin is the given one.
func (g *Gate) library(origin string) (*webauthn.WebAuthn, error) {
	party := relyingPartyAt(g.settings.Site)
	lib, err := webauthn.New(&webauthn.Config{RPID: party.host, RPDisplayName: "Samspel", RPOrigins: []string{party.accepts(origin)}})
	if err != nil {
		return nil, fmt.Errorf("passkeys at %s: %w", party.host, err)
	}
	return lib, nil
}

// ceremony writes a challenge down, for one use within a few minutes.
func (g *Gate) ceremony(ctx context.Context, challenge, purpose, session string) error {
	now := g.now()
	return g.store.Data.Write(ctx, func(tx *db.Tx) error {
		return insertCeremony(ctx, tx, challenge, purpose, session, now, now.Add(ceremonyLife))
	})
}

// AskPasskey is what a browser needs to sign in with a passkey, in JSON. With an
// address it is told which keys to look for; otherwise it asks the person which.
func (g *Gate) AskPasskey(ctx context.Context, email string) ([]byte, error) {
	access.MarkAsked(ctx)
	var allowed [][]byte
	if address, ok := NormalEmail(email); ok {
		s, err := g.sealed(ctx)
		if err != nil {
			return nil, err
		}
		var keys []Passkey
		err = g.store.Data.Read(ctx, func(tx *db.Tx) error {
			found, err := loadCredentials(ctx, tx, address)
			if err != nil {
				return err
			}
			keys, err = loadPasskeys(ctx, tx, found.user)
			return err
		})
		if err != nil {
			return nil, err
		}
		allowed = s.shownCredentials(address, credentialsOf(keys))
	}
	return g.ask(ctx, toSignIn, "", allowed)
}

// AskToProve is what a browser needs for the actor to show again who they are with
// one of their own passkeys, in JSON.
func (g *Gate) AskToProve(ctx context.Context, who access.Actor) ([]byte, error) {
	access.MarkAsked(ctx)
	var keys []Passkey
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		keys, err = loadPasskeys(ctx, tx, who.User)
		return err
	})
	if err != nil {
		return nil, err
	}
	return g.ask(ctx, toProve, who.Session, credentialsOf(keys))
}

func credentialsOf(keys []Passkey) [][]byte {
	var all [][]byte
	for _, k := range keys {
		if !k.Copied {
			all = append(all, k.credential)
		}
	}
	return all
}

func descriptors(credentials [][]byte) []protocol.CredentialDescriptor {
	list := make([]protocol.CredentialDescriptor, len(credentials))
	for i, c := range credentials {
		list[i] = protocol.CredentialDescriptor{Type: protocol.PublicKeyCredentialType, CredentialID: c}
	}
	return list
}

func (g *Gate) ask(ctx context.Context, purpose, session string, allowed [][]byte) ([]byte, error) {
	lib, err := g.library("")
	if err != nil {
		return nil, err
	}
	options, made, err := lib.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired),
		webauthn.WithAllowedCredentials(descriptors(allowed)))
	if err != nil {
		return nil, fmt.Errorf("ask for a passkey: %w", err)
	}
	if err := g.ceremony(ctx, made.Challenge, purpose, session); err != nil {
		return nil, err
	}
	return json.Marshal(options.Response)
}

// signed is a passkey that has signed, with the counter it had.
type signed struct {
	Passkey
	count uint32
}

// check is the passkey that answered a challenge made for the purpose, which is
// used up whatever the answer is worth; or why it lets nobody in.
func (g *Gate) check(ctx context.Context, purpose, session, answer string) (s signed, refused string, err error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return s, "an answer that cannot be read", nil
	}
	said := parsed.Response.CollectedClientData
	var open, closed bool
	err = g.store.Data.Write(ctx, func(tx *db.Tx) (err error) {
		if open, err = takeCeremony(ctx, tx, said.Challenge, purpose, session, g.now()); err != nil {
			return err
		}
		s.Passkey, closed, err = loadByCredential(ctx, tx, parsed.RawID)
		return err
	})
	switch {
	case err != nil:
		return signed{}, "", err
	case !open:
		return s, "no such challenge, or it has been used or run out", nil
	case s.ID == "":
		return s, "unknown passkey", nil
	case closed:
		return s, "closed account", nil
	case s.Copied:
		return s, "a passkey that may have been copied", nil
	}
	lib, err := g.library(said.Origin)
	if err != nil {
		return s, "", err
	}
	who := holder{User: User{ID: s.user}, keys: []Passkey{s.Passkey}}
	verified, err := lib.ValidateLogin(who, webauthn.SessionData{
		Challenge: said.Challenge, UserID: who.WebAuthnID(), UserVerification: protocol.VerificationRequired}, parsed)
	if err != nil {
		return s, "a passkey whose answer does not hold", nil
	}
	if verified.Authenticator.CloneWarning {
		return s, "a passkey whose counter went backwards", g.store.Data.Write(ctx, func(tx *db.Tx) error {
			if err := stopPasskey(ctx, tx, s.Passkey, g.now()); err != nil {
				return err
			}
			rec := g.done(access.Actor{User: s.user}, "identity.passkey.stop", "its counter went backwards: it may have been copied", s.user, s.ID)
			return errors.Join(g.log.Change(ctx, tx, rec), g.settings.Tell(ctx, tx, s.user, "account.notice.passkey_copied", securityLink))
		})
	}
	s.count = verified.Authenticator.SignCount
	return s, "", nil
}

// SignInPasskey lets in the holder of a passkey that has answered a challenge.
// Every other answer is the same.
func (g *Gate) SignInPasskey(ctx context.Context, answer string) (string, error) {
	access.MarkAsked(ctx)
	wrong := fault.Forbidden("account.passkey.wrong")
	s, refused, err := g.check(ctx, toSignIn, "", answer)
	if err != nil {
		return "", err
	}
	if refused != "" {
		return "", g.turnAway(ctx, s.user, refused, wrong)
	}
	var token string
	err = g.store.Data.Write(ctx, func(tx *db.Tx) (err error) {
		if err := g.use(ctx, tx, s); err != nil {
			return err
		}
		token, err = g.start(ctx, tx, s.user, "", twoFactorLevel, "passkey")
		return err
	})
	if errors.Is(err, errReplayed) {
		return "", g.turnAway(ctx, s.user, "a passkey used or removed in the same moment", wrong)
	}
	return token, err
}

// ProvePasskey makes the session of a token strong for its holder's own passkey.
func (g *Gate) ProvePasskey(ctx context.Context, token, answer string) (string, error) {
	access.MarkAsked(ctx)
	who, err := g.Actor(ctx, token)
	if err != nil {
		return "", err
	}
	if !who.SignedIn() {
		return "", fault.Unauthenticated()
	}
	wrong := fault.Forbidden("account.passkey.wrong")
	s, refused, err := g.check(ctx, toProve, who.Session, answer)
	if err != nil {
		return "", err
	}
	if refused == "" && s.user != who.User {
		refused = "another person's passkey"
	}
	if refused != "" {
		return "", g.turnAway(ctx, who.User, refused, wrong)
	}
	fresh, err := g.prove(ctx, token, who.User, twoFactorLevel, "passkey", func(tx *db.Tx) error { return g.use(ctx, tx, s) })
	if errors.Is(err, errReplayed) {
		return "", g.turnAway(ctx, who.User, "a passkey used or removed in the same moment", wrong)
	}
	return fresh, err
}

func (g *Gate) use(ctx context.Context, tx *db.Tx, s signed) error {
	used, err := usePasskey(ctx, tx, s.Passkey, s.count, g.now())
	if err == nil && !used {
		return errReplayed
	}
	return err
}

// OfferPasskey is what a browser needs to make a new passkey for the actor, in JSON.
func (g *Gate) OfferPasskey(ctx context.Context, who access.Actor) ([]byte, error) {
	h, err := g.holderFor(ctx, who)
	if err != nil {
		return nil, err
	}
	lib, err := g.library("")
	if err != nil {
		return nil, err
	}
	var known [][]byte
	for _, k := range h.keys {
		known = append(known, k.credential)
	}
	options, made, err := lib.BeginRegistration(h, webauthn.WithExclusions(descriptors(known)),
		webauthn.WithConveyancePreference(protocol.PreferNoAttestation),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationRequired}))
	if err != nil {
		return nil, fmt.Errorf("offer a passkey: %w", err)
	}
	if err := g.ceremony(ctx, made.Challenge, toAdd, who.Session); err != nil {
		return nil, err
	}
	return json.Marshal(options.Response)
}

// holderFor is the actor with their passkeys, if they may have one more.
func (g *Gate) holderFor(ctx context.Context, who access.Actor) (holder, error) {
	if err := g.log.Require(ctx, who, "identity.passkey.add", subject(who.User), mayChangeWaysIn(who)); err != nil {
		return holder{}, err
	}
	var h holder
	err := g.store.Data.Read(ctx, func(tx *db.Tx) error {
		own, err := loadHome(ctx, tx, who.User)
		if err != nil {
			return err
		}
		h.User = own.User
		h.keys, err = loadPasskeys(ctx, tx, who.User)
		return err
	})
	switch {
	case err != nil:
		return holder{}, err
	case g.signsInAtProvider(h.User):
		return holder{}, fault.Refused("account.passkey.provider")
	case len(h.keys) >= mostPasskeys:
		return holder{}, fault.Refused("account.passkey.enough", "most", mostPasskeys)
	}
	return h, nil
}

// AddPasskey keeps the passkey that a browser has made for the actor.
func (g *Gate) AddPasskey(ctx context.Context, who access.Actor, name, answer string) error {
	h, err := g.holderFor(ctx, who)
	if err != nil {
		return err
	}
	if name, err = checkPasskeyName(name); err != nil {
		return err
	}
	wrong := fault.Invalid("name", "account.passkey.not_added")
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return wrong
	}
	said := parsed.Response.CollectedClientData
	var open bool
	err = g.store.Data.Write(ctx, func(tx *db.Tx) (err error) {
		open, err = takeCeremony(ctx, tx, said.Challenge, toAdd, who.Session, g.now())
		return err
	})
	if err != nil {
		return err
	}
	if !open {
		return wrong
	}
	lib, err := g.library(said.Origin)
	if err != nil {
		return err
	}
	made, err := lib.CreateCredential(h, webauthn.SessionData{Challenge: said.Challenge, UserID: h.WebAuthnID(),
		UserVerification: protocol.VerificationRequired, CredParams: webauthn.CredentialParametersDefault()}, parsed)
	if err != nil {
		return wrong
	}
	p := Passkey{ID: id.New(), Name: name, Added: g.now(), user: who.User, credential: made.ID, publicKey: made.PublicKey,
		signCount: made.Authenticator.SignCount, backupEligible: made.Flags.BackupEligible}
	err = g.store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertPasskey(ctx, tx, p); err != nil {
			return err
		}
		return g.changedWaysIn(ctx, tx, who, "identity.passkey.add", "account.notice.passkey_added", p.ID)
	})
	if errors.Is(err, db.ErrConflict) {
		return wrong
	}
	return err
}

// RemovePasskey makes a passkey of the actor's open nothing.
func (g *Gate) RemovePasskey(ctx context.Context, who access.Actor, passkey string) error {
	const action = "identity.passkey.remove"
	if err := g.log.Require(ctx, who, action, subject(who.User), mayChangeWaysIn(who)); err != nil {
		return err
	}
	return g.store.Data.Write(ctx, func(tx *db.Tx) error {
		removed, err := deletePasskey(ctx, tx, who.User, passkey)
		if err != nil {
			return err
		}
		if !removed {
			return fault.Private()
		}
		return g.changedWaysIn(ctx, tx, who, action, "account.notice.passkey_removed", passkey)
	})
}

// changedWaysIn records a change of how the actor comes in, and tells them: if it
// was somebody else, they get to know.
func (g *Gate) changedWaysIn(ctx context.Context, tx *db.Tx, who access.Actor, action, notice string, more ...string) error {
	if err := g.settings.Tell(ctx, tx, who.User, notice, securityLink); err != nil {
		return err
	}
	return g.log.Change(ctx, tx, g.done(who, action, "own account", append([]string{who.User}, more...)...))
}
