package admin

import (
	"net/http"

	"xiaohao/faces/web/kit"
)

// healthz says that the program runs, readyz that the city can be used.
func healthz(c *kit.Call) error { return plain(c, http.StatusOK, "ok\n") }

func readyz(c *kit.Call) error {
	if err := c.Desk.Ready(c.Ctx); err != nil {
		return plain(c, http.StatusServiceUnavailable, "not ready\n")
	}
	return plain(c, http.StatusOK, "ready\n")
}

func plain(c *kit.Call, status int, text string) error {
	c.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	c.W.Header().Set("Cache-Control", "no-store")
	c.W.WriteHeader(status)
	_, err := c.W.Write([]byte(text))
	return err
}
