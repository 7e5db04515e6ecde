package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"samspel/internal/room/grant"
)

type redistributeCommand struct {
	Pool   string `help:"Whole kronor to share." required:"" placeholder:"KRONOR"`
	Rule   string `help:"proportional_to_frame_capped, proportional_to_extra or equal_capped." required:"" placeholder:"RULE"`
	Format string `help:"json, csv or text." default:"json" enum:"json,csv,text" placeholder:"FORMAT"`
	File   string `arg:"" help:"CSV in UTF-8 with the columns code,name,frame,extra in whole kronor." placeholder:"FILE.csv"`
}

// Run writes what each municipality gets and why.
func (c redistributeCommand) Run(t terminal) error {
	pool, err := grant.ParseKronor(c.Pool)
	if err != nil {
		return misused{fmt.Errorf("--pool %w", err)}
	}
	rule, err := namedRule(c.Rule)
	if err != nil {
		return misused{err}
	}
	file, err := os.Open(c.File)
	if err != nil {
		return misused{err}
	}
	defer file.Close()
	wishes, err := grant.ReadWishes(file)
	if err != nil {
		return misused{err}
	}
	shared := grant.Redistribute(pool, rule, wishes)
	switch c.Format {
	case "csv":
		return shared.WriteCSV(t.out)
	case "text":
		return shared.WriteText(t.out)
	}
	return t.writeJSON(shared)
}

func namedRule(name string) (grant.RedistributionRule, error) {
	var all []string
	for _, r := range grant.RedistributionRules {
		if string(r) == name {
			return r, nil
		}
		all = append(all, string(r))
	}
	return "", fmt.Errorf("--rule är något av %s", strings.Join(all, ", "))
}

func (t terminal) writeJSON(v any) error {
	e := json.NewEncoder(t.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
