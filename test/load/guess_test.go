package load_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"samspel/test/worldtest"
)

// guess tries a password, and wants the answer that everybody gets who guesses: no,
// wait, or come back.
func (s *server) guess(ctx context.Context, client *http.Client, email string) error {
	form := url.Values{"email": {email}, "password": {"gissning gissning"}, "code": {"123456"}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Site+"/logga-in", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", worldtest.FormType)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusUnprocessableEntity && answer.StatusCode != http.StatusServiceUnavailable {
		return fmt.Errorf("a guess is answered %d", answer.StatusCode)
	}
	return nil
}
