// Package xiaohao holds the tests that concern the whole: the import table and the script that reads as the product's
// description. The program itself is cmd/xiaohao.
package e2e
