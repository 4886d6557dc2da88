//go:build nodynamic

package photo

import "syscall"

// boundHelper gives the child process a gibibyte of data and a minute of processor time, in case its parent is no
// longer there to end it. Going over either ends the child, which the parent reports as a broken photo.
func boundHelper() {
	_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: 1 << 30, Max: 1 << 30})
	_ = syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: 60, Max: 60})
}
