package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

var spec Spec

func TestMain(m *testing.M) {
	file := flag.String("spec", "", "what the driver wrote down")
	flag.Parse()
	var err error
	if spec, err = ReadSpec(*file); err != nil {
		fmt.Println("no specification: `npm run test:go` writes one:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// safeBuffer collects the host's log; go-plugin writes it from goroutines of its own.
type safeBuffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(p)
}

func (b *safeBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}

func start(t *testing.T) (*Plugin, *safeBuffer) {
	t.Helper()
	log := &safeBuffer{}
	plugin, err := Start(spec.Executable, hclog.New(&hclog.LoggerOptions{Output: log, Level: hclog.Trace, JSONFormat: true}))
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	t.Cleanup(plugin.Client.Kill)
	return plugin, log
}

// ask gives the frames of one query, decoded by the SDK.
func ask(t *testing.T, plugin *Plugin, model any) []*data.Frame {
	t.Helper()
	answer, err := plugin.Data.QueryData(context.Background(), spec.Query(model))
	if err != nil {
		t.Fatal(err)
	}
	response := answer.Responses["A"]
	if response == nil || response.Error != "" || response.Status != 200 {
		t.Fatalf("%v", response)
	}
	frames, err := data.UnmarshalArrowFrames(response.Frames)
	if err != nil {
		t.Fatal(err)
	}
	return frames
}

func sql(text string) map[string]any { return map[string]any{"kind": "sql", "sql": text} }

func TestHealth(t *testing.T) {
	plugin, _ := start(t)
	health, err := plugin.Diagnostics.CheckHealth(context.Background(), &pluginv2.CheckHealthRequest{PluginContext: spec.Context()})
	if err != nil || health.Status != pluginv2.CheckHealthResponse_OK {
		t.Fatalf("%v %v", health, err)
	}
	if _, err := plugin.Diagnostics.CollectMetrics(context.Background(), &pluginv2.CollectMetricsRequest{}); err != nil {
		t.Fatal(err)
	}
	// Grafana falls back to QueryData on this code alone.
	chunks, err := plugin.Data.QueryChunkedData(context.Background(), &pluginv2.QueryChunkedDataRequest{})
	if err == nil {
		_, err = chunks.Recv()
	}
	if status.Code(err) != codes.Unimplemented {
		t.Fatalf("QueryChunkedData: %v", err)
	}
}

func TestEveryKindDecodes(t *testing.T) {
	plugin, _ := start(t)
	for name, model := range spec.Queries {
		t.Run(name, func(t *testing.T) {
			frames := ask(t, plugin, model)
			if len(frames) == 0 {
				t.Fatal("no frames")
			}
			for _, frame := range frames {
				if _, err := frame.RowLen(); err != nil {
					t.Fatal(err)
				}
				if frame.Meta == nil || frame.Meta.ExecutedQueryString == "" {
					t.Fatal("no executed query")
				}
				// What Grafana sends to the browser.
				if _, err := data.FrameToJSON(frame, data.IncludeAll); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestErrorsNameTheirSource(t *testing.T) {
	plugin, _ := start(t)
	answer, err := plugin.Data.QueryData(context.Background(), spec.Query(sql("SELECT nothing")))
	if err != nil {
		t.Fatal(err)
	}
	if r := answer.Responses["A"]; r.Status != 400 || r.ErrorSource != "downstream" || !strings.Contains(r.Error, "UNKNOWN_IDENTIFIER") {
		t.Fatalf("%v", r)
	}
}

func TestAnswerOf100MB(t *testing.T) {
	plugin, _ := start(t)
	frames := ask(t, plugin, sql("SELECT number, randomPrintableASCII(1100) AS text FROM numbers(100000)"))
	rows, err := frames[0].RowLen()
	if err != nil || rows != 100000 {
		t.Fatalf("%d rows, %v", rows, err)
	}
	if last := frames[0].At(0, rows-1); last != uint64(99999) {
		t.Fatalf("the last row is %v", last)
	}
	if text, ok := frames[0].At(1, 50000).(string); !ok || len(text) != 1100 {
		t.Fatalf("%T", frames[0].At(1, 50000))
	}
}

// Compressible columns are compressed for certain: strings, numbers, times, nulls, in several batches.
func TestCompressedValues(t *testing.T) {
	plugin, _ := start(t)
	frames := ask(t, plugin, sql("SELECT number AS n, concat('text ', toString(intDiv(number, 1000))) AS s, if(number % 3 = 0, NULL, number / 4) AS f, number % 2 = 0 AS b, toDateTime64(number, 3, 'UTC') AS t FROM numbers(99999)"))
	frame := frames[0]
	for row := 0; row < 99999; row++ {
		n := frame.At(0, row)
		s, f, b, when := frame.At(1, row), frame.At(2, row).(*float64), frame.At(3, row), frame.At(4, row)
		if n != uint64(row) || s != fmt.Sprintf("text %d", row/1000) || (row%3 == 0) != (f == nil) || (f != nil && *f != float64(row)/4) {
			t.Fatalf("row %d: %v %v %v", row, n, s, f)
		}
		if fmt.Sprint(b) != fmt.Sprint(row%2 == 0) && fmt.Sprint(b) != fmt.Sprint(1-row%2) {
			t.Fatalf("row %d: %v", row, b)
		}
		if moment, ok := when.(time.Time); !ok || moment.Unix() != int64(row) {
			t.Fatalf("row %d: %v", row, when)
		}
	}
}

func TestRequestOf16MB(t *testing.T) {
	plugin, _ := start(t)
	model := sql("SELECT 1")
	model["note"] = strings.Repeat("x", 16<<20)
	ask(t, plugin, model)
}

func TestFiftyAtATime(t *testing.T) {
	plugin, _ := start(t)
	var group sync.WaitGroup
	failures := make(chan error, 50)
	for n := range 50 {
		group.Add(1)
		go func() {
			defer group.Done()
			answer, err := plugin.Data.QueryData(context.Background(), spec.Query(sql(fmt.Sprintf("SELECT %d AS n, count() FROM events", n))))
			if err == nil && answer.Responses["A"].Error != "" {
				err = fmt.Errorf("%s", answer.Responses["A"].Error)
			}
			if err != nil {
				failures <- err
			}
		}()
	}
	group.Wait()
	close(failures)
	for err := range failures {
		t.Error(err)
	}
}

func TestCancel(t *testing.T) {
	plugin, _ := start(t)
	ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer cancel()
	_, err := plugin.Data.QueryData(ctx, spec.Query(sql("SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))")))
	if code := status.Code(err); code != codes.DeadlineExceeded && code != codes.Canceled {
		t.Fatal(err)
	}
	ask(t, plugin, sql("SELECT 1"))
}

func TestCrashAndRestart(t *testing.T) {
	plugin, _ := start(t)
	if err := plugin.Command.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for !plugin.Client.Exited() {
		time.Sleep(10 * time.Millisecond)
	}
	again, _ := start(t)
	ask(t, again, sql("SELECT 1"))
}

func TestStreams(t *testing.T) {
	plugin, _ := start(t)
	body, _ := json.Marshal(map[string]json.RawMessage{"query": spec.TailQuery})
	call, err := plugin.Resource.CallResource(context.Background(), &pluginv2.CallResourceRequest{
		PluginContext: spec.Context(), Path: "tail", Url: "tail", Method: "POST", Body: body,
	})
	if err != nil {
		t.Fatal(err)
	}
	response, err := call.Recv()
	if err != nil || response.Code != 200 {
		t.Fatalf("%v %v", response, err)
	}
	var opened struct {
		Path string          `json:"path"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(response.Body, &opened); err != nil {
		t.Fatal(err)
	}
	subscribed, err := plugin.Stream.SubscribeStream(context.Background(), &pluginv2.SubscribeStreamRequest{
		PluginContext: spec.Context(), Path: opened.Path, Data: opened.Data,
	})
	if err != nil || subscribed.Status != pluginv2.SubscribeStreamResponse_OK {
		t.Fatalf("%v %v", subscribed, err)
	}
	var frame data.Frame
	if err := json.Unmarshal(subscribed.Data, &frame); err != nil {
		t.Fatal(err)
	}
	if frame.Name != "tail" || len(frame.Fields) != 5 {
		t.Fatalf("%v", frame)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	run, err := plugin.Stream.RunStream(ctx, &pluginv2.RunStreamRequest{PluginContext: spec.Context(), Path: opened.Path, Data: opened.Data})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = run.Recv(); status.Code(err) != codes.DeadlineExceeded && status.Code(err) != codes.Canceled {
		t.Fatal(err)
	}
	published, err := plugin.Stream.PublishStream(context.Background(), &pluginv2.PublishStreamRequest{PluginContext: spec.Context(), Path: opened.Path})
	if err != nil || published.Status != pluginv2.PublishStreamResponse_PERMISSION_DENIED {
		t.Fatalf("%v %v", published, err)
	}
}

// go-plugin reads the plugin's stderr: lines in hclog's form come out as lines of their level, others as debug of the whole text.
func TestLogAndShutdown(t *testing.T) {
	plugin, log := start(t)
	ask(t, plugin, sql("SELECT 1"))
	process := plugin.Command.Process
	plugin.Client.Kill()
	if err := process.Signal(syscall.Signal(0)); err == nil {
		t.Fatal("the process is still there")
	}
	found := false
	for _, line := range strings.Split(strings.TrimSpace(log.String()), "\n") {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatal(line)
		}
		if entry["@message"] == "Query answered" {
			found = entry["@level"] == "debug" && entry["refId"] == "A"
		}
		if entry["@level"] == "error" || strings.Contains(fmt.Sprint(entry["@message"]), "{\"@level\"") {
			t.Error(line)
		}
	}
	if !found {
		t.Errorf("the query is not in the log:\n%s", log)
	}
}

type fill struct {
	Mode  string  `json:"mode"`
	Value float64 `json:"value"`
}

func (f *fill) missing() *data.FillMissing {
	if f == nil {
		return nil
	}
	modes := map[string]data.FillMode{"null": data.FillModeNull, "previous": data.FillModePrevious, "value": data.FillModeValue}
	return &data.FillMissing{Mode: modes[f.Mode], Value: f.Value}
}

func readFrame(t *testing.T, name string) *data.Frame {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(spec.FramesDir, name))
	if err != nil {
		t.Fatal(err)
	}
	frame, err := data.UnmarshalArrowFrame(text)
	if err != nil {
		t.Fatal(err)
	}
	return frame
}

// The driver wrote long frames and what our library makes of them, or that it refuses to.
func TestLongToWide(t *testing.T) {
	refused := 0
	for n := range spec.Frames {
		long := readFrame(t, fmt.Sprintf("%d.long.arrow", n))
		var about struct {
			Fill  *fill   `json:"fill"`
			Error *string `json:"error"`
		}
		text, err := os.ReadFile(filepath.Join(spec.FramesDir, fmt.Sprintf("%d.json", n)))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &about); err != nil {
			t.Fatal(err)
		}
		want, err := data.LongToWide(long, about.Fill.missing())
		if (err != nil) != (about.Error != nil) {
			t.Errorf("frame %d: the SDK says %v, we say %v", n, err, about.Error)
			continue
		}
		if err != nil {
			refused++
			continue
		}
		got := readFrame(t, fmt.Sprintf("%d.wide.arrow", n))
		want.RefID = got.RefID
		if diff := cmp.Diff(want, got, data.FrameTestCompareOptions()...); diff != "" {
			t.Errorf("frame %d, fill %+v:\n%s", n, about.Fill, diff)
		}
	}
	t.Logf("%d frames the same, %d refused by both", spec.Frames-refused, refused)
}
