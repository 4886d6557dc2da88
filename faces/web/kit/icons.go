package kit

import "html/template"

// drawings are the icons: strokes on a 24 by 24 field, drawn for this product. Each stands beside a word and is
// hidden from screen readers.
var drawings = map[string]string{
	"work":  `<path d="M4 6h10M4 12h10M4 18h6"/><path d="m15 17 2.5 2.5L22 14"/>`,
	"lists": `<rect x="4" y="3" width="16" height="18" rx="2"/><path d="M8 8h8M8 12h8M8 16h5"/>`,
	"new":   `<path d="M12 5v14M5 12h14"/>`,
	"board": `<path d="M4 20V10M10 20V4M16 20v-7M22 20H2"/>`,
	"me":    `<circle cx="12" cy="8" r="4"/><path d="M4 21c1-5 4-7 8-7s7 2 8 7"/>`,
	"admin": `<path d="M4 7h10M18 7h2M4 17h2M10 17h10"/><circle cx="16" cy="7" r="2"/><circle cx="8" cy="17" ` +
		`r="2"/>`,
	"speak":  `<path d="M4 9v6h4l5 4V5L8 9zM16.500 9c1.500 2 1.500 4 0 6M19 6.500c3 3.500 3 7.500 0 11"/>`,
	"type":   `<path d="M2 20 8 5l6 15M4.500 14h7M16 20l3-8 3 8M17 17h4"/>`,
	"search": `<circle cx="11" cy="11" r="6"/><path d="m16 16 5 5"/>`,
	"camera": `<path d="M3 8h4l2-3h6l2 3h4v12H3z"/><circle cx="12" cy="13.5" r="3.5"/>`,
	"pin":    `<path d="M12 21s7-6.5 7-12a7 7 0 0 0-14 0c0 5.500 7 12 7 12z"/><circle cx="12" cy="9" r="2.500"/>`,
	"send":   `<path d="M4 12 21 4l-6 17-3.500-7z"/>`,
	"clock":  `<circle cx="12" cy="12" r="8.500"/><path d="M12 7v5.500l3.500 2"/>`,
	"unit":   `<path d="M4 21V9l8-5 8 5v12M2 21h20M9 21v-6h6v6"/>`,
	"people": `<circle cx="9" cy="9" r="3.500"/><path d="M2.500 20c.6-4 3-6 6.500-6s5.900 2 6.500 6M16 5.800a3.500 ` +
		`3.500 0 0 1 0 6.400M18.500 14.500c1.700.9 2.700 2.700 3 5.500"/>`,
	"check":    `<path d="m5 12.500 4.500 4.500L19 7"/>`,
	"back":     `<path d="m14 5-7 7 7 7"/>`,
	"next":     `<path d="m10 5 7 7-7 7"/>`,
	"filter":   `<path d="M3 5h18l-7 8v6l-4 2v-8z"/>`,
	"export":   `<path d="M12 3v12M7 10l5 5 5-5M4 20h16"/>`,
	"download": `<path d="M12 3v12M7 10l5 5 5-5M4 20h16"/>`,
	"notices":  `<path d="M6 3h9l4 4v14H6zM9 11h7M9 15h7"/>`,
	"bell":     `<path d="M6 17V11a6 6 0 0 1 12 0v6l2 1H4zM10 21h4"/>`,
	"score":    `<path d="M4 20V10M10 20V4M16 20v-8M21 20H3"/>`,
	"print":    `<path d="M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z"/>`,
	"key":      `<circle cx="8" cy="15" r="4"/><path d="m11 12 9-9M16 7l3 3"/>`,
	"more": `<circle cx="5" cy="12" r="1.200"/><circle cx="12" cy="12" r="1.200"/><circle cx="19" cy="12" ` +
		`r="1.200"/>`,
	"close": `<path d="m6 6 12 12M18 6 6 18"/>`,
	"warn":  `<path d="M12 3 2 20h20zM12 9v5M12 17v.5"/>`,
	"copy":  `<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 8V4H4v12h4"/>`,
	"eye":   `<path d="M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7z"/><circle cx="12" cy="12" r="3"/>`,
	"globe": `<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3.500 6 3.500 9s-.5 6-3.500 ` +
		`9c-3-3-3.500-6-3.500-9s.5-6 3.500-9z"/>`,
	"columns": `<rect x="3" y="4" width="18" height="16" rx="2"/><path d="M9 4v16M15 4v16"/>`,
	"green":   `<circle cx="12" cy="12" r="8" fill="currentColor"/>`,
	"yellow":  `<path d="M12 3 22.500 21h-21z" fill="currentColor"/>`,
	"red":     `<path d="M8 2.500h8L21.500 8v8L16 21.500H8L2.500 16V8z" fill="currentColor"/>`,
	"grey":    `<path d="M6 4h4v16H6zM14 4h4v16h-4z" fill="currentColor"/>`,
	"none":    `<circle cx="12" cy="12" r="7.500"/>`,

	// what matters are about, by the group of their category
	"about-env":    `<path d="M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6"/>`,
	"about-road":   `<path d="M8 3 4 21M16 3l4 18M12 4v3M12 10.500v3M12 17v3"/>`,
	"about-fac":    `<path d="M9 21h6M12 21V9M12 9c-3 0-5-2-5-5h10c0 3-2 5-5 5z"/>`,
	"about-green":  `<path d="M12 21v-7M12 14c-5 0-7-3-7-6s3-5 7-5 7 2 7 5-2 6-7 6zM12 14l3-4"/>`,
	"about-home":   `<path d="M5 21V5l7-3 7 3v16M3 21h18M9 8h2M13 8h2M9 12h2M13 12h2M10 21v-5h4v5"/>`,
	"about-market": `<path d="M3 9h18l-2-5H5zM5 9v12h14V9M9 21v-6h6v6"/>`,
	"about-school": `<path d="m2 9 10-5 10 5-10 5zM6 11.500V17c3 3 9 3 12 0v-5.500M22 9v6"/>`,
	"about-noise":  `<path d="M4 9v6h4l5 4V5L8 9zM16.500 9c1.500 2 1.500 4 0 6M19 6.500c3 3.500 3 7.500 0 11"/>`,
	"about-build":  `<path d="M3 21h18M6 21V8l6-5 6 5v13M6 12h12M6 16.500h12M12 12v9"/>`,
	"about-village": `<path d="M2 12 8 7l6 5M4 11v9h8v-9M14 20h8M18 20v-6M18 14c-2 0-3-1.500-3-3.500S16.500 7 18 7s3 ` +
		`1.500 3 3.500-1 3.500-3 3.500z"/>`,
	"about-civic": `<path d="M12 20s-8-4.500-8-10a4.500 4.500 0 0 1 8-2.800A4.500 4.500 0 0 1 20 10c0 5.500-8 10-8 ` +
		`10z"/>`,
	"about-other": `<circle cx="12" cy="12" r="8.500"/><path d="M12 8v5M12 16v.5"/>`,
	"map":         `<path d="m3 6 6-3 6 3 6-3v15l-6 3-6-3-6 3zM9 3v15M15 6v15"/>`,
	"list-off":    `<rect x="4" y="3" width="16" height="18" rx="2"/><path d="m8 12 3 3 5-6"/>`,
	"feed":        `<path d="M5 11a8 8 0 0 1 8 8M5 5a14 14 0 0 1 14 14"/><circle cx="6" cy="18" r="1.200"/>`,
}

// icon is the drawing of a name; an unknown name draws nothing.
func icon(name string) template.HTML {
	d, ok := drawings[name]
	if !ok {
		return ""
	}
	const head = `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">`
	return template.HTML(head + d + `</svg>`) // constants of this file
}
