package grantweb

import (
	"bytes"
	"context"
	"net/http"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/sheet"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) simulationRoutes() routes {
	return routes{
		"GET /bidrag/{year}/omfordelning/underlag": h.getWishes,
		"GET /bidrag/{year}/omfordelning/fil":      h.getSimulationFile,
	}
}

// getWishes handles GET /bidrag/{year}/omfordelning/underlag: what the command reads.
func (h *handlers) getWishes(w http.ResponseWriter, r *http.Request) error {
	s, err := h.grants.Simulate(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := grant.WriteWishes(&b, s.Wishes); err != nil {
		return err
	}
	return sendFile(w, r, "onskemal.csv", "text/csv; charset=utf-8", b.Bytes())
}

// getSimulationFile handles GET /bidrag/{year}/omfordelning/fil.
func (h *handlers) getSimulationFile(w http.ResponseWriter, r *http.Request) error {
	s, err := h.grants.Simulate(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return sendTable(w, r, "omfordelning-jamforelse", simulationTable(r.Context(), s))
}

func simulationTable(ctx context.Context, s grant.Simulation) sheet.Table {
	head := []any{i18n.T(ctx, "grant.municipalities.code"), i18n.T(ctx, "grant.municipalities.name"), i18n.T(ctx, "grant.municipalities.frame"), i18n.T(ctx, "grant.round.asked")}
	for _, rule := range grant.RedistributionRules {
		head = append(head, i18n.T(ctx, "grant.rule."+string(rule)))
	}
	t := sheet.Table{head}
	for i, wish := range s.Wishes {
		row := []any{wish.Code, wish.Name, money.Kronor(wish.Frame), money.Kronor(wish.Extra)}
		for _, rule := range grant.RedistributionRules {
			row = append(row, money.Kronor(s.ByRule[rule].Shares[i].Amount))
		}
		t = append(t, row)
	}
	return t
}
