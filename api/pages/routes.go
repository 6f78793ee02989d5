package pages

import (
	"net/http"

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
	e.POST("/compte/mot-de-passe", private(p.changePassword))

	// what the demonstration sent
	if p.Demo != nil {
		e.GET("/courrier", p.sentMail)
		e.GET("/courrier/:id", p.sentOne)
		e.GET("/courrier/:id/html", p.sentHTML)
	}

	// partners, their people, what was signed
	e.GET("/partenaires", private(p.partners))
	e.GET("/partenaires/nouveau", private(p.newPartner))
	e.POST("/partenaires", private(p.addPartner))
	e.GET("/partenaires/:id", private(p.partner))
	e.GET("/partenaires/:id/modifier", private(p.editPartnerForm))
	e.POST("/partenaires/:id", private(p.editPartner))
	e.GET("/partenaires/:id/intervenants/nouveau", private(p.newFacilitator))
	e.POST("/partenaires/:id/intervenants", private(p.addFacilitator))
	e.GET("/partenaires/:id/conventions/nouvelle", private(p.newAgreement))
	e.POST("/partenaires/:id/conventions", private(p.addAgreement))
	e.GET("/conventions/:id", private(p.editAgreementForm))
	e.POST("/conventions/:id", private(p.editAgreement))
	e.POST("/conventions/:id/retirer", private(p.removeAgreement))
	e.GET("/intervenants/:id", private(p.facilitator))
	e.GET("/intervenants/:id/modifier", private(p.editFacilitatorForm))
	e.POST("/intervenants/:id", private(p.editFacilitator))

	// when agents and partners' people can be had
	e.GET("/compte/disponibilites", private(p.availability))
	e.POST("/compte/disponibilites/horaires", private(p.setHours))
	e.POST("/compte/disponibilites/absences", private(p.addAbsence))
	e.POST("/compte/disponibilites/agenda", private(p.followCalendar))
	e.POST("/compte/disponibilites/fichier", private(p.uploadCalendar))
	e.GET("/intervenants/:id/disponibilites", private(p.availability))
	e.POST("/intervenants/:id/disponibilites/horaires", private(p.setHours))
	e.POST("/intervenants/:id/disponibilites/absences", private(p.addAbsence))
	e.POST("/intervenants/:id/disponibilites/agenda", private(p.followCalendar))
	e.POST("/intervenants/:id/disponibilites/fichier", private(p.uploadCalendar))
	e.POST("/absences/:absence/retirer", private(p.removeAbsence))
	e.POST("/agendas-personnels/:calendar/retirer", private(p.unfollowCalendar))

	// co-animators of a meeting
	e.GET("/seances/:id/intervenants", private(p.staffing))
	e.POST("/seances/:id/intervenants", private(p.placeOnMeeting))
	e.GET("/seances/:id/intervenants/inviter", private(p.invitations))
	e.POST("/seances/:id/intervenants/inviter", private(p.sendInvitations))
	e.GET("/sessions/:id/intervenants/inviter", private(p.invitations))
	e.POST("/sessions/:id/intervenants/inviter", private(p.sendInvitations))
	e.GET("/seances/:id/intervenants/:animation", private(p.animation))
	e.POST("/seances/:id/intervenants/:animation/reponse", private(p.recordReply))
	e.POST("/seances/:id/intervenants/:animation/retirer", private(p.takeOffMeeting))

	// what a co-animator opens by his link: GET and HEAD show, POST acts
	reads := []string{http.MethodGet, http.MethodHead}
	e.Match(reads, "/i/:token", p.appointment)
	e.POST("/i/:token", p.answerAppointment)
	e.Match(reads, "/i/:token/seance.ics", p.downloadAppointment)
	e.POST("/i/:token/agenda", p.openAppointmentFeed)
	e.Match(reads, "/i/:token/supports/:resource", p.appointmentSupport)

	// calendars
	e.Match(reads, "/feeds/:token", p.feed)
	e.GET("/compte/agendas", private(p.accountFeeds))
	e.POST("/compte/agendas", private(p.openAccountFeed))
	e.POST("/intervenants/:id/agendas", private(p.openFacilitatorFeed))
	e.POST("/agendas/:id/renouveler", private(p.rotateFeed))
	e.POST("/agendas/:id/fermer", private(p.revokeFeed))

	// sessions, meetings, agenda
	e.GET("/sessions", private(p.cohorts))
	e.GET("/sessions/nouvelle", private(p.cohortNewForm))
	e.POST("/sessions/nouvelle", private(p.cohortNew))
	e.GET("/sessions/proposer", private(p.proposalForm))
	e.POST("/sessions/proposer", private(p.proposalOpen))
	e.GET("/sessions/:id", private(p.cohort))
	e.GET("/sessions/:id/modifier", private(p.cohortEditForm))
	e.POST("/sessions/:id/modifier", private(p.cohortEdit))
	e.POST("/sessions/:id/recruter", private(p.cohortRecruit))
	e.POST("/sessions/:id/confirmer", private(p.cohortConfirm))
	e.POST("/sessions/:id/clore", private(p.cohortClose))
	e.GET("/sessions/:id/annuler", private(p.cohortCancel))
	e.POST("/sessions/:id/annuler", private(p.cohortCancel))
	e.GET("/sessions/:id/reporter", private(p.cohortPostpone))
	e.POST("/sessions/:id/reporter", private(p.cohortPostpone))
	e.GET("/sessions/:id/reparer", private(p.repair))
	e.POST("/sessions/:id/reparer", private(p.doRepair))
	e.GET("/sessions/:id/reprendre", private(p.cohortResume))
	e.POST("/sessions/:id/reprendre", private(p.cohortResume))
	e.GET("/seances/:id/deplacer", private(p.meetingMove))
	e.POST("/seances/:id/deplacer", private(p.meetingMove))
	e.GET("/seances/:id/decaler", private(p.meetingShift))
	e.POST("/seances/:id/decaler", private(p.meetingShift))
	e.GET("/seances/:id/annuler", private(p.meetingCancel))
	e.POST("/seances/:id/annuler", private(p.meetingCancel))
	e.GET("/seances/:id", private(p.meeting))
	e.GET("/agenda", private(p.agenda))

	// attendance, follow-up, booklet
	p.attendanceRoutes(e)
	p.followUpRoutes(e)
	p.bookletRoutes(e)

	// today
	e.GET("/", private(p.today))
	e.GET("/recherche", private(p.search))
	e.GET("/messages", private(p.messages))
	e.GET("/messages/:id", private(p.message))

	p.yearRoutes(e)
	p.programmeRoutes(e)
	p.settingsRoutes(e)
	p.peopleRoutes(e)
	p.reportRoutes(e)
	p.evaluationRoutes(e)
	p.screeningRoutes(e)
}

