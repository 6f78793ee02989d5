package sms

import (
	"strings"

	"github.com/linxGnu/gosmpp/pdu"
)

// states are what a centre may say of a message, by its number and its word
// (SMPP 3.4 §5.2.28, appendix B). What is not here is on its way.
var states = map[byte]string{2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 7: "UNKNOWN", 8: "REJECTD"}

var failures = map[string]bool{"EXPIRED": true, "DELETED": true, "UNDELIV": true, "UNKNOWN": true, "REJECTD": true}

// receiptOf reads a delivery receipt; false when p is something else.
func receiptOf(p *pdu.DeliverSM) (Receipt, bool) {
	const kindOfMessage, deliveryReceipt = 0x3c, 0x04 // SMPP 3.4 §5.2.12
	if p.EsmClass&kindOfMessage != deliveryReceipt {
		return Receipt{}, false
	}
	text, err := p.Message.GetMessage()
	if err != nil {
		text = ""
	}
	r := ReadReceipt(text)
	if field, ok := p.OptionalParameters[pdu.TagReceiptedMessageID]; ok {
		r.ID = field.String()
	}
	if field, ok := p.OptionalParameters[pdu.TagMessageStateOption]; ok && len(field.Data) == 1 {
		r.judge(states[field.Data[0]])
	}
	return r, r.ID != ""
}

// ReadReceipt reads a receipt's text: « id:… sub:001 dlvrd:001 submit date:…
// done date:… stat:DELIVRD err:000 text:… ». What the message said, which some
// centres repeat at its end, is left unread.
func ReadReceipt(text string) (r Receipt) {
	text, _, _ = strings.Cut(text, "text:")
	text, _, _ = strings.Cut(text, "Text:")
	word, code := "", ""
	for field := range strings.FieldsSeq(text) {
		name, value, _ := strings.Cut(field, ":")
		switch strings.ToLower(name) {
		case "id":
			r.ID = value
		case "stat":
			word = strings.ToUpper(value)
		case "err":
			code = value
		}
	}
	r.judge(word)
	if r.Failed && code != "" && len(code) <= 8 {
		r.Reason += " " + code
	}
	return r
}

// Reported is a receipt as a gateway reports it over HTTP: words differ from one
// to the next, and what is not known is still on its way.
func Reported(id, word, code string) Receipt {
	r := Receipt{ID: id}
	switch strings.ToLower(word) {
	case "delivrd", "delivered", "delivered_to_handset", "ok":
		r.judge("DELIVRD")
	case "expired", "deleted", "undeliv", "undelivered", "undeliverable", "not_delivered", "rejectd", "rejected", "failed", "error":
		r.judge("UNDELIV")
		if code != "" && len(code) <= 8 {
			r.Reason += " " + code
		}
	}
	return r
}

// judge reads a state's word.
func (r *Receipt) judge(word string) {
	switch {
	case word == "DELIVRD":
		r.Delivered, r.Failed, r.Reason = true, false, ""
	case failures[word] && !r.Failed:
		r.Delivered, r.Failed, r.Reason = false, true, word
	}
}
