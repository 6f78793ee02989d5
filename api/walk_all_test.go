//go:build !race

package api_test

// ofEachScreen is how many addresses of one screen are looked at: a session
// that recruits and one that is over do not show the same.
const ofEachScreen = 2
