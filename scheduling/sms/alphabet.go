package sms

// The default alphabet of phones, by position, and its extension, which costs
// an escape more (3GPP TS 23.038 §6.2.1).
const (
	alphabet = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	escape = 0x1b
)

var (
	basic    = positions()
	extended = map[rune]uint16{
		'\f': 0x0a, '^': 0x14, '{': 0x28, '}': 0x29, '\\': 0x2f, '[': 0x3c, '~': 0x3d, ']': 0x3e, '|': 0x40, '€': 0x65,
	}
)

func positions() map[rune]uint16 {
	of := map[rune]uint16{}
	position := uint16(0)
	for _, r := range alphabet {
		if position != escape {
			of[r] = position
		}
		position++
	}
	return of
}

// septets is a letter in the alphabet; false when it has none.
func septets(r rune) ([]uint16, bool) {
	if code, ok := basic[r]; ok {
		return []uint16{code}, true
	}
	if code, ok := extended[r]; ok {
		return []uint16{escape, code}, true
	}
	return nil, false
}
