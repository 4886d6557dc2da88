package browser

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// flags are how the browser runs: without a window, asking nobody but the city, in a language.
func flags(lang string, more ...chromedp.ExecAllocatorOption) []chromedp.ExecAllocatorOption {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("lang", lang), chromedp.Flag("accept-lang", lang),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true))
	return append(opts, more...)
}

// browsers are the running ones, one for each language, which belongs to the process. Their windows share nothing:
// each has its own cookies and storage, as if nobody had used the browser before.
var browsers struct {
	mu    sync.Mutex
	ctx   map[string]context.Context
	stops []func()
}

func browserIn(lang string) (context.Context, error) {
	browsers.mu.Lock()
	defer browsers.mu.Unlock()
	if ctx := browsers.ctx[lang]; ctx != nil && ctx.Err() == nil {
		return ctx, nil
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), flags(lang)...)
	ctx, closes := chromedp.NewContext(alloc)
	browsers.stops = append(browsers.stops, func() { closes(); stop() })
	if err := chromedp.Do(ctx); err != nil {
		return nil, err
	}
	if browsers.ctx == nil {
		browsers.ctx = map[string]context.Context{}
	}
	browsers.ctx[lang] = ctx
	return ctx, nil
}

func closeBrowsers() {
	browsers.mu.Lock()
	defer browsers.mu.Unlock()
	for _, stop := range browsers.stops {
		stop()
	}
}

// window is a window of the browser with cookies and storage of its own, closed when the test ends or after a time.
func window(t *testing.T, lang string, most time.Duration) context.Context {
	t.Helper()
	browser, err := browserIn(lang)
	if err != nil {
		t.Fatal(err)
	}
	ctx, closes := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	ctx, cancel := context.WithTimeout(ctx, most)
	t.Cleanup(func() { cancel(); closes() })
	return ctx
}
