//go:build unix

package app

import "syscall"

// private makes every file of this process one of its user alone, whoever makes it: the database engine too.
func private() { syscall.Umask(0o077) }
