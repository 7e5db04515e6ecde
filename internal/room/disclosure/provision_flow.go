package disclosure

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
)

var (
	//go:embed data/provisions.json
	provisionData []byte
	//go:embed data/times.json
	timeData []byte

	provisions = sync.OnceValue(func() []Provision { return read[[]Provision]("provisions", provisionData) })
	times      = sync.OnceValue(func() Times { return read[Times]("times", timeData) })
)

// read panics on a broken file, which is compiled in and read by a test.
func read[T any](name string, data []byte) T {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var v T
	if err := dec.Decode(&v); err != nil {
		panic(fmt.Errorf("data/%s.json: %w", name, err))
	}
	return v
}

// Provisions is every ground to withhold something, in the order of the file.
func Provisions() []Provision { return slices.Clone(provisions()) }

// ProvisionOf is one of them.
func ProvisionOf(id string) (Provision, bool) {
	i := slices.IndexFunc(provisions(), func(p Provision) bool { return p.ID == id })
	if i < 0 {
		return Provision{}, false
	}
	return provisions()[i], true
}

// AppealWeeks is how long an appeal may take.
func AppealWeeks() int { return times().AppealWeeks }
