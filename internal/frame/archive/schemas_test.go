package archive

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"samspel/test/trialtest"
)

// TestT23Schemas holds packages against the schemas of METS, PREMIS and E-ARK, which are
// others' and lie where SAMSPEL_TEST_SCHEMAS says, and against our own.
func TestT23Schemas(t *testing.T) {
	t.Parallel()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		return
	}
	folder := os.Getenv("SAMSPEL_TEST_SCHEMAS")
	here := t.TempDir()
	write := func(name string, content []byte) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(here, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(here, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("catalog.xml", []byte(`<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"><system systemId="http://www.loc.gov/standards/xlink/xlink.xsd" uri="`+folder+`/xlink.xsd"/></catalog>`))
	// One schema of both, or what E-ARK adds to METS would be let through unread.
	write("list.xsd", []byte(`<schema xmlns="http://www.w3.org/2001/XMLSchema"><import namespace="http://www.loc.gov/METS/" schemaLocation="`+folder+`/mets.xsd"/>`+
		`<import namespace="https://DILCIS.eu/XML/METS/CSIPExtensionMETS" schemaLocation="`+folder+`/DILCISExtensionMETS.xsd"/></schema>`))
	valid := func(schema, file string) {
		t.Helper()
		c := exec.Command(xmllint, "--nonet", "--noout", "--schema", schema, file)
		c.Dir, c.Env = here, append(os.Environ(), "XML_CATALOG_FILES="+filepath.Join(here, "catalog.xml"))
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", file, err, out)
		}
	}
	checked := 0
	for _, p := range []Package{sample, protectedSample(), {ID: "x", Made: sample.Made, Documents: sample.Documents[:1], Guide: sample.Guide}} {
		for name, content := range packed(t, p) {
			write(name, content)
		}
		valid("schemas/arkiv.xsd", dc)
		if folder == "" {
			continue
		}
		valid("list.xsd", rootMETS)
		valid(filepath.Join(folder, "premis-v3-0.xsd"), premis)
		checked++
	}
	trialtest.Tell(t, "kinds of package held against the published schemas", checked)
}
