package alarm

import (
	"fmt"
	"testing"

	"xiaohao/loop/matter"
)

const day = 24 * 3600 * 1_000_000

func at(v float64) *float64 { return &v }

func TestPlain(t *testing.T) {
	t.Parallel()
	x := facts{place: placeText(at(26.9), at(112.6)), assigned: 100 * day}
	for _, c := range []struct {
		what string
		p    matter.Photo
		f    facts
		want string
	}{
		{"in order", matter.Photo{Step: "fix", TakenAt: 101 * day, Lat: at(26.9005), Lng: at(112.6005)}, x, ""},
		{"taken three days before", matter.Photo{Step: "fix", TakenAt: 97 * day}, x, "early 4320"},
		{"the report may be older", matter.Photo{Step: "report", TakenAt: 97 * day}, x, ""},
		{"a kilometre off", matter.Photo{Step: "fix", TakenAt: 101 * day, Lat: at(26.909), Lng: at(112.6)},
			x, "far 1000"},
		{"the verifier a kilometre off", matter.Photo{Step: "strike_off", TakenAt: 101 * day, Lat: at(26.909),
			Lng: at(112.6)}, x, "far 1000"},
		{"just near enough", matter.Photo{Step: "fix", TakenAt: 101 * day, Lat: at(26.9026), Lng: at(112.6)}, x, ""},
		{"nothing known", matter.Photo{Step: "fix"}, x, "no_exif 0"},
		{"no place to measure from", matter.Photo{Step: "fix", TakenAt: 101 * day, Lat: at(0), Lng: at(0)},
			facts{assigned: 1}, ""},
		{"never assigned", matter.Photo{Step: "fix", TakenAt: 1}, facts{}, ""},
	} {
		got := ""
		for _, a := range plain(c.p, c.f) {
			got += fmt.Sprint(a.Kind, " ", a.Value/10*10)
			if a.Kind == NoEXIF {
				got = "no_exif 0"
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestMetres(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ a, b, c, d, want float64 }{{26.9, 112.6, 26.9, 112.6, 0}, {0, 0, 0, 1, 111195},
		{26.9, 112.6, 26.9, 112.61, 992}, {89.9, 0, 89.9, 180, 22239}} {
		if got := metres(c.a, c.b, c.c, c.d); got < c.want-1 || got > c.want+1 {
			t.Errorf("%v: %.1f", c, got)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for minutes, want := range map[int64]string{30: "照片拍摄于交办之前 30 分钟", 150: "照片拍摄于交办之前 2 小时", 4320: "照片拍摄于交办之前 3 天"} {
		if got := Sentence("zh-CN", Alarm{Kind: Early, Value: minutes}, ""); got != want {
			t.Errorf("%d: %q, want %q", minutes, got, want)
		}
	}
}
