package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// settings is the file named by --config: names of flags, with hyphens or
// underscores, and their values. A name that no command has is a mistake, and said
// to be: a setting that is not heeded may be the one that mattered.
type settings map[string]any

func readSettings(r io.Reader) (kong.Resolver, error) {
	var given map[string]any
	if err := json.NewDecoder(r).Decode(&given); err != nil {
		return nil, fmt.Errorf("the settings are not JSON: %w", err)
	}
	s := settings{}
	for name, value := range given {
		s[strings.ReplaceAll(name, "_", "-")] = value
	}
	return s, nil
}

// Validate implements kong.Resolver.
func (s settings) Validate(app *kong.Application) error {
	known := map[string]bool{}
	var look func(n *kong.Node)
	look = func(n *kong.Node) {
		for _, f := range n.Flags {
			known[f.Name] = true
		}
		for _, c := range n.Children {
			look(c)
		}
	}
	look(app.Node)
	for name := range s {
		if !known[name] {
			return fmt.Errorf("the settings file says %q, which is no setting", name)
		}
	}
	return nil
}

// Resolve implements kong.Resolver.
func (s settings) Resolve(_ *kong.Context, _ *kong.Path, f *kong.Flag) (any, error) {
	return s[f.Name], nil
}
