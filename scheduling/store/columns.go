package store

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"gorm.io/gorm/schema"
)

// Serializers that row tags name. utc: an instant in UTC with microseconds,
// the zero time is NULL. optional: a string kind, "" is NULL (references).
// words: a list of string kinds, kept separated by spaces.
func init() {
	schema.RegisterSerializer("utc", utcColumn{})
	schema.RegisterSerializer("optional", optionalColumn{})
	schema.RegisterSerializer("words", wordsColumn{})
}

type utcColumn struct{}

func (utcColumn) Scan(ctx context.Context, field *schema.Field, dst reflect.Value, value any) error {
	var at time.Time
	switch v := value.(type) {
	case nil:
	case time.Time:
		at = v.UTC()
	case int64:
		at = time.UnixMicro(v).UTC()
	default:
		return fmt.Errorf("%s: an instant from %T", field.Name, value)
	}
	field.ReflectValueOf(ctx, dst).Set(reflect.ValueOf(at))
	return nil
}

func (utcColumn) Value(_ context.Context, field *schema.Field, _ reflect.Value, value any) (any, error) {
	at, ok := value.(time.Time)
	if !ok {
		return nil, fmt.Errorf("%s: %T is no instant", field.Name, value)
	}
	if at.IsZero() {
		return nil, nil
	}
	return at.UTC().Truncate(time.Microsecond), nil
}

type optionalColumn struct{}

func (optionalColumn) Scan(ctx context.Context, field *schema.Field, dst reflect.Value, value any) error {
	text, err := asText(field, value)
	if err != nil {
		return err
	}
	field.ReflectValueOf(ctx, dst).SetString(text)
	return nil
}

func (optionalColumn) Value(_ context.Context, _ *schema.Field, _ reflect.Value, value any) (any, error) {
	if text := reflect.ValueOf(value).String(); text != "" {
		return text, nil
	}
	return nil, nil
}

type wordsColumn struct{}

func (wordsColumn) Scan(ctx context.Context, field *schema.Field, dst reflect.Value, value any) error {
	text, err := asText(field, value)
	if err != nil {
		return err
	}
	list := reflect.MakeSlice(field.FieldType, 0, 4)
	for word := range strings.FieldsSeq(text) {
		list = reflect.Append(list, reflect.ValueOf(word).Convert(field.FieldType.Elem()))
	}
	field.ReflectValueOf(ctx, dst).Set(list)
	return nil
}

func (wordsColumn) Value(_ context.Context, _ *schema.Field, _ reflect.Value, value any) (any, error) {
	list := reflect.ValueOf(value)
	words := make([]string, list.Len())
	for i := range words {
		words[i] = list.Index(i).String()
	}
	return strings.Join(words, " "), nil
}

func asText(field *schema.Field, value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	default:
		return "", fmt.Errorf("%s: a text from %T", field.Name, value)
	}
}
