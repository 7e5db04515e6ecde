package law

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"samspel/internal/ground/civil"
)

//go:embed data/*.json
var files embed.FS

var (
	statutes           = sync.OnceValue(func() []Statute { return read[Statute]("statutes") })
	deadlines          = sync.OnceValue(func() []Deadline { return read[Deadline]("deadlines") })
	grounds            = sync.OnceValue(func() []Ground { return read[Ground]("grounds") })
	regimes            = sync.OnceValue(func() []Regime { return read[Regime]("secrecy") })
	retention          = sync.OnceValue(func() []RetentionRule { return read[RetentionRule]("retention") })
	reporterCategories = sync.OnceValue(func() []ReporterCategory { return read[ReporterCategory]("reporter_categories") })
)

// read panics on a broken file: the files are compiled in, and a test reads them all.
func read[T any](name string) []T {
	path := "data/" + name + ".json"
	text, err := files.ReadFile(path)
	if err != nil {
		panic(err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	var rows []T
	if err := dec.Decode(&rows); err != nil {
		panic(fmt.Errorf("%s: %w", path, err))
	}
	return rows
}

type rule interface{ row() Row }

// inForce keeps the rows that hold on the day, in the order of the file.
func inForce[T rule](rows []T, on civil.Date) []T {
	return slices.DeleteFunc(slices.Clone(rows), func(r T) bool { return !r.row().InForce(on) })
}

func find[T rule](rows []T, id string, on civil.Date) (T, bool) {
	for _, r := range rows {
		if r.row().ID == id && r.row().InForce(on) {
			return r, true
		}
	}
	var none T
	return none, false
}
