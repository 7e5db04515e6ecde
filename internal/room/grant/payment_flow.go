package grant

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/iso20022"
	"samspel/internal/ground/line"
)

// PrepareOrder gathers all that is decided and not sent into a payment file, for
// somebody else to approve. Left out are municipalities without an attested account, and
// those where a change of it waits. An order of the year that waited already is dropped.
func (g *Grants) PrepareOrder(ctx context.Context, who access.Actor, year string, d OrderDraft) (Order, error) {
	const action = "grant.order.prepare"
	y, err := g.year(ctx, who, action, year, mayRun)
	if err != nil {
		return Order{}, err
	}
	agency, err := g.Register.Organisation(ctx, y.Agency)
	if err != nil {
		return Order{}, err
	}
	payer, err := d.payer(agency.Name, civil.Of(g.Now()))
	if err != nil {
		return Order{}, err
	}
	names, err := g.municipalityNames(ctx)
	if err != nil {
		return Order{}, err
	}
	id := g.NewID()
	o := Order{ID: id, Year: year, Message: messageID(id), ExecuteOn: d.ExecuteOn, Payer: payer,
		Approval: Approval{State: Waiting, PreparedBy: who.User, PreparedAt: db.Moment(g.Now())}}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if _, err := ledger.Lock(ctx, tx, year); err != nil {
			return err
		}
		if o.Payments, err = payable(ctx, tx, o, names); err != nil {
			return err
		}
		if len(o.Payments) == 0 || len(o.Payments) > mostPayments {
			return fault.Refused("grant.order.nothing")
		}
		if err := orderTable.drop(ctx, tx, year); err != nil {
			return err
		}
		if o.Number, err = orderTable.next(ctx, tx, year); err != nil {
			return err
		}
		if err := insertOrder(ctx, tx, o); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, toDeciders(y.Agency, "grant.notice.waits", "/betalfiler/"+o.ID)); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), year, o.ID))
	})
	return o, explained(absent(err), nil)
}

func (g *Grants) municipalityNames(ctx context.Context) (map[string]string, error) {
	all, err := g.Register.Municipalities(ctx)
	names := map[string]string{}
	for _, m := range all {
		names[m.Code] = m.Name
	}
	return names, err
}

// payable is one payment for each sum that is decided and can be sent.
func payable(ctx context.Context, tx *db.Tx, o Order, names map[string]string) (all []Payment, err error) {
	accounts, err := listAccounts(ctx, tx, AccountAttested)
	if err != nil {
		return nil, err
	}
	changing, err := listAccounts(ctx, tx, AccountPrepared)
	if err != nil {
		return nil, err
	}
	decided, err := ledger.ByTag(ctx, tx, o.Year, ledger.Where{Kind: kindDecided})
	if err != nil {
		return nil, err
	}
	for _, b := range decided {
		code := b.Account.Holder
		account, has := accounts[code]
		if _, changes := changing[code]; b.Amount <= 0 || !has || changes {
			continue
		}
		all = append(all, Payment{EndToEnd: endToEnd(o.Message, len(all)+1), Order: o.ID, Municipality: code, Payee: names[code], Account: account,
			Tag: b.Tag, Amount: b.Amount, State: PaymentPrepared})
	}
	return all, nil
}

// ApproveOrder sends the money on its way: from now on the file can be fetched, and the
// bank answers for it. Seen is the fingerprint of what the approver has read.
func (g *Grants) ApproveOrder(ctx context.Context, who access.Actor, id, seen string) (Order, error) {
	const action = "grant.order.approve"
	o, y, err := g.order(ctx, who, action, id, mayDecide)
	if err != nil {
		return Order{}, err
	}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if _, err := ledger.Lock(ctx, tx, o.Year); err != nil {
			return err
		}
		o, err := loadOrder(ctx, tx, id)
		if err != nil {
			return err
		}
		if o.Approval, err = o.approve(who.User, o.Content(), seen, db.Moment(g.Now())); err != nil {
			return err
		}
		if err := orderTable.approve(ctx, tx, o.ID, o.Approval); err != nil {
			return err
		}
		if err := sendPayments(ctx, tx, o.ID); err != nil {
			return err
		}
		var postings []ledger.Posting
		for _, p := range o.Payments {
			holds, err := loadAccountIn(ctx, tx, p.Municipality, AccountAttested)
			if err != nil {
				return err
			}
			waits, err := loadAccountIn(ctx, tx, p.Municipality, AccountPrepared)
			if err != nil {
				return err
			}
			if holds.ID != p.Account.ID || waits.ID != "" {
				return fault.Refused("grant.order.account_changed", "municipality", p.Payee)
			}
			postings = append(postings, ledger.Posting{Reference: "payment:" + p.EndToEnd, Event: eventPayment, Effective: o.ExecuteOn,
				PreparedBy: o.PreparedBy, ApprovedBy: o.ApprovedBy, Basis: o.Message, Entries: []ledger.Entry{p.moves(kindDecided, kindTransit)}})
		}
		if _, err := ledger.Post(ctx, tx, o.Year, g.Now(), postings...); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), o.Year, o.ID))
	})
	if err != nil {
		return o, explained(err, nil)
	}
	return g.Order(ctx, who, id)
}

