package templates

import (
	"fmt"
	html "html/template"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Number is 1 234 567 (narrow no-break spaces), 12,5 with a French comma.
func Number(v any) (string, error) {
	n, ok := amount(v)
	if !ok {
		return "", fmt.Errorf("number of %T", v)
	}
	return frenchNumber(n, -1), nil
}

// Percent is « 92 % » or « 70,5 % » from 92 or 70.5: the value is already a
// percentage. decimals fixes the digits after the comma.
func Percent(v any, decimals ...int) (string, error) {
	n, ok := amount(v)
	if !ok {
		return "", fmt.Errorf("percent of %T", v)
	}
	digits := -1
	if len(decimals) > 0 {
		digits = decimals[0]
	} else {
		n = math.Round(n*10) / 10
	}
	return frenchNumber(n, digits) + nbsp + "%", nil
}

func frenchNumber(n float64, decimals int) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(math.Abs(n), 'f', decimals, 64), ".")
	var groups []string
	for len(whole) > 3 {
		groups = append(groups, whole[len(whole)-3:])
		whole = whole[:len(whole)-3]
	}
	groups = append(groups, whole)
	slices.Reverse(groups)
	text := strings.Join(groups, narrow)
	if part != "" {
		text += "," + part
	}
	if n < 0 {
		text = "−" + text
	}
	return text
}

// Plural is « 1 personne », « 3 personnes »; French says 0 in the singular.
func Plural(v any, one, many string) (string, error) {
	n, ok := amount(v)
	if !ok {
		return "", fmt.Errorf("plural of %T", v)
	}
	word := many
	if math.Abs(n) < 2 {
		word = one
	}
	return frenchNumber(n, -1) + nbsp + word, nil
}

// amount reads any number, or the length of a list.
func amount(v any) (float64, bool) {
	r := reflect.ValueOf(v)
	switch {
	case !r.IsValid():
		return 0, false
	case r.CanInt():
		return float64(r.Int()), true
	case r.CanUint():
		return float64(r.Uint()), true
	case r.CanFloat():
		return r.Float(), true
	case r.Kind() == reflect.Slice:
		return float64(r.Len()), true
	}
	return 0, false
}

// Phone groups the ten digits of a French number by two; short and foreign
// numbers stay as they are.
func Phone(number string) string {
	digits := digitsOf(number)
	if national, ok := strings.CutPrefix(strings.TrimSpace(number), "+33"); ok {
		digits = "0" + digitsOf(national)
	}
	switch len(digits) {
	case 10:
		return strings.Join([]string{digits[:2], digits[2:4], digits[4:6], digits[6:8], digits[8:]}, nbsp)
	case 4:
		return digits[:2] + nbsp + digits[2:]
	}
	return strings.ReplaceAll(strings.TrimSpace(number), " ", nbsp)
}

// tel is the link a telephone dials: html/template would refuse its scheme,
// and only digits and a leading + pass here.
func tel(number string) html.URL {
	digits := digitsOf(number)
	if strings.HasPrefix(strings.TrimSpace(number), "+") {
		digits = "+" + digits
	}
	return html.URL("tel:" + digits) //nolint:gosec // digits alone, and our own scheme
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
