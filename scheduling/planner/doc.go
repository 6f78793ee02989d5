// Package planner searches a timetable for many cohorts that share rooms,
// social workers and partners: it places every cohort it can, improves the
// plan, proves how good it is, mends it when something changes, and says why
// when there is no way.
//
// The heart is one cohort with all others fixed: its best programme is found
// exactly by dynamic programming over days (finder). Around it stand a
// construction, a large-neighbourhood search, and a Lagrangian bound whose
// pricing problem is that same dynamic programme.
//
// Inside the package a cost is an integer times scale, so that prices in the
// bound can be fractions and the bound still be certain.
package planner
