package place

import (
	"fmt"
	"strings"

	"xiaohao/loop/fault"
)

// Datum is what coordinates are measured against.
type Datum uint8

// The datums.
const (
	WGS84 Datum = iota // GPS; also CGCS2000, which 天地图 uses
	GCJ02              // 高德, 腾讯
	BD09               // 百度
)

var datumNames = [...]string{"wgs84", "gcj02", "bd09"}

// aliases are how files name a datum, in lower case without blanks, hyphens and underscores.
var aliases = map[string]Datum{
	"": WGS84, "wgs84": WGS84, "gps": WGS84, "cgcs2000": WGS84, "epsg4326": WGS84, "epsg4490": WGS84, "天地图": WGS84,
	"国家2000": WGS84, "大地2000": WGS84,
	"gcj02": GCJ02, "gcj": GCJ02, "火星": GCJ02, "火星坐标": GCJ02, "国测局": GCJ02, "高德": GCJ02, "腾讯": GCJ02, "amap": GCJ02,
	"tencent": GCJ02,
	"bd09":    BD09, "bd09ll": BD09, "百度": BD09, "baidu": BD09,
}

// Datums lists all datums.
func Datums() []Datum { return []Datum{WGS84, GCJ02, BD09} }

// ParseDatum reads a datum as files and maps name it; nothing is WGS-84. The fault is fault.Invalid "datum_unknown".
func ParseDatum(s string) (Datum, error) {
	key := strings.NewReplacer(" ", "", "-", "", "_", "", ":", "", "坐标系", "",
		"地图", "").Replace(strings.ToLower(strings.TrimSpace(s)))
	if d, ok := aliases[key]; ok && (key != "" || strings.TrimSpace(s) == "") {
		return d, nil
	}
	if strings.Contains(s, "天地图") {
		return WGS84, nil
	}
	return 0, fault.New(fault.Invalid, "datum_unknown", "datum", s).On("datum")
}

func (d Datum) String() string {
	if int(d) < len(datumNames) {
		return datumNames[d]
	}
	return fmt.Sprintf("datum(%d)", uint8(d))
}

// IsZero says that it is WGS-84, which events leave out.
func (d Datum) IsZero() bool { return d == WGS84 }

// MarshalText writes the datum by name.
func (d Datum) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is ParseDatum.
func (d *Datum) UnmarshalText(b []byte) error {
	v, err := ParseDatum(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
