package ranking

import (
	"math"

	"trame/scheduling"
)

// earth is its mean radius, in kilometres.
const earth = 6371.0088

// Kilometres is the way between the centres of two communes as the crow flies,
// rounded; Unknown when one of them is not placed.
func Kilometres(a, b scheduling.Territory) int {
	if !a.Placed() || !b.Placed() {
		return Unknown
	}
	rad := func(degrees float64) float64 { return degrees * math.Pi / 180 }
	sin := func(x float64) float64 { return math.Sin(x/2) * math.Sin(x/2) }
	h := sin(rad(b.Latitude-a.Latitude)) + math.Cos(rad(a.Latitude))*math.Cos(rad(b.Latitude))*sin(rad(b.Longitude-a.Longitude))
	return int(math.Round(2 * earth * math.Asin(math.Sqrt(min(1, h)))))
}
