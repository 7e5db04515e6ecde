package concern

import (
	"context"
	"fmt"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// MatterView is a matter as the receiving unit sees it.
type MatterView struct {
	Matter   Matter
	Child    person.Person
	Content  Content
	Sender   string
	Unit     string
	Officer  string
	Entries  []EntryView
	Siblings []Related
	// Earlier are other matters about the same child: same identity number, or a
	// name match a person has confirmed.
	Earlier []Related
	// Perhaps are matters with the same name and birth date that nobody has judged.
	Perhaps []Related
	// Colleagues are those the reader may give the matter to, id to name.
	Colleagues []Colleague
	MayExtend  bool
	Now        time.Time
}

// EntryView is an entry with its author's name.
type EntryView struct {
	Entry
	AuthorName  string
	OfficerName string
	UnitName    string
}

// Related is another matter the reader may see, with its child's name.
type Related struct {
	Matter Matter
	Child  person.Person
}

// Colleague is a person in the unit who receives reports.
type Colleague struct{ User, Name string }

// Matter opens a matter with everything an officer needs on one page. The reading
// is recorded with the child and every other child whose name is shown.
func (c *Concerns) Matter(ctx context.Context, who access.Actor, matterID string) (MatterView, error) {
	m, sealed, err := c.readMatter(ctx, who, matterID, "concern.matter.read", mayReadMatter)
	if err != nil {
		return MatterView{}, err
	}
	v := MatterView{Matter: m, Now: c.Now(), MayExtend: mayExtend(who, m).Allowed()}
	text, err := c.Keys.Open(ctx, m.Keyset, sealed, person.Where(m.ID, contentColumn))
	if err != nil {
		return MatterView{}, fmt.Errorf("open matter %s: %w", m.ID, err)
	}
	if v.Content, err = decode[Content](text); err != nil {
		return MatterView{}, err
	}
	var entries []sealedEntry
	var siblings, same, alike []Matter
	var links map[string]bool
	var people map[string]person.Person
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if people, err = c.People.Load(ctx, tx, []string{m.Child}); err != nil {
			return err
		}
		if entries, err = listEntries(ctx, tx, m.ID); err != nil {
			return err
		}
		if siblings, err = siblingsOf(ctx, tx, who, m); err != nil {
			return err
		}
		if links, err = listLinks(ctx, tx, m.ID); err != nil {
			return err
		}
		if same, alike, err = c.aboutSameChild(ctx, tx, who, m, people[m.Child]); err != nil {
			return err
		}
		ids := []string{m.Child}
		for _, list := range [][]Matter{siblings, same, alike} {
			for _, other := range list {
				ids = append(ids, other.Child)
			}
		}
		people, err = c.People.Load(ctx, tx, ids)
		return err
	})
	if err != nil {
		return MatterView{}, err
	}
	v.Child = people[m.Child]
	relate := func(other Matter) Related {
		return Related{Matter: other, Child: people[other.Child].Shown(who.Protected)}
	}
	for _, other := range siblings {
		v.Siblings = append(v.Siblings, relate(other))
	}
	for _, other := range same {
		if verdict, judged := links[other.ID]; !judged || verdict {
			v.Earlier = append(v.Earlier, relate(other))
		}
	}
	for _, other := range alike {
		switch verdict, judged := links[other.ID]; {
		case !judged:
			v.Perhaps = append(v.Perhaps, relate(other))
		case verdict:
			v.Earlier = append(v.Earlier, relate(other))
		}
	}
	if v.Entries, err = c.openEntries(ctx, m, entries); err != nil {
		return MatterView{}, err
	}
	if err := c.nameMatter(ctx, who, &v); err != nil {
		return MatterView{}, err
	}
	subjects := []string{m.ID, m.Child}
	for _, list := range [][]Related{v.Siblings, v.Earlier, v.Perhaps} {
		for _, r := range list {
			subjects = append(subjects, r.Child.ID)
		}
	}
	return v, c.Audit.Reading(ctx, record(who, "concern.matter.read", mayReadMatter(who, m).Ground(), subjects...))
}

