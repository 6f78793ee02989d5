package transfer

import (
	"errors"
	"strings"
	"testing"

	"trame/scheduling"
)

func TestCommunesAreReadAsTheyWereWritten(t *testing.T) {
	const head = "insee,name,departement,postcodes,population"
	for name, c := range map[string]struct {
		file string
		n    int
		key  string
		line int
	}{
		"a commune":             {head + "\n95018,Argenteuil,95,95100,113000\n", 1, "", 0},
		"Corse, overseas":       {head + "\n2A004,Ajaccio,2A,20000 20090,73000\n97411,Saint-Denis,974,97400,150000\n", 2, "", 0},
		"with its zone":         {head + ",zone\n95018,Argenteuil,95,95100,113000,Est\n", 1, "", 0},
		"semicolons and a mark": {"\ufeff" + strings.ReplaceAll(head, ",", ";") + "\n95018;Argenteuil;95;95100;\n", 1, "", 0},
		"another header":        {"code,nom\n95018,Argenteuil\n", 0, "communes.header", 1},
		"separators alone":      {";;;", 0, "communes.header", 1},
		"no such code":          {head + "\n9501,Argenteuil,95,95100,1\n", 0, "communes.insee", 2},
		"another département":   {head + "\n95018,Argenteuil,92,95100,1\n", 0, "communes.insee", 2},
		"no name":               {head + "\n95018,,95,95100,1\n", 0, "communes.name", 2},
		"a postcode of four":    {head + "\n95018,Argenteuil,95,9510,1\n", 0, "communes.postcodes", 2},
		"fewer than nobody":     {head + "\n95018,Argenteuil,95,95100,-1\n", 0, "communes.population", 2},
		"the same twice":        {head + "\n95018,A,95,95100,1\n95018,A,95,95100,1\n", 0, "communes.twice", 3},
		"a cell too many":       {head + "\n95018,A,95,95100,1,2,3\n", 0, "communes.cells", 2},
		"Windows-1252":          {head + "\n95203,\xc9ragny,95,95610,1\n", 1, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			list, err := ReadCommunes([]byte(c.file))
			if len(list) != c.n {
				t.Errorf("%d communes, want %d", len(list), c.n)
			}
			fault, _ := errors.AsType[*scheduling.Error](err)
			switch {
			case c.key == "" && err != nil:
				t.Error(err)
			case c.key != "" && (fault == nil || fault.Key != c.key || fault.Args[1] != c.line):
				t.Errorf("got %v, want %s at line %d", err, c.key, c.line)
			}
		})
	}
}

func FuzzCommunes(f *testing.F) {
	f.Add("insee,name,departement,postcodes,population\n95018,Argenteuil,95,95100,113000\n")
	f.Add("insee;name;departement;postcodes;population;zone\n2A004;Ajaccio;2A;;;Sud")
	f.Fuzz(func(t *testing.T, file string) {
		list, err := ReadCommunes([]byte(file))
		if err == nil {
			for _, c := range list {
				if !isInsee(c.Insee) || c.Population < 0 || c.Name == "" {
					t.Errorf("read %+v", c)
				}
			}
		}
	})
}
