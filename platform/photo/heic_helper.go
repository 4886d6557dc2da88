//go:build nodynamic

package photo

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"

	"github.com/gen2brain/heic"
)

// HEIC is decoded by libheif, compiled to WebAssembly, in a child process: this same binary, started again.
//
// Not in this process, because the garbage collector cannot interrupt WebAssembly code and everything would stand
// still until the photo is done (measured: up to 2.6 s for 8.5 megapixels, for ever for a photo made for that
// purpose). A child can be killed when its time is over, has its own bound on memory, and inherits nothing of the
// environment. It costs half a second to start.
//
// Without the build tag nodynamic the module would link the system's libheif, outside of any sandbox; so without it
// HEIC is refused (heic_none.go).

const (
	helperEnv   = "XIAOHAO_PHOTO_HELPER" // set, to the pixels allowed, in the child only
	helperMagic = 0x48504858
)

// helperReady is set where Helper was called, so that a program which does not call it is never started again by
// mistake.
var helperReady atomic.Bool

// Helper must be the first call of main, and of TestMain where HEIC is tested. In a process that Develop started to
// decode a HEIC photo it does that and ends the process; otherwise it returns at once. Where it was never called,
// HEIC is ErrType.
func Helper() {
	most, err := strconv.ParseInt(os.Getenv(helperEnv), 10, 64)
	if err != nil {
		helperReady.Store(true)
		return
	}
	boundHelper()
	if err := help(os.Stdin, os.Stdout, Limits{Pixels: most}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// answer is what the child says first; the pixels (RGBA) of a picture that fits a view follow.
type answer struct {
	Magic                 uint32 // helperMagic, so that nothing else that a program may print counts
	Width, Height         uint32 // as decoded
	ViewWidth, ViewHeight uint32 // as sent; 0 when there are too many pixels to decode
}

// help is the child: HEIC in, answer and pixels out.
func help(in io.Reader, out io.Writer, limits Limits) error {
	b, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	cfg, err := heic.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return err
	}
	a := answer{Magic: helperMagic, Width: uint32(cfg.Width), Height: uint32(cfg.Height)}
	if measured(cfg.Width, cfg.Height, false, limits) != nil {
		return binary.Write(out, binary.LittleEndian, a)
	}
	img, err := heic.Decode(bytes.NewReader(b))
	if err != nil {
		return err
	}
	if err := asDeclared(img, cfg.Width, cfg.Height); err != nil {
		return err
	}
	view := fit(img, viewSide)
	a.ViewWidth, a.ViewHeight = uint32(view.Rect.Dx()), uint32(view.Rect.Dy())
	if err := binary.Write(out, binary.LittleEndian, a); err != nil {
		return err
	}
	_, err = out.Write(view.Pix)
	return err
}

// decodeHEIC gives the picture already scaled to a view, and its true size.
func decodeHEIC(ctx context.Context, b []byte, limits Limits) (image.Image, image.Point, error) {
	if !helperReady.Load() {
		return nil, image.Point{}, ErrType.with(nil, "image/heic, in a program that does not call photo.Helper")
	}
	exe, err := program()
	if err != nil {
		return nil, image.Point{}, ErrType.with(err, "image/heic cannot be decoded here")
	}
	b = slices.Clone(b)
	copy(b[8:12], "heic") // the module looks no further when the major brand is mif1 or heix
	var out, complaint bytes.Buffer
	cmd := exec.CommandContext(ctx, exe)
	cmd.Env = []string{helperEnv + "=" + strconv.FormatInt(limits.Pixels, 10)}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(b), &out, &complaint
	if err := cmd.Start(); err != nil {
		return nil, image.Point{}, ErrType.with(err, "image/heic cannot be decoded here")
	}
	if err := cmd.Wait(); err != nil {
		return nil, image.Point{}, ErrBroken.with(fmt.Errorf("%w: %.300s", err, complaint.Bytes()), "image/heic")
	}
	return readAnswer(out.Bytes(), limits)
}

var errAnswer = errors.New("photo: the helper gave no picture")

// readAnswer trusts the child no more than the photo.
func readAnswer(out []byte, limits Limits) (image.Image, image.Point, error) {
	var a answer
	n, err := binary.Decode(out, binary.LittleEndian, &a)
	if err != nil {
		return nil, image.Point{}, ErrBroken.with(err, "image/heic")
	}
	if a.Magic != helperMagic {
		return nil, image.Point{}, ErrBroken.with(errAnswer, "image/heic")
	}
	w, h := int(int32(a.Width)), int(int32(a.Height))
	if err := measured(w, h, false, limits); err != nil {
		return nil, image.Point{}, err
	}
	vw, vh := int(int32(a.ViewWidth)), int(int32(a.ViewHeight))
	if vw <= 0 || vh <= 0 || vw > viewSide || vh > viewSide || len(out)-n != 4*vw*vh {
		return nil, image.Point{}, ErrBroken.with(errAnswer, "image/heic")
	}
	return &image.RGBA{Pix: out[n:], Stride: 4 * vw, Rect: image.Rect(0, 0, vw, vh)}, image.Pt(w, h), nil
}

// program names this very binary, on Linux also after an upgrade has put another one in its place.
func program() (string, error) {
	if runtime.GOOS == "linux" {
		return "/proc/self/exe", nil
	}
	return os.Executable()
}
