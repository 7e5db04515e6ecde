// Package account is the pages about oneself and about people: signing in and
// out, choosing a mandate, notices, and the administrator's pages.
//
// The rules live in identity and notify; nothing here decides who may do what.
package account
