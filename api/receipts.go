package api

import (
	"context"
	"crypto/subtle"
	"net/http"
	"strings"

	"trame/scheduling"
	"trame/scheduling/sms"
)

// receiptRoutes are a gateway's own: a secret of the house is its way in.
func (a *api) receiptRoutes() {
	open(a, http.MethodPost, "/sms/receipts", operation{
		ID: "tellReceipt", Summary: "What became of a short message, told by the gateway that took it", Tag: "Gateways", Status: http.StatusNoContent,
	}, []map[string][]string{{"gateway": {}}}, a.tellReceipt)
}

func (a *api) tellReceipt(ctx context.Context, in *struct {
	Authorization string `header:"Authorization" doc:"Bearer, and the secret TRAME_SMS_RECEIPTS"`
	Body          struct {
		ID     string `json:"id" minLength:"1" maxLength:"100" doc:"The name that the gateway gave the message"`
		Status string `json:"status" maxLength:"60" example:"delivered"`
		Code   string `json:"code,omitempty" maxLength:"60" doc:"Of a failure"`
	}
},
) (*struct{}, error) {
	secret, _ := strings.CutPrefix(in.Authorization, "Bearer ")
	if a.receipts == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(a.receipts)) != 1 {
		return nil, problemOf(scheduling.Refuse(scheduling.NotFound, "not_found", ""))
	}
	if err := a.Inviting.Told(ctx, sms.Reported(in.Body.ID, in.Body.Status, in.Body.Code)); err != nil {
		return nil, problemOf(err)
	}
	return nil, nil
}