// aboutSameChild finds other matters in the unit: certain by identity number,
// possible by name and birth date. Matters of the same report are siblings, not these.
func (c *Concerns) aboutSameChild(ctx context.Context, tx *db.Tx, who access.Actor, m Matter, child person.Person) (same, alike []Matter, err error) {
	certain := map[string]bool{}
	if !child.Number.IsZero() {
		ids, err := c.People.SameNumber(ctx, tx, m.Organisation, child.Number)
		if err != nil {
			return nil, nil, err
		}
		for _, other := range ids {
			certain[other] = true
		}
		if same, err = mattersOfChildren(ctx, tx, who, ids, m.ID); err != nil {
			return nil, nil, err
		}
	}
	ids, err := c.People.SameNameAndBirth(ctx, tx, m.Organisation, child.Given, child.Family, child.Birth)
	if err != nil {
		return nil, nil, err
	}
	var uncertain []string
	for _, other := range ids {
		if !certain[other] {
			uncertain = append(uncertain, other)
		}
	}
	if alike, err = mattersOfChildren(ctx, tx, who, uncertain, m.ID); err != nil {
		return nil, nil, err
	}
	return notOfReport(same, m.Report), notOfReport(alike, m.Report), nil
}

func notOfReport(list []Matter, report string) []Matter {
	var kept []Matter
	for _, m := range list {
		if m.Report != report {
			kept = append(kept, m)
		}
	}
	return kept
}

func (c *Concerns) openEntries(ctx context.Context, m Matter, sealed []sealedEntry) ([]EntryView, error) {
	views := make([]EntryView, len(sealed))
	users := make([]string, 0, 2*len(sealed))
	for i, e := range sealed {
		text, err := c.Keys.Open(ctx, m.Keyset, e.body, person.Where(e.ID, entryColumn))
		if err != nil {
			return nil, fmt.Errorf("open entry %s: %w", e.ID, err)
		}
		if e.Body, err = decode[EntryBody](text); err != nil {
			return nil, err
		}
		views[i].Entry = e.Entry
		users = append(users, e.Author, e.Body.Officer)
	}
	names, err := c.Identity.UserName(ctx, users)
	if err != nil {
		return nil, err
	}
	for i := range views {
		views[i].AuthorName, views[i].OfficerName = names[views[i].Author], names[views[i].Body.Officer]
		if unit := views[i].Body.Unit; unit != "" {
			if views[i].UnitName, err = c.unitName(ctx, unit); err != nil {
				return nil, err
			}
		}
	}
	return views, nil
}

func (c *Concerns) nameMatter(ctx context.Context, who access.Actor, v *MatterView) (err error) {
	if v.Sender, err = c.unitName(ctx, v.Matter.SenderUnit); err != nil {
		return err
	}
	if v.Unit, err = c.unitName(ctx, v.Matter.Unit); err != nil {
		return err
	}
	if v.Matter.Officer != "" {
		if v.Officer, err = c.userName(ctx, v.Matter.Officer); err != nil {
			return err
		}
	}
	v.Colleagues, err = c.colleagues(ctx, who, v.Matter)
	return err
}

