package photo

import (
	"context"
	"testing"
	"time"
)

// TestAskersComeRound: whoever has many large photos waiting does not hold up another asker, and all of one asker's
// work leaves a place free.
func TestAskersComeRound(t *testing.T) {
	t.Parallel()
	l := newLine(2, 100)
	got := make(chan string)
	leaves := map[string]chan func(){"flood": make(chan func(), 9), "one": make(chan func(), 9),
		"two": make(chan func(), 9)}
	ask := func(who string, weight int64) {
		leave, err := l.wait(t.Context(), who, weight)
		if err != nil {
			t.Error(err)
			return
		}
		leaves[who] <- leave
		got <- who
	}
	queued := func(who string, n int) {
		for range 200 {
			l.mu.Lock()
			k := len(l.waiting[who])
			l.mu.Unlock()
			if k == n {
				return
			}
			time.Sleep(time.Millisecond)
		}
		t.Fatalf("%s never had %d waiting", who, n)
	}
	go ask("flood", 60)
	if who := <-got; who != "flood" {
		t.Fatal(who)
	}
	for range 5 {
		go ask("flood", 60)
	}
	queued("flood", 5)
	go ask("one", 40)
	if who := <-got; who != "one" {
		t.Error("a place was not left free for another asker")
	}
	go ask("two", 60)
	queued("two", 1)
	(<-leaves["one"])()   // two does not fit beside the flood's
	(<-leaves["flood"])() // which had its turn now
	if who := <-got; who != "two" {
		t.Error("the flood came again before another asker")
	}
	(<-leaves["two"])()
	for range 5 {
		<-got
		(<-leaves["flood"])()
	}
	if l.free != 2 || l.pixels != 100 || len(l.working) != 0 {
		t.Errorf("not all was given back: %+v", l)
	}
}

// TestOneAskersQueueIsBounded: what one asker has waiting is bounded, and who gives up leaves the line.
func TestOneAskersQueueIsBounded(t *testing.T) {
	t.Parallel()
	l := newLine(1, 100)
	leave, err := l.wait(t.Context(), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, mostWaits)
	for range mostWaits {
		go func() {
			_, err := l.wait(ctx, "flood", 1)
			ended <- err
		}()
	}
	for i := 0; ; i++ {
		l.mu.Lock()
		n := len(l.waiting["flood"])
		l.mu.Unlock()
		if n == mostWaits {
			break
		}
		if i > 2000 {
			t.Fatalf("%d wait", n)
		}
		time.Sleep(time.Millisecond)
	}
	if _, err := l.wait(t.Context(), "flood", 1); err == nil {
		t.Error("one more was let into the line")
	}
	cancel()
	for range mostWaits {
		if err := <-ended; err == nil {
			t.Error("it got a turn that was taken")
		}
	}
	leave()
	if l.free != 1 || len(l.order) != 0 || len(l.waiting) != 0 {
		t.Errorf("the line is not empty: %+v", l)
	}
}
