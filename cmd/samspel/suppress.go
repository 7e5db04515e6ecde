package main

import (
	"fmt"
	"os"

	"samspel/internal/ground/sdc"
)

type suppressCommand struct {
	K         int    `help:"Counts of 1 to K−1 are hidden." default:"5" placeholder:"K"`
	Remainder bool   `help:"Hide a cell also when all but 1 to K−1 of its row or column are in it."`
	Group     bool   `help:"Hide a cell also when all of its row or column are in it."`
	File      string `arg:"" help:"Comma-separated table. Its first row and column are names, its last are totals." placeholder:"FILE.csv"`
}

const greatestK = 1_000_000_000

// Run writes the table with its small counts hidden, and what was hidden and why to
// standard error.
func (c suppressCommand) Run(t terminal) error {
	if c.K < 1 || c.K > greatestK {
		return misused{fmt.Errorf("--k: must be 1 to %d", greatestK)}
	}
	file, err := os.Open(c.File)
	if err != nil {
		return misused{err}
	}
	defer file.Close()
	table, err := sdc.Read(file)
	if err != nil {
		return misused{err}
	}
	var rules []sdc.Rule
	if c.Remainder {
		rules = append(rules, sdc.Remainders)
	}
	if c.Group {
		rules = append(rules, sdc.Groups)
	}
	result := sdc.Suppress(table, c.K, rules...)
	if err := result.Write(t.out); err != nil {
		return err
	}
	return result.Report(t.err)
}
