package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/chromedp/chromedp"
)

// emptied sends the nth form of the page with nothing in what it requires, past
// the browser's own checks.
const emptied = `(n => {
  const form = document.querySelectorAll('main form')[n];
  form.noValidate = true;
  for (const field of form.elements) {
    if (!field.required) continue;
    if (field.type === 'radio' || field.type === 'checkbox') field.checked = false;
    else field.value = '';
  }
  const button = [...form.elements].filter(e => e.type === 'submit').at(-1);
  setTimeout(() => form.requestSubmit(button));
  return null;
})(%d)`

// refused sends a form empty and says what is wrong with what comes back.
func (v *tab) refused(url string, form int) []string {
	v.do(chromedp.Navigate(url))
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Evaluate[*string](fmt.Sprintf(emptied, form))(ctx, t)
		return err
	}))
	if err != nil {
		return []string{"is not sent: " + err.Error()}
	}
	if answer.Status != http.StatusUnprocessableEntity {
		return []string{fmt.Sprintf("is answered with %d", answer.Status)}
	}
	faults := append(v.sight(refusedRule).faults(), v.dark(refusedDarkRule)...)
	if lost := ask[string](v, lostSentences); lost != "" {
		faults = append(faults, "the refusal leads nowhere: "+lost)
	}
	v.do(chromedp.EmulateViewport(320, 640))
	faults = append(faults, v.sideways()...)
	v.do(chromedp.EmulateViewport(1280, 900))
	return append(faults, v.heard()...)
}

// lostSentences tells of a summary without a sentence, and of sentences that
// lead to no field.
const lostSentences = `(() => {
  const sentences = [...document.querySelectorAll('.errors li')];
  if (!sentences.length) return 'no summary';
  return sentences.map(s => s.querySelector('a')).filter(a => a && !document.getElementById(a.hash.slice(1))).map(a => a.hash + ' ' + a.textContent).join(' | ');
})()`
