package coordinationweb

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/law"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// childName is how a child is called on a page.
func childName(ctx context.Context, p person.Person) string {
	if p.Hidden {
		return i18n.T(ctx, "coordination.child.hidden")
	}
	return p.Name()
}

func ageText(ctx context.Context, years int) string {
	if years < 0 {
		return ""
	}
	return i18n.T(ctx, "coordination.child.age", "count", years)
}

func heading(ctx context.Context, p person.Person, years int) string {
	if age := ageText(ctx, years); age != "" && !p.Hidden {
		return childName(ctx, p) + ", " + age
	}
	return childName(ctx, p)
}

func lang(ctx context.Context) string { return i18n.From(ctx).Lang() }

func topicText(ctx context.Context, t coordination.Topic) string {
	return i18n.T(ctx, "coordination.topic."+string(t))
}

func topicsText(ctx context.Context, list []coordination.Topic) string {
	var texts []string
	for _, t := range list {
		texts = append(texts, topicText(ctx, t))
	}
	return strings.Join(texts, ", ")
}

func names(list []coordination.OrganisationChoice) string {
	var texts []string
	for _, o := range list {
		texts = append(texts, o.Name)
	}
	return strings.Join(texts, ", ")
}

// stateKind is the mark of a matter's state.
func stateKind(s coordination.MatterState) web.StateKind {
	switch s {
	case coordination.Active:
		return web.StateTaken
	case coordination.Paused:
		return web.StateLate
	case coordination.Closing, coordination.Closed:
		return web.StateDone
	case coordination.Forming:
	}
	return web.StateAsked
}

func memberKind(s coordination.MemberState) web.StateKind {
	switch s {
	case coordination.Joined:
		return web.StateTaken
	case coordination.Invited:
		return web.StateAsked
	case coordination.Declined, coordination.Left:
	}
	return web.StateDone
}

func consentKind(v coordination.ConsentView) web.StateKind {
	switch {
	case v.Effective:
		return web.StateTaken
	case v.Consent.State == coordination.ConsentAsked:
		return web.StateAsked
	}
	return web.StateDone
}

// consentState is the state in a word; one that has come to its last day has ended.
func consentState(ctx context.Context, v coordination.ConsentView) string {
	if v.Consent.State == coordination.ConsentActive && !v.Effective {
		return i18n.T(ctx, "coordination.consent.state.ended")
	}
	return i18n.T(ctx, "coordination.consent.state."+string(v.Consent.State))
}

func interventionKind(s coordination.InterventionState) web.StateKind {
	switch s {
	case coordination.Ongoing:
		return web.StateTaken
	case coordination.Planned:
		return web.StatePlanned
	case coordination.Ended:
	}
	return web.StateDone
}

// why is the one sentence that answers why the reader sees an item.
func why(ctx context.Context, v coordination.ItemView) string {
	switch v.Insight.Reason {
	case coordination.BecauseOwnUnit:
		return i18n.T(ctx, "coordination.why.own_unit")
	case coordination.BecauseOwnOrganisation:
		return i18n.T(ctx, "coordination.why.own_organisation")
	case coordination.BecauseConsent:
		if v.Item.Topic == "" { // what it is about is not shown either
			return i18n.T(ctx, "coordination.why.consent_exists", "by", v.UnitName, "until", v.Insight.Ground.Until)
		}
		return i18n.T(ctx, "coordination.why.consent", "by", v.UnitName, "topic", topicText(ctx, v.Item.Topic), "until", v.Insight.Ground.Until)
	case coordination.BecauseDecision:
		return i18n.T(ctx, "coordination.why.decision", "by", v.UnitName, "law", lawText(v.Insight.Ground.Law, v.Insight.Ground.Since), "until", v.Insight.Ground.Until)
	case coordination.BecauseOwner, coordination.BecauseNoGround, coordination.BecauseNotThere:
	}
	return ""
}

