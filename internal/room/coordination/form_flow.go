package coordination

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"samspel/internal/ground/civil"
)

//go:embed data/forms.json
var formData []byte

// everyForm is every form in every version; it panics on a broken file, which is
// compiled in and read by a test.
var everyForm = sync.OnceValue(func() []Form {
	dec := json.NewDecoder(bytes.NewReader(formData))
	dec.DisallowUnknownFields()
	var forms []Form
	if err := dec.Decode(&forms); err != nil {
		panic(fmt.Errorf("data/forms.json: %w", err))
	}
	return forms
})

// Forms is the newest version of every form on the day, in the order of the file.
func Forms(on civil.Date) []Form {
	var newest []Form
	for _, f := range everyForm() {
		if on.Before(f.From) {
			continue
		}
		if i := slices.IndexFunc(newest, func(x Form) bool { return x.ID == f.ID }); i >= 0 {
			if newest[i].Version < f.Version {
				newest[i] = f
			}
			continue
		}
		newest = append(newest, f)
	}
	return newest
}

// FormOf is one version of a form.
func FormOf(id string, version int) (Form, error) {
	for _, f := range everyForm() {
		if f.ID == id && f.Version == version {
			return f, nil
		}
	}
	return Form{}, fmt.Errorf("no form %q version %d", id, version)
}

// newestForm is the form with the id as it reads on the day.
func newestForm(id string, on civil.Date) (Form, bool) {
	for _, f := range Forms(on) {
		if f.ID == id {
			return f, true
		}
	}
	return Form{}, false
}

// FormIDs is every form there has been, in the order of the file.
func FormIDs() (ids []string) {
	for _, f := range everyForm() {
		if !slices.Contains(ids, f.ID) {
			ids = append(ids, f.ID)
		}
	}
	return ids
}
