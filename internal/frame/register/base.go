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
			{Code: "9903", Name: "Granvik", Region: "99", Invented: true},
			{Code: "9904", Name: "Sjöholm", Region: "99", Invented: true},
			{Code: "9905", Name: "Tallnäs", Region: "99", Invented: true},
			{Code: "9906", Name: "Åminne", Region: "99", Invented: true},
			{Code: "9907", Name: "Rönnheda", Region: "99", Invented: true},
			{Code: "9908", Name: "Askeby", Region: "99", Invented: true},
			{Code: "9909", Name: "Hasselfors", Region: "99", Invented: true},
			{Code: "9910", Name: "Furulid", Region: "99", Invented: true},
			{Code: "9911", Name: "Stenvik", Region: "99", Invented: true},
			{Code: "9912", Name: "Brunnsta", Region: "99", Invented: true},
			{Code: "9913", Name: "Kvarnhed", Region: "99", Invented: true},
			{Code: "9914", Name: "Löveryd", Region: "99", Invented: true},
			{Code: "9915", Name: "Norrsala", Region: "99", Invented: true},
			{Code: "9916", Name: "Sundhamra", Region: "99", Invented: true},
			{Code: "9917", Name: "Vintermo", Region: "99", Invented: true},
			{Code: "9918", Name: "Ängsholm", Region: "99", Invented: true},
			{Code: "9919", Name: "Storudden", Region: "99", Invented: true},
			{Code: "9920", Name: "Dalköp", Region: "99", Invented: true},
			{Code: "9921", Name: "Myrtorp", Region: "99", Invented: true},
			{Code: "9922", Name: "Havsnäs", Region: "99", Invented: true},
			{Code: "9923", Name: "Klockby", Region: "99", Invented: true},
			{Code: "9924", Name: "Östanryd", Region: "99", Invented: true},
			{Code: "9925", Name: "Hedevik", Region: "99", Invented: true},
			{Code: "9926", Name: "Lillsele", Region: "99", Invented: true},
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