// sharedText is what a decision is about.
func sharedText(ctx context.Context, x coordination.Sharing) string {
	if x.Item != "" {
		return i18n.T(ctx, "coordination.sharing.one_item", "topic", topicsText(ctx, x.Topics))
	}
	return topicsText(ctx, x.Topics)
}

// lawText is the provision of a ground as lawyers write it.
func lawText(ground string, on civil.Date) string {
	g, ok := law.GroundFor(ground, on)
	if !ok {
		return ground
	}
	return g.Ref.String()
}

func whenText(ctx context.Context, in *coordination.InterventionBody) string {
	l := i18n.From(ctx)
	if in == nil {
		return ""
	}
	if in.Ends.IsZero() {
		return i18n.T(ctx, "coordination.item.since", "from", l.Date(in.Begins))
	}
	return l.Date(in.Begins) + " – " + l.Date(in.Ends)
}

// fromWhen is which unit something comes from, and when it was last written.
func fromWhen(ctx context.Context, v coordination.ItemView) string {
	if v.ChangedAt.IsZero() {
		return v.UnitName
	}
	return v.UnitName + ", " + i18n.From(ctx).DateTime(v.ChangedAt)
}

// placeInTeam is what somebody is in the matter, and where.
func placeInTeam(ctx context.Context, row coordination.TeamRow) string {
	text := row.UnitName
	if row.Duty != "" {
		text = row.Duty + ", " + text
	}
	if row.Holder {
		text += ". " + i18n.T(ctx, "coordination.matter.holds")
	}
	if row.Member.Holds == coordination.HoldsCommitments {
		text += ". " + i18n.T(ctx, "coordination.matter.commitments_only")
	}
	return text
}

// journalShown is how much of the journal is open to begin with.
const journalShown = 6

func entryWhen(ctx context.Context, e coordination.EntryView) string {
	when := i18n.From(ctx).DateTime(e.At)
	if e.AuthorName == "" {
		return when
	}
	return when + ", " + e.AuthorName
}

func entryText(ctx context.Context, e coordination.EntryView) string {
	return i18n.T(ctx, "coordination.entry."+string(e.Kind), "unit", e.UnitName)
}

// answeredText is when and how somebody answered.
func answeredText(ctx context.Context, g coordination.GiverView) string {
	text := i18n.From(ctx).DateTime(g.AnsweredAt)
	if g.How != "" {
		text += ". " + i18n.T(ctx, "coordination.how."+string(g.How))
	}
	return text
}

// peopleText is people by name.
func peopleText(ctx context.Context, people []person.Person) string {
	list := make([]string, len(people))
	for i, p := range people {
		list[i] = childName(ctx, p)
	}
	return strings.Join(list, ", ")
}

func ageOption(v coordination.ConsentFormView) string { return string(v.Proposed) }

// decidesOptions are who can decide: in protected mode nobody but the child.
func decidesOptions(ctx context.Context, v coordination.ConsentFormView) []web.Option {
	child := web.Option{Value: string(coordination.ChildDecides), Label: i18n.T(ctx, "coordination.decides.child")}
	if v.Protection.On() {
		return []web.Option{child}
	}
	return []web.Option{
		{Value: string(coordination.GuardiansDecide), Label: i18n.T(ctx, "coordination.decides.guardians")},
		{Value: string(coordination.BothDecide), Label: i18n.T(ctx, "coordination.decides.both")},
		child,
	}
}

func topicOptions(ctx context.Context) []web.Option {
	var list []web.Option
	for _, t := range coordination.Topics {
		list = append(list, web.Option{Value: string(t), Label: topicText(ctx, t)})
	}
	return list
}

func organisationOptions(list []coordination.OrganisationChoice) []web.Option {
	var options []web.Option
	for _, o := range list {
		options = append(options, web.Option{Value: o.ID, Label: o.Name})
	}
	return options
}

func testOptions(ctx context.Context, g law.Ground) []web.Option {
	var options []web.Option
	for i, t := range g.Tests {
		options = append(options, web.Option{Value: strconv.Itoa(i), Label: t.In(lang(ctx))})
	}
	return options
}

