package ranking_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"trame/scheduling"
	"trame/scheduling/ranking"
)

var today = scheduling.MustDate("2027-01-12")

func ids(ranked []ranking.Ranked) (list []scheduling.InsuredID) {
	for _, r := range ranked {
		list = append(list, r.ID)
	}
	return list
}

func TestEachCriterionPutsWhoItIsForFirst(t *testing.T) {
	zones := []ranking.Balance{{Zone: "Est", Eligible: 60, Seated: 10}, {Zone: "Ouest", Eligible: 40, Seated: 30}}
	for criterion, people := range map[ranking.Criterion][]ranking.Person{
		ranking.Waiting: {{ID: "first", Since: today.AddDays(-100)}, {ID: "unknown"}, {ID: "last", Since: today.AddDays(-8)}},
		ranking.Near:    {{ID: "first", Kilometres: 8}, {ID: "unknown", Kilometres: ranking.Unknown}, {ID: "last", Kilometres: 35}},
		ranking.Zone:    {{ID: "first", Zone: "Est"}, {ID: "unknown"}, {ID: "last", Zone: "Ouest"}},
		ranking.Fragile: {{ID: "first", Fragility: 720}, {ID: "unknown"}, {ID: "last", Fragility: 310}},
		ranking.New:     {{ID: "first"}, {ID: "then", Asked: 1}, {ID: "last", Asked: 3}},
	} {
		t.Run(string(criterion), func(t *testing.T) {
			want := ids([]ranking.Ranked{{Person: people[0]}, {Person: people[1]}, {Person: people[2]}})
			slices.Reverse(people)
			if got := ids(ranking.Rank(people, zones, today, ranking.Weights{criterion: 3})); !slices.Equal(got, want) {
				t.Errorf("asked in the order %v, want %v", got, want)
			}
		})
	}
}

func TestAZoneLacksPlacesAgainstItsPeople(t *testing.T) {
	points := func(zones ...ranking.Balance) int {
		ranked := ranking.Rank([]ranking.Person{{ID: "a", Zone: "Est"}}, zones, today, ranking.Usual())
		return ranked[0].Points[slices.Index(ranking.Criteria, ranking.Zone)].Value
	}
	for name, c := range map[string]struct{ got, want int }{
		"60 % of the people, 35 % of the places": {points(ranking.Balance{Zone: "Est", Eligible: 60, Seated: 7}, ranking.Balance{Zone: "Ouest", Eligible: 40, Seated: 13}), 25},
		"more places than its share":             {points(ranking.Balance{Zone: "Est", Eligible: 10, Seated: 9}, ranking.Balance{Zone: "Ouest", Eligible: 90, Seated: 1}), 0},
		"no place was ever given":                {points(ranking.Balance{Zone: "Est", Eligible: 10}), 0},
		"nobody knows any zone":                  {points(), 0},
	} {
		if c.got != c.want {
			t.Errorf("%s: lacks %d, want %d", name, c.got, c.want)
		}
	}
}

func TestAWaveIsAsLargeAsFormerAnswersSuggest(t *testing.T) {
	for name, c := range map[string]struct {
		answers            ranking.Answers
		free, people, want int
	}{
		"nobody was asked yet":      {ranking.Answers{}, 12, 100, 40},
		"one in two came":           {ranking.Answers{Asked: 200, Came: 100}, 12, 100, 25},
		"nobody ever came":          {ranking.Answers{Asked: 90}, 12, 1000, 400},
		"there are not so many":     {ranking.Answers{}, 12, 17, 17},
		"no place is free":          {ranking.Answers{}, 0, 100, 0},
		"more seated than places":   {ranking.Answers{}, -2, 100, 0},
		"every one of many came":    {ranking.Answers{Asked: 990, Came: 990}, 10, 100, 11},
		"one free place, few known": {ranking.Answers{Asked: 4, Came: 2}, 1, 100, 3},
	} {
		if got := c.answers.Wave(c.free, c.people); got != c.want {
			t.Errorf("%s: ask %d, want %d", name, got, c.want)
		}
	}
}

func TestDistancesAreThoseOfTheMap(t *testing.T) {
	at := func(latitude, longitude float64) scheduling.Territory {
		return scheduling.Territory{Latitude: latitude, Longitude: longitude}
	}
	for name, c := range map[string]struct {
		a, b scheduling.Territory
		want int
	}{
		"Osny and Argenteuil":       {at(49.0706, 2.0630), at(48.9478, 2.2474), 19},
		"the same place":            {at(49.0706, 2.0630), at(49.0706, 2.0630), 0},
		"Paris and Marseille":       {at(48.8566, 2.3522), at(43.2965, 5.3698), 660},
		"over the line of the date": {at(-17.5, 179.9), at(-17.5, -179.9), 21},
		"one that nobody placed":    {at(48.8566, 2.3522), at(0, 0), ranking.Unknown},
	} {
		if got := ranking.Kilometres(c.a, c.b); got != c.want {
			t.Errorf("%s: %d km, want %d", name, got, c.want)
		}
	}
}

// somebody is anyone.
func somebody(t *rapid.T, id string) ranking.Person {
	p := ranking.Person{
		ID: scheduling.InsuredID(id), Kilometres: rapid.IntRange(-1, 90).Draw(t, "km"), Zone: rapid.SampledFrom([]string{"", "Est", "Ouest"}).Draw(t, "zone"),
		Fragility: rapid.IntRange(0, 900).Draw(t, "fragility"), Asked: rapid.IntRange(0, 4).Draw(t, "asked"),
	}
	if rapid.Bool().Draw(t, "referred") {
		p.Since = today.AddDays(-rapid.IntRange(0, 400).Draw(t, "days"))
	}
	return p
}

func TestARankingIsTotalExplainedAndTheSameWhateverTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var people []ranking.Person
		for n := range rapid.IntRange(0, 12).Draw(t, "n") {
			people = append(people, somebody(t, string(rune('a'+n))))
		}
		zones := []ranking.Balance{{Zone: "Est", Eligible: rapid.IntRange(0, 50).Draw(t, "e"), Seated: rapid.IntRange(0, 50).Draw(t, "s")}, {Zone: "Ouest", Eligible: 20, Seated: 5}}
		weights := ranking.Weights{}
		for _, c := range ranking.Criteria {
			weights[c] = rapid.IntRange(0, 3).Draw(t, string(c))
		}
		ranked := ranking.Rank(people, zones, today, weights)
		for at, r := range ranked {
			sum := 0
			for _, p := range r.Points {
				if p.Points < 0 || p.Points > 100 {
					t.Fatalf("%s gives %d points", p.Criterion, p.Points)
				}
				sum += p.Points * p.Weight
			}
			if sum != r.Total || at > 0 && ranked[at-1].Total < r.Total {
				t.Fatalf("place %d of %+v", at, ranked)
			}
		}
		slices.Reverse(people)
		if again := ranking.Rank(people, zones, today, weights); !slices.Equal(ids(again), ids(ranked)) {
			t.Fatalf("%v, then %v", ids(ranked), ids(again))
		}
	})
}

func BenchmarkRank(b *testing.B) {
	people := make([]ranking.Person, 10_000)
	for at := range people {
		people[at] = ranking.Person{ID: scheduling.InsuredID(rune(at)), Since: today.AddDays(-at % 300), Kilometres: at % 60, Fragility: 100 + at%700, Asked: at % 3}
	}
	for b.Loop() {
		ranking.Rank(people, nil, today, ranking.Usual())
	}
}
