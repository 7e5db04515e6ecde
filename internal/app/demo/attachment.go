package demo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/room/concern"
)

// enclosure is a file that comes with a report.
type enclosure struct {
	name, shows string
	body        []byte
}

// enclosures are an invented child's drawing and an invented list of absence.
func enclosures() []enclosure {
	return []enclosure{
		{"Teckning.jpg", "Barnets teckning från bildlektionen: ett hus utan dörr, en stor sol och ett barn som står ensamt utanför.", drawing()},
		{"Frånvaro vecka 43–46.pdf", "", absence()},
	}
}

// enclose saves the report as a draft, attaches the files to it and says what they show.
func (s *storyteller) enclose(ctx context.Context, sender access.Actor, d concern.DraftReport) (concern.DraftReport, error) {
	if _, err := s.concerns.SaveDraft(ctx, sender, d); err != nil {
		return d, err
	}
	files := enclosures()
	for _, f := range files {
		received, err := s.concerns.ReceiveAttachment(ctx, sender, d.ID, f.name, bytes.NewReader(f.body))
		if err != nil {
			return d, fmt.Errorf("receive: %w", err)
		}
		if err := s.concerns.Attach(ctx, sender, d.ID, received); err != nil {
			return d, fmt.Errorf("attach: %w", err)
		}
	}
	list, err := s.concerns.DraftAttachments(ctx, sender, d)
	if err != nil {
		return d, err
	}
	d.Content.Descriptions = map[string]string{}
	for i, a := range list {
		d.Content.Descriptions[a.Content] = files[i].shows
	}
	return d, nil
}

// crayon draws as on paper: what is inside a shape gets its colour.
type crayon struct{ *image.RGBA }

func (c crayon) fill(colour color.RGBA, inside func(x, y float64) bool) {
	for y := range c.Bounds().Dy() {
		for x := range c.Bounds().Dx() {
			if inside(float64(x), float64(y)) {
				c.SetRGBA(x, y, colour)
			}
		}
	}
}

func box(left, top, right, bottom float64) func(x, y float64) bool {
	return func(x, y float64) bool { return x >= left && x < right && y >= top && y < bottom }
}

func disc(cx, cy, r float64) func(x, y float64) bool {
	return func(x, y float64) bool { return math.Hypot(x-cx, y-cy) < r }
}

func stroke(x1, y1, x2, y2, width float64) func(x, y float64) bool {
	length := math.Hypot(x2-x1, y2-y1)
	return func(x, y float64) bool {
		along := ((x-x1)*(x2-x1) + (y-y1)*(y2-y1)) / (length * length)
		along = min(1, max(0, along))
		return math.Hypot(x-x1-along*(x2-x1), y-y1-along*(y2-y1)) < width/2
	}
}

// drawing is a picture nobody's child has drawn.
func drawing() []byte {
	c := crayon{image.NewRGBA(image.Rect(0, 0, 960, 640))}
	draw.Draw(c, c.Bounds(), image.NewUniform(color.RGBA{252, 250, 244, 255}), image.Point{}, draw.Src)
	var (
		green  = color.RGBA{116, 160, 92, 255}
		red    = color.RGBA{176, 74, 60, 255}
		wall   = color.RGBA{222, 184, 120, 255}
		blue   = color.RGBA{112, 160, 196, 255}
		yellow = color.RGBA{240, 196, 64, 255}
		pencil = color.RGBA{70, 66, 64, 255}
	)
	c.fill(green, func(x, y float64) bool { return y > 540+9*math.Sin(x/37)+4*math.Sin(x/11) })
	c.fill(wall, box(120, 300, 420, 545))
	c.fill(red, func(x, y float64) bool { return y > 160 && y < 300 && math.Abs(x-270) < (y-160)*1.35 })
	for _, at := range []float64{160, 310} {
		c.fill(blue, box(at, 350, at+70, 420))
		c.fill(pencil, stroke(at+35, 350, at+35, 420, 4))
		c.fill(pencil, stroke(at, 385, at+70, 385, 4))
	}
	c.fill(yellow, disc(800, 120, 62))
	for i := range 12 {
		turn := float64(i) * math.Pi / 6
		c.fill(yellow, stroke(800+80*math.Cos(turn), 120+80*math.Sin(turn), 800+122*math.Cos(turn), 120+122*math.Sin(turn), 9))
	}
	for _, line := range [][4]float64{{640, 430, 640, 500}, {640, 500, 618, 556}, {640, 500, 662, 556}, {640, 448, 606, 476}, {640, 448, 674, 476}} {
		c.fill(pencil, stroke(line[0], line[1], line[2], line[3], 7))
	}
	c.fill(pencil, disc(640, 404, 31))
	c.fill(color.RGBA{250, 226, 200, 255}, disc(640, 404, 26))
	for _, eye := range []float64{631, 649} {
		c.fill(pencil, disc(eye, 400, 3.5))
	}
	c.fill(pencil, stroke(630, 418, 650, 418, 4))
	var b bytes.Buffer
	if err := jpeg.Encode(&b, c, &jpeg.Options{Quality: 88}); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

// absence is a page of PDF.
func absence() []byte {
	lines := []string{"Frånvaro, vecka 43–46", "", "Vecka 43: 2 dagar, ogiltig", "Vecka 44: lov", "Vecka 45: 3 dagar, ogiltig", "Vecka 46: 4 dagar, ogiltig",
		"", "Skolan har ringt hem varje dag.", "Uppgifterna är påhittade."}
	var page strings.Builder
	page.WriteString("BT /F1 14 Tf 60 770 Td 24 TL\n")
	for _, line := range lines {
		page.WriteByte('(')
		for _, r := range strings.ReplaceAll(line, "–", "\u0096") {
			page.WriteByte(byte(r)) // in WinAnsiEncoding, which our letters are the same in
		}
		page.WriteString(") Tj T*\n")
	}
	page.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R /Lang (sv-SE) >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", page.Len(), page.String()),
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	from := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, from)
	return b.Bytes()
}
