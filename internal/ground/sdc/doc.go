// Package sdc keeps small counts from showing who they are about: it hides the
// small cells of a two-way table, and as few others as it can so that nobody can work
// the small ones out.
//
// What a reader of the table knows is every shown cell, that rows and columns add
// up to their totals, and that counts are whole and never negative. From that
// follows, for every hidden cell, the values it may have: its interval. A cell that
// is hidden for being small keeps an interval at least k−1 wide, which no interval
// inside 1…k−1 is.
//
// A table with totals is a network: rows and columns are nodes, cells are edges, and
// a total flows against its parts. The interval of a cell is a maximum flow through
// the hidden ones, so the rule is tested exactly and never estimated.
package sdc
