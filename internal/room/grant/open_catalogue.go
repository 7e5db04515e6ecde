package grant

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"samspel/internal/ground/civil"
)

// A Catalogue (katalog) is every published year as DCAT-AP-SE has it, for data portals to
// fetch. Address is where the open data begins.
type Catalogue struct {
	Address      string
	Years        []PublishedYear
	Contact      string // who answers, by name
	ContactEmail string
}

const turtleHead = `@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
`

// YearAddress is the page of a published year, and FileAddress one of its files in a version.
func (c Catalogue) YearAddress(year string) string { return c.Address + "/bidrag/" + year }

// FileAddress is where a file of a version is, for ever.
func (c Catalogue) FileAddress(year string, version int, name string) string {
	return fmt.Sprintf("%s/%d/%s", c.YearAddress(year), version, name)
}

// WriteTurtle writes the catalogue: one dataset a year, with its files as distributions.
func (c Catalogue) WriteTurtle(to io.Writer) error {
	var b strings.Builder
	b.WriteString(turtleHead)
	var agencies []string
	for _, y := range c.Years {
		if !slices.Contains(agencies, y.Agency) {
			agencies = append(agencies, y.Agency)
		}
	}
	slices.Sort(agencies)
	publisher := func(agency string) string {
		return fmt.Sprintf("<%s#utgivare-%d>", c.Address, 1+slices.Index(agencies, agency))
	}
	if len(agencies) == 0 {
		agencies = []string{c.Contact}
	}
	fmt.Fprintf(&b, "\n<%s#katalog> a dcat:Catalog ;\n\tdcterms:title %s ;\n\tdcterms:description %s ;\n\tdcterms:publisher %s ;\n\tdcterms:license <%s> ;\n\tdcterms:language %s ;\n\tfoaf:homepage <%[1]s>",
		c.Address, swedish("Öppna data om statsbidrag"), swedish("Vad kommuner har fått i statsbidrag, rekvirerat, använt och betalat tillbaka."), publisher(agencies[0]), License, language)
	for _, y := range c.Years {
		fmt.Fprintf(&b, " ;\n\tdcat:dataset <%s>", c.YearAddress(y.Year))
	}
	b.WriteString(" .\n")
	for _, agency := range agencies {
		fmt.Fprintf(&b, "\n%s a foaf:Agent ;\n\tfoaf:name %s .\n", publisher(agency), swedish(agency))
	}
	if c.ContactEmail != "" {
		fmt.Fprintf(&b, "\n<%s#kontakt> a vcard:Organization ;\n\tvcard:fn %s ;\n\tvcard:hasEmail <mailto:%s> .\n", c.Address, literal(c.Contact), iri(c.ContactEmail))
	}
	for _, y := range c.Years {
		c.writeYear(&b, y, publisher(y.Agency))
	}
	_, err := io.WriteString(to, b.String())
	return err
}

const (
	language = "<http://publications.europa.eu/resource/authority/language/SWE>"
	theme    = "<http://publications.europa.eu/resource/authority/data-theme/GOVE>"
	sweden   = "<http://publications.europa.eu/resource/authority/country/SWE>"
	fileType = "http://publications.europa.eu/resource/authority/file-type/"
)

func (c Catalogue) writeYear(b *strings.Builder, y PublishedYear, publisher string) {
	fmt.Fprintf(b, "\n<%s> a dcat:Dataset ;\n\tdcterms:title %s ;\n\tdcterms:description %s ;\n\tdcterms:publisher %s ;\n\tdcat:theme %s ;\n\tdcterms:spatial %s ;\n\tdcterms:language %s ;\n\tdcterms:issued %s ;\n\tdcterms:temporal [ a dcterms:PeriodOfTime ; dcat:startDate \"%d-01-01\"^^xsd:date ; dcat:endDate \"%[9]d-12-31\"^^xsd:date ] ;\n\tdcterms:provenance [ a dcterms:ProvenanceStatement ; dcterms:description %s ] ;\n\tdcat:landingPage <%[1]s>",
		c.YearAddress(y.Year), swedish(fmt.Sprintf("%s %d", y.Scheme, y.SchemeYear)),
		swedish(fmt.Sprintf("Ram, rekvirerat, utbetalt, omfördelat, använt och återbetalt per kommun, det som gällde till och med %s.", y.Stamp.Effective)),
		publisher, theme, sweden, language, day(y), y.SchemeYear, swedish(fmt.Sprintf("Publicerat genom beslut %s, version %d.", y.RegistrationNumber, y.Number)))
	if c.ContactEmail != "" {
		fmt.Fprintf(b, " ;\n\tdcat:contactPoint <%s#kontakt>", c.Address)
	}
	for _, f := range OpenFiles {
		fmt.Fprintf(b, " ;\n\tdcat:distribution <%s>", c.FileAddress(y.Year, y.Number, f.Name))
	}
	b.WriteString(" .\n")
	for _, f := range OpenFiles {
		address := c.FileAddress(y.Year, y.Number, f.Name)
		fmt.Fprintf(b, "\n<%s> a dcat:Distribution ;\n\tdcterms:title %s ;\n\tdcat:accessURL <%s> ;\n\tdcat:downloadURL <%[1]s> ;\n\tdcterms:format <%[4]s%[5]s> ;\n\tdcterms:license <%[6]s> ;\n\tdcterms:issued %[7]s .\n",
			address, literal(f.Name), c.YearAddress(y.Year), fileType, f.DCAT, License, day(y))
	}
}

func day(y PublishedYear) string {
	return fmt.Sprintf("\"%s\"^^xsd:date", civil.Of(y.PublishedAt))
}

func swedish(s string) string { return literal(s) + "@sv" }

var escapes = strings.NewReplacer("\\", `\\`, "\"", `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

func literal(s string) string { return `"` + escapes.Replace(s) + `"` }

// iri takes out what may not stand in one.
func iri(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) {
			return -1
		}
		return r
	}, s)
}
