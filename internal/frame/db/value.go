package db

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"samspel/internal/ground/civil"
)

// timeFormat is fixed in width, so that the order of texts is the order of times.
const timeFormat = "2006-01-02T15:04:05.000000Z"

// Moment is t as the database keeps it: UTC, in whole microseconds. A value that
// went through [Moment] is equal to itself read back.
func Moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Null wraps a destination of Scan so that NULL becomes its zero value.
func Null(dest any) any { return nullable{dest} }

type nullable struct{ dest any }

// plain turns an argument into one of nil, string, int64, float64, bool, []byte,
// time.Time and civil.Date; zero times and dates become nil.
func plain(arg any) (any, error) {
	switch a := arg.(type) {
	case nil, int64, bool, float64:
		return a, nil
	case string:
		return plainText(a)
	case int:
		return int64(a), nil
	case []byte:
		if a == nil {
			return nil, nil
		}
		return a, nil
	case time.Time:
		if a.IsZero() {
			return nil, nil
		}
		if a = Moment(a); a.Year() < 1 || a.Year() > 9999 {
			return nil, errors.New("a time outside the years 1 to 9999")
		}
		return a, nil
	case civil.Date:
		if a.IsZero() {
			return nil, nil
		}
		if a.Year < 1 || a.Year > 9999 || civil.On(a.Year, a.Month, a.Day) != a {
			return nil, errors.New("a date that does not exist")
		}
		return a, nil
	}
	v := reflect.ValueOf(arg)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil, nil
		}
		return plain(v.Elem().Interface())
	}
	if valuer, ok := arg.(driver.Valuer); ok {
		value, err := valuer.Value()
		if err != nil {
			return nil, err
		}
		return plain(value)
	}
	switch v.Kind() {
	case reflect.String:
		return plainText(v.String())
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > math.MaxInt64 {
			return nil, fmt.Errorf("%T argument does not fit in bigint", arg)
		}
		return int64(v.Uint()), nil
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			if v.IsNil() {
				return nil, nil
			}
			return v.Bytes(), nil
		}
	case reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			b := make([]byte, v.Len())
			reflect.Copy(reflect.ValueOf(b), v)
			return b, nil
		}
	}
	return nil, fmt.Errorf("%T cannot be an argument", arg)
}

// plainText refuses what one engine would take and the other not.
func plainText(s string) (any, error) {
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return nil, errors.New("a text that is not UTF-8 or has a zero byte")
	}
	return s, nil
}

// source gives a column in the type the destination asks for.
type source interface {
	isNull() bool
	text() (string, error)
	int64() (int64, error)
	float64() (float64, error)
	bool() (bool, error)
	bytes() ([]byte, error) // fresh memory
	time() (time.Time, error)
	date() (civil.Date, error)
}

// assign copies a column to what dest points at.
func assign(dest any, from source) error {
	if n, ok := dest.(nullable); ok {
		if from.isNull() {
			reflect.ValueOf(n.dest).Elem().SetZero()
			return nil
		}
		return assign(n.dest, from)
	}
	if from.isNull() {
		return assignNull(dest)
	}
	var err error
	switch d := dest.(type) {
	case *string:
		*d, err = from.text()
	case *int64:
		*d, err = from.int64()
	case *int:
		var n int64
		n, err = from.int64()
		*d = int(n)
	case *bool:
		*d, err = from.bool()
	case *[]byte:
		*d, err = from.bytes()
	case *time.Time:
		*d, err = from.time()
	case *civil.Date:
		*d, err = from.date()
	case *float64:
		*d, err = from.float64()
	default:
		return assignKind(dest, from)
	}
	return err
}

func assignNull(dest any) error {
	v := reflect.ValueOf(dest)
	if v.Kind() == reflect.Pointer && (v.Elem().Kind() == reflect.Pointer || v.Elem().Type() == reflect.TypeFor[[]byte]()) {
		v.Elem().SetZero()
		return nil
	}
	if s, ok := dest.(interface{ Scan(any) error }); ok {
		return s.Scan(nil)
	}
	return fmt.Errorf("NULL cannot be scanned into %T; use db.Null", dest)
}

// assignKind handles types made of the plain ones, and pointers to pointers.
func assignKind(dest any, from source) error {
	v := reflect.ValueOf(dest)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("%T cannot be scanned into: not a pointer", dest)
	}
	if s, ok := dest.(interface{ Scan(any) error }); ok {
		return scanner(s, from)
	}
	v = v.Elem()
	switch v.Kind() {
	case reflect.Pointer:
		fresh := reflect.New(v.Type().Elem())
		if err := assign(fresh.Interface(), from); err != nil {
			return err
		}
		v.Set(fresh)
	case reflect.String:
		s, err := from.text()
		if err != nil {
			return err
		}
		v.SetString(s)
	case reflect.Bool:
		b, err := from.bool()
		if err != nil {
			return err
		}
		v.SetBool(b)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := from.int64()
		if err != nil {
			return err
		}
		if v.OverflowInt(n) {
			return fmt.Errorf("the number does not fit in %s", v.Type())
		}
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := from.int64()
		if err != nil {
			return err
		}
		if n < 0 || v.OverflowUint(uint64(n)) {
			return fmt.Errorf("the number does not fit in %s", v.Type())
		}
		v.SetUint(uint64(n))
	case reflect.Slice, reflect.Array:
		return assignBytes(v, from)
	default:
		return fmt.Errorf("%T cannot be scanned into", dest)
	}
	return nil
}

func assignBytes(v reflect.Value, from source) error {
	if v.Type().Elem().Kind() != reflect.Uint8 {
		return fmt.Errorf("%s cannot be scanned into", v.Type())
	}
	b, err := from.bytes()
	if err != nil {
		return err
	}
	if v.Kind() == reflect.Slice {
		v.SetBytes(b)
		return nil
	}
	if len(b) != v.Len() {
		return fmt.Errorf("%d bytes do not fill %s", len(b), v.Type())
	}
	reflect.Copy(v, reflect.ValueOf(b))
	return nil
}

// scanner serves sql.NullString and its like.
func scanner(dest interface{ Scan(any) error }, from source) error {
	if _, ok := dest.(*sql.NullTime); ok {
		t, err := from.time()
		if err != nil {
			return err
		}
		return dest.Scan(t)
	}
	if s, err := from.text(); err == nil {
		return dest.Scan(s)
	}
	if n, err := from.int64(); err == nil {
		return dest.Scan(n)
	}
	if b, err := from.bool(); err == nil {
		return dest.Scan(b)
	}
	if f, err := from.float64(); err == nil {
		return dest.Scan(f)
	}
	b, err := from.bytes()
	if err != nil {
		return err
	}
	return dest.Scan(b)
}
