package scheduling

// Pathologies are the codes of the pathology groups, as the published study
// names them, in the order of its table. An insured person's is personal
// social content; "" is not known.
var Pathologies = []string{
	"breast", "haematological", "ovary", "digestive", "bowel", "prostate", "ent", "brain", "kidney", "lung", "bone", "other",
}