// colleagues lists whom the actor may give the matter to.
func (c *Concerns) colleagues(ctx context.Context, who access.Actor, m Matter) ([]Colleague, error) {
	var users []string
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		for _, role := range []access.Role{access.Officer, access.Manager} {
			in, err := c.Identity.UsersIn(ctx, tx, m.Unit, role)
			if err != nil {
				return err
			}
			users = append(users, in...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	names, err := c.Identity.UserName(ctx, users)
	if err != nil {
		return nil, err
	}
	var list []Colleague
	for _, user := range users {
		if user != m.Officer && mayAssign(who, m, user).Allowed() {
			list = append(list, Colleague{User: user, Name: names[user]})
		}
	}
	return list, nil
}

// readMatter loads a matter and asks, so that "not yours" and "not there" are one answer.
func (c *Concerns) readMatter(ctx context.Context, who access.Actor, matterID, action string, may func(access.Actor, Matter) access.Decision) (Matter, []byte, error) {
	var m Matter
	var content []byte
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		m, content, err = loadMatter(ctx, tx, matterID)
		return err
	})
	if isNotFound(err) {
		return Matter{}, nil, c.Audit.Require(ctx, who, action, nil, access.Deny("no such matter"))
	}
	if err != nil {
		return Matter{}, nil, err
	}
	return m, content, c.Audit.Require(ctx, who, action, []string{m.ID, m.Child}, may(who, m))
}

// change is the shape of every act in a matter: ask, apply the rule, store, write
// the entry, tell, and record, in one transaction.
type change struct {
	action string
	may    func(access.Actor, Matter) access.Decision
	apply  func(Matter, time.Time, Times) (Matter, error)
	entry  EntryKind
	body   EntryBody
	tell   func(ctx context.Context, tx *db.Tx, before, after Matter) error
}

func (c *Concerns) act(ctx context.Context, who access.Actor, matterID string, act change) (Matter, error) {
	m, _, err := c.readMatter(ctx, who, matterID, act.action, act.may)
	if err != nil {
		return Matter{}, err
	}
	t, err := times(civil.Of(m.DeliveredAt))
	if err != nil {
		return Matter{}, err
	}
	now := c.Now()
	entry := Entry{ID: c.NewID(), Matter: m.ID, Kind: act.entry, At: now, Author: who.User}
	body, err := c.Keys.Seal(ctx, m.Keyset, encode(act.body), person.Where(entry.ID, entryColumn))
	if err != nil {
		return Matter{}, err
	}
	after, err := act.apply(m, now, t)
	if err != nil {
		return m, err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := updateMatter(ctx, tx, after); err != nil {
			return err
		}
		if err := insertEntry(ctx, tx, entry, body); err != nil {
			return err
		}
		if m.State == Delivered && after.State != Delivered {
			if err := acknowledgeReport(ctx, tx, acknowledgedAt(after, now)); err != nil {
				return err
			}
		}
		if act.tell != nil {
			if err := act.tell(ctx, tx, m, after); err != nil {
				return err
			}
		}
		return c.Audit.Change(ctx, tx, record(who, act.action, act.may(who, m).Ground(), m.ID, m.Child))
	})
	return after, raced(err)
}

// acknowledgedAt dates the confirmation also when a matter was forwarded unopened.
func acknowledgedAt(m Matter, now time.Time) Matter {
	if m.ReceivedAt.IsZero() {
		m.ReceivedAt = now
	}
	return m
}

// Receive confirms the delivery to the sender and takes the matter if nobody has.
func (c *Concerns) Receive(ctx context.Context, who access.Actor, matterID string) error {
	_, err := c.act(ctx, who, matterID, change{
		action: "concern.matter.receive", may: mayWorkOn, entry: EntryReceived,
		apply: func(m Matter, now time.Time, t Times) (Matter, error) {
			if m.Officer == "" && who.Role == access.Officer {
				m.Officer = who.User
			}
			return m.Receive(now, t)
		},
	})
	return err
}

// Assign gives the matter to an officer or manager of the unit.
func (c *Concerns) Assign(ctx context.Context, who access.Actor, matterID, to string) error {
	may := func(who access.Actor, m Matter) access.Decision { return mayAssign(who, m, to) }
	m, _, err := c.readMatter(ctx, who, matterID, "concern.matter.assign", may)
	if err != nil {
		return err
	}
	list, err := c.colleagues(ctx, who, m)
	if err != nil {
		return err
	}
	known := false
	for _, colleague := range list {
		known = known || colleague.User == to
	}
	if !known {
		return fault.Invalid("officer", "concern.assign.unknown")
	}
	_, err = c.act(ctx, who, matterID, change{
		action: "concern.matter.assign", may: may, entry: EntryAssigned, body: EntryBody{Officer: to},
		apply: func(m Matter, now time.Time, t Times) (Matter, error) {
			if !m.State.Open() {
				return m, fault.Refused("concern.matter.already_decided")
			}
			m.Officer = to
			return m, nil
		},
		tell: func(ctx context.Context, tx *db.Tx, _, after Matter) error {
			if to == who.User {
				return nil
			}
			return c.Notify.Tell(ctx, tx, notify.Notice{User: to, Key: "concern.notice.assigned", Link: matterLink(after)})
		},
	})
	return err
}

