package grant

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/sie"
)

// Comparing reads the files of a comparison one by one.
type Comparing struct {
	grants   *Grants
	who      access.Actor
	ground   string
	year     SchemeYear
	draft    ComparisonDraft
	headings map[string]string
	kind     BookKind
	contrast *sie.Contrast
	hashes   []string
}

// mostCompared is how many files a comparison reads: the year before, and the grant's.
const mostCompared = 2

// BeginComparison says what the own municipality compares. It must have shown which
// objects the grant is, so that they can be left out.
func (g *Grants) BeginComparison(ctx context.Context, who access.Actor, year string, d ComparisonDraft) (*Comparing, error) {
	y, ground, err := g.changeProof(ctx, who, "grant.proof.compare", year)
	if err != nil {
		return nil, err
	}
	c := &Comparing{grants: g, who: who, ground: ground, year: y, draft: d}
	var p Proof
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if p, err = loadProof(ctx, tx, year, who.Municipality); err != nil {
			return err
		}
		_, c.headings, err = lastChoice(ctx, tx, who.Municipality)
		return err
	})
	if err != nil {
		return nil, err
	}
	if p.ID == "" {
		return nil, fault.Refused("grant.proof.compare_first")
	}
	if err := d.check(p.Kind); err != nil {
		return nil, err
	}
	c.kind, c.contrast = p.Kind, d.contrast(y, p.Choice)
	return c, nil
}

// Read reads one file while it arrives.
func (c *Comparing) Read(file io.Reader) error {
	if len(c.hashes) == mostCompared {
		return fault.Invalid("file", "grant.proof.compare_files", "limit", mostCompared)
	}
	hash := sha256.New()
	kind, in, err := bookKind(io.TeeReader(file, hash))
	switch {
	case err != nil:
		return err
	case kind != c.kind: // objects of the one are none of the other
		return fault.Invalid("file", "grant.proof.compare_kind")
	case kind == BookSIE:
		err = c.contrast.Read(in)
	default:
		err = c.contrast.Rows(func(add func(sie.Row) error) error {
			look, err := readLedger(in, LedgerColumns{}, c.headings, add)
			switch {
			case err != nil:
				return err
			case len(look.Missing) > 0:
				return fault.Invalid("file", "grant.proof.compare_columns")
			case look.Faults > 0:
				return look.Wrong[0].Why
			}
			return nil
		})
	}
	if err != nil {
		return inFile(err)
	}
	sum := hex.EncodeToString(hash.Sum(nil))
	if slices.Contains(c.hashes, sum) {
		return fault.Invalid("file", "grant.proof.compare_twice")
	}
	c.hashes = append(c.hashes, sum)
	return nil
}

// Save keeps what has been read.
func (c *Comparing) Save(ctx context.Context) (Comparison, error) {
	switch {
	case len(c.hashes) == 0:
		return Comparison{}, fault.Invalid("file", "grant.proof.empty")
	case c.contrast.RowsBefore == 0:
		return Comparison{}, fault.Invalid("file", "grant.proof.compare_before")
	}
	g := c.grants
	made := Comparison{ID: g.NewID(), Year: c.year.ID, Municipality: c.who.Municipality, Of: BookChoice{Dimension: c.draft.Dimension, Objects: c.draft.Codes},
		Hashes: c.hashes, Months: comparedMonths(c.contrast), SavedBy: c.who.User, SavedAt: db.Moment(g.Now())}
	err := g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertComparison(ctx, tx, made); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(c.who, "grant.proof.compare", c.ground, c.year.ID, made.ID))
	})
	return made, explained(err, fault.Refused("grant.changed_meanwhile"))
}

// CommentComparison says why the own costs have fallen.
func (g *Grants) CommentComparison(ctx context.Context, who access.Actor, year, id, text string) error {
	const action = "grant.proof.comment"
	_, ground, err := g.changeProof(ctx, who, action, year)
	if err != nil {
		return err
	}
	if !reads(text) {
		return fault.Invalid("comment", "grant.proof.comment_missing")
	}
	return g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		c, err := loadComparison(ctx, tx, year, who.Municipality)
		switch {
		case err != nil:
			return err
		case c.ID == "":
			return fault.Absent()
		case c.ID != id:
			return fault.Refused("grant.changed_meanwhile")
		}
		c.Comment, c.CommentedBy, c.CommentedAt = text, who.User, db.Moment(g.Now())
		if err := commentComparison(ctx, tx, c); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, ground, year, c.ID))
	})
}
