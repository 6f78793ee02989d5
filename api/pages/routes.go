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

	p.programmeRoutes(e)
}

// programmeRoutes hangs the writing, approving and copying of programmes.
func (p *Pages) programmeRoutes(e *echo.Echo) {
	e.GET("/programmes", private(p.programmes))
	e.GET("/programmes/nouveau", private(p.programmeForm))
	e.POST("/programmes", private(p.createProgramme))
	e.GET("/programmes/:id", private(p.programme))
	e.GET("/validations", private(p.validations))

	e.GET("/versions/:id", private(p.programmeVersion))
	e.GET("/versions/:id/modifier", private(p.versionForm))
	e.POST("/versions/:id/modifier", private(p.editVersion))
	e.GET("/versions/:id/criteres", private(p.rulesForm))
	e.POST("/versions/:id/criteres", private(p.setRules))
	e.GET("/versions/:id/soumettre", private(p.submission))
	e.POST("/versions/:id/soumettre", private(p.submitVersion))
	e.GET("/versions/:id/valider", private(p.validation))
	e.POST("/versions/:id/valider", private(p.decide))
	e.GET("/versions/:id/differences", private(p.differences))
	e.POST("/versions/:id/reprendre", private(p.reviseVersion))
	e.GET("/versions/:id/copier", private(p.copyForm))
	e.POST("/versions/:id/copier", private(p.copyVersion))
	e.GET("/versions/:id/retirer", private(p.retirement))
	e.POST("/versions/:id/retirer", private(p.retireVersion))

	e.GET("/versions/:id/modules/nouveau", private(p.moduleForm))
	e.POST("/versions/:id/modules", private(p.addModule))
	e.GET("/versions/:id/modules/:n", private(p.module))
	e.GET("/versions/:id/modules/:n/modifier", private(p.moduleForm))
	e.POST("/versions/:id/modules/:n/modifier", private(p.editModule))
	e.POST("/versions/:id/modules/:n/monter", private(p.moveModule(true)))
	e.POST("/versions/:id/modules/:n/descendre", private(p.moveModule(false)))
	e.GET("/versions/:id/modules/:n/supprimer", private(p.moduleDeletion))
	e.POST("/versions/:id/modules/:n/supprimer", private(p.deleteModule))
	e.GET("/versions/:id/modules/:n/trame", private(p.guide))
	e.GET("/versions/:id/modules/:n/trame/modifier", private(p.guideForm))
	e.POST("/versions/:id/modules/:n/trame/modifier", private(p.setGuide))
	e.POST("/versions/:id/modules/:n/supports", private(p.addResource))
	e.POST("/versions/:id/modules/:n/supports/:resource/supprimer", private(p.deleteResource))
	e.GET("/supports/:id", private(p.resource))
}
