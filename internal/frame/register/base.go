package register

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
)

//go:embed data/*.csv
var files embed.FS

// base is Sweden as it is, from the project's own copy of the data.
func base() ([]Region, []Municipality, error) {
	var regions []Region
	err := eachRow("data/regions.csv", 4, func(f []string) {
		regions = append(regions, Region{Code: f[0], County: f[1], Name: f[2]})
	})
	if err != nil {
		return nil, nil, err
	}
	var municipalities []Municipality
	err = eachRow("data/municipalities.csv", 4, func(f []string) {
		municipalities = append(municipalities, Municipality{Code: f[0], Name: f[1], Region: f[2]})
	})
	return regions, municipalities, err
}

// invented is a region and two municipalities that are nowhere.
func invented() ([]Region, []Municipality) {
	return []Region{{Code: "99", Name: "Region Ekeland", County: "Ekelands län"}},
		[]Municipality{
			{Code: "9901", Name: "Ekstad", Region: "99", Invented: true},
			{Code: "9902", Name: "Björklunda", Region: "99", Invented: true},
		}
}

func eachRow(path string, fields int, take func([]string)) error {
	f, err := files.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = fields
	rows, err := r.ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, row := range rows[1:] {
		take(row)
	}
	return nil
}

//go:embed migrations/*.sql
var migrationFolder embed.FS

func migrations() fs.FS {
	sub, err := fs.Sub(migrationFolder, "migrations")
	if err != nil {
		panic(err)
	}
	return sub
}
