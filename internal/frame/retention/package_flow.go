package retention

import (
	"context"
	_ "embed"
	"encoding/json"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/archive"
	"samspel/internal/frame/db"
	"samspel/internal/frame/law"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// A Text (uppteckning) is one thing that was written in a matter, as an archive keeps it.
type Text struct {
	Kind string          `json:"slag"`
	ID   string          `json:"id"`
	At   time.Time       `json:"tid"`
	Body json.RawMessage `json:"innehall"`
}

// mayPackage: the records officer, who is handed the words here and not only the
// dates. A protected identity asks for the mandate, and for having shown who they are.
func mayPackage(who access.Actor, k Key, protected bool) access.Decision {
	switch d := mayKeep(who, k); {
	case !d.Allowed():
		return d
	case protected && !who.Protected:
		return access.Deny("protected identity")
	case !who.Strong:
		return access.Prove("records officer, and too long since they showed who they are")
	}
	return access.Allow("records officer of the organisation, for the archive")
}

// guide tells how to read a package.
//
//go:embed guide.txt
var guide []byte

// Package is an archive package of a copy that is kept for good, or handed over now.
func (r *Records) Package(ctx context.Context, who access.Actor, matter string) (archive.Package, error) {
	const action = "retention.package.make"
	c, err := r.load(ctx, who, matter, action)
	if err != nil {
		return archive.Package{}, err
	}
	var people []person.Person
	var judged []Judged
	err = r.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if judged, _, err = r.judge(ctx, tx, []Copy{c}); err != nil {
			return err
		}
		people, err = r.People.InMatter(ctx, tx, c.Controller, c.Matter)
		return err
	})
	if err != nil {
		return archive.Package{}, err
	}
	p := archive.Package{ID: c.Matter, Program: r.Program, Version: r.Version, Made: r.Now(), From: c.LastNote.Start(), To: c.LastNote.Start(),
		Guide: archive.Document{Name: "lasanvisning.txt", Title: "Läsanvisning", Media: "text/plain", Content: guide}}
	for _, x := range people {
		p.Protected = p.Protected || x.Protected()
	}
	may := mayPackage(who, c.Key, p.Protected)
	if err := r.Audit.Require(ctx, who, action, []string{c.Matter}, may); err != nil {
		return archive.Package{}, err
	}
	today := civil.Of(p.Made)
	if j := judged[0]; j.Outcome != Kept && !(j.Outcome == HandedOver && j.Term.Due(today)) {
		return archive.Package{}, fault.Refused("retention.package.not_kept")
	}
	if rule, ok := law.RetentionRuleFor(judged[0].Rules[0], today); ok {
		p.Reason = rule.Ref.String()
	}
	o, err := r.Register.Organisation(ctx, c.Controller)
	if err != nil {
		return archive.Package{}, err
	}
	p.Controller, p.ControllerNumber = o.Name, o.Number.String()
	s, err := r.source(c.Source)
	if err != nil {
		return archive.Package{}, err
	}
	texts, err := s.Texts(ctx, c.Key)
	if err != nil {
		return archive.Package{}, err
	}
	subjects := []string{c.Matter}
	for _, t := range texts {
		if t.At.Before(p.From) {
			p.From = t.At
		}
	}
	var persons []packedPerson
	for _, x := range people {
		persons = append(persons, packedPerson{ID: x.ID, Kind: x.Kind, Name: x.Name(), Number: x.Number.Digits(), Birth: x.Birth.String(), Protection: x.Protection})
		subjects = append(subjects, x.ID)
	}
	for _, d := range []struct {
		name, title string
		content     any
	}{{"personer.json", "Personer", persons}, {"handlingar.json", "Handlingar", texts}} {
		content, err := json.MarshalIndent(d.content, "", "  ")
		if err != nil {
			return archive.Package{}, err
		}
		p.Documents = append(p.Documents, archive.Document{Name: d.name, Title: d.title, Media: "application/json", Content: content})
	}
	if s.Files != nil {
		files, err := s.Files(ctx, c.Key)
		if err != nil {
			return archive.Package{}, err
		}
		p.Documents = append(p.Documents, files...)
	}
	return p, r.Audit.Reading(ctx, record(who, action, may.Ground(), subjects...))
}

// packedPerson is somebody as an archive keeps them. There is no address to keep.
type packedPerson struct {
	ID         string            `json:"id"`
	Kind       person.Kind       `json:"slag"`
	Name       string            `json:"namn"`
	Number     string            `json:"nummer,omitempty"`
	Birth      string            `json:"fodd,omitempty"`
	Protection person.Protection `json:"skydd"`
}
