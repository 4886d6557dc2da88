package indicator_test

import (
	"bytes"
	"io"
	"os"
	"testing"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/file"
	"xiaohao/platform/document"
	"xiaohao/platform/document/documenttest"
	"xiaohao/platform/photo"
)

func TestMain(m *testing.M) {
	photo.Helper()
	document.Helper()
	os.Exit(m.Run())
}

// TestEvidence: files hang on what an area reported of a span, stay when it is corrected, are seen by who sees the
// figures, and neither come nor go once the span is closed.
func TestEvidence(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	add := func(login string, a area.Code, name string, data []byte) (file.Added, error) {
		return o.AddEvidence(o.ctx, o.Who[login], o.ID(), o.set, a, q3, name, bytes.NewReader(data))
	}
	contract := documenttest.Word("冷库租赁合同")
	_, err := add("v1", V1, "合同.docx", contract)
	o.refused(err, "indicator_nothing_to_prove")
	o.must(o.report("v1", V1, q3, figures(1, 51_234, 100), ""))
	f, err := add("v1", V1, "合同.docx", contract)
	o.must(err)
	_, err = add("v2", V1, "别村的.docx", documenttest.Word("别村"))
	o.refused(err, "indicator_missing")
	_, err = add("lead", V1, "看看.docx", documenttest.Word("看看"))
	o.refused(err, "not_allowed")
	_, err = add("v1", V1, "机密.txt", []byte("x"))
	o.refused(err, "file_secret")
	o.must(o.report("v1", V1, q3, figures(2, 51_234, 100), "少报一亩"))
	for login, want := range map[string]int{"v1": 1, "town": 1, "lead": 1, "sup": 1, "v2": 0, "fardesk": 0} {
		list, _, err := o.Evidence(o.ctx, o.Who[login], o.set, V1, q3)
		if len(list) != want || (err == nil) != (want > 0) {
			t.Errorf("%s sees %d files, %v", login, len(list), err)
		}
		_, r, err := o.OpenEvidence(o.ctx, o.Who[login], o.set, V1, q3, f.ID)
		if (err == nil) != (want > 0) {
			t.Errorf("%s opens: %v", login, err)
		}
		if err == nil {
			if b, _ := io.ReadAll(r); !bytes.Equal(b, contract) {
				t.Errorf("%d bytes", len(b))
			}
			_ = r.Close()
		}
	}
	o.must(o.report("v2", V2, q3, figures(2, 61_234, 100), ""))
	if _, _, err := o.OpenEvidence(o.ctx, o.Who["town"], o.set, V2, q3, f.ID); fault.Code(err) != "files_gone" {
		t.Errorf("a file of another village's figures: %v", err)
	}
	g, err := add("desk", V1, "照片说明.docx", documenttest.Word("照片"))
	o.must(err)
	withdraw := func(login string, id int64) error {
		return o.WithdrawEvidence(o.ctx, o.Who[login], o.ID(), o.set, V1, q3, id, "传错了")
	}
	o.refused(withdraw("v1", g.ID), "not_allowed")
	o.must(withdraw("desk", g.ID))
	o.must(o.review("town", Town, q3))
	o.must(o.Close(o.ctx, o.Who["sup"], o.ID(), o.set, 430405000000, q3, "有缺"))
	o.refused(withdraw("v1", f.ID), "indicator_locked")
	_, err = add("v1", V1, "再补.docx", documenttest.Word("再补"))
	o.refused(err, "indicator_locked")
	if list, why, err := o.Evidence(o.ctx, o.Who["v1"], o.set, V1, q3); len(list) != 1 || err != nil ||
		fault.Code(why) != "indicator_locked" {
		t.Errorf("%v, %v, %v", list, why, err)
	}
	o.proven()
}
