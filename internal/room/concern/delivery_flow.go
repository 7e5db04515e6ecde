package concern

import (
	"context"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/file"
	"samspel/internal/frame/law"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
)

// SendReport delivers the report to the social services of the municipality: one
// matter for each child, in the same transaction as the sender's own record. Sent
// again, the same draft gives the same receipt.
func (c *Concerns) SendReport(ctx context.Context, who access.Actor, d DraftReport) (Report, error) {
	return c.send(ctx, who, d, func(*db.Tx, Report) error { return nil })
}

// send delivers, with something more in the same transaction.
func (c *Concerns) send(ctx context.Context, who access.Actor, d DraftReport, also func(*db.Tx, Report) error) (Report, error) {
	now := c.Now()
	today := civil.Of(now)
	r, sent, err := c.draftFor(ctx, who, d)
	if err != nil || sent {
		return r, err
	}
	if err := d.checkFrom(who.System(), today, feedbackRight(today)); err != nil {
		return Report{}, err
	}
	receiver, err := c.Register.ReceivingUnit(ctx, d.Municipality)
	if isNotFound(err) {
		return Report{}, fault.Invalid("municipality", "concern.report.municipality_unknown")
	}
	if err != nil {
		return Report{}, err
	}
	d.Content.Children = named(d.Content.Children)
	if !who.System() {
		if d.Content.ReporterName, err = c.userName(ctx, who.User); err != nil {
			return Report{}, err
		}
	}
	files, err := c.Files.List(ctx, r.ID)
	if err != nil {
		return Report{}, err
	}
	d.Content = describes(d.Content, files)
	matters, children, err := c.prepareMatters(ctx, &r, d, receiver, now)
	if err != nil {
		return Report{}, err
	}
	var copies []file.Prepared
	for _, m := range matters {
		of, err := c.Files.PrepareCopies(ctx, files, m.ID, m.Keyset)
		if err != nil {
			return Report{}, err
		}
		copies = append(copies, of...)
	}
	body, err := c.sealBody(ctx, r, d.Content)
	if err != nil {
		return Report{}, raced(err)
	}
	r.SentAt = now
	err = c.writeReport(ctx, &r, matters, func(tx *db.Tx) error {
		if err := saveDraft(ctx, tx, r, body); err != nil {
			return err
		}
		if r.State == Draft {
			if err := markSent(ctx, tx, r); err != nil {
				return err
			}
		}
		if err := c.sameFiles(ctx, tx, r.ID, files); err != nil {
			return err
		}
		if err := c.deliver(ctx, tx, receiver, matters, children); err != nil {
			return err
		}
		if err := c.Files.AddCopies(ctx, tx, copies); err != nil {
			return err
		}
		if err := also(tx, r); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, "concern.report.send", "duty to report", delivered(r, matters)...))
	})
	if isRaced(err) {
		// The same form was sent twice at once; the other one is the receipt.
		if again, sent, err := c.draftFor(ctx, who, d); err == nil && sent {
			return again, nil
		}
	}
	r.State = Sent
	return r, raced(err)
}

// deliver puts the matters in the receiving unit's inbox and tells those who wait there.
func (c *Concerns) deliver(ctx context.Context, tx *db.Tx, receiver register.Unit, matters []sealedMatter, children []person.Person) error {
	for i, m := range matters {
		if err := c.People.Add(ctx, tx, children[i]); err != nil {
			return err
		}
		if err := insertMatter(ctx, tx, m); err != nil {
			return err
		}
	}
	for i, m := range matters {
		if err := c.warnTwice(ctx, tx, m.Matter, children[i]); err != nil {
			return err
		}
	}
	return c.tellReceivers(ctx, tx, receiver, matters[0].Matter)
}

// delivered is what the record of a sending is about.
func delivered(r Report, matters []sealedMatter) []string {
	subjects := []string{r.ID}
	for _, m := range matters {
		subjects = append(subjects, m.ID, m.Child)
	}
	return subjects
}

