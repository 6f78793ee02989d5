package sample

import "hash/fnv"

// chance is a source of numbers that no release of Go will change: splitmix64.
type chance struct{ state uint64 }

func newChance(name string) *chance {
	h := fnv.New64a()
	h.Write([]byte(name))
	return &chance{h.Sum64()}
}

func (c *chance) next() uint64 {
	c.state += 0x9e3779b97f4a7c15
	z := c.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// of reports true with probability p.
func (c *chance) of(p float64) bool { return float64(c.next()>>11)/(1<<53) < p }

// below is a number from 0 to n-1. Its bias, n in 2^64, is nobody's concern.
func (c *chance) below(n int) int { return int(c.next() % uint64(n)) }

func (c *chance) shuffle(list []string) {
	for i := len(list) - 1; i > 0; i-- {
		k := c.below(i + 1)
		list[i], list[k] = list[k], list[i]
	}
}

// one of the choices.
func one[T any](c *chance, choices ...T) T { return choices[c.below(len(choices))] }
