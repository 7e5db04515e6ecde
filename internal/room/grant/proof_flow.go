package grant

import (
	"bufio"
	"bytes"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/frame/sheet"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/line"
	"samspel/internal/ground/money"
	"samspel/internal/ground/sie"
)

// ProofView is the books of one municipality in a year.
type ProofView struct {
	Year         SchemeYear
	Municipality string
	Name         string
	Proof        Proof
	// Earlier are the versions before, newest first and without their sums by month.
	Earlier  []Proof
	Reported Reported
	// Numbers are the municipality's organisation numbers, where they are known.
	Numbers []string
	// DraftAt is when somebody began with a file that they have not chosen from.
	DraftAt    time.Time
	Comparison Comparison
	Names      map[string]string
	// MayChange says that the reader may show other books, and explain.
	MayChange bool
}

// Off is how much more is reported than booked.
func (v ProofView) Off() money.Amount { return v.Proof.Off(v.Reported.Amount) }

// Unexplained says whether there is a difference that nobody has explained.
func (v ProofView) Unexplained() bool { return v.Proof.unexplained(v.Reported) }

// Proof opens what the own municipality's books have on the grant.
func (g *Grants) Proof(ctx context.Context, who access.Actor, year string) (ProofView, error) {
	y, _, err := g.ownProof(ctx, who, "grant.proof.read", year)
	if err != nil {
		return ProofView{}, err
	}
	v, err := g.proofView(ctx, y, who.Municipality, false)
	v.MayChange = y.State == Running
	return v, err
}

// ProofOf opens what one municipality's books have on the grant to the agency.
func (g *Grants) ProofOf(ctx context.Context, who access.Actor, year, municipality string) (v ProofView, err error) {
	y, err := g.year(ctx, who, "grant.proof.read", year, mayRun)
	if err != nil {
		return v, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		frame, err := loadFrame(ctx, tx, year, municipality)
		if err == nil && frame == 0 {
			err = db.ErrNotFound
		}
		return err
	})
	if err != nil {
		return v, absent(err)
	}
	v, err = g.proofView(ctx, y, municipality, true)
	v.DraftAt = time.Time{}
	return v, err
}

// ownProof asks for the own municipality in a year.
func (g *Grants) ownProof(ctx context.Context, who access.Actor, action, year string) (SchemeYear, string, error) {
	p, err := g.place(ctx, who, year)
	if err != nil {
		return SchemeYear{}, "", err
	}
	may := ownFrame(who, p.year, p.frame > 0)
	return p.year, may.Ground(), g.Audit.Require(ctx, who, action, []string{year}, may)
}

// changeProof asks for the own municipality in a year that runs.
func (g *Grants) changeProof(ctx context.Context, who access.Actor, action, year string) (SchemeYear, string, error) {
	y, ground, err := g.ownProof(ctx, who, action, year)
	if err == nil && y.State != Running {
		err = fault.Refused("grant.year.not_running")
	}
	return y, ground, err
}

func (g *Grants) proofView(ctx context.Context, y SchemeYear, municipality string, agency bool) (v ProofView, err error) {
	v.Year, v.Municipality = y, municipality
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.Proof, err = loadProof(ctx, tx, y.ID, municipality); err != nil {
			return err
		}
		if v.Earlier, err = listProofs(ctx, tx, y.ID, municipality); err != nil {
			return err
		}
		if v.DraftAt, err = hasProofDraft(ctx, tx, y.ID, municipality); err != nil {
			return err
		}
		if v.Comparison, err = loadComparison(ctx, tx, y.ID, municipality); err != nil {
			return err
		}
		v.Reported, err = reportedOf(ctx, tx, y.ID, municipality, agency)
		return err
	})
	if err != nil {
		return v, err
	}
	if len(v.Earlier) > 0 {
		v.Earlier = v.Earlier[1:]
	}
	organisations, err := g.Register.Organisations(ctx, municipality)
	if err != nil {
		return v, err
	}
	for _, o := range organisations {
		if o.Public && !o.Number.IsZero() {
			v.Numbers = append(v.Numbers, o.Number.Digits())
		}
	}
	m, err := g.Register.Municipality(ctx, municipality)
	if err != nil {
		return v, absent(err)
	}
	v.Name = m.Name
	v.Names, err = g.Names(ctx, []string{v.Proof.SavedBy, v.Proof.ExplainedBy, v.Comparison.CommentedBy})
	return v, err
}

