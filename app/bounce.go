package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"xiaohao/loop/fault"
	"xiaohao/parts/follow"
	"xiaohao/platform/deliver"
)

var _ = register(command{"bounce", "[-to ADDRESS] [-url URL | -data DIR [-db DSN]] [-secret]", bounce})

// Again is the exit code that tells a mail server to keep a message and to hand it in later (EX_TEMPFAIL).
const Again = 75

// errAgain gives the exit code Again; why was told.
var errAgain = errors.New("to be handed in again")

// bounce takes a message in that came back undelivered, as a mail server's pipe hands it over: to a program that
// serves, or straight into the database. What is no report of a delivery is passed over.
func bounce(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	to := fs.String("to", "", "the address that it came back to, as the mail server's envelope has it")
	url := fs.String("url", "",
		"a program that serves, as http://127.0.0.1:8080; its secret in $XIAOHAO_BOUNCE_SECRET. "+
			"Without it the database is opened")
	show := fs.Bool("secret", false, "print the secret for -url, which follows from the city's key, and end")
	if _, err := parse(fs, args, 0, 0); err != nil {
		return err
	}
	if *show {
		return p.showDoor(at)
	}
	message, err := io.ReadAll(io.LimitReader(p.In, deliver.MaxReport))
	if err == nil && *url != "" {
		err = handIn(ctx, *url, p.Env("XIAOHAO_BOUNCE_SECRET"), *to, string(message))
	} else if err == nil {
		err = p.takeBounce(ctx, at, *to, string(message))
	}
	if err != nil {
		fmt.Fprintln(p.Err, p.inWords(err))
		return errAgain
	}
	return nil
}

func (p *Program) showDoor(at *place) error {
	secret, err := at.secret()
	if err != nil {
		return err
	}
	door, err := follow.Door(secret)
	if err == nil {
		fmt.Fprintln(p.Out, door)
	}
	return err
}

// handIn gives a message to a program that serves.
func handIn(ctx context.Context, url, secret, to, message string) error {
	ctx, stop := context.WithTimeout(ctx, 30*time.Second)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(url, "/")+"/follow/bounces",
		strings.NewReader(message))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "message/rfc822")
	req.Header.Set("X-Xiaohao-Secret", secret)
	req.Header.Set("X-Xiaohao-To", strings.Join(strings.Fields(to), ""))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)); err != nil {
		return errors.Join(err, res.Body.Close())
	}
	if res.StatusCode != http.StatusOK {
		err = fault.New(fault.Unavailable, "bounce_refused", "status", strconv.Itoa(res.StatusCode))
	}
	return errors.Join(err, res.Body.Close())
}

// takeBounce takes a message in without a program that serves.
func (p *Program) takeBounce(ctx context.Context, at *place, to, message string) error {
	r, err := deliver.ReadReport(strings.NewReader(message), to)
	if err != nil {
		return nil // no report
	}
	c, err := p.openThere(ctx, at)
	if err != nil {
		return err
	}
	_, err = c.Following.Returned(ctx, r)
	return errors.Join(err, c.Close())
}
