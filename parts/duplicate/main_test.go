package duplicate_test

import (
	"testing"

	"xiaohao/platform/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m, 25, 10) }
