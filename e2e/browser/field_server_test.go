package browser

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	works "xiaohao/city"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/faces"
	"xiaohao/faces/gate"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/atlas"
	"xiaohao/parts/inspect"
	"xiaohao/parts/point"
	"xiaohao/parts/standard"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
	"xiaohao/tools/demo"
)

// outsideDir names the folder of a city that this program serves instead of running tests: a process of its own, so
// that it can be killed.
const outsideDir = "XIAOHAO_TEST_OUTSIDE"

// outsidePoints are the points of the city, all markets, where a test asks for no other number.
const outsidePoints = 3

// registerOutside puts the points into the register.
func registerOutside(ctx context.Context, c *works.City, by org.Caller, id func() ledger.ID, many int) error {
	for n := 1; n <= many; n++ {
		_, err := c.Points.Add(ctx, by, id(), point.Details{Code: fmt.Sprintf("D%03d", n),
			Name: fmt.Sprintf("湘江农贸市场%d号门", n), Kind: "market", Area: 430405001001,
			Place: &place.Place{Lat: 26.89 + float64(n)*0.0004, Lng: 112.61 + float64(n%2)*0.006}})
		if err != nil {
			return err
		}
	}
	return nil
}

// openOutside opens the city in a folder.
func openOutside(ctx context.Context, dir string) (*works.City, *store.DB, error) {
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "xiaohao.db"), store.Options{})
	if err != nil {
		return nil, nil, err
	}
	if err := db.Migrate(ctx, works.Standard().Steps()); err != nil {
		return nil, db, err
	}
	blobs, err := blob.Open(filepath.Join(dir, "blobs"))
	if err != nil {
		return nil, db, err
	}
	now := func() calendar.Instant { return calendar.Of(time.Now()) }
	c, err := works.Open(ctx, works.Config{Config: desk.Config{City: 4304, DB: db, Blobs: blobs, Now: now,
		Secret: make([]byte, 32)}, SealKey: filepath.Join(dir, "seal.key")})
	return c, db, err
}

// serveOutside serves the city until it is killed; it says its address.
func serveOutside(dir string) error {
	c, _, err := openOutside(context.Background(), dir)
	if err != nil {
		return err
	}
	h, _, err := faces.Open(gate.New(c.House(), gate.Options{TrustLoopback: true}), faces.Rooms(),
		works.Standard().Names())
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("READY", ln.Addr())
	return http.Serve(ln, h)
}

// settledCities are those that were settled once, by their number of points: their files are copied for each test.
var settledCities struct {
	mu  sync.Mutex
	all map[int]fs.FS
}

// settled copies a city with so many points into a folder.
func settled(t *testing.T, dir string, points int) {
	t.Helper()
	settledCities.mu.Lock()
	defer settledCities.mu.Unlock()
	if settledCities.all == nil {
		settledCities.all = map[int]fs.FS{}
	}
	if settledCities.all[points] == nil {
		made := t.TempDir()
		if err := settleOutside(context.Background(), made, points); err != nil {
			t.Fatal(err)
		}
		files := fstest.MapFS{} // the folder goes when this test ends
		for _, name := range []string{"xiaohao.db", "seal.key"} {
			b, err := os.ReadFile(filepath.Join(made, name))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			if err == nil {
				files[name] = &fstest.MapFile{Data: b, Mode: 0o600}
			}
		}
		settledCities.all[points] = files
	}
	if err := os.CopyFS(dir, settledCities.all[points]); err != nil {
		t.Fatal(err)
	}
}

// settleOutside makes a city with so many points, and closes it.
func settleOutside(ctx context.Context, dir string, points int) error {
	c, db, err := openOutside(ctx, dir)
	if err == nil {
		err = peopleOutside(ctx, c, points)
	}
	if c != nil {
		c.Close()
	}
	if db != nil {
		err = cmp.Or(err, db.Close())
	}
	return err
}