func formOptions(ctx context.Context, list []coordination.Form) []web.Option {
	var options []web.Option
	for _, f := range list {
		options = append(options, web.Option{Value: f.ID, Label: f.Name.In(lang(ctx)), Hint: f.Purpose.In(lang(ctx)) + " " + f.Provisions()})
	}
	return options
}

// candidate is a unit, and perhaps a person at it, as one value of a choice.
func candidate(c coordination.Candidate) string {
	if c.User == "" {
		return c.Unit
	}
	return c.Unit + "/" + c.User
}

func readCandidate(text string) (unit, user string) {
	unit, user, _ = strings.Cut(text, "/")
	return unit, user
}

func inviteHint(v coordination.InviteView) string {
	if v.Protection.On() {
		return "coordination.invite.named_hint"
	}
	return "coordination.invite.unit_hint"
}

func candidateOptions(ctx context.Context, list []coordination.Candidate) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "coordination.invite.choose")}}
	for _, c := range list {
		label := c.UnitName
		if c.OrganisationName != c.UnitName {
			label = c.OrganisationName + ": " + c.UnitName
		}
		switch {
		case c.User != "":
			label = i18n.T(ctx, "coordination.invite.colleague", "name", c.UserName, "unit", c.UnitName)
		case !c.Ground:
			label = i18n.T(ctx, "coordination.invite.without_ground", "unit", label)
		}
		options = append(options, web.Option{Value: candidate(c), Label: label})
	}
	return options
}

// interventions and notes are the two tables of the page.
func ofKind(list []coordination.ItemView, kind coordination.ItemKind) []coordination.ItemView {
	var some []coordination.ItemView
	for _, v := range list {
		if v.Item.Kind == kind {
			some = append(some, v)
		}
	}
	if kind == coordination.Intervention {
		slices.SortStableFunc(some, byCourse)
	}
	return some
}

// byCourse is what goes on first, then what is to come and what has ended, the
// earliest first.
func byCourse(a, b coordination.ItemView) int {
	place := func(v coordination.ItemView) int {
		in := v.Body.Intervention
		if in == nil {
			return 2
		}
		switch in.State {
		case coordination.Ongoing:
			return 0
		case coordination.Planned:
			return 1
		case coordination.Ended:
		}
		return 3
	}
	if c := cmp.Compare(place(a), place(b)); c != 0 {
		return c
	}
	if a.Body.Intervention == nil || b.Body.Intervention == nil {
		return 0
	}
	return a.Body.Intervention.Begins.Sub(b.Body.Intervention.Begins)
}

// joined are those in the team who can be offered the baton.
func joinedOthers(v coordination.MatterView) []web.Option {
	var options []web.Option
	for _, row := range v.Team {
		if row.Member.State == coordination.Joined && !row.Holder && row.Member.Holds == coordination.HoldsAll {
			options = append(options, web.Option{Value: row.Member.ID, Label: row.Name + ", " + row.UnitName})
		}
	}
	return options
}

func sectorsText(ctx context.Context, sectors []string) string {
	var texts []string
	for _, s := range sectors {
		texts = append(texts, i18n.T(ctx, "coordination.sector."+s))
	}
	return strings.Join(texts, ", ")
}

func itemTitle(ctx context.Context, v coordination.ItemView) string {
	switch {
	case !v.Item.WithdrawnAt.IsZero() && v.Title == "":
		return i18n.T(ctx, "coordination.item.tombstone")
	case v.Insight.Sight == coordination.ThatItExists:
		return i18n.T(ctx, "coordination.item.exists."+string(v.Item.Kind))
	}
	return v.Title
}

