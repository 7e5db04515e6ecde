// Package api is the house's face to programs: a school's or a health-care system's
// own. It has the token they show, the limits they keep to, and what every address
// for them has in common; the rooms' faces hang their addresses in it.
//
// What holds for every address:
//
//   - It goes through the same chain as the pages: what is not recorded is not told.
//   - Its flow asks for access; "not yours" and "not there" are the same answer.
//   - What is sent is JSON without anything doubled, unknown or bottomless.
//   - Errors are problems (RFC 9457) and never repeat what was sent.
//   - The description (OpenAPI) is made from the code that reads and answers.
//
// It must never know what is reported.
package api
