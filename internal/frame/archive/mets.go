package archive

import (
	"strconv"
	"time"
)

// A group is the files of one folder, as the list has them.
type group struct {
	id, use, label string
	files          []file
}

// mets is the list of everything in the package, as CSIP and SIP 2.2 ask for it. There is
// one representation, so the package's own list has it and there is no second list.
func (p Package) mets(groups []group, descriptive, preservation file) *element {
	refer := func(id, kind, version string, f file) *element {
		return el("mdRef", "ID", id, "LOCTYPE", "URL", "xlink:type", "simple", "xlink:href", f.path, "MDTYPE", kind, "MDTYPEVERSION", version,
			"MIMETYPE", f.media, "SIZE", strconv.Itoa(len(f.content)), "CREATED", stamp(f.made), "CHECKSUM", f.sum, "CHECKSUMTYPE", "SHA-256")
	}
	amd := el("amdSec", "ID", "amd")
	shown, administrative := "", "amd-premis"
	if p.Protected {
		shown, administrative = label, "amd-rights amd-premis"
		amd.with(el("rightsMD", "ID", "amd-rights", "STATUS", "CURRENT").with(refer("amd-rights-ref", "PREMIS:RIGHTS", "3.0", preservation).noting("LABEL", label)))
	}
	amd.with(el("digiprovMD", "ID", "amd-premis", "STATUS", "CURRENT").with(refer("amd-premis-ref", "PREMIS", "3.0", preservation)))
	section := el("fileSec", "ID", "files")
	root := el("div", "ID", "struct-root", "LABEL", p.ID).with(el("div", "ID", "struct-metadata", "LABEL", "Metadata", "DMDID", "dmd", "ADMID", administrative))
	for _, g := range groups {
		listed := el("fileGrp", "ID", "group-"+g.id, "USE", g.use)
		if g.label == representations {
			listed.noting("csip:CONTENTINFORMATIONTYPE", "OTHER", "csip:OTHERCONTENTINFORMATIONTYPE", content)
		}
		for _, f := range g.files {
			listed.with(el("file", "ID", f.id, "MIMETYPE", f.media, "SIZE", strconv.Itoa(len(f.content)), "CREATED", stamp(f.made),
				"CHECKSUM", f.sum, "CHECKSUMTYPE", "SHA-256").
				with(el("FLocat", "LOCTYPE", "URL", "xlink:type", "simple", "xlink:href", f.path)))
		}
		section.with(listed)
		root.with(el("div", "ID", "struct-"+g.id, "LABEL", g.label).with(el("fptr", "FILEID", "group-"+g.id)))
	}
	return el("mets",
		"xmlns", "http://www.loc.gov/METS/", "xmlns:csip", "https://DILCIS.eu/XML/METS/CSIPExtensionMETS",
		"xmlns:xlink", "http://www.w3.org/1999/xlink",
		"OBJID", p.ID, "LABEL", shown, "TYPE", "Mixed", "csip:CONTENTINFORMATIONTYPE", "OTHER", "csip:OTHERCONTENTINFORMATIONTYPE", content,
		"PROFILE", "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml",
	).with(
		el("metsHdr", "CREATEDATE", stamp(p.Made), "LASTMODDATE", stamp(p.Made), "RECORDSTATUS", "NEW", "csip:OAISPACKAGETYPE", "SIP").with(
			agent("CREATOR", "OTHER", "SOFTWARE", p.Program, p.Version, "SOFTWARE VERSION"),
			agent("ARCHIVIST", "ORGANIZATION", "", p.Controller, p.ControllerNumber, "IDENTIFICATIONCODE"),
			agent("CREATOR", "ORGANIZATION", "", p.Controller, p.ControllerNumber, "IDENTIFICATIONCODE"),
		),
		el("dmdSec", "ID", "dmd", "CREATED", stamp(p.Made), "STATUS", "CURRENT").with(refer("dmd-ref", "DC", "", descriptive)),
		amd,
		section,
		el("structMap", "ID", "struct", "TYPE", "PHYSICAL", "LABEL", "CSIP").with(root),
	)
}

func agent(role, kind, other, name, note, noteType string) *element {
	a := el("agent", "ROLE", role, "TYPE", kind, "OTHERTYPE", other).with(el("name").saying(name))
	if note != "" {
		a.with(el("note", "csip:NOTETYPE", noteType).saying(note))
	}
	return a
}

// premis says what each file is, and that it was taken out of the program.
func (p Package) premis(files []file) *element {
	root := el("premis", "xmlns", "http://www.loc.gov/premis/v3", "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance", "version", "3.0")
	said := func(name, text string) *element { return el(name).saying(text) }
	for _, f := range files {
		root.with(el("object", "xsi:type", "file").with(
			el("objectIdentifier").with(said("objectIdentifierType", "local"), said("objectIdentifierValue", f.id)),
			el("objectCharacteristics").with(
				el("fixity").with(said("messageDigestAlgorithm", "SHA-256"), said("messageDigest", f.sum)),
				said("size", strconv.Itoa(len(f.content))),
				el("format").with(el("formatDesignation").with(said("formatName", f.media))),
			),
			said("originalName", f.path),
		))
	}
	event := el("event").with(
		el("eventIdentifier").with(said("eventIdentifierType", "local"), said("eventIdentifierValue", "event-1")),
		said("eventType", "information package creation"),
		said("eventDateTime", stamp(p.Made)),
		el("linkingAgentIdentifier").with(said("linkingAgentIdentifierType", "local"), said("linkingAgentIdentifierValue", "agent-1")),
	)
	for _, f := range files {
		event.with(el("linkingObjectIdentifier").with(said("linkingObjectIdentifierType", "local"), said("linkingObjectIdentifierValue", f.id)))
	}
	who := el("agent").with(
		el("agentIdentifier").with(said("agentIdentifierType", "local"), said("agentIdentifierValue", "agent-1")),
		said("agentName", p.Program), said("agentType", "software"), said("agentVersion", p.Version),
	)
	root.with(event, who)
	if p.Protected {
		root.with(el("rights").with(el("rightsStatement").with(
			el("rightsStatementIdentifier").with(said("rightsStatementIdentifierType", "local"), said("rightsStatementIdentifierValue", "rights-1")),
			said("rightsBasis", "statute"),
			el("statuteInformation").with(said("statuteJurisdiction", "se"), said("statuteCitation", "21 kap. 3 § OSL"), said("statuteNote", label)),
		)))
	}
	return root
}

// dublinCore describes the package. It names the controller and the provision, and no person.
func (p Package) dublinCore() *element {
	root := el("metadata", "xmlns", namespace, "xmlns:dc", "http://purl.org/dc/elements/1.1/")
	said := func(name, text string) {
		if text != "" {
			root.with(el("dc:" + name).saying(text))
		}
	}
	said("identifier", p.ID)
	said("title", "Personakt")
	said("creator", p.Controller)
	said("date", p.From.Format(time.DateOnly)+"/"+p.To.Format(time.DateOnly))
	said("language", "sv")
	said("source", p.Program+" "+p.Version)
	said("coverage", p.Reason)
	if p.Protected {
		said("rights", label)
	}
	return root
}
