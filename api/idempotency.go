package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"trame/api/pages"
	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/trust"
)

// maxKey bounds an Idempotency-Key, in octets.
const maxKey = 200

// retry makes a repeated POST of an agent's harmless: with an Idempotency-Key
// the change happens once, and the same answer comes again for a day. A
// request that changed nothing is simply tried again.
func retry(desk *trust.Desk) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			actor, signedIn := pages.ActorFrom(r.Context())
			key := r.Header.Get("Idempotency-Key")
			if key == "" || !signedIn || r.Method != http.MethodPost || !forPrograms(r) {
				return next(c)
			}
			if len(key) > maxKey {
				return scheduling.Refuse(scheduling.Invalid, "idempotency.too_long", "Idempotency-Key")
			}
			claim, err := claimOf(r, key, actor)
			if err != nil {
				return err
			}
			reply, found, err := desk.Replay(r.Context(), *claim)
			if err != nil {
				return err
			}
			if found {
				c.Response().Header().Set("Idempotency-Replayed", "true")
				return c.Blob(reply.Status, reply.ContentType, reply.Body)
			}
			return once(c, desk, claim, next)
		}
	}
}

// once runs the request under its claim and keeps what it answers.
func once(c echo.Context, desk *trust.Desk, claim *store.Claim, next echo.HandlerFunc) error {
	r := c.Request()
	c.SetRequest(r.WithContext(store.Claiming(r.Context(), claim)))
	copied := &copying{ResponseWriter: c.Response().Writer}
	c.Response().Writer = copied
	if err := next(c); err != nil {
		return err
	}
	if !claim.Taken() {
		return nil
	}
	h := c.Response().Header()
	return desk.Keep(r.Context(), *claim, c.Response().Status, h.Get(echo.HeaderContentType), copied.body.Bytes())
}

func claimOf(r *http.Request, key string, actor scheduling.Actor) (*store.Claim, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	sum := sha256.Sum256(body)
	return &store.Claim{
		Key: key, Actor: actor.ID.Ref(), Route: r.URL.Path, RequestHash: hex.EncodeToString(sum[:]),
	}, nil
}

// copying keeps what it writes.
type copying struct {
	http.ResponseWriter
	body bytes.Buffer
}

func (w *copying) Write(b []byte) (int, error) {
	w.body.Write(b)
	return w.ResponseWriter.Write(b)
}
