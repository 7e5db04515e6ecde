package archive

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
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
}

const (
	rootMETS = "METS.xml"
	premis   = "metadata/preservation/premis.xml"
	dc       = "metadata/descriptive/dc.xml"
	data     = "representations/rep1/data"
)

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
}

func newFile(name, id, media string, content []byte) file {
	sum := sha256.Sum256(content)
	return file{name, id, media, content, hex.EncodeToString(sum[:])}
}

// Write writes the zip.
func (p Package) Write(w io.Writer) error {
	var files []file
	for i, d := range p.Documents {
		if d.Name != path.Base(d.Name) || d.Name == "." || d.Name == "/" || d.Name == "" {
			return fmt.Errorf("document %d has no name a file can have", i)
		}
		files = append(files, newFile(path.Join(data, d.Name), fmt.Sprintf("file-%d", i+1), d.Media, d.Content))
	}
	described, err := encode(p.dublinCore())
	if err != nil {
		return err
	}
	kept, err := encode(p.premis(files))
	if err != nil {
		return err
	}
	descriptive, preservation := newFile(dc, "file-dc", "application/xml", described), newFile(premis, "file-premis", "application/xml", kept)
	listed, err := encode(p.mets(files, descriptive, preservation))
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, f := range append([]file{newFile(rootMETS, "", "application/xml", listed), descriptive, preservation}, files...) {
		out, err := z.CreateHeader(&zip.FileHeader{Name: path.Join(p.ID, f.path), Method: zip.Deflate, Modified: p.Made.UTC()})
		if err != nil {
			return err
		}
		if _, err := out.Write(f.content); err != nil {
			return err
		}
	}
	return z.Close()
}

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
	e := &element{XMLName: xml.Name{Local: name}}
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
