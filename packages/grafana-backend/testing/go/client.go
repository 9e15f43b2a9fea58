// Package conformance drives a plugin executable with the very libraries that Grafana uses: hashicorp/go-plugin and the plugin SDK.
package conformance

import (
	"encoding/json"
	"os"
	"os/exec"

	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
)

// Spec is what the driver wrote down: the plugin, its data source, and what to ask.
type Spec struct {
	Executable     string                     `json:"executable"`
	URL            string                     `json:"url"`
	JSONData       json.RawMessage            `json:"jsonData"`
	SecureJSONData map[string]string          `json:"secureJsonData"`
	From           int64                      `json:"from"`
	To             int64                      `json:"to"`
	Queries        map[string]json.RawMessage `json:"queries"`
	TailQuery      json.RawMessage            `json:"tailQuery"`
	FramesDir      string                     `json:"framesDir"`
	Frames         int                        `json:"frames"`
}

// ReadSpec reads the file that the driver wrote.
func ReadSpec(file string) (Spec, error) {
	var spec Spec
	text, err := os.ReadFile(file)
	if err != nil {
		return spec, err
	}
	return spec, json.Unmarshal(text, &spec)
}

// Plugin is one run of the executable.
type Plugin struct {
	Client      *goplugin.Client
	Command     *exec.Cmd
	Data        pluginv2.DataClient
	Diagnostics pluginv2.DiagnosticsClient
	Resource    pluginv2.ResourceClient
	Stream      pluginv2.StreamClient
}

// Start launches the executable as Grafana does: magic cookie, protocol 2, nothing of the environment, no TLS.
func Start(executable string, logger hclog.Logger) (*Plugin, error) {
	command := exec.Command(executable)
	command.Env = []string{"GF_VERSION=13.2.2"}
	client := goplugin.NewClient(&goplugin.ClientConfig{
		Cmd: command,
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion:  grpcplugin.ProtocolVersion,
			MagicCookieKey:   grpcplugin.MagicCookieKey,
			MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]goplugin.PluginSet{
			grpcplugin.ProtocolVersion: {
				"data":        &grpcplugin.DataGRPCPlugin{},
				"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
				"resource":    &grpcplugin.ResourceGRPCPlugin{},
				"stream":      &grpcplugin.StreamGRPCPlugin{},
			},
		},
		Logger:           logger,
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		SkipHostEnv:      true,
	})
	plugin := &Plugin{Client: client, Command: command}
	protocol, err := client.Client()
	if err != nil {
		client.Kill()
		return nil, err
	}
	for name, take := range map[string]func(any) bool{
		"data":        func(v any) (ok bool) { plugin.Data, ok = v.(pluginv2.DataClient); return },
		"diagnostics": func(v any) (ok bool) { plugin.Diagnostics, ok = v.(pluginv2.DiagnosticsClient); return },
		"resource":    func(v any) (ok bool) { plugin.Resource, ok = v.(pluginv2.ResourceClient); return },
		"stream":      func(v any) (ok bool) { plugin.Stream, ok = v.(pluginv2.StreamClient); return },
	} {
		raw, err := protocol.Dispense(name)
		if err != nil {
			client.Kill()
			return nil, err
		}
		if !take(raw) {
			panic("the SDK's client for " + name + " is of another type")
		}
	}
	return plugin, protocol.Ping()
}

// Context is the plugin context of a user of the data source.
func (spec Spec) Context() *pluginv2.PluginContext {
	return &pluginv2.PluginContext{
		OrgId:    1,
		PluginId: "huntboard-datasource",
		User:     &pluginv2.User{Login: "ana", Role: "Editor"},
		DataSourceInstanceSettings: &pluginv2.DataSourceInstanceSettings{
			Id: 1, Uid: "go", Name: "go", Url: spec.URL, JsonData: spec.JSONData,
			DecryptedSecureJsonData: spec.SecureJSONData, LastUpdatedMS: 1,
		},
	}
}

// Query is a request with one query, as refId A.
func (spec Spec) Query(model any) *pluginv2.QueryDataRequest {
	text, err := json.Marshal(model)
	if err != nil {
		panic(err)
	}
	return &pluginv2.QueryDataRequest{
		PluginContext: spec.Context(),
		Queries: []*pluginv2.DataQuery{{
			RefId: "A", MaxDataPoints: 1000, IntervalMS: 60000, Json: text,
			TimeRange: &pluginv2.TimeRange{FromEpochMS: spec.From, ToEpochMS: spec.To},
		}},
	}
}
