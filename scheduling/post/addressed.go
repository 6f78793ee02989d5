package post

import "trame/scheduling"

// Addressed is d on its way to a person by a channel: its address, and its
// wording for that channel.
func (d Draft) Addressed(i scheduling.Insured, c scheduling.Channel) Draft {
	d.Channel, d.Insured, d.Recipient, d.ToName, d.ToAddress = c, i.ID, "insured:"+string(i.ID), i.Name(), i.Email
	switch c {
	case scheduling.ByLetter:
		d.Template += "-letter"
	case scheduling.BySMS:
		d.Template, d.ToAddress = d.Template+"-sms", i.Phone
	}
	return d
}