func (p Payment) moves(from, to string) ledger.Entry {
	return ledger.Entry{From: ledger.Account{Kind: from, Holder: p.Municipality}, To: ledger.Account{Kind: to, Holder: p.Municipality}, Amount: p.Amount, Tag: p.Tag}
}

// Order opens one to its agency.
func (g *Grants) Order(ctx context.Context, who access.Actor, id string) (Order, error) {
	o, _, err := g.order(ctx, who, "grant.order.read", id, mayRun)
	return o, err
}

// OrderFile opens an approved order to be written out. One that is no longer as it was
// approved is refused, whoever changed it and how.
func (g *Grants) OrderFile(ctx context.Context, who access.Actor, id string) (Order, error) {
	o, _, err := g.order(ctx, who, "grant.order.file", id, mayRun)
	switch {
	case err != nil:
		return Order{}, err
	case o.State != Approved:
		return Order{}, fault.Refused("grant.order.not_approved")
	case !o.stands(o.Content()):
		return Order{}, fault.Refused("grant.order.changed")
	}
	return o, nil
}

func (g *Grants) order(ctx context.Context, who access.Actor, action, id string, may func(access.Actor, string) access.Decision) (o Order, y SchemeYear, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		o, err = loadOrder(ctx, tx, id)
		return err
	})
	if err != nil {
		return o, y, absent(err)
	}
	y, err = g.year(ctx, who, action, o.Year, may)
	if err != nil {
		return Order{}, y, err
	}
	return o, y, nil
}

// TakeBankFile hears what the bank says of payments of the own agency: a pain.002, or a
// camt.053 or camt.054. The same file again does nothing, nor does the same news in
// another file.
func (g *Grants) TakeBankFile(ctx context.Context, who access.Actor, file []byte) (a BankAnswer, err error) {
	const action = "grant.bank.take"
	may := mayStartScheme(who)
	if err := g.Audit.Require(ctx, who, action, nil, may); err != nil {
		return a, err
	}
	read, err := readBankFile(file)
	if err != nil {
		return a, err
	}
	if err := g.recognise(ctx, read.money); err != nil {
		return a, err
	}
	sum := sha256.Sum256(file)
	hash := hex.EncodeToString(sum[:])
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		a = BankAnswer{TakenBack: read.takenBack}
		var told []notice
		if a.Again, err = hasBankFile(ctx, tx, who.Organisation, hash); err != nil || a.Again {
			return err
		}
		if err := lockBooks(ctx, tx, who.Organisation); err != nil {
			return err
		}
		news := read.news
		if read.kind == statusFile {
			if news, err = newsOf(ctx, tx, who.Organisation, read.status); err != nil {
				return err
			}
		}
		if err := g.hear(ctx, tx, who, news, &a, &told); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, told...); err != nil {
			return err
		}
		if err := g.receive(ctx, tx, who, read.money, &a); err != nil {
			return err
		}
		if err := insertBankFile(ctx, tx, who, hash, read.kind, db.Moment(g.Now()), a); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground()))
	})
	if errors.Is(err, db.ErrConflict) {
		return BankAnswer{Again: true}, nil
	}
	return a, explained(err, nil)
}

// unread is what is wrong with a file of the bank's, from reading it as each kind: what is
// of a kind says on which line.
func unread(all ...error) error {
	for _, err := range all {
		if at := (*line.Error)(nil); errors.As(err, &at) && !errors.Is(err, iso20022.ErrKind) {
			return fault.Invalid("file", "grant.bank.line", "row", at.Line, "reason", at.Reason)
		}
	}
	return fault.Invalid("file", "grant.bank.unread")
}

// The kinds of message that a bank sends.
const (
	statusFile = "pain.002"
	moneyFile  = "camt"
)

