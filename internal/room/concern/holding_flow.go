package concern

import (
	"context"
	"fmt"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
)

// Holdings is everything the organisation has received about the persons, for the one
// who answers a request about them and has been let in where they asked. Reports that
// it has sent itself have no person to be found by and are not here. The reading is
// recorded with every matter and child.
func (c *Concerns) Holdings(ctx context.Context, who access.Actor, persons []string) ([]person.Holding, error) {
	var matters []heldMatter
	entries := map[string][]sealedEntry{}
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
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
		return nil, err
	}
	var all []person.Holding
	var subjects []string
	for _, m := range matters {
		subjects = append(subjects, m.ID, m.Child)
		held, err := c.holdingsOf(ctx, m, entries[m.ID])
		if err != nil {
			return nil, err
		}
		all = append(all, held...)
	}
	return all, c.Audit.Reading(ctx, record(who, "concern.holdings.read", "answers a request about the person", subjects...))
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
