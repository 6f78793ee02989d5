package ical

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAFingerprintTellsEveryFieldApart(t *testing.T) {
	home := Calendar{Name: "Trame", Zone: paris, Color: "teal", Source: "https://a.fr"}
	plain := Fingerprint(home, []Meeting{tulipes})
	for _, value := range []any{&home, &tulipes} {
		fields := reflect.ValueOf(value).Elem().NumField()
		for n := range fields {
			c, m := home, tulipes
			field := reflect.ValueOf(map[bool]any{true: &c, false: &m}[value == any(&home)]).Elem()
			otherwise(t, field.Field(n))
			if Fingerprint(c, []Meeting{m}) == plain {
				t.Errorf("%s shows in no fingerprint", field.Type().Field(n).Name)
			}
		}
	}
	if Fingerprint(home, []Meeting{tulipes, tulipes}) == plain || Fingerprint(home, nil) == plain {
		t.Error("the number of meetings shows in no fingerprint")
	}
}

// otherwise gives a field another value.
func otherwise(t *testing.T, field reflect.Value) {
	t.Helper()
	switch was := field.Interface().(type) {
	case time.Time:
		field.Set(reflect.ValueOf(was.Add(time.Second)))
	case *time.Location:
		field.Set(reflect.ValueOf(mustZone("Indian/Reunion")))
	default:
		switch field.Kind() {
		case reflect.String:
			field.SetString(field.String() + "x")
		case reflect.Int:
			field.SetInt(field.Int() + 1)
		case reflect.Bool:
			field.SetBool(!field.Bool())
		default:
			t.Fatalf("a field of kind %s: teach this test another value of it, and the fingerprint its value", field.Kind())
		}
	}
}

func TestTheSameFingerprintIsTheSameFeed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func() Meeting {
			return tulipes.with(func(m *Meeting) {
				m.Summary = rapid.SampledFrom([]string{"a", "ab"}).Draw(t, "summary")
				m.Description = rapid.SampledFrom([]string{"b", "", "bc"}).Draw(t, "description")
				m.Location = rapid.SampledFrom([]string{"c", ""}).Draw(t, "location")
			})
		}
		c := Calendar{Name: "Trame", Zone: paris}
		one, two := []Meeting{draw()}, []Meeting{draw()}
		first, err := Feed(c, one)
		if err != nil {
			t.Fatal(err)
		}
		second, err := Feed(c, two)
		if err != nil {
			t.Fatal(err)
		}
		if (Fingerprint(c, one) == Fingerprint(c, two)) != bytes.Equal(first, second) {
			t.Fatalf("%+v\n%+v", one, two)
		}
	})
}
