// Package archtest holds the house to its own rules: which package may lean on
// which, what may stand in which file, that every table and every word has one
// home. Each rule gives its reason when it fails, and is itself tried on a few
// lines that break it.
//
// It reads source as text and needs neither a database nor a compiled program.
package archtest
