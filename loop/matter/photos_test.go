package matter

import (
	"reflect"
	"testing"
)

// TestEveryPhotoIsFound says that verify proves the photos of every event that has some: whatever a body holds of
// photos, PhotosOf lists.
func TestEveryPhotoIsFound(t *testing.T) {
	with := 0
	for typ, mk := range bodies {
		b := mk()
		v, n := reflect.ValueOf(b).Elem(), 0
		example(v, &n)
		var want []Photo
		for i := range v.NumField() {
			if p, ok := v.Field(i).Interface().([]Photo); ok {
				want = append(want, p...)
			}
		}
		if len(want) > 0 {
			with++
		}
		if got := PhotosOf(b); !reflect.DeepEqual(got, want) {
			t.Errorf("%s holds %d photos, and %d are found", typ, len(want), len(got))
		}
	}
	if with < 8 {
		t.Errorf("only %d events hold photos", with)
	}
}
