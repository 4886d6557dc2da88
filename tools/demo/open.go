package demo

import (
	"fmt"
	"strings"

	"xiaohao/core/policy"
)

// opened is what the demo's policy says otherwise than the default one: full bins are let out by rule, within the
// answer where a program reports them, leaks ask questions of every datatype, and there is open data.
var opened = []string{
	"  at_once: []\n", "  at_once: [env.bin]\n",
	"realtime: []", "realtime: [env.bin]",
	"\nopen_data: {on: false,", "\nopen_data: {on: true,",
	"{code: fac.water,", "{code: fac.water, attributes: [" +
		"{code: meter, datatype: string, zh: 水表号, en: Number of the meter, " +
		"hint: {zh: 表盖上的 8 位数字, en: 8 digits on its lid}}, " +
		"{code: depth, datatype: number, zh: 水有多深（厘米）, en: How deep the water is (cm)}, " +
		"{code: since, datatype: datetime, zh: 什么时候开始的, en: Since when}, " +
		"{code: seen, datatype: text, zh: 看到了什么, en: What you see}, " +
		"{code: kind, datatype: singlevaluelist, required: true, zh: 是哪一种, " +
		"en: What it is, values: [" +
		"{key: leak, zh: 漏水, en: A leak}, {key: burst, zh: 爆管, en: A burst pipe}, {key: none, zh: 停水, en: No " +
		"water}]}, " +
		"{code: near, datatype: multivaluelist, zh: 附近有什么, en: What is near, values: [" +
		"{key: school, zh: 学校, en: A school}, {key: hospital, zh: 医院, en: A hospital}, " +
		"{key: market, zh: 市场, en: A market}]}],",
}

// Policy is the policy that a demo city has once its story is told.
func Policy() ([]byte, error) {
	src := string(policy.Default().Source())
	for i := 0; i < len(opened); i += 2 {
		if strings.Count(src, opened[i]) != 1 {
			return nil, fmt.Errorf("demo: the default policy does not say %q once", opened[i])
		}
		src = strings.Replace(src, opened[i], opened[i+1], 1)
	}
	if _, err := policy.ParseNew([]byte(src)); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	return []byte(src), nil
}
