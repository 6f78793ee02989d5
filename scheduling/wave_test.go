package scheduling_test

import (
	"errors"
	"testing"
	"time"

	"trame/scheduling"
)

func TestAWaveIsSentThenRemindedThenAnswered(t *testing.T) {
	today, closes := scheduling.MustDate("2027-01-04"), scheduling.MustDate("2027-01-18")
	at := func(s string) time.Time { return scheduling.MustDate(s).UTC().Add(9 * time.Hour) }
	for name, c := range map[string]struct {
		spoil func(w *scheduling.Wave)
		field string
	}{
		"it is in order":               {func(*scheduling.Wave) {}, ""},
		"at once, and never again":     {func(w *scheduling.Wave) { w.SendAt, w.RemindOn = time.Time{}, scheduling.Date{} }, ""},
		"an answer by yesterday":       {func(w *scheduling.Wave) { w.ReplyBy = scheduling.MustDate("2027-01-03") }, "reply_by"},
		"an answer after entry closes": {func(w *scheduling.Wave) { w.ReplyBy = scheduling.MustDate("2027-01-19") }, "reply_by"},
		"sent yesterday":               {func(w *scheduling.Wave) { w.SendAt = at("2027-01-03") }, "send_at"},
		"sent after the answers":       {func(w *scheduling.Wave) { w.SendAt = at("2027-01-13") }, "send_at"},
		"reminded the day it is sent":  {func(w *scheduling.Wave) { w.RemindOn = scheduling.MustDate("2027-01-05") }, "remind_on"},
		"reminded after the answers":   {func(w *scheduling.Wave) { w.RemindOn = scheduling.MustDate("2027-01-13") }, "remind_on"},
		"by no channel":                {func(w *scheduling.Wave) { w.Channels = nil }, "channels"},
		"by pigeon":                    {func(w *scheduling.Wave) { w.Channels = []scheduling.Channel{"pigeon"} }, "channels"},
	} {
		w := scheduling.Wave{SendAt: at("2027-01-05"), ReplyBy: scheduling.MustDate("2027-01-12"), RemindOn: scheduling.MustDate("2027-01-10"), Channels: scheduling.Channels}
		c.spoil(&w)
		err := w.Validate(today, closes, time.UTC)
		faults, _ := errors.AsType[scheduling.Faults](err)
		if got := len(faults) > 0 && faults[0].Field == c.field; got != (c.field != "") || (err == nil) != (c.field == "") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRule13_APersonIsReachedByWhatSheAcceptsWhereItArrives(t *testing.T) {
	whole := scheduling.Insured{
		Email: "a@example.org", Phone: "0612345678", Street: "1 rue", Postcode: "95000", City: "Cergy",
		MailConsent: true, SMSConsent: true, LetterConsent: true,
	}
	for name, c := range map[string]struct {
		change func(i *scheduling.Insured)
		want   string
	}{
		"everything":         {func(*scheduling.Insured) {}, "mail sms letter "},
		"no mail":            {func(i *scheduling.Insured) { i.MailConsent = false }, "sms letter "},
		"a letter came back": {func(i *scheduling.Insured) { i.AddressWrongOn = scheduling.MustDate("2027-01-04") }, "mail sms "},
		"no number":          {func(i *scheduling.Insured) { i.Phone = "" }, "mail letter "},
		"deceased":           {func(i *scheduling.Insured) { i.DeceasedOn = scheduling.MustDate("2027-01-04") }, ""},
	} {
		i, got := whole, ""
		c.change(&i)
		for _, channel := range i.Channels() {
			got += string(channel) + " "
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	paused := whole
	paused.PausedUntil = scheduling.MustDate("2027-01-10")
	if !paused.Paused(scheduling.MustDate("2027-01-10")) || paused.Paused(scheduling.MustDate("2027-01-11")) || whole.Paused(scheduling.MustDate("2027-01-10")) {
		t.Error("a pause lasts until its day, that day too")
	}
}
