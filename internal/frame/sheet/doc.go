// Package sheet reads tables that people have made in a spreadsheet, CSV or Excel
// (xlsx), and writes CSV that opens there without doing anything.
//
// What is read comes from anybody. A file is told by its bytes and never by its name;
// everything has a limit, and a workbook is looked through before it is opened, so
// that none can take more memory than the limits let it. Formulas are never evaluated
// and nothing a file refers to is fetched.
//
// Zone: both. It must never know what a table is about.
package sheet
