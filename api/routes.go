package api

// routes hangs every JSON route, a block per concern.
func (a *api) routes() {
	// signing in
	a.signInRoutes()

	// today
	a.steeringRoutes()

	// sessions and meetings
	a.cohortRoutes()
	a.proposalRoutes()
	a.meetingRoutes()
	a.repairRoutes()
	a.yearRoutes()

	// reports
	a.reportRoutes()

	// evaluation
	a.evaluationRoutes()
	a.textRoutes()

	// partners and co-animators
	a.partnerRoutes()
	a.facilitatorRoutes()
	a.availabilityRoutes()
	a.animationRoutes()
	a.feedRoutes()
	a.heldRoutes()
	a.incomingRoutes()

	// people, their invitations and places
	a.insuredRoutes()
	a.importRoutes()
	a.targetRoutes()
	a.screeningRoutes()
	a.nirRoutes()
	a.filingRoutes()
	a.duplicateRoutes()
	a.invitationRoutes()
	a.receiptRoutes()
	a.enrolmentRoutes()
	a.welcomeRoutes()

	// programmes
	a.programmeRoutes()
	a.versionRoutes()
	a.moduleRoutes()

	// attendance, follow-up, booklet
	a.attendanceRoutes()
	a.callRoutes()
	a.followUpRoutes()
	a.monthsRoutes()
	a.bookletRoutes()
	a.lessonRoutes()
	a.witnessRoutes()
	a.bookletDeliveryRoutes()

	// places, and what administrators keep in order
	a.siteRoutes()
	a.organisationRoutes()
	a.agentRoutes()
	a.territoryRoutes()
	a.traceRoutes()
}
