package concernweb

import (
	"context"
	_ "embed"
	"maps"
	"net/http"
	"slices"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/web"
	"samspel/internal/web/api"
)

// exampleScript is a whole conversation in a shell, in parts that begin with "# name".
//
//go:embed api_example.sh
var exampleScript string

// example is one part of it.
type example struct{ name, command string }

func examples() (all []example) {
	for part := range strings.SplitSeq("\n"+exampleScript, "\n# ") {
		if name, command, ok := strings.Cut(part, "\n"); ok && name != "" {
			all = append(all, example{name, strings.TrimSpace(command)})
		}
	}
	return all
}

// parts are the objects of a report, with what each may hold.
func parts(ctx context.Context) []fieldTable {
	return []fieldTable{
		{i18n.T(ctx, "concern.api.fields.report"), api.FieldsOf[reportBody]()},
		{i18n.T(ctx, "concern.api.fields.child"), api.FieldsOf[childBody]()},
		{i18n.T(ctx, "concern.api.fields.guardian"), api.FieldsOf[guardianBody]()},
		{i18n.T(ctx, "concern.api.fields.reporter"), api.FieldsOf[reporterBody]()},
	}
}

type fieldTable struct {
	title  string
	fields []api.Field
}

// typeOf is what a field holds, and whether it must be there.
func typeOf(ctx context.Context, f api.Field) string {
	if f.Required {
		return f.Type + ", " + i18n.T(ctx, "concern.api.field.required")
	}
	return f.Type
}

// errorKind is one row of the table of errors.
type errorKind struct {
	status      int
	id, text    string
	explanation string
}

func errorKinds(ctx context.Context) (all []errorKind) {
	kinds := web.ProblemKinds()
	for _, status := range slices.Sorted(maps.Keys(kinds)) {
		all = append(all, errorKind{status, "fel-" + kinds[status],
			i18n.T(ctx, "web.problem."+kinds[status]+".title"), i18n.T(ctx, "web.problem."+kinds[status]+".text")})
	}
	return all
}

// getAPI handles GET /api.
func getAPI(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, apiPage())
}