// peopleOutside makes the organisation, a standard of twenty items, and a round that sends the inspector to all points.
func peopleOutside(ctx context.Context, c *works.City, points int) error {
	post := func(kind matter.Post, a area.Code) []org.Post { return []org.Post{{Kind: kind, Area: a}} }
	changes := []org.Change{&org.AreaSet{Area: 430400000000, Name: "衡阳市"},
		&org.AreaSet{Area: 430405000000, Name: "珠晖区"}, &org.AreaSet{Area: 430405001000, Name: "广东路街道"},
		&org.AreaSet{Area: 430405001001, Name: "市场社区"},
		&org.AreaSet{Area: 430405001002, Name: "江东社区"}, &org.UnitSet{Code: "she", Zh: "市场社区居委会", Area: 430405001001},
		&org.PersonSet{Login: "shi", Name: "市督查员", Posts: post(matter.Inspector, 430400000000)},
		&org.PersonSet{Login: "disp", Name: "受理员", Posts: post(matter.Dispatcher, 430400000000)},
		&org.PersonSet{Login: "ver", Name: "核查员", Posts: post(matter.Verifier, 430405000000)},
		&org.PersonSet{Login: "adm", Name: "管理员", Posts: post(matter.Administrator, 430400000000)},
		&org.PersonSet{Login: "ver2", Name: "另一核查员", Posts: post(matter.Verifier, 430405000000)},
		&org.PersonSet{Login: "sup", Name: "督办员", Posts: post(matter.Supervisor, 430400000000)},
		&org.PersonSet{Login: "clerk", Name: "经办人", Posts: post(matter.UnitClerk, 0), UnitCodes: []string{"she"}}}
	id := func() ledger.ID { i, _ := ledger.NewID(c.Now(), rand.Reader); return i }
	if _, err := c.Change(ctx, org.Caller{System: true}, id(), changes); err != nil {
		return err
	}
	c.Auth.Effort = org.Light // everybody knows this password
	who := map[string]org.Person{}
	for _, p := range c.Org().People() {
		who[p.Login] = p
		if err := c.Auth.SetPassword(ctx, p, demo.Password, false); err != nil {
			return err
		}
	}
	if _, _, wrong, err := c.Standard.Publish(ctx, who["sup"].Caller(), standard.Read(outsideStandard())); err != nil {
		return fmt.Errorf("%w %v", err, wrong)
	}
	if err := registerOutside(ctx, c, who["adm"].Caller(), id, points); err != nil {
		return err
	}
	round, err := c.Inspect.Plan(ctx, who["sup"].Caller(), id(),
		inspect.Plan{Name: "十一月第一轮", Areas: []area.Code{430400000000}, Inspectors: []int64{who["shi"].ID},
			From: c.Now(), Until: c.Now() + 7*24*3600e6})
	if err != nil {
		return err
	}
	if err := c.Inspect.Open(ctx, who["sup"].Caller(), id(), round); err != nil {
		return err
	}
	if err := c.Atlas.SetBoundaries(ctx, outsideBoundaries); err != nil {
		return err
	}
	return c.Ledger().CatchUp(ctx)
}

// outsideBoundaries are rectangles round the county, and round the township and its points.
var outsideBoundaries = []atlas.Boundary{
	{Area: 430405000000, Shape: atlas.Shape{{{2680000, 11250000, 20000, 0, 0, 25000, -20000, 0, 0, -25000}}}},
	{Area: 430405001000, Shape: atlas.Shape{{{2688950, 11260800, 250, 0, 0, 1000, -250, 0, 0, -1000}}}},
}

func outsideStandard() []standard.Line {
	var out []standard.Line
	add := func(cells map[string]string) { out = append(out, standard.Line{Number: len(out) + 1, Cells: cells}) }
	add(map[string]string{"layer": "version", "code": "2026-01-01", "zh": "样本", "en": "Sample"})
	add(map[string]string{"layer": "kind", "code": "market", "zh": "农贸市场", "en": "Market"})
	add(map[string]string{"layer": "dimension", "code": "1", "zh": "环境卫生", "en": "Surroundings"})
	for i := 1; i <= 20; i++ {
		add(map[string]string{"layer": "item", "code": fmt.Sprintf("1.%d", i), "parent": "1",
			"zh":     fmt.Sprintf("第%d项：地面干净，没有成堆垃圾和积水", i),
			"en":     fmt.Sprintf("Item %d: the ground is clean, no rubbish, no water", i),
			"method": "on_site", "full": "3", "way": map[bool]string{true: "each", false: "all"}[i%2 == 1],
			"off":   map[bool]string{true: "0.5", false: ""}[i%2 == 1],
			"floor": map[bool]string{true: "0", false: ""}[i%2 == 1],
			"veto":  map[bool]string{true: "yes", false: "no"}[i == 20], "category": "env.rubbish"})
	}
	return out
}

// outsideMain runs instead of the tests when the environment says so.
func outsideMain() bool {
	dir := os.Getenv(outsideDir)
	if dir == "" {
		return false
	}
	if err := serveOutside(dir); err != nil {
		fmt.Println("FAIL", err)
		os.Exit(1)
	}
	return true
}
