//go:build race

package api_test

// ofEachScreen is one where each takes ten times as long; .ci/test without
// -race looks at more.
const ofEachScreen = 1
