//go:build !unix

package app

func private() {}
