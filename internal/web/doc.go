// Package web is the house's face to the browser: the chain every request goes
// through, handlers that return errors and the one table that turns those into
// answers, forms that are drawn again with what was typed, the layout and its
// parts. The rooms' faces ({room}web) hang their pages in it.
//
// What holds for every page:
//
//   - It works without script. Scripts are small modules that only add comfort.
//   - It is written to memory first. The first byte leaves when everything the
//     page shows has been recorded; if that fails there is no page.
//   - A signed-in page whose flow never asked for access is an error, whatever
//     it would have shown.
//   - "Not yours" and "not there" are the same page, byte for byte.
//
// It must never know what a room's pages are about.
package web
