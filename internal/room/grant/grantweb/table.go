package grantweb

import (
	"context"
	"io"
	"net/http"

	"samspel/internal/frame/sheet"
	"samspel/internal/web"
)

// sendTable sends a table as Excel, or as CSV when the query says slag=csv.
func sendTable(w http.ResponseWriter, r *http.Request, name string, t sheet.Table) error {
	content, media, ending := t.CSV(), "text/csv; charset=utf-8", ".csv"
	if web.Query(r).Text("slag") != "csv" {
		var err error
		if content, err = t.Workbook(); err != nil {
			return err
		}
		media, ending = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"
	}
	return sendFile(w, r, name+ending, media, content)
}

func sendFile(w http.ResponseWriter, r *http.Request, name, media string, content []byte) error {
	return web.Send(w, r, web.Download{Name: name, Media: media, Size: int64(len(content)), Write: func(_ context.Context, to io.Writer) error {
		_, err := to.Write(content)
		return err
	}})
}