// AssessProtection documents the immediate protection assessment.
func (c *Concerns) AssessProtection(ctx context.Context, who access.Actor, matterID string, a ProtectionAssessment) error {
	_, err := c.act(ctx, who, matterID, change{
		action: "concern.matter.protection", may: mayWorkOn, entry: EntryProtection, body: EntryBody{Protection: &a},
		apply: func(m Matter, now time.Time, t Times) (Matter, error) {
			if m.Officer == "" && who.Role == access.Officer {
				m.Officer = who.User
			}
			return m.AssessProtection(a, now, t)
		},
	})
	return err
}

// Extend moves the last day for the decision; only a manager, with reasons.
func (c *Concerns) Extend(ctx context.Context, who access.Actor, matterID string, x Extension) error {
	_, err := c.act(ctx, who, matterID, change{
		action: "concern.matter.extend", may: mayExtend, entry: EntryExtension, body: EntryBody{Extension: &x},
		apply: func(m Matter, now time.Time, t Times) (Matter, error) { return m.Extend(x, civil.Of(now), t) },
		tell: func(ctx context.Context, tx *db.Tx, _, after Matter) error {
			return forgetAlarm(ctx, tx, after.ID, AlarmKind(StepDecision))
		},
	})
	return err
}

// Decide ends the preliminary assessment.
func (c *Concerns) Decide(ctx context.Context, who access.Actor, matterID string, d Decision) (Matter, error) {
	return c.act(ctx, who, matterID, change{
		action: "concern.matter.decide", may: mayWorkOn, entry: EntryDecision, body: EntryBody{Decision: &d},
		apply: func(m Matter, now time.Time, t Times) (Matter, error) { return m.Decide(d, now, t) },
	})
}

// GiveFeedback tells the reporter the outcome: a notice without content, and the
// fact on their own page after signing in.
func (c *Concerns) GiveFeedback(ctx context.Context, who access.Actor, matterID string) error {
	_, err := c.act(ctx, who, matterID, change{
		action: "concern.feedback.give", may: mayWorkOn, entry: EntryFeedback,
		apply: func(m Matter, now time.Time, t Times) (Matter, error) { return m.GiveFeedback(now, t) },
		tell: func(ctx context.Context, tx *db.Tx, _, after Matter) error {
			return c.tellSender(ctx, tx, after.Report, "concern.notice.feedback")
		},
	})
	return err
}

// WithholdFeedback closes the reporter's question with a reason only the receiver sees.
func (c *Concerns) WithholdFeedback(ctx context.Context, who access.Actor, matterID, reason string) error {
	_, err := c.act(ctx, who, matterID, change{
		action: "concern.feedback.withhold", may: mayWorkOn, entry: EntryWithheld, body: EntryBody{Text: reason},
		apply: func(m Matter, now time.Time, t Times) (Matter, error) { return m.WithholdFeedback(reason, now, t) },
		tell: func(ctx context.Context, tx *db.Tx, _, after Matter) error {
			return c.tellSender(ctx, tx, after.Report, "concern.notice.feedback")
		},
	})
	return err
}