// reportedOf is what the municipality writes that it has used; the agency knows of it when
// it has been sent. Before that it is what has been paid and not repaid.
func reportedOf(ctx context.Context, tx *db.Tx, year, municipality string, agency bool) (r Reported, err error) {
	versions, err := loadUsesOf(ctx, tx, year, municipality)
	if err != nil {
		return r, err
	}
	for _, a := range versions {
		if agency && !a.OfAgency() {
			continue
		}
		if used := a.Used(); used > 0 {
			return Reported{Amount: used}, nil
		}
		break
	}
	totals, err := ledger.Totals(ctx, tx, year, ledger.Where{Holder: municipality})
	return Reported{Amount: MunicipalityRow{By: totals}.Held(), Paid: true}, err
}

// ReadBooks reads a file of the own municipality's bookkeeping while it arrives, and keeps
// its sums as a draft to choose from. Of a general ledger, said is its columns, where
// somebody has said them; when it cannot be read with them, the draft's Look says why
// and nothing is kept.
func (g *Grants) ReadBooks(ctx context.Context, who access.Actor, year string, said LedgerColumns, file io.Reader) (ProofDraft, error) {
	const action = "grant.proof.look"
	y, ground, err := g.changeProof(ctx, who, action, year)
	if err != nil {
		return ProofDraft{}, err
	}
	d := ProofDraft{Year: year, Municipality: who.Municipality, AddedBy: who.User, AddedAt: db.Moment(g.Now())}
	var last BookChoice
	var headings map[string]string
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		last, headings, err = lastChoice(ctx, tx, who.Municipality)
		return err
	})
	if err != nil {
		return d, err
	}
	if err := d.read(file, y, said, headings); err != nil {
		return d, inFile(err)
	}
	if !d.Look.OK() {
		return d, nil
	}
	if len(d.Books.Choices) == 0 {
		return d, fault.Invalid("file", "grant.proof.nothing_marked")
	}
	d = d.offer(last)
	return d, g.keepDraft(ctx, who, action, ground, d)
}

// inFile is what is wrong with a file, in words about the field.
func inFile(err error) error {
	if at := (*line.Error)(nil); errors.As(err, &at) {
		return fault.Invalid("file", "grant.proof.line", "row", at.Line, "reason", at.Reason)
	}
	return err
}

// read reads either kind of file, and its hash.
func (d *ProofDraft) read(file io.Reader, y SchemeYear, said LedgerColumns, headings map[string]string) (err error) {
	hash := sha256.New()
	counted := &counter{}
	kind, in, err := bookKind(io.TeeReader(file, io.MultiWriter(hash, counted)))
	if err != nil {
		return err
	}
	d.Kind = kind
	if kind == BookSIE {
		d.Books, err = sie.Survey(in, y.Terms.Dates.UseFrom, y.Terms.Dates.UseLast)
	} else {
		gather := sie.NewGatherer(y.Terms.Dates.UseFrom, y.Terms.Dates.UseLast)
		d.Look, err = readLedger(in, said, headings, gather.Add)
		d.Books = gather.Books(sie.UTF8)
		d.Books.Dimensions = slices.DeleteFunc(d.Books.Dimensions, func(x sie.Dimension) bool { return x.Number != LedgerObjects })
		if o := d.Look.Columns.Object; err == nil && o > 0 && len(d.Books.Dimensions) > 0 {
			d.Books.Dimensions[0].Name = d.Look.Headings[o-1]
		}
	}
	d.Hash, d.Size = hex.EncodeToString(hash.Sum(nil)), counted.n
	d.Company, d.OrgNr, d.Letters = d.Books.Company, d.Books.OrgNr, d.Books.Letters.String()
	return err
}

type counter struct{ n int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return len(b), nil
}

// bookKind tells the kinds apart by their first bytes.
func bookKind(file io.Reader) (BookKind, io.Reader, error) {
	in := bufio.NewReaderSize(file, 4096)
	head, err := in.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", nil, fmt.Errorf("read books: %w", err)
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	switch {
	case len(head) == 0:
		return "", nil, fault.Invalid("file", "grant.proof.empty")
	case head[0] == '#':
		return BookSIE, in, nil
	}
	return BookLedger, in, nil
}

func readLedger(in io.Reader, said LedgerColumns, headings map[string]string, add func(sie.Row) error) (LedgerLook, error) {
	r := ledgerReader{said: said, before: headings, dayOf: sheet.Day, add: add}
	err := sheet.Stream(in, func(row sheet.Row) error { return r.row(Line{row.Number, row.Cells}) })
	if err == nil && r.look.Headings == nil {
		err = fault.Invalid("file", "grant.proof.empty")
	}
	return r.look, err
}

func (g *Grants) keepDraft(ctx context.Context, who access.Actor, action, ground string, d ProofDraft) error {
	contents, err := d.pack()
	if err != nil {
		return err
	}
	return g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := saveProofDraft(ctx, tx, d, contents); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, ground, d.Year))
	})
}

