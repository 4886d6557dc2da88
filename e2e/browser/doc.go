// Package browser holds the tests that need a browser: the whole loop by hand as four people, accessibility by
// axe-core, the print page, and the screenshots of the README. It has no code of its own.
package browser