// AskFeedback lets the sender's unit ask later than when it reported. A matter that
// has been forwarded since the page was drawn is asked about where it is now.
func (c *Concerns) AskFeedback(ctx context.Context, who access.Actor, reportID, matterID string) error {
	r, _, err := c.readReport(ctx, who, reportID, "concern.feedback.ask", mayReadReport)
	if err != nil {
		return err
	}
	var m Matter
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if m, _, err = loadMatter(ctx, tx, matterID); err != nil {
			return err
		}
		m, err = whereItWent(ctx, tx, m)
		return err
	})
	if isNotFound(err) || err == nil && m.Report != r.ID {
		return fault.Private()
	}
	if err != nil {
		return err
	}
	if _, right := feedbackRight(civil.Of(r.SentAt))(r.Category); !right {
		return fault.Refused("concern.report.no_feedback_right")
	}
	t, err := times(civil.Of(m.DeliveredAt))
	if err != nil {
		return err
	}
	asked, err := m.AskFeedback(c.Now(), t)
	if err != nil {
		return err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := updateMatter(ctx, tx, asked); err != nil {
			return err
		}
		if err := c.tellOwner(ctx, tx, asked, "concern.notice.feedback_asked"); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, "concern.feedback.ask", "own unit's report", r.ID, m.ID))
	})
	return raced(err)
}

// tellOwner notifies the matter's officer, or the unit's managers when it has none.
func (c *Concerns) tellOwner(ctx context.Context, tx *db.Tx, m Matter, key string) error {
	n := notify.Notice{User: m.Officer, Key: key, Link: matterLink(m)}
	if m.Officer != "" {
		return c.Notify.Tell(ctx, tx, n)
	}
	return c.tellUnit(ctx, tx, m.Unit, []access.Role{access.Manager}, n)
}

// tellSender notifies who wrote the report, or the deputy when their mandate has
// ended, or the unit's managers when there is no deputy.
func (c *Concerns) tellSender(ctx context.Context, tx *db.Tx, reportID, key string) error {
	r, _, err := loadReport(ctx, tx, reportID)
	if err != nil {
		return err
	}
	n := notify.Notice{Key: key, Link: "/orosanmalan/" + r.ID}
	holder, err := c.Identity.HolderOf(ctx, tx, r.Mandate)
	if err != nil {
		return err
	}
	if holder == "" {
		return c.tellUnit(ctx, tx, r.Unit, []access.Role{access.Manager}, n)
	}
	n.User = holder
	return c.Notify.Tell(ctx, tx, n)
}

func matterLink(m Matter) string { return "/orosanmalningar/" + m.ID }

// ConfirmSame records a human's answer to whether another matter is about the same
// child, about matters that a number or a name has brought together and no others.
func (c *Concerns) ConfirmSame(ctx context.Context, who access.Actor, matterID, otherID string, same bool) error {
	const action = "concern.matter.same"
	m, _, err := c.readMatter(ctx, who, matterID, action, mayWorkOn)
	if err != nil {
		return err
	}
	if _, _, err := c.readMatter(ctx, who, otherID, action, mayReadMatter); err != nil {
		return err
	}
	var certain, alike []Matter
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		people, err := c.People.Load(ctx, tx, []string{m.Child})
		if err != nil {
			return err
		}
		certain, alike, err = c.aboutSameChild(ctx, tx, who, m, people[m.Child])
		return err
	})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(append(certain, alike...), func(other Matter) bool { return other.ID == otherID }) {
		return c.Audit.Require(ctx, who, action, []string{m.ID, otherID}, access.Deny("nothing brings the matters together"))
	}
	entry := Entry{ID: c.NewID(), Matter: m.ID, Kind: EntrySame, At: c.Now(), Author: who.User}
	body, err := c.Keys.Seal(ctx, m.Keyset, encode(EntryBody{}), person.Where(entry.ID, entryColumn))
	if err != nil {
		return err
	}
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertLink(ctx, tx, m.ID, otherID, same, entry.At, who.User); err != nil {
			return err
		}
		if err := insertEntry(ctx, tx, entry, body); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayWorkOn(who, m).Ground(), m.ID, otherID))
	})
}
