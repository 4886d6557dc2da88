package views

import (
	"testing"

	"xiaohao/platform/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m, 25, 10) }