// prepareMatters makes one matter and one person record for each child, each
// sealed under a keyset of its own. A sender's report without a keyset gets its own with them.
func (c *Concerns) prepareMatters(ctx context.Context, r *Report, d DraftReport, receiver register.Unit, now time.Time) ([]sealedMatter, []person.Person, error) {
	t, err := times(civil.Of(now))
	if err != nil {
		return nil, nil, err
	}
	children := make([]person.Person, len(d.Content.Children))
	scopes := make([]person.Scope, len(children), len(children)+1)
	for i, reported := range d.Content.Children {
		child, err := c.personOf(reported, i, civil.Of(now))
		if err != nil {
			return nil, nil, err
		}
		child.Controller = receiver.Organisation
		children[i] = child
		scopes[i] = person.Scope{Controller: child.Controller, Matter: child.Matter, Person: child.ID}
	}
	seals := r.Unit != "" && r.Keyset == ""
	if seals {
		scopes = append(scopes, r.scope())
	}
	keysets, err := c.Keys.CreateAll(ctx, scopes)
	if err != nil {
		return nil, nil, err
	}
	if seals {
		r.Keyset = keysets[len(children)]
	}
	matters := make([]sealedMatter, len(children))
	for i := range children {
		children[i].Keyset = keysets[i]
		m := sealedMatter{childIndex: i, Matter: deliver(Matter{
			ID: children[i].Matter, Report: r.ID, Reference: r.Reference, Unit: receiver.ID, Organisation: receiver.Organisation,
			Municipality: d.Municipality, SenderUnit: r.Unit, Category: d.Category, Child: children[i].ID, Keyset: keysets[i],
			Danger: d.Danger, GuardiansUnaware: d.Content.Unsafe, Protected: d.Content.namesProtected(),
		}, now, d.WantsFeedback, t)}
		if m.content, m.headline, err = c.sealContent(ctx, m.Matter, d.Content.ForChild(i)); err != nil {
			return nil, nil, err
		}
		matters[i] = m
	}
	return matters, children, nil
}

// personOf is the i-th reported child as a person in a matter of its own.
func (c *Concerns) personOf(reported ReportedChild, i int, today civil.Date) (person.Person, error) {
	child := person.Person{ID: c.NewID(), Matter: c.NewID(), Kind: person.Child, Given: reported.Given, Family: reported.Family}
	var err error
	if reported.Number != "" {
		if child.Number, err = personnummer.Parse(reported.Number, today); err != nil {
			return person.Person{}, fault.Invalid(childField(i, "number"), "concern.report.number_wrong")
		}
		child.Birth = child.Number.BirthDate()
	}
	if child.Birth.IsZero() && reported.Birth != "" {
		if child.Birth, err = civil.Parse(reported.Birth); err != nil {
			return person.Person{}, fault.Invalid(childField(i, "birth"), "concern.report.birth_wrong")
		}
	}
	if reported.Protected {
		child.Protection = person.SecrecyMarked
	}
	return child, nil
}

func (c *Concerns) sealContent(ctx context.Context, m Matter, content Content) (sealed, headline []byte, err error) {
	if sealed, err = c.Keys.Seal(ctx, m.Keyset, encode(content), person.Where(m.ID, contentColumn)); err != nil {
		return nil, nil, err
	}
	headline, err = c.Keys.Seal(ctx, m.Keyset, []byte(content.Headline()), person.Where(m.ID, headlineColumn))
	return sealed, headline, err
}

// tellReceivers notifies the unit's managers of every report, and its officers too
// when the reporter says that the danger is immediate.
func (c *Concerns) tellReceivers(ctx context.Context, tx *db.Tx, unit register.Unit, first Matter) error {
	key := "concern.notice.new"
	if first.Danger {
		key = "concern.notice.danger"
	}
	users, err := c.inCharge(ctx, tx, unit.ID)
	if err != nil {
		return err
	}
	if first.Danger {
		staff, err := c.Identity.Staff(ctx, tx, unit.ID)
		if err != nil {
			return err
		}
		users = append(users, staff.In(access.Officer)...)
	}
	return c.tellOr(ctx, tx, users, unit.Organisation, notify.Notice{Key: key, Link: matterLink(first)})
}

// named drops the child rows nobody filled in.
func named(children []ReportedChild) []ReportedChild {
	var kept []ReportedChild
	for _, child := range children {
		if !child.Empty() {
			kept = append(kept, child)
		}
	}
	return kept
}

func feedbackRight(on civil.Date) func(string) (known, feedback bool) {
	return func(category string) (bool, bool) {
		for _, r := range law.ReporterCategories(on) {
			if r.ID == category {
				return true, r.Feedback
			}
		}
		return false, false
	}
}
