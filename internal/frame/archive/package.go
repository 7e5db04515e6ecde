package archive

import (
	"archive/zip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"time"
)

// A Document (handling) is one file of a package.
type Document struct {
	// Name is the file's, and says nothing about anybody.
	Name    string
	Title   string
	Media   string
	Content []byte
	// Made is when the file came to be; zero says with the package.
	Made time.Time
}

// A Package (arkivpaket) is one controller's copy of one matter, on its way to an archive.
type Package struct {
	ID         string
	Controller string
	// ControllerNumber is the organisation number; "" when it is not known.
	ControllerNumber string
	Program, Version string
	Made             time.Time
	// From and To are the days of the first and the last of it.
	From, To time.Time
	// Protected marks that somebody in it has protected personal data.
	Protected bool
	// Reason is the provision it is kept under.
	Reason    string
	Documents []Document
	// Guide tells who opens the package in a hundred years how to read the documents.
	Guide Document
}

const (
	rootMETS = "METS.xml"
	premis   = "metadata/preservation/premis.xml"
	dc       = "metadata/descriptive/dc.xml"
	data     = "representations/rep1/data"
	guide    = "documentation"
	schemas  = "schemas"

	// representations is what both the list and its map call the documents themselves.
	representations = "Representations"
	// content is the kind of the documents, which no common specification has a name for.
	content = "Personakt (Samspel)"
	// namespace is that of the description, whose schema goes with each package.
	namespace = "http://samspel.example/arkiv"
)

//go:embed arkiv.xsd
var schema []byte

// label is what follows a package with protected personal data everywhere, in both
// languages of those who may receive it.
const label = "SKYDDADE PERSONUPPGIFTER. Får inte lämnas ut utan prövning (21 kap. 3 § OSL). PROTECTED PERSONAL DATA."

// Name is the file name of the zip.
func (p Package) Name() string {
	if p.Protected {
		return p.ID + "-skyddad.zip"
	}
	return p.ID + ".zip"
}

type file struct {
	path, id, media string
	content         []byte
	sum             string
	made            time.Time
}

func (p Package) file(folder, id string, d Document) file {
	sum := sha256.Sum256(d.Content)
	if d.Made.IsZero() {
		d.Made = p.Made
	}
	return file{path.Join(folder, d.Name), id, d.Media, d.Content, hex.EncodeToString(sum[:]), d.Made}
}

// Write writes the zip.
func (p Package) Write(w io.Writer) error {
	if len(p.Documents) == 0 {
		return errors.New("a package of nothing")
	}
	for i, d := range append(p.Documents[:len(p.Documents):len(p.Documents)], p.Guide) {
		if d.Name != path.Base(d.Name) || d.Name == "." || d.Name == "/" || d.Name == "" {
			return fmt.Errorf("document %d has no name a file can have", i)
		}
	}
	var files []file
	for i, d := range p.Documents {
		files = append(files, p.file(data, fmt.Sprintf("file-%d", i+1), d))
	}
	groups := []group{
		{"documentation", "Documentation", "Documentation", []file{p.file(guide, "file-guide", p.Guide)}},
		{"schemas", "Schemas", "Schemas", []file{p.file(schemas, "file-schema", Document{Name: "arkiv.xsd", Media: xmlType, Content: schema})}},
		{"rep1", "Representations/rep1/data", representations, files},
	}
	described, err := encode(p.dublinCore())
	if err != nil {
		return err
	}
	kept, err := encode(p.premis(files))
	if err != nil {
		return err
	}
	descriptive, preservation := p.file("", "file-dc", Document{Name: dc, Media: xmlType, Content: described}), p.file("", "file-premis", Document{Name: premis, Media: xmlType, Content: kept})
	listed, err := encode(p.mets(groups, descriptive, preservation))
	if err != nil {
		return err
	}
	all := []file{p.file("", "", Document{Name: rootMETS, Media: xmlType, Content: listed}), descriptive, preservation}
	for _, g := range groups {
		all = append(all, g.files...)
	}
	z := zip.NewWriter(w)
	for _, f := range all {
		out, err := z.CreateHeader(&zip.FileHeader{Name: path.Join(p.ID, f.path), Method: zip.Deflate, Modified: f.made.UTC()})
		if err != nil {
			return err
		}
		if _, err := out.Write(f.content); err != nil {
			return err
		}
	}
	return z.Close()
}

const xmlType = "application/xml"

func encode(root *element) ([]byte, error) {
	text, err := xml.MarshalIndent(root, "", "  ")
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), append(text, '\n')...), nil
}

// An element is written as it stands: names carry the prefixes their root declares.
type element struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Inner   []*element
}

// el makes an element with attributes in pairs; those without a value are left out.
func el(name string, attributes ...string) *element {
	return (&element{XMLName: xml.Name{Local: name}}).noting(attributes...)
}

func (e *element) noting(attributes ...string) *element {
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			e.Attrs = append(e.Attrs, xml.Attr{Name: xml.Name{Local: attributes[i]}, Value: attributes[i+1]})
		}
	}
	return e
}

func (e *element) with(inner ...*element) *element {
	e.Inner = append(e.Inner, inner...)
	return e
}

func (e *element) saying(text string) *element {
	e.Text = text
	return e
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
