package hostile_test

import (
	"net/http"
	"strings"
	"testing"
)

// Who gives away a matter about a child without protected data is not told that there
// is any: an address typed by hand leads there too.
func TestGivingSaysWhatHolds(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	a := w.As("chef").Get("/orosanmalningar/" + w.matter + "/handlaggare")
	w.expect(a, http.StatusOK)
	if body := a.All(); !strings.Contains(body, "Välj vem i enheten som ska ha ärendet") || strings.Contains(body, "skyddade uppgifter") {
		t.Errorf("said of an open matter:\n%s", body)
	}
}
