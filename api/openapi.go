package api

import (
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"
)

func config(s Settings) huma.Config {
	huma.NewError = newHumaError
	c := huma.DefaultConfig("Trame", s.Version)
	c.DocsPath, c.OpenAPIPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil
	c.Info.Description = "ISIC group programmes of the French health insurance: programmes, sessions, meetings, " +
		"co-animators, participants, evaluation. Sentences are in French; keys are stable."
	c.Info.License = &huma.License{Name: "Proprietary", Identifier: "LicenseRef-Trame"}
	c.Info.Contact = &huma.Contact{Name: "Trame", URL: s.BaseURL}
	c.Servers = []*huma.Server{{URL: s.BaseURL}}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"gateway": {Type: "http", Scheme: "bearer", Description: "The secret TRAME_SMS_RECEIPTS"},
		"signIn":  {Type: "http", Scheme: "bearer", Description: "The token of POST /api/v1/sign-ins"},
	}
	return c
}

// document serves the OpenAPI description, written once on first demand.
func document(e *echo.Echo, o *huma.OpenAPI) {
	yaml := sync.OnceValues(o.YAML)
	e.GET("/api/openapi.yaml", func(c echo.Context) error {
		text, err := yaml()
		if err != nil {
			return err
		}
		return c.Blob(http.StatusOK, "application/yaml", text)
	})
}
