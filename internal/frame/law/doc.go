// Package law holds the rules that Samspel carries out, as data that a jurist can
// read and correct without reading the program: time limits, who reports under a
// duty, grounds for letting information through secrecy, and the secrecy itself.
// Each row names its provision, the days it holds, the text it was checked
// against and what is still open. Nothing here decides anything; people do.
package law
