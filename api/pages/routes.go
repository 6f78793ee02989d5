package pages

import (
	"github.com/labstack/echo/v4"

	"trame/templates"
)

// Routes hangs every screen on e, grouped by concern.
func (p *Pages) Routes(e *echo.Echo) {
	e.GET("/static/*", echo.WrapHandler(templates.Static()))

	// signing in
	e.GET("/connexion", p.signInForm)
	e.POST("/connexion", p.signIn)
	e.POST("/deconnexion", private(p.signOut))
	e.GET("/compte", private(p.account))
	e.POST("/compte/connexions/:id/fermer", private(p.closeSignIn))

	// what the demonstration sent
	if p.Demo != nil {
		e.GET("/courrier", p.sentMail)
		e.GET("/courrier/:id", p.sentOne)
		e.GET("/courrier/:id/html", p.sentHTML)
	}

	// today
	e.GET("/", private(p.today))
	e.GET("/recherche", private(p.search))
	e.GET("/messages", private(p.messages))
	e.GET("/messages/:id", private(p.message))
}
