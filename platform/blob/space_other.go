//go:build !unix

package blob

import "errors"

func space(string) (free, size int64, err error) { return 0, 0, errors.ErrUnsupported }
