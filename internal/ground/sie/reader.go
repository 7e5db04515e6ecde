package sie

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/line"
	"samspel/internal/ground/money"
)

// MaxLine is the longest line that is read, in bytes.
const MaxLine = 64 << 10

// An Object (objekt) is what a row is marked with: the project, the cost centre. The
// number is the bytes of the file.
type Object struct {
	Dimension int
	Number    []byte
}

// A Row (transaktion) is one #TRANS. What it points to is lent until the next one.
type Row struct {
	Line int
	// Voucher tells the vouchers of a file apart, from 1.
	Voucher int
	Account []byte
	Objects []Object
	// Amount is positive in debit.
	Amount money.Amount
	// Date is the row's own, or else its voucher's, or none.
	Date civil.Date
}

// Reader reads the rows of vouchers, one by one. #BTRANS and #RTRANS, which tell how a
// voucher has been corrected, are not rows of it, and are stepped over like every tag
// that is not needed.
type Reader struct {
	in       *bufio.Reader
	encoding Encoding
	line     int
	rest     []byte // of the line, where several things stand on one

	within bool // a voucher that is not closed
	opened bool // and has had its brace
	began  int  // on this line
	count  int
	day    civil.Date

	company, orgnr []byte // as in the file; nil until it is said
	objects        []Object
	catalogue      *catalogue // nil where nobody asks for it
}

// NewReader reads a file whose letters are told already; see [Detect].
func NewReader(from io.Reader, letters Encoding) *Reader {
	return &Reader{in: bufio.NewReaderSize(from, MaxLine), encoding: letters}
}

// Company is what the file has said so far about whose books it is, both as they are
// written there.
func (r *Reader) Company() (name, orgnr string) {
	return r.encoding.text(r.company), r.encoding.text(r.orgnr)
}

// Next gives the next row, and io.EOF after the last. What is wrong with the file is a
// [line.Error].
func (r *Reader) Next() (Row, error) {
	for {
		next := r.rest
		if len(next) == 0 {
			var err error
			if next, err = r.read(); err != nil {
				return Row{}, err
			}
		}
		r.rest = nil
		row, found, err := r.handle(next)
		if err != nil {
			return Row{}, line.On(r.line, err)
		}
		if found {
			return row, nil
		}
	}
}

func (r *Reader) wrong(reason line.Reason) error { return line.At(r.line, reason) }

// read gives the next line with anything on it.
func (r *Reader) read() ([]byte, error) {
	for {
		line, err := r.in.ReadSlice('\n')
		if len(line) > 0 {
			r.line++
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return nil, r.wrong(errLine.With(MaxLine))
		case err != nil && !errors.Is(err, io.EOF):
			return nil, fmt.Errorf("read SIE: %w", err)
		case len(line) == 0 && r.opened:
			r.line = r.began
			return nil, r.wrong(errCutOff)
		case len(line) == 0:
			return nil, io.EOF
		case bytes.IndexByte(line, 0) >= 0:
			return nil, r.wrong(errNulls)
		}
		if r.line == 1 {
			line = bytes.TrimPrefix(line, []byte(byteOrderMark))
		}
		line = trimmed(line)
		if bytes.IndexByte(line, '\r') >= 0 {
			return nil, r.wrong(errReturns)
		}
		if len(line) > 0 {
			return line, nil
		}
	}
}

// trimmed is a line without the blanks around it and the control characters after it,
// such as the mark 1A with which programs of old end a file.
func trimmed(line []byte) []byte {
	for len(line) > 0 && isSpace(line[0]) {
		line = line[1:]
	}
	for len(line) > 0 && line[len(line)-1] <= ' ' {
		line = line[:len(line)-1]
	}
	return line
}

func (r *Reader) handle(line []byte) (row Row, found bool, err error) {
	switch line[0] {
	case '{':
		if !r.within {
			return row, false, errOpens
		}
		r.opened, r.rest = true, bytes.TrimLeft(line[1:], " \t")
		return row, false, nil
	case '}':
		r.rest = bytes.TrimLeft(line[1:], " \t")
		return row, false, r.close()
	case '#':
	default:
		return row, false, errBegins
	}
	_, tag, rest, _ := cut(line)
	switch string(tag) {
	case "#TRANS":
		row, err = r.trans(rest)
		return row, err == nil, err
	case "#VER":
		return row, false, r.voucher(rest)
	case "#FNAMN":
		return row, false, r.remember(&r.company, rest)
	case "#ORGNR":
		return row, false, r.remember(&r.orgnr, rest)
	case "#DIM", "#UNDERDIM", "#OBJEKT", "#RAR":
		if r.catalogue != nil {
			r.catalogue.declare(string(tag), rest)
		}
	case "#SIETYP":
		_, of, _, _ := cut(rest)
		if s := string(of); s == "1" || s == "2" || s == "3" {
			return row, false, errType.With(s)
		}
	}
	return row, false, nil
}

// remember keeps the first field of the first line of its kind.
func (r *Reader) remember(where *[]byte, rest []byte) error {
	_, field, _, whole := cut(rest)
	if !whole {
		return errQuote
	}
	if len(*where) == 0 {
		*where = bytes.Clone(plain(field))
	}
	return nil
}

// voucher reads #VER serie vernr verdatum …, and the brace when it is there.
func (r *Reader) voucher(rest []byte) error {
	if r.opened {
		return errUnended.With(r.began)
	}
	r.within, r.opened, r.began, r.day = true, false, r.line, civil.Date{}
	r.count++
	for i := 0; ; i++ {
		what, field, after, whole := cut(rest)
		switch what {
		case none:
			return nil
		case opening:
			r.opened, r.rest = true, bytes.TrimLeft(after, " \t")
			return nil
		case closing:
			r.rest = bytes.TrimLeft(after, " \t")
			return r.close()
		case word:
			if i != 2 {
				break
			}
			var err error
			if r.day, err = day(field); err != nil {
				return err
			}
			if !whole {
				return errQuote
			}
		}
		rest = after
	}
}

func (r *Reader) close() error {
	if !r.within {
		return errCloses
	}
	r.within, r.opened = false, false
	return nil
}

// trans reads #TRANS kontonr {objektlista} belopp transdat … A file may lack the list,
// and end its line after the amount.
func (r *Reader) trans(rest []byte) (Row, error) {
	if !r.within {
		return Row{}, errOutside
	}
	r.opened = true
	row := Row{Line: r.line, Voucher: r.count, Date: r.day}
	what, account, rest, whole := cut(rest)
	if what != word || len(account) == 0 || !whole {
		return Row{}, errNoAccount
	}
	row.Account = account
	what, field, after, whole := cut(rest)
	if what == opening {
		var err error
		if r.objects, after, err = cutObjects(after, r.objects[:0]); err != nil {
			return Row{}, err
		}
		row.Objects = r.objects
		what, field, after, whole = cut(after)
	}
	if what != word || !whole {
		return Row{}, errNoAmount
	}
	var err error
	if row.Amount, err = amount(field); err != nil {
		return Row{}, err
	}
	for i := 0; ; i++ {
		what, field, rest, _ = cut(after)
		switch what {
		case none:
			return row, nil
		case opening:
			return Row{}, errAfter
		case closing:
			r.rest = bytes.TrimLeft(rest, " \t")
			return row, r.close()
		case word:
			if i > 0 {
				break
			}
			own, err := day(field)
			if err != nil {
				return Row{}, err
			}
			if !own.IsZero() {
				row.Date = own
			}
		}
		after = rest
	}
}
