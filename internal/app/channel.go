package app

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"samspel/internal/frame/notify"
)

const channelWithin = 10 * time.Second

// channel posts calls to the address of the settings; nil without one. Who listens
// can tell that a call is ours, and how old it is, from its signature.
func (a *App) channel() func(context.Context, notify.Call) error {
	address, key := a.Config.CallURL, []byte(a.secrets["call"])
	if address == "" {
		return nil
	}
	client := &http.Client{Timeout: channelWithin, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return func(ctx context.Context, c notify.Call) error {
		body, err := json.Marshal(struct {
			notify.Call
			Start string `json:"start"`
		}{c, a.Config.URL})
		if err != nil {
			return err
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
		if err != nil {
			return errors.New("SAMSPEL_CALL_URL is not an address")
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Samspel-Signature", sign(key, a.now().Unix(), body))
		answer, err := client.Do(r)
		if err != nil {
			return errors.New("the receiver of alarms cannot be reached")
		}
		defer answer.Body.Close()
		_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 4096)) // so that the connection can be used again
		if answer.StatusCode/100 != 2 {
			return fmt.Errorf("the receiver of alarms answered %d", answer.StatusCode)
		}
		return nil
	}
}

// sign is "t=<seconds>,v1=<HMAC-SHA256 of the seconds, a dot and the body>".
func sign(key []byte, at int64, body []byte) string {
	seconds := strconv.FormatInt(at, 10)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(seconds + "."))
	mac.Write(body)
	return "t=" + seconds + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}
