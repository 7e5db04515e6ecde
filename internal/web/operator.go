package web

import (
	"context"

	"samspel/internal/frame/i18n"
)

// An Operator is who runs the installation and answers for its accessibility.
type Operator struct {
	Name  string
	Email string
	// Phone is how the public reaches social services, in words: numbers and hours.
	Phone string
}

func (o Operator) name(ctx context.Context) string {
	if o.Name == "" {
		return i18n.T(ctx, "web.operator")
	}
	return o.Name
}
