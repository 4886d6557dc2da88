//go:build !race

package document

import "syscall"

// bound gives the child so much memory and a minute of processor time, in case its parent is no longer there to end
// it. It leaves no image of its memory behind.
func bound(memory int64) {
	_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: uint64(memory), Max: uint64(memory)})
	_ = syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: 60, Max: 60})
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}
