// Package charts draws counts and shares: columns and lines over time, and bars in a
// table. A chart is SVG made here and a table with the same figures beside it; on a
// narrow screen the table stands alone. Series are told apart by shape before colour,
// what is missing is a gap, and what may not be shown is dots and two full stops.
//
// Texts come translated, so the package has no words.
package charts
