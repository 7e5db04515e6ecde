package grant

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"samspel/internal/ground/civil"
)

//go:embed data/use.json
var useFormData []byte

// everyUseForm is every version; it panics on a broken file, which is compiled in and
// read by a test.
var everyUseForm = sync.OnceValue(func() []UseForm {
	dec := json.NewDecoder(bytes.NewReader(useFormData))
	dec.DisallowUnknownFields()
	var forms []UseForm
	if err := dec.Decode(&forms); err != nil {
		panic(fmt.Errorf("data/use.json: %w", err))
	}
	return forms
})

// newestUseForm is the version in force on the day, or the first there was.
func newestUseForm(on civil.Date) UseForm {
	all := everyUseForm()
	newest := all[0]
	for _, f := range all[1:] {
		if !on.Before(f.From) && f.Version > newest.Version {
			newest = f
		}
	}
	return newest
}

func useForm(version int) (UseForm, error) {
	for _, f := range everyUseForm() {
		if f.Version == version {
			return f, nil
		}
	}
	return UseForm{}, fmt.Errorf("no form of the account of use in version %d", version)
}
