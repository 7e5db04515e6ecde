// Package retention says when what a controller keeps about a person may and must be
// disposed of (gallras), and when it must be kept (bevaras), by the rules in package
// law and the controller's own plan.
//
// A personal file (personakt) is everything one controller keeps of one person, in all
// its matters: a later note in one of them moves the term of the others. Two
// controllers' copies of the same matter have clocks of their own.
//
// Law: SoL (2025:400) 16 and 17 kap.; PDL (2008:355) 3 kap. 17–18 §§; OSL (2009:400)
// 4 kap. 4 §, which points at the Archives Act.
//
// Zone: P.
//
// Tables: retention_copy, retention_walk, retention_mark, retention_hold, retention_plan,
// retention_run, retention_item.
//
// It must never know: what is in a document. It decides nothing by itself: one person
// proposes, another confirms.
package retention
