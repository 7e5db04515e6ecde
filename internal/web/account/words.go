package account

import (
	"context"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/notify"
	"samspel/internal/web"
)

func noticeVariant(n notify.Notice) web.Variant {
	if n.Read.IsZero() {
		return web.Secondary
	}
	return web.Tertiary
}

func ticked(yes bool) string {
	if yes {
		return "1"
	}
	return ""
}

func oftens(ctx context.Context) []web.Option {
	var options []web.Option
	for _, often := range notify.Oftens {
		options = append(options, web.Option{Value: string(often), Label: i18n.T(ctx, "account.digest."+string(often))})
	}
	return options
}

func mandateOptions(ctx context.Context, mandates []identity.Mandate) []web.Option {
	var options []web.Option
	for _, m := range mandates {
		options = append(options, web.Option{Value: m.ID, Label: roleName(ctx, m.Role) + ", " + m.UnitName, Hint: m.OrganisationName + ". " + period(ctx, m)})
	}
	return options
}

func languages(ctx context.Context) []web.Option {
	var options []web.Option
	for _, lang := range i18n.Languages {
		options = append(options, web.Option{Value: lang, Label: i18n.T(ctx, "web.language."+lang)})
	}
	return options
}

// wayIn is how a person signs in, in words.
func wayIn(ctx context.Context, u identity.User) string {
	switch {
	case u.Subject != "":
		return i18n.T(ctx, "account.person.by_provider")
	case u.Ready:
		return i18n.T(ctx, "account.person.by_password")
	}
	return i18n.T(ctx, "account.person.by_invitation")
}

func toPeople(ctx context.Context) []web.Link {
	return []web.Link{{Text: i18n.T(ctx, "account.people.title"), Href: peoplePath}}
}

func toPerson(ctx context.Context, p identity.Person) []web.Link {
	return append(toPeople(ctx), web.Link{Text: p.Name, Href: personPath(p.ID)})
}

// holds is what somebody would leave, and to whom it goes by rule.
func holds(ctx context.Context, h identity.Holding) string {
	var parts []string
	if h.Matters > 0 {
		parts = append(parts, i18n.T(ctx, "account.end.matters", "count", h.Matters))
	}
	if h.Drafts > 0 {
		parts = append(parts, i18n.T(ctx, "account.end.drafts", "count", h.Drafts))
	}
	if len(h.Heirs) > 0 {
		parts = append(parts, i18n.T(ctx, "account.end.by_rule", "names", strings.Join(h.Heirs, ", ")))
	} else {
		parts = append(parts, i18n.T(ctx, "account.end.no_manager"))
	}
	return strings.Join(parts, " ")
}