// waitsFor is what a matter that is not active lacks, in words.
func waitsFor(ctx context.Context, v coordination.MatterView) []string {
	var list []string
	consented := false
	for _, c := range v.Consents {
		consented = consented || c.Effective && c.Consent.Form == v.Form.ID
	}
	if v.Form.Consent.Needed && !consented {
		list = append(list, i18n.T(ctx, "coordination.waits.consent"))
	}
	if len(v.Missing) > 0 {
		list = append(list, i18n.T(ctx, "coordination.waits.team", "sectors", sectorsText(ctx, v.Missing)))
	}
	return list
}

func answerKind(a coordination.Answer) web.StateKind {
	switch a {
	case coordination.AnswerYes:
		return web.StateTaken
	case coordination.AnswerNo, coordination.AnswerWithdrawn:
		return web.StateLate
	case coordination.AnswerWaiting:
	}
	return web.StateAsked
}

func topicOptionsOf(ctx context.Context, list []coordination.Topic) []web.Option {
	var options []web.Option
	for _, t := range list {
		options = append(options, web.Option{Value: string(t), Label: topicText(ctx, t)})
	}
	return options
}

func settingOptions(ctx context.Context) []web.Option {
	var list []web.Option
	for _, s := range coordination.Settings {
		list = append(list, web.Option{Value: string(s), Label: i18n.T(ctx, "coordination.setting."+string(s))})
	}
	return list
}

func settingValues() (values []string) {
	for _, s := range coordination.Settings {
		values = append(values, string(s))
	}
	return values
}

func kindValues() (values []string) {
	for _, k := range coordination.ItemKinds {
		values = append(values, string(k))
	}
	return values
}

func shownOptions(ctx context.Context) []web.Option {
	var options []web.Option
	for _, s := range coordination.Showns {
		options = append(options, web.Option{Value: string(s), Label: i18n.T(ctx, "coordination.shown."+string(s)), Hint: i18n.T(ctx, "coordination.shown_text."+string(s))})
	}
	return options
}

func itemOptions(ctx context.Context, list []coordination.ItemView) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "coordination.sharing.all_items")}}
	for _, v := range list {
		options = append(options, web.Option{Value: v.Item.ID, Label: v.Title})
	}
	return options
}

func sharingHeading(ctx context.Context, v coordination.SharingFormView) string {
	if v.Ground.ID == "" {
		return i18n.T(ctx, "coordination.sharing.refuse")
	}
	return v.Ground.Name(lang(ctx))
}

func dayOr(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// boxID is the id of the nth box of a group; the error summary leads to the first.
func boxID(name string, n int) string {
	if n == 0 {
		return name
	}
	return name + "-" + strconv.Itoa(n+1)
}

// howID is the id of an answer of a giver; the error summary leads to the first of the one
// whose answer was wrong.
func howID(giver string, wrong bool, n int) string {
	if wrong {
		return boxID("how", n)
	}
	return boxID("how-"+giver, n)
}

func itemFacts(ctx context.Context, v coordination.ItemView) []web.Fact {
	facts := []web.Fact{{Term: i18n.T(ctx, "coordination.item.by"), Text: v.UnitName}}
	add := func(key, text string) {
		if text != "" {
			facts = append(facts, web.Fact{Term: i18n.T(ctx, key), Text: text})
		}
	}
	if in := v.Body.Intervention; in != nil {
		add("coordination.item.responsible", in.Responsible)
		add("coordination.item.when", whenText(ctx, in))
		add("coordination.item.often", in.Often)
		add("coordination.item.state", i18n.T(ctx, "coordination.item.state."+string(in.State)))
		add("coordination.item.outcome", in.Outcome)
	}
	if v.Insight.Sight == coordination.Full || v.Insight.Sight == coordination.TitleOnly {
		add("coordination.item.topic", topicText(ctx, v.Item.Topic))
		add("coordination.item.changed", i18n.From(ctx).DateTime(v.ChangedAt))
	}
	if v.Insight.Reason == coordination.BecauseOwnUnit {
		add("coordination.item.author", v.Author)
		add("coordination.item.shown", i18n.T(ctx, "coordination.shown."+string(v.Item.Shown)))
	}
	return facts
}
