package script_test

import (
	"net/http"
	"net/url"
)

// cookies keeps every cookie for every address, as one visitor to one site needs.
type cookies struct{ all []*http.Cookie }

func (c *cookies) SetCookies(_ *url.URL, set []*http.Cookie) { c.all = append(c.all, set...) }
func (c *cookies) Cookies(*url.URL) []*http.Cookie           { return c.all }
