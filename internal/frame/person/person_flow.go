package person

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
)

//go:embed migrations/data/*.sql migrations/keys/*.sql
var migrations embed.FS

var (
	// KeyLines is the migrations of the keysets alone, for an installation without persons.
	KeyLines = []db.Line{{Name: "keys", In: db.InKeys, FS: folder("migrations/keys")}}
	// Lines is the migrations of the records and, apart from them, of the keysets.
	Lines = append([]db.Line{{Name: "person", In: db.InData, FS: folder("migrations/data")}}, KeyLines...)
)

func folder(name string) fs.FS {
	sub, err := fs.Sub(migrations, name)
	if err != nil {
		panic(err)
	}
	return sub
}

// People keeps persons. It asks nobody for access: the room that owns the matter does.
type People struct {
	store *db.Store
	keys  *Keyring
	now   func() time.Time
}

// New opens the records.
func New(store *db.Store, keys *Keyring, now func() time.Time) *People {
	return &People{store: store, keys: keys, now: now}
}

// The places of the sealed columns.
const (
	identityColumn = "person_record.identity"
	contactColumn  = "person_record.contact"
)

// Add stores x in the caller's transaction. Its keyset was made before, by
// [Keyring.Create], for the same controller, matter and person.
func (p *People) Add(ctx context.Context, tx *db.Tx, x Person) error {
	x, err := x.check()
	if err != nil {
		return err
	}
	r := row{person: x, createdAt: p.now()}
	if r.identity, err = p.seal(ctx, x, identityColumn, x.Given, x.Family, x.Birth.String(), x.Number.Digits()); err != nil {
		return err
	}
	if r.contact, err = p.seal(ctx, x, contactColumn, x.Language, strconv.FormatBool(x.Interpreter), x.SafeContact); err != nil {
		return err
	}
	r.numberHash = p.keys.fingerprints.ofNumber(x.Controller, x.Number)
	r.nameBirthHash = p.keys.fingerprints.ofNameAndBirth(x.Controller, x.Given, x.Family, x.Birth)
	return insertRecord(ctx, tx, r)
}

// Load is the persons with the ids, in one query. Those that are not there, or
// whose keysets have been destroyed, are not in the answer.
func (p *People) Load(ctx context.Context, tx *db.Tx, ids []string) (map[string]Person, error) {
	rows, err := loadRecords(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	keysets := make([]string, len(rows))
	for i, r := range rows {
		keysets[i] = r.person.Keyset
	}
	if err := p.keys.Warm(ctx, keysets); err != nil {
		return nil, err
	}
	all := make(map[string]Person, len(rows))
	for _, r := range rows {
		x, err := p.open(ctx, r)
		if errors.Is(err, ErrDestroyed) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("open person %s: %w", r.person.ID, err)
		}
		all[x.ID] = x
	}
	return all, nil
}

// SameNumber is the ids of the controller's persons with the number, oldest first.
func (p *People) SameNumber(ctx context.Context, tx *db.Tx, controller string, n personnummer.Number) ([]string, error) {
	hash := p.keys.fingerprints.ofNumber(controller, n)
	if hash == nil {
		return nil, nil
	}
	return findByNumber(ctx, tx, controller, hash)
}

// SameNameAndBirth is the ids of the controller's persons who may be the same by
// name and day of birth, oldest first. Only a human can say that they are.
func (p *People) SameNameAndBirth(ctx context.Context, tx *db.Tx, controller, given, family string, birth civil.Date) ([]string, error) {
	hash := p.keys.fingerprints.ofNameAndBirth(controller, given, family, birth)
	if hash == nil {
		return nil, nil
	}
	return findByNameAndBirth(ctx, tx, controller, hash)
}

// Same is, for each of the ids, every record its controller has of somebody with the
// same number, or the same name and day of birth; itself too. It serves to keep longer:
// that two records are one person only a human can say.
func (p *People) Same(ctx context.Context, tx *db.Tx, ids []string) (map[string][]string, error) {
	pairs, err := findSame(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	same := make(map[string][]string, len(ids))
	for _, id := range ids {
		same[id] = []string{id}
	}
	for _, pair := range pairs {
		same[pair[0]] = append(same[pair[0]], pair[1])
	}
	return same, nil
}

// Forget empties the controller's records in a matter of everything that says who
// they are about, hashes too, and ends their relations. The rows stay for what stands on them.
func (p *People) Forget(ctx context.Context, tx *db.Tx, controller, matter string) error {
	return forgetRecords(ctx, tx, controller, matter)
}

// Remove deletes every record in a matter that nothing stands on any more.
func (p *People) Remove(ctx context.Context, tx *db.Tx, matter string) error {
	return deleteRecords(ctx, tx, matter)
}

// InMatter is everybody the controller has a record of in a matter, oldest record first.
func (p *People) InMatter(ctx context.Context, tx *db.Tx, controller, matter string) ([]Person, error) {
	ids, err := listInMatter(ctx, tx, controller, matter)
	if err != nil {
		return nil, err
	}
	found, err := p.Load(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var all []Person
	for _, id := range ids {
		if x, ok := found[id]; ok {
			all = append(all, x)
		}
	}
	return all, nil
}

// AddRelation stores what an adult is to a child. It is refused unless both are
// persons in one matter of one controller.
func (p *People) AddRelation(ctx context.Context, tx *db.Tx, r Relation) error {
	if err := r.check(); err != nil {
		return err
	}
	together, err := inOneMatter(ctx, tx, r.Child, r.Adult)
	if err != nil {
		return err
	}
	if !together {
		return fault.Refused("person.relation.other_matter")
	}
	return insertRelation(ctx, tx, r)
}

// Relations is every relation of the child, past ones too.
func (p *People) Relations(ctx context.Context, tx *db.Tx, child string) ([]Relation, error) {
	return loadRelations(ctx, tx, child)
}

func (p *People) seal(ctx context.Context, x Person, column string, fields ...string) ([]byte, error) {
	return p.keys.Seal(ctx, x.Keyset, packFields(fields...), Where(x.ID, column))
}

func (p *People) open(ctx context.Context, r row) (Person, error) {
	x := r.person
	var birth, number, interpreter string
	if err := p.unseal(ctx, x, identityColumn, r.identity, &x.Given, &x.Family, &birth, &number); err != nil {
		return Person{}, err
	}
	if err := p.unseal(ctx, x, contactColumn, r.contact, &x.Language, &interpreter, &x.SafeContact); err != nil {
		return Person{}, err
	}
	x.Interpreter = interpreter == "true"
	var err error
	if birth != "" {
		if x.Birth, err = civil.Parse(birth); err != nil {
			return Person{}, err
		}
	}
	if number != "" {
		if x.Number, err = personnummer.Parse(number, civil.Of(p.now())); err != nil {
			return Person{}, err
		}
	}
	return x, nil
}

func (p *People) unseal(ctx context.Context, x Person, column string, sealed []byte, into ...*string) error {
	plain, err := p.keys.Open(ctx, x.Keyset, sealed, Where(x.ID, column))
	if err != nil {
		return err
	}
	if !unpackFields(plain, into...) {
		return ErrSealed
	}
	return nil
}
