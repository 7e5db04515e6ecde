package i18n

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Languages are the languages every text exists in, the first being the one
// spoken when nothing else is asked for.
var Languages = []string{"sv", "en"}

// A Bundle is every message of the program in every language.
type Bundle struct {
	bundle   *goi18n.Bundle
	messages map[string]map[string]entry // language, key
	dynamic  []string
	local    map[string]Localizer
}

// entry is one text with its forms; "other" is there always.
type entry struct {
	forms map[string]string
	plain bool // no arguments and no plural: the text can be given out as it is
}

// Load reads locale/{sv,en}.json from each of the file systems. The same key in
// two files is an error: a word has one home.
func Load(files ...fs.FS) (*Bundle, error) {
	b := &Bundle{
		bundle:   goi18n.NewBundle(language.Swedish),
		messages: map[string]map[string]entry{},
		local:    map[string]Localizer{},
	}
	for _, lang := range Languages {
		b.messages[lang] = map[string]entry{}
		for _, f := range files {
			if err := b.read(f, lang); err != nil {
				return nil, fmt.Errorf("locale/%s.json: %w", lang, err)
			}
		}
		if err := b.hand(lang); err != nil {
			return nil, err
		}
		b.local[lang] = newLocalizer(b, lang)
	}
	return b, nil
}

// MustLoad is Load for catalogues that are part of the program.
func MustLoad(files ...fs.FS) *Bundle {
	b, err := Load(files...)
	if err != nil {
		panic(err)
	}
	return b
}

func (b *Bundle) read(f fs.FS, lang string) error {
	text, err := fs.ReadFile(f, "locale/"+lang+".json")
	if err != nil {
		return err
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(text, &entries); err != nil {
		return err
	}
	for key, raw := range entries {
		if key == "_dynamic" {
			var prefixes []string
			if err := json.Unmarshal(raw, &prefixes); err != nil {
				return fmt.Errorf("_dynamic: %w", err)
			}
			b.dynamic = append(b.dynamic, prefixes...)
			continue
		}
		if _, there := b.messages[lang][key]; there {
			return fmt.Errorf("%s is there twice", key)
		}
		m, err := parseMessage(raw)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		b.messages[lang][key] = m
	}
	return nil
}

// hand gives the catalogue of one language to go-i18n, which knows the plural
// rules of each.
func (b *Bundle) hand(lang string) error {
	tag := language.Make(lang)
	for key, m := range b.messages[lang] {
		err := b.bundle.AddMessages(tag, &goi18n.Message{ID: key, One: m.forms["one"], Other: m.forms["other"]})
		if err != nil {
			return fmt.Errorf("%s in %s: %w", key, lang, err)
		}
	}
	return nil
}

var errForms = errors.New(`want a text, or an object of "one" and "other"`)

func parseMessage(raw json.RawMessage) (entry, error) {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return entry{forms: map[string]string{"other": one}, plain: !strings.Contains(one, "{")}, nil
	}
	var forms map[string]string
	if err := json.Unmarshal(raw, &forms); err != nil {
		return entry{}, errForms
	}
	if len(forms) != 2 || forms["one"] == "" || forms["other"] == "" {
		return entry{}, errForms
	}
	return entry{forms: forms}, nil
}

// Localizer speaks the language, or Swedish when there is no such.
func (b *Bundle) Localizer(lang string) Localizer {
	if l, ok := b.local[lang]; ok {
		return l
	}
	return b.local[Languages[0]]
}

// Has says whether there is a message with the key.
func (b *Bundle) Has(key string) bool {
	_, ok := b.messages[Languages[0]][key]
	return ok
}

// Keys is every key, in order.
func (b *Bundle) Keys() []string {
	return slices.Sorted(maps.Keys(b.messages[Languages[0]]))
}

var placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)

// placeholders is the set of argument names in any form of the message.
func (m entry) placeholders() map[string]bool {
	names := map[string]bool{}
	for _, text := range m.forms {
		for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
			names[match[1]] = true
		}
	}
	return names
}
