package inbox

import (
	"fmt"
	"io"

	"github.com/emersion/go-message"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// charsets are those that Western mail is written in besides UTF-8. The
// library's own list brings every encoding of the world into memory.
var charsets = map[string]encoding.Encoding{
	"iso-8859-1": charmap.ISO8859_1, "latin1": charmap.ISO8859_1, "iso-8859-15": charmap.ISO8859_15,
	"windows-1252": charmap.Windows1252, "cp1252": charmap.Windows1252, "iso-8859-2": charmap.ISO8859_2,
	"windows-1250": charmap.Windows1250, "macintosh": charmap.Macintosh,
}

func init() {
	message.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		if known, ok := charsets[charset]; ok {
			return known.NewDecoder().Reader(in), nil
		}
		return in, fmt.Errorf("charset %q is not read", charset)
	}
}
