package standard

import (
	"fmt"
	"slices"
)

var (
	layerNames   = []string{"", "dimension", "item", "question"}
	methodNames  = []string{"", "on_site", "documents", "questionnaire"}
	wayNames     = []string{"", "all", "each"}
	verdictNames = []string{"not_checked", "passed", "failed", "not_applicable"}
)

// Methods lists the methods.
func Methods() []Method { return []Method{OnSite, Documents, Questionnaire} }

func (l Layer) String() string                { return text(layerNames, l) }
func (l Layer) MarshalText() ([]byte, error)  { return marshal(layerNames, l) }
func (l *Layer) UnmarshalText(b []byte) error { return unmarshal(layerNames, b, l) }

func (m Method) String() string                { return text(methodNames, m) }
func (m Method) MarshalText() ([]byte, error)  { return marshal(methodNames, m) }
func (m *Method) UnmarshalText(b []byte) error { return unmarshal(methodNames, b, m) }

func (w Way) String() string                { return text(wayNames, w) }
func (w Way) MarshalText() ([]byte, error)  { return marshal(wayNames, w) }
func (w *Way) UnmarshalText(b []byte) error { return unmarshal(wayNames, b, w) }

func (v Verdict) String() string                { return text(verdictNames, v) }
func (v Verdict) MarshalText() ([]byte, error)  { return marshal(verdictNames, v) }
func (v *Verdict) UnmarshalText(b []byte) error { return unmarshal(verdictNames, b, v) }

func text[T ~uint8](names []string, v T) string {
	if int(v) < len(names) {
		return names[v]
	}
	return fmt.Sprintf("?%d", v)
}

func marshal[T ~uint8](names []string, v T) ([]byte, error) {
	if int(v) >= len(names) {
		return nil, fmt.Errorf("no name for %d", v)
	}
	return []byte(names[v]), nil
}

func unmarshal[T ~uint8](names []string, b []byte, v *T) error {
	i := slices.Index(names, string(b))
	if i < 0 {
		return fmt.Errorf("no such word %.40q", b)
	}
	*v = T(i)
	return nil
}

// String is the points with one decimal, with two where they need them: "2.0", "0.25".
func (p Points) String() string {
	sign, n := "", p
	if n < 0 {
		sign, n = "-", -n
	}
	if n%10 == 0 {
		return fmt.Sprintf("%s%d.%d", sign, n/100, n%100/10)
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}