// screeningRoutes hangs referrals, their examination, and trying criteria.
func (p *Pages) screeningRoutes(e *echo.Echo) {
	e.GET("/signalements", private(p.signals))
	e.POST("/signalements", private(p.enterReferral))
	e.GET("/signalements/nouveau", private(p.newReferral))
	e.POST("/signalements/examiner", private(p.examineUnit))
	e.GET("/signalements/:id", private(p.referral))
	e.POST("/signalements/:id", private(p.saveReferral))
	e.GET("/signalements/:id/modifier", private(p.editReferral))
	e.POST("/signalements/:id/examiner", private(p.examine))
	e.POST("/signalements/:id/clore", private(p.closeReferral))
	e.GET("/signalements/:id/reorienter", private(p.redirectionForm))
	e.POST("/signalements/:id/reorienter", private(p.redirect))
	e.GET("/reorientations/:id", private(p.redirectionSlip))
	e.GET("/examens/:id", private(p.check))
	e.POST("/examens/:id/decision", private(p.override))
	e.GET("/personnes/:id/signalements/nouveau", private(p.newReferralOf))
	e.POST("/personnes/:id/signalements", private(p.addReferral))
	e.GET("/versions/:id/et-si", private(p.whatIf))
	e.POST("/versions/:id/et-si", private(p.tryRules))
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
	e.GET("/versions/:id/supprimer", private(p.versionDeletion))
	e.POST("/versions/:id/supprimer", private(p.deleteVersion))
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

// peopleRoutes hangs people, their invitations and places, and what
// participants do without an account.
func (p *Pages) peopleRoutes(e *echo.Echo) {
	e.GET("/personnes", private(p.people))
	e.POST("/personnes", private(p.addPerson))
	e.POST("/personnes/exporter", private(p.exportPeople))
	e.GET("/personnes/nouvelle", private(p.newPerson))
	p.importRoutes(e)
	p.nirRoutes(e)
	e.GET("/personnes/a-rappeler", private(p.callBacks))
	e.GET("/personnes/:id", private(p.person))
	e.POST("/personnes/:id", private(p.savePerson))
	e.GET("/personnes/:id/modifier", private(p.editPerson))
	e.GET("/personnes/:id/deces", private(p.deceasedForm))
	e.POST("/personnes/:id/deces", private(p.markDeceased))
	e.GET("/sessions/:id/cibler", private(p.target))
	e.GET("/sessions/:id/inviter", private(p.inviteForm))
	e.POST("/sessions/:id/inviter", private(p.inviteChoose))
	e.POST("/sessions/:id/inviter/envoyer", private(p.inviteSend))
	e.GET("/sessions/:id/invitations", private(p.invitationList))
	e.GET("/sessions/:id/lettres", private(p.letters))
	e.POST("/sessions/:id/lettres/postees", private(p.posted))
	e.GET("/sessions/:id/inscriptions", private(p.enrolments))
	e.POST("/sessions/:id/inscriptions/proposer", private(p.offerFree))
	e.GET("/invitations/:id/reponse", private(p.replyForm))
	e.POST("/invitations/:id/reponse", private(p.replyByPhone))
	e.GET("/invitations/:id/lettre", private(p.letterOf))
	e.POST("/invitations/:id/retirer", private(p.withdrawInvitation))
	e.POST("/invitations/:id/rappelee", private(p.calledBack))
	e.GET("/inscriptions/:id/fin", private(p.leaveForm))
	e.POST("/inscriptions/:id/fin", private(p.leave))
	e.GET("/inscriptions/:id/priorite", private(p.priorityForm))
	e.POST("/inscriptions/:id/priorite", private(p.prioritise))
	e.GET("/inscriptions/:id/en-plus", private(p.overbookForm))
	e.POST("/inscriptions/:id/en-plus", private(p.overbook))

	// participants, without account: GET and HEAD show, POST acts
	reads := []string{http.MethodGet, http.MethodHead}
	e.Match(reads, "/v/:token", p.welcome)
	e.POST("/v/:token", p.welcomeReply)
	e.Match(reads, "/v/:token/non", p.welcomeNo)
	e.Match(reads, "/v/:token/rencontre/:file", p.visitCalendar)
	e.Match(reads, "/v/:token/absence/:n", p.apology)
	e.POST("/v/:token/absence/:n", p.apologise)
	e.POST("/v/:token/absence/:n/finalement", p.comeAfterAll)
	e.Match(reads, "/code", p.codeForm)
	e.POST("/code", p.enterCode)
}

// settingsRoutes hangs the places, and what administrators keep in order.
func (p *Pages) settingsRoutes(e *echo.Echo) {
	e.GET("/sites", private(p.sites))
	e.GET("/sites/nouveau", private(p.newSite))
	e.POST("/sites", private(p.addSite))
	e.GET("/sites/:id", private(p.site))
	e.GET("/sites/:id/modifier", private(p.editSiteForm))
	e.POST("/sites/:id/modifier", private(p.editSite))
	e.GET("/sites/:id/horaires", private(p.openingsForm))
	e.POST("/sites/:id/horaires", private(p.setOpenings))
	e.POST("/sites/:id/salles", private(p.addRoom))
	e.GET("/salles/:id", private(p.room))
	e.POST("/salles/:id", private(p.editRoom))
	e.POST("/salles/:id/retirer", private(p.removeRoom))
	e.POST("/salles/:id/fermer", private(p.closeRoom))
	e.POST("/sites/:id/fermetures", private(p.addClosure))
	e.POST("/fermetures/:id/retirer", private(p.removeClosure))

	e.GET("/reglages", private(p.settings))
	e.GET("/reglages/organisme", private(p.organisationForm))
	e.POST("/reglages/organisme", private(p.editOrganisation))
	e.GET("/reglages/unites", private(p.units))
	e.POST("/reglages/unites", private(p.addUnit))
	e.GET("/reglages/unites/:id", private(p.unit))
	e.POST("/reglages/unites/:id", private(p.editUnit))
	e.GET("/reglages/agents", private(p.agents))
	e.GET("/reglages/agents/nouveau", private(p.newAgent))
	e.POST("/reglages/agents", private(p.addAgent))
	e.GET("/reglages/agents/:id", private(p.agent))
	e.GET("/reglages/agents/:id/modifier", private(p.editAgentForm))
	e.POST("/reglages/agents/:id/modifier", private(p.editAgent))
	e.POST("/reglages/agents/:id/roles", private(p.grantRole))
	e.POST("/reglages/agents/:id/roles/fin", private(p.endRole))
	e.POST("/reglages/agents/:id/mot-de-passe", private(p.resetPassword))
	e.POST("/reglages/agents/:id/fermer", private(p.closeAgent))
	e.POST("/reglages/agents/:id/rouvrir", private(p.reopenAgent))
	e.GET("/reglages/fermetures", private(p.closures))
	e.POST("/reglages/fermetures", private(p.addClosure))
	e.GET("/reglages/vacances", private(p.school))
	e.POST("/reglages/vacances/apercu", private(p.reviewSchool))
	e.POST("/reglages/vacances", private(p.importSchool))
	e.GET("/reglages/communes", private(p.territories))
	e.POST("/reglages/communes/zones", private(p.drawZones))
	e.POST("/reglages/communes/apercu", private(p.reviewCommunes))
	e.POST("/reglages/communes", private(p.importCommunes))
	e.GET("/reglages/traces", private(p.traces))
}
