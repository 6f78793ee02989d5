package scheduling

// OccupationGroups are the codes of the socio-professional groups: the six of
// level 1 of INSEE's nomenclature of professions (PCS 2020), under her present
// or last work, in its order; then who never worked, whom it leaves outside. An
// insured person's is personal social content; "" is not known.
var OccupationGroups = []string{"farmer", "trader", "executive", "intermediate", "employee", "worker", "never_worked"}