func (d ProofDraft) pack() ([]byte, error) {
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		return nil, fmt.Errorf("pack a draft: %w", err)
	}
	if err := errors.Join(json.NewEncoder(w).Encode(d), w.Close()); err != nil {
		return nil, fmt.Errorf("pack a draft: %w", err)
	}
	return packed.Bytes(), nil
}

func unpackDraft(packed []byte) (d ProofDraft, err error) {
	if err := json.NewDecoder(flate.NewReader(bytes.NewReader(packed))).Decode(&d); err != nil {
		return d, fmt.Errorf("unpack a draft: %w", err)
	}
	return d, nil
}

// DraftView is a draft, and what is chosen in it so far.
type DraftView struct {
	ProofDraft
	Of SchemeYear
	// Booked is what is on the choice; zero until there is one.
	Booked   sie.Booked
	Reported Reported
	Numbers  []string
}

// ProofDraft opens the draft to choose from.
func (g *Grants) ProofDraft(ctx context.Context, who access.Actor, year string) (v DraftView, err error) {
	y, _, err := g.changeProof(ctx, who, "grant.proof.look", year)
	if err != nil {
		return v, err
	}
	d, err := g.loadDraft(ctx, who, year)
	if err != nil {
		return v, err
	}
	whole, err := g.proofView(ctx, y, who.Municipality, false)
	v = DraftView{ProofDraft: d, Of: y, Reported: whole.Reported, Numbers: whole.Numbers}
	if err == nil && len(d.Choice.Objects) > 0 {
		v.Booked, err = d.Books.Ask(d.Choice.Dimension, d.Choice.Objects)
	}
	if at := (*line.Error)(nil); errors.As(err, &at) {
		v.Choice, err = BookChoice{}, nil // nobody can have chosen it
	}
	return v, err
}

func (g *Grants) loadDraft(ctx context.Context, who access.Actor, year string) (d ProofDraft, err error) {
	var packed []byte
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		packed, err = loadProofDraft(ctx, tx, year, who.Municipality)
		return err
	})
	if err != nil {
		return d, absent(err)
	}
	if d, err = unpackDraft(packed); err == nil && d.outlasts(g.Now()) {
		err = fault.Absent()
	}
	return d, err
}

// ChooseObjects says which objects of the draft are the grant.
func (g *Grants) ChooseObjects(ctx context.Context, who access.Actor, year string, dimension int, objects []string) error {
	const action = "grant.proof.choose"
	_, ground, err := g.changeProof(ctx, who, action, year)
	if err != nil {
		return err
	}
	d, err := g.loadDraft(ctx, who, year)
	if err != nil {
		return err
	}
	if d, err = d.choose(dimension, objects); err != nil {
		return err
	}
	if _, err := d.Books.Ask(d.Choice.Dimension, d.Choice.Objects); err != nil {
		return inFile(err)
	}
	return g.keepDraft(ctx, who, action, ground, d)
}

// SaveProof makes the draft the municipality's proof, and forgets the rest of it. Seen is
// the hash of the file and the sum that were shown.
func (g *Grants) SaveProof(ctx context.Context, who access.Actor, year, seen string) (Proof, error) {
	const action = "grant.proof.save"
	_, ground, err := g.changeProof(ctx, who, action, year)
	if err != nil {
		return Proof{}, err
	}
	d, err := g.loadDraft(ctx, who, year)
	if err != nil {
		return Proof{}, err
	}
	if len(d.Choice.Objects) == 0 {
		return Proof{}, fault.Refused("grant.proof.nothing_chosen")
	}
	booked, err := d.Books.Ask(d.Choice.Dimension, d.Choice.Objects)
	if err != nil {
		return Proof{}, inFile(err)
	}
	if d.Seen(booked) != seen {
		return Proof{}, fault.Refused("grant.changed_meanwhile")
	}
	p := Proof{ID: g.NewID(), Year: year, Municipality: who.Municipality, BookFile: d.BookFile, Choice: d.Choice, Booked: booked, SavedBy: who.User, SavedAt: db.Moment(g.Now())}
	headings := map[string]string{}
	for _, role := range LedgerRoles {
		if n := d.Look.Columns.Column(role); n > 0 && n <= len(d.Look.Headings) {
			headings[role] = d.Look.Headings[n-1]
		}
	}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertProof(ctx, tx, p, headings); err != nil {
			return err
		}
		if err := deleteProofDraft(ctx, tx, year, who.Municipality); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, ground, year, p.ID))
	})
	return p, explained(err, fault.Refused("grant.changed_meanwhile"))
}

