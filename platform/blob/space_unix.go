//go:build unix

package blob

import "golang.org/x/sys/unix"

// space is how many bytes of the disk under a folder are free for this program, and how many it has.
func space(dir string) (free, size int64, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), int64(s.Blocks) * int64(s.Bsize), nil
}
