package concern

import (
	"context"
	"fmt"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
)

// Holdings is everything the organisation has received about the persons, for the one
// who answers a request about them and has been let in where they asked, and everything
// it has sent. The reading is recorded with every matter, report and child. Nothing in a
// report is kept from somebody at the organisation for being close.
func (c *Concerns) Holdings(ctx context.Context, who access.Actor, persons []string) (all []person.Holding, apart []string, err error) {
	var matters []heldMatter
	entries := map[string][]sealedEntry{}
	var about map[string]person.Person
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if about, err = c.People.Load(ctx, tx, persons); err != nil {
			return err
		}
		if matters, err = mattersHeld(ctx, tx, who.Organisation, persons); err != nil {
			return err
		}
		for _, m := range matters {
			if entries[m.ID], err = listEntries(ctx, tx, m.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	var subjects []string
	for _, m := range matters {
		subjects = append(subjects, m.ID, m.Child)
		held, err := c.holdingsOf(ctx, m, entries[m.ID])
		if err != nil {
			return nil, nil, err
		}
		all = append(all, held...)
	}
	sent, err := c.sentAbout(ctx, who.Organisation, about)
	if err != nil {
		return nil, nil, err
	}
	for _, h := range sent {
		subjects = append(subjects, h.ID, h.Person)
	}
	return append(all, sent...), nil, c.Audit.Reading(ctx, record(who, "concern.holdings.read", "answers a request about the person", subjects...))
}

// searched is how many sent reports are open at a time.
const searched = 200

// sentAbout finds the reports that the organisation has sent about the persons. A sent
// report has nothing outside its seal to be found by, so each is opened, compared and
// forgotten; only those that fit are handed over.
func (c *Concerns) sentAbout(ctx context.Context, organisation string, about map[string]person.Person) (all []person.Holding, err error) {
	if len(about) == 0 {
		return nil, nil
	}
	for after := ""; ; {
		var page []sealedReport
		err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
			page, err = reportsHeld(ctx, tx, organisation, after, searched)
			return err
		})
		if err != nil {
			return nil, err
		}
		keysets := make([]string, len(page))
		for i, r := range page {
			keysets[i], after = r.Keyset, r.ID
		}
		if err := c.Keys.Warm(ctx, keysets); err != nil {
			return nil, err
		}
		for _, r := range page {
			content, err := c.openBody(ctx, r.Report, r.body)
			if fault.KindOf(err) == fault.KindPrivate {
				continue // disposed of
			}
			if err != nil {
				return nil, err
			}
			for id, p := range about {
				if !content.names(p, civil.Of(r.SentAt)) {
					continue
				}
				for _, h := range holdings(Matter{ID: r.ID, Child: id, DeliveredAt: r.SentAt, Reference: r.Reference}, content, nil) {
					h.Room, h.Kind = "concern", "sent_"+h.Kind
					if content.Unsafe {
						h.Marks = append(h.Marks, person.MarkUnaware)
					}
					all = append(all, h)
				}
				break
			}
		}
		if len(page) < searched {
			return all, nil
		}
	}
}

// names says whether the account is about somebody: by number, or where either has none
// by name and day of birth.
func (c Content) names(p person.Person, today civil.Date) bool {
	for _, child := range c.Children {
		number, err := personnummer.Parse(child.Number, today)
		known := err == nil
		born := child.Birth
		if known {
			born = number.BirthDate().String()
		}
		switch {
		case known && !p.Number.IsZero():
			if number == p.Number {
				return true
			}
		case strings.EqualFold(child.Given, p.Given) && strings.EqualFold(child.Family, p.Family) && born != "" && born == p.Birth.String():
			return true
		}
	}
	return false
}

func (c *Concerns) holdingsOf(ctx context.Context, m heldMatter, sealed []sealedEntry) ([]person.Holding, error) {
	text, err := c.open(ctx, m.Keyset, m.content, person.Where(m.ID, contentColumn))
	if err != nil {
		return nil, fmt.Errorf("open matter %s: %w", m.ID, err)
	}
	content, err := decode[Content](text)
	if err != nil {
		return nil, err
	}
	files, err := c.attachments(ctx, m.ID, content)
	if err != nil {
		return nil, err
	}
	views, err := c.openEntries(ctx, m.Matter, sealed)
	if err != nil {
		return nil, err
	}
	held := holdings(m.Matter, content, views)
	for _, f := range files {
		h := person.Holding{Kind: "attachment", ID: f.ID, Person: m.Child, At: m.DeliveredAt, Marks: []person.Mark{person.MarkOthers}}
		h.Add("file", f.Name)
		h.Add("shows", f.Description)
		held = append(held, h)
	}
	for i := range held {
		held[i].Room = "concern"
		if m.GuardiansUnaware {
			held[i].Marks = append(held[i].Marks, person.MarkUnaware)
		}
		if m.Protected {
			held[i].Marks = append(held[i].Marks, person.MarkIdentity)
		}
	}
	return held, nil
}

// holdings is the account, who gave it, and what was done with it.
func holdings(m Matter, content Content, entries []EntryView) []person.Holding {
	account := person.Holding{Kind: "report", ID: m.ID, Person: m.Child, At: m.DeliveredAt}
	account.Add("reference", m.Reference)
	account.Add("seen", content.Seen)
	account.Add("heard", content.Heard)
	account.Add("said", content.Said)
	account.Add("interpretation", content.Interpretation)
	account.Add("danger", content.DangerWhy)
	account.Add("not_told", content.NotToldWhy)
	for _, child := range content.Children {
		account.Add("found", child.FoundHow)
	}
	var adults []string
	for _, g := range content.Guardians {
		adults = append(adults, g.Name)
	}
	if content.Adults != "" {
		adults = append(adults, content.Adults)
	}
	account.Add("adults", strings.Join(adults, ", "))
	if len(content.Children) > 1 || len(adults) > 0 {
		account.Marks = append(account.Marks, person.MarkOthers)
	}
	all := []person.Holding{account}
	reporter := person.Holding{Kind: "reporter", ID: m.ID, Person: m.Child, At: m.DeliveredAt, Marks: []person.Mark{person.MarkReporter, person.MarkOthers}}
	reporter.Add("name", content.ReporterName)
	reporter.Add("work", content.ReporterWork)
	reporter.Add("phone", content.Phone)
	if len(reporter.Lines) > 0 {
		all = append(all, reporter)
	}
	for _, e := range entries {
		h := person.Holding{Kind: "entry_" + string(e.Kind), ID: e.ID, Person: m.Child, At: e.At}
		body := e.Body
		if a := body.Protection; a != nil {
			h.Add("reasons", a.Reasons)
			h.Add("measures", a.Measures)
			h.Add("contact_plan", a.ContactPlan)
		}
		if x := body.Extension; x != nil {
			h.Add("until", x.To.String())
			h.Add("reasons", x.Reasons)
		}
		if d := body.Decision; d != nil {
			h.Kind += "_" + string(d.Outcome)
			h.Add("reasons", d.Reasons)
			h.Add("not_informed", d.NotInformedWhy)
		}
		h.Add("text", body.Text)
		h.Add("by", e.AuthorName)
		all = append(all, h)
	}
	return all
}
