package pgtest

import "testing"

// A synchronous standby has every committed row when the primary is killed; an asynchronous one that was frozen has
// not. The second shows that the first could fail.
func TestPair(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sync bool
		want int
	}{"synchronous": {true, 1}, "asynchronous and frozen": {false, 0}} {
		t.Run(name, func(t *testing.T) {
			a := Start(t)
			a.Do("postgres", "CREATE TABLE things (n BIGINT)")
			b := a.Standby("second")
			a.Synchronous(c.sync)
			if !c.sync {
				b.Until("the table is there", func() error {
					var n int
					return b.Ask("postgres", &n, "SELECT COUNT(*) FROM things")
				})
				b.Freeze()
			}
			a.Do("postgres", "INSERT INTO things (n) VALUES (1)")
			a.Kill()
			if !c.sync {
				b.Kill() // what waits in its socket must not reach it
				b.Restart()
			}
			b.Promote()
			var n int
			if err := b.Ask("postgres", &n, "SELECT COUNT(*) FROM things"); err != nil || n != c.want {
				t.Errorf("%d rows, want %d, %v", n, c.want, err)
			}
			a.Restart()
			if err := a.Ask("postgres", &n, "SELECT COUNT(*) FROM things"); err != nil || n != 1 {
				t.Errorf("the first has %d rows, %v", n, err)
			}
		})
	}
}
