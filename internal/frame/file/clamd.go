package file

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"

	"samspel/internal/ground/fault"
)

// Clamd is a virus scanner on this machine that speaks as ClamAV's clamd does.
type Clamd struct{ network, address string }

// scanWithin is how long one file may take.
const scanWithin = time.Minute

// FindClamd is the scanner at a socket's path, or at an address of this machine: a file
// goes to it in the clear.
func FindClamd(address string) (*Clamd, error) {
	if strings.HasPrefix(address, "/") {
		return &Clamd{"unix", address}, nil
	}
	if at, err := netip.ParseAddrPort(address); err != nil || !at.Addr().IsLoopback() {
		return nil, errors.New("the scanner's address is neither the path of a socket nor an address of this machine, such as 127.0.0.1:3310")
	}
	return &Clamd{"tcp", address}, nil
}

// Ping says whether the scanner answers.
func (c *Clamd) Ping(ctx context.Context) error {
	answer, err := c.ask(ctx, "PING", nil)
	if err == nil && answer != "PONG" {
		err = fmt.Errorf("the scanner answered %.80q", answer)
	}
	return err
}

// Scan shows a file to the scanner. The error is a fault when the file does harm; any
// other says that nobody knows.
func (c *Clamd) Scan(ctx context.Context, content io.WriterTo) error {
	answer, err := c.ask(ctx, "INSTREAM", content)
	switch {
	case err != nil:
		return err
	case answer == "stream: OK":
		return nil
	case strings.HasPrefix(answer, "stream: ") && strings.HasSuffix(answer, " FOUND"):
		return fault.Invalid("attachments", "file.harmful")
	}
	return fmt.Errorf("the scanner answered %.80q", answer)
}

func (c *Clamd) ask(ctx context.Context, command string, content io.WriterTo) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, scanWithin)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, c.network, c.address)
	if err != nil {
		return "", fmt.Errorf("reach the scanner: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	_, err = io.WriteString(conn, "z"+command+"\x00")
	if err == nil && content != nil {
		if _, err = content.WriteTo(chunks{conn}); err == nil {
			_, err = conn.Write(make([]byte, 4)) // the end
		}
	}
	// One that has had enough says so, and hears no more.
	answer, reading := bufio.NewReader(io.LimitReader(conn, 1024)).ReadString(0)
	if reading != nil {
		return "", errors.Join(errors.New("the scanner did not answer"), err, reading)
	}
	return strings.TrimSuffix(answer, "\x00"), nil
}

// chunks writes each piece after its length, as clamd reads a stream.
type chunks struct{ to io.Writer }

func (c chunks) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil // which would be the end
	}
	if _, err := c.to.Write(binary.BigEndian.AppendUint32(nil, uint32(len(p)))); err != nil {
		return 0, err
	}
	return c.to.Write(p)
}