// Seen is what the reader has seen of the draft, for saving that and nothing else.
func (d ProofDraft) Seen(b sie.Booked) string { return fingerprint(d.Hash, d.Choice, b) }

// DropDraft forgets the draft.
func (g *Grants) DropDraft(ctx context.Context, who access.Actor, year string) error {
	const action = "grant.proof.drop"
	_, ground, err := g.ownProof(ctx, who, action, year)
	if err != nil {
		return err
	}
	return g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := deleteProofDraft(ctx, tx, year, who.Municipality); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, ground, year))
	})
}

// ForgetProofDrafts forgets those that nobody has chosen from in time.
func (g *Grants) ForgetProofDrafts(ctx context.Context) error {
	return g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		return deleteProofDrafts(ctx, tx, g.Now().AddDate(0, 0, -draftDays))
	})
}

// ExplainProof says why what is reported is not what is booked. Seen is the difference
// that it explains, in öre.
func (g *Grants) ExplainProof(ctx context.Context, who access.Actor, year, text, seen string) error {
	const action = "grant.proof.explain"
	_, ground, err := g.changeProof(ctx, who, action, year)
	if err != nil {
		return err
	}
	difference, err := strconv.ParseInt(seen, 10, 64)
	if err != nil {
		return fault.Refused("grant.changed_meanwhile")
	}
	return g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		p, err := loadProof(ctx, tx, year, who.Municipality)
		if err != nil {
			return err
		}
		reported, err := reportedOf(ctx, tx, year, who.Municipality, false)
		if err != nil {
			return err
		}
		if p, err = p.explain(text, money.Amount(difference), reported, who.User, db.Moment(g.Now())); err != nil {
			return err
		}
		if err := explainProof(ctx, tx, p); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, ground, year, p.ID))
	})
}

// A ProofRow is one municipality's books beside what it has reported.
type ProofRow struct {
	Code, Name string
	Proof      Proof
	Reported   Reported
	// Before and During are its own costs the year before and in the period; Compared says
	// that it has shown them.
	Before, During money.Amount
	Compared       bool
}

// Off is how much more is reported than booked.
func (r ProofRow) Off() money.Amount { return r.Proof.Off(r.Reported.Amount) }

// Unexplained says whether there is a difference that nobody has explained.
func (r ProofRow) Unexplained() bool { return r.Proof.unexplained(r.Reported) }

// Proofs opens every municipality's books in a year to the agency.
func (g *Grants) Proofs(ctx context.Context, who access.Actor, year string) (y SchemeYear, rows []ProofRow, err error) {
	if y, err = g.year(ctx, who, "grant.proof.list", year, mayRun); err != nil {
		return y, nil, err
	}
	names, err := g.municipalityNames(ctx)
	if err != nil {
		return y, nil, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		rows, err = proofRows(ctx, tx, year, names)
		return err
	})
	return y, rows, err
}

func proofRows(ctx context.Context, tx *db.Tx, year string, names map[string]string) (rows []ProofRow, err error) {
	appendix, err := loadAppendixIn(ctx, tx, year, InForce)
	if err != nil {
		return nil, err
	}
	proofs, err := listProofs(ctx, tx, year, "")
	if err != nil {
		return nil, err
	}
	compared, err := comparedSums(ctx, tx, year)
	if err != nil {
		return nil, err
	}
	balances, err := ledger.Balances(ctx, tx, year, ledger.Where{})
	if err != nil {
		return nil, err
	}
	uses, err := loadSentUses(ctx, tx, year)
	if err != nil {
		return nil, err
	}
	held := map[string]money.Amount{}
	for _, b := range balances {
		held[b.Account.Holder] += MunicipalityRow{By: map[string]money.Amount{b.Account.Kind: b.Amount}}.Held()
	}
	for _, f := range appendix.Frames {
		r := ProofRow{Code: f.Municipality, Name: names[f.Municipality], Reported: Reported{Amount: held[f.Municipality], Paid: true}}
		if i := slices.IndexFunc(proofs, func(p Proof) bool { return p.Municipality == f.Municipality }); i >= 0 {
			r.Proof = proofs[i]
		}
		if i := slices.IndexFunc(uses, func(a AccountOfUse) bool { return a.Municipality == f.Municipality }); i >= 0 {
			r.Reported = Reported{Amount: uses[i].Used()}
		}
		sums, ok := compared[f.Municipality]
		r.Before, r.During, r.Compared = sums[0], sums[1], ok
		rows = append(rows, r)
	}
	return rows, nil
}

// UsePeriod is the first and the last day that the grant may be used.
func (v ProofView) UsePeriod() (first, last civil.Date) {
	return v.Year.Terms.Dates.UseFrom, v.Year.Terms.Dates.UseLast
}
