package anonymity

import (
	"strings"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Hidden stands in a text for the words that were masked.
const Hidden = "[…]"

// Mask hides words, each of one word or several, wherever they stand in a text
// and however they are written: capitals, accents and what stands between them
// aside. It returns those that are not there.
func Mask(text string, words []string) (masked string, absent []string) {
	for _, w := range words {
		wanted := parts(w)
		if len(wanted) == 0 {
			continue
		}
		hidden := hide(text, wanted)
		if hidden == text {
			absent = append(absent, w)
		}
		text = hidden
	}
	return text, absent
}

// parts are words folded, so that two writings of one are the same.
func parts(text string) (folded []string) {
	for _, w := range wordsOf(text) {
		folded = append(folded, store.Fold(w.text))
	}
	return folded
}

func hide(text string, wanted []string) string {
	words := wordsOf(text)
	var out strings.Builder
	done := 0
	for i := 0; i+len(wanted) <= len(words); i++ {
		if !stands(words[i:], wanted) {
			continue
		}
		last := words[i+len(wanted)-1]
		out.WriteString(text[done:words[i].at] + Hidden)
		done = last.past
		i += len(wanted) - 1
	}
	return out.String() + text[done:]
}

func stands(words []word, wanted []string) bool {
	for k, w := range wanted {
		if store.Fold(words[k].text) != w {
			return false
		}
	}
	return true
}

// mostTelling bounds how many words are proposed at once.
const mostTelling = 40

// Telling lists the words that Tells finds in a text, one after another, each
// as if those before were masked.
func Telling(text string, people []store.Participant, today scheduling.Date) (words []string) {
	for len(words) < mostTelling {
		w, by := Tells(text, people, today)
		masked, _ := Mask(text, []string{w})
		if by == "" || masked == text {
			return words
		}
		words, text = append(words, w), masked
	}
	return words
}
