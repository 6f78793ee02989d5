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
		"another département":   {head + "\n95018,Argenteuil,92,95100,1\n", 0, "communes.departement", 2},
		"a name too long":       {head + "\n95018," + strings.Repeat("A", 101) + ",95,95100,1\n", 0, "communes.name", 2},
		"in French":             {"code_commune_INSEE;Nom commune;Code département;latitude;longitude\n95018;Argenteuil;95;48,95;2,25\n", 1, "", 0},
		"where it is":           {"insee,latitude,longitude\n95018,48.9478,2.2474\n", 1, "", 0},
		"nowhere on earth":      {"insee,latitude\n95018,120\n", 0, "communes.latitude", 2},
		"a score":               {"insee,fragility,fragility_source,fragility_date\n95018,\"6,2\",Observatoire,31/12/2025\n", 1, "", 0},
		"a score from nowhere":  {"insee,fragility\n95018,6.2\n", 0, "communes.fragility_origin", 2},
		"no score":              {"insee,fragility,fragility_source,fragility_date\n95018,beaucoup,x,2025-12-31\n", 0, "communes.fragility", 2},
		"people on leave":       {"insee,en arrêt\n95018,-3\n", 0, "communes.on_leave", 2},
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
				if t2 := c.Onto(scheduling.Territory{}); !isInsee(t2.Insee) || t2.Population < 0 || t2.OnLeave < 0 || t2.Fragility < 0 {
					t.Errorf("read %+v", t2)
				}
			}
		}
	})
}
