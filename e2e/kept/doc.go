// Package kept holds the tests of the program as a whole against what is kept: a city of either engine, the answers and
// pages that it gave, what phones and files sent to it. What an older program left behind must be read, proved and
// gone on with by this one. It has no code of its own.
//
// testdata/kept/README.md says what is kept and how it was made.
package kept
