package grantweb

import (
	"cmp"
	"context"
	"slices"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func colleagues(ctx context.Context, v grant.AuthoritiesView, reader string) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "grant.choose")}}
	for user, name := range v.Colleagues {
		if user != reader {
			options = append(options, web.Option{Value: user, Label: name})
		}
	}
	slices.SortFunc(options[1:], func(a, b web.Option) int { return cmp.Compare(a.Label, b.Label) })
	return options
}

func kronorText(n int64) string { return money.Kronor(n).String() }
