package concern

import (
	"bytes"
	"context"
	"strconv"

	"samspel/internal/frame/archive"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/frame/retention"
)

// Retention hands the room's copies to the records: the receivers' matters, and the
// senders' own reports, which are another controller's.
func (c *Concerns) Retention() []retention.Source {
	return []retention.Source{
		{Name: "concern.matter", Walk: walkMatters, Look: lookMatters, Remove: c.removeMatter, Texts: c.matterTexts, Files: c.keptFiles},
		{Name: "concern.report", Walk: walkReports, Look: lookReports, Remove: c.removeReport, Texts: c.reportTexts, Files: c.keptFiles},
	}
}

// classOf is what a matter's documents are by the law on disposal. What came in while
// an investigation ran belongs to it.
func classOf(o Outcome, s MatterState) retention.Class {
	switch o {
	case Opened, AlreadyRunning:
		return retention.Investigation
	case NotOpened:
		return retention.NotOpened
	}
	if s == Forwarded {
		return retention.Passed
	}
	return retention.NotOpened
}

func (c *Concerns) removeMatter(ctx context.Context, tx *db.Tx, k retention.Key) error {
	if err := c.Files.RemoveAll(ctx, tx, k.Matter); err != nil {
		return err
	}
	if err := deleteMatter(ctx, tx, k.Matter); err != nil {
		return err
	}
	return c.People.Remove(ctx, tx, k.Matter)
}

func (c *Concerns) removeReport(ctx context.Context, tx *db.Tx, k retention.Key) error {
	if err := c.Files.RemoveAll(ctx, tx, k.Matter); err != nil {
		return err
	}
	return emptyReport(ctx, tx, k.Matter)
}

// matterTexts is the report as it came, and everything that was written about it.
func (c *Concerns) matterTexts(ctx context.Context, k retention.Key) ([]retention.Text, error) {
	var m Matter
	var content []byte
	var entries []sealedEntry
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if m, content, err = loadMatter(ctx, tx, k.Matter); err != nil {
			return err
		}
		entries, err = listEntries(ctx, tx, k.Matter)
		return err
	})
	if err != nil {
		return nil, err
	}
	text, err := c.open(ctx, m.Keyset, content, person.Where(m.ID, contentColumn))
	if err != nil {
		return nil, err
	}
	all := []retention.Text{{Kind: "report", ID: m.ID, At: m.DeliveredAt, Body: text}}
	for _, e := range entries {
		if text, err = c.open(ctx, m.Keyset, e.body, person.Where(e.ID, entryColumn)); err != nil {
			return nil, err
		}
		all = append(all, retention.Text{Kind: string(e.Kind), ID: e.ID, At: e.At, Body: text})
	}
	return all, nil
}

func (c *Concerns) reportTexts(ctx context.Context, k retention.Key) ([]retention.Text, error) {
	var r Report
	var body []byte
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		r, body, err = loadReport(ctx, tx, k.Matter)
		return err
	})
	if err != nil {
		return nil, err
	}
	text, err := c.open(ctx, r.Keyset, body, person.Where(r.ID, bodyColumn))
	if err != nil {
		return nil, err
	}
	return []retention.Text{{Kind: "report", ID: r.ID, At: r.SentAt, Body: text}}, nil
}

// keptFiles is what was attached, as it was kept when it came, under names that say nothing.
func (c *Concerns) keptFiles(ctx context.Context, k retention.Key) (all []archive.Document, err error) {
	files, err := c.Files.List(ctx, k.Matter)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		in, err := c.Files.Reader(ctx, f)
		if err != nil {
			return nil, err
		}
		var content bytes.Buffer
		if _, err := in.WriteTo(&content); err != nil {
			return nil, err
		}
		all = append(all, archive.Document{Name: f.SafeName(), Title: "Bilaga " + strconv.Itoa(f.Number), Media: f.Kind.Media(), Content: content.Bytes(), Made: f.AddedAt})
	}
	return all, nil
}