// bankFile is what stands in a file of the bank's: what has become of an order, or what
// has come and gone.
type bankFile struct {
	kind   string
	status iso20022.StatusReport
	news   []answer
	money  []incoming
	// takenBack is how many earlier credits are taken back.
	takenBack int
}

// readBankFile reads either kind of message.
func readBankFile(file []byte) (bankFile, error) {
	status, err := iso20022.ReadStatus(bytes.NewReader(file))
	if err == nil {
		return bankFile{kind: statusFile, status: status}, nil
	}
	entries, other := iso20022.ReadEntries(bytes.NewReader(file))
	if other != nil {
		return bankFile{}, unread(err, other)
	}
	read := bankFile{kind: moneyFile}
	for _, e := range entries {
		if !e.Booked {
			continue
		}
		if e.Credit {
			read.money = append(read.money, arrived(e)...)
		} else if e.Returns {
			read.takenBack++
		}
		for _, d := range e.Details {
			back := e.Returns || e.Credit || d.Return != ""
			if d.EndToEnd != "" {
				read.news = append(read.news, answer{endToEnd: d.EndToEnd, settled: !back, reason: d.Return, came: e.Credit})
			}
		}
	}
	return read, nil
}

// newsOf is what a status report says of each payment of the order it answers.
func newsOf(ctx context.Context, tx *db.Tx, agency string, status iso20022.StatusReport) (news []answer, err error) {
	id, err := orderOfMessage(ctx, tx, agency, status.Order)
	if errors.Is(err, db.ErrNotFound) {
		return nil, fault.Invalid("file", "grant.bank.other_order")
	}
	if err != nil {
		return nil, err
	}
	o, err := loadOrder(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	for _, p := range o.Payments {
		s := status.Of(p.EndToEnd)
		switch s.Outcome() {
		case iso20022.Waiting:
		case iso20022.Settled:
			news = append(news, answer{endToEnd: p.EndToEnd, settled: true})
		case iso20022.Rejected:
			news = append(news, answer{endToEnd: p.EndToEnd, reason: firstOf(s.Reasons)})
		}
	}
	return news, nil
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// hear moves the money that the news are about. The books are locked in one order, so
// that two files never wait for each other.
func (g *Grants) hear(ctx context.Context, tx *db.Tx, who access.Actor, news []answer, a *BankAnswer, told *[]notice) error {
	byYear := map[string][]answer{}
	var years []string
	for _, n := range news {
		year, err := yearOfPayment(ctx, tx, who.Organisation, n.endToEnd)
		if errors.Is(err, db.ErrNotFound) {
			ours, err := g.hearReturn(ctx, tx, who, n, a)
			if err != nil {
				return err
			}
			if !ours && !n.came {
				a.Unknown++
			}
			continue
		}
		if err != nil {
			return err
		}
		if byYear[year] == nil {
			years = append(years, year)
		}
		byYear[year] = append(byYear[year], n)
	}
	slices.SortFunc(years, cmp.Compare[string])
	for _, year := range years {
		if _, err := ledger.Lock(ctx, tx, year); err != nil {
			return err
		}
		for _, n := range byYear[year] {
			if err := g.hearOne(ctx, tx, who, year, n, a, told); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *Grants) hearOne(ctx context.Context, tx *db.Tx, who access.Actor, year string, n answer, a *BankAnswer, told *[]notice) error {
	all, err := listPayments(ctx, tx, `p.end_to_end = $1`, n.endToEnd)
	if err != nil {
		return err
	}
	before := all[0]
	after, event, from, to := n.after(before)
	switch {
	case event == "" && n.settled != (before.State == PaymentConfirmed):
		a.Unknown++
		return nil
	case event == "":
		return nil
	case n.settled:
		a.Confirmed++
	default:
		a.Bounced++
	}
	if err := movePayment(ctx, tx, after, before.State); err != nil {
		return err
	}
	_, err = ledger.Post(ctx, tx, year, g.Now(), ledger.Posting{Reference: event + ":" + n.endToEnd, Event: event, Effective: civil.Of(g.Now()), PreparedBy: who.User,
		Basis: n.endToEnd, Entries: []ledger.Entry{after.moves(from, to)}})
	if err != nil {
		return err
	}
	key := "grant.notice.bounced"
	if n.settled {
		key = "grant.notice.paid"
	}
	*told = append(*told, toMunicipality(before.Municipality, key, yearLink(year)))
	return nil
}
