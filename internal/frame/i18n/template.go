package i18n

import (
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// named reads texts whose arguments stand as {name}. What does not name an
// argument, such as a lone brace, is left as it is.
type named struct{}

func (named) Cacheable() bool { return true }

func (named) Parse(src, _, _ string) (template.ParsedTemplate, error) {
	var parts []part
	for src != "" {
		at := placeholder.FindStringSubmatchIndex(src)
		if at == nil {
			parts = append(parts, part{text: src})
			break
		}
		parts = append(parts, part{text: src[:at[0]], name: src[at[2]:at[3]]})
		src = src[at[1]:]
	}
	return parsed(parts), nil
}

// part is a text and the argument that follows it.
type part struct{ text, name string }

type parsed []part

func (p parsed) Execute(data any) (string, error) {
	args, _ := data.(map[string]string)
	var out strings.Builder
	for _, part := range p {
		out.WriteString(part.text)
		if part.name == "" {
			continue
		}
		if value, ok := args[part.name]; ok {
			out.WriteString(value)
		} else {
			out.WriteString("{" + part.name + "}")
		}
	}
	return out.String(), nil
}
