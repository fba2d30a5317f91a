package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
)

const streamVariable = "KINESIS_TELEMETRY_STREAM_ARN"

func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// template is what these tests read of a CloudFormation template.
type template struct {
	Resources  map[string]resource
	Parameters map[string]struct{ Type, Default string }
}

type resource struct {
	Type           string
	DeletionPolicy string
	Properties     json.RawMessage
}

type function struct {
	Layers      []any
	Environment struct{ Variables map[string]any }
}

type eventSource struct {
	EventSourceArn        any
	BatchSize             int
	StartingPosition      string
	FunctionResponseTypes []string
	FilterCriteria        struct{ Filters []struct{ Pattern string } }
}

type policy struct {
	PolicyDocument struct{ Statement []statement }
}

type statement struct {
	Effect   string
	Action   any
	Resource any
}

// templateOf synthesizes a stack. That takes a second, so each stack is synthesized once for all tests.
func templateOf(stack awscdk.Stack) (tpl template) {
	decode([]byte(asJSON(assertions.Template_FromStack(stack, nil).ToJSON())), &tpl)
	return tpl
}

func decode(text []byte, into any) {
	if err := json.Unmarshal(text, into); err != nil {
		panic(err)
	}
}

func (tpl template) idsOf(resourceType string) (ids []string) {
	for id, resource := range tpl.Resources {
		if resource.Type == resourceType {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func (tpl template) idOfOnly(t *testing.T, resourceType string) string {
	t.Helper()
	ids := tpl.idsOf(resourceType)
	if len(ids) != 1 {
		t.Fatalf("got %d resources of type %s, want 1", len(ids), resourceType)
	}
	return ids[0]
}

// propertiesOfOnly decodes the properties of the only resource of a type.
func propertiesOfOnly[T any](t *testing.T, tpl template, resourceType string) (properties T) {
	t.Helper()
	decode(tpl.Resources[tpl.idOfOnly(t, resourceType)].Properties, &properties)
	return properties
}

// propertiesOfAll decodes the properties of all resources of a type.
func propertiesOfAll[T any](tpl template, resourceType string) (all []T) {
	for _, id := range tpl.idsOf(resourceType) {
		var properties T
		decode(tpl.Resources[id].Properties, &properties)
		all = append(all, properties)
	}
	return all
}

// functions are by construct id. CDK appends a hash of 8 characters to it.
func (tpl template) functions() map[string]function {
	functions := map[string]function{}
	for _, id := range tpl.idsOf("AWS::Lambda::Function") {
		var fn function
		decode(tpl.Resources[id].Properties, &fn)
		functions[id[:len(id)-8]] = fn
	}
	return functions
}

// attached gives the construct ids of the functions that write to a stream.
func (tpl template) attached() (ids []string) {
	for id, fn := range tpl.functions() {
		if _, ok := fn.Environment.Variables[streamVariable]; ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// readFromSSM refers to what CloudFormation reads from a parameter in SSM.
func (tpl template) readFromSSM(t *testing.T, name string) any {
	t.Helper()
	for id, parameter := range tpl.Parameters {
		if parameter.Type == "AWS::SSM::Parameter::Value<String>" && parameter.Default == name {
			return ref(id)
		}
	}
	t.Fatalf("nothing is read from %s", name)
	return nil
}

func ref(id string) any { return map[string]any{"Ref": id} }

func getAtt(id, attribute string) any {
	return map[string]any{"Fn::GetAtt": []any{id, attribute}}
}

func asJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func wantSame(t *testing.T, what string, got, want any) {
	t.Helper()
	if asJSON(got) != asJSON(want) {
		t.Errorf("%s: got %s, want %s", what, asJSON(got), asJSON(want))
	}
}

// panicOf returns the message of a panic of the library. A method puts "Error: " in front of it.
func panicOf(t *testing.T, mistake func()) (message string) {
	t.Helper()
	defer func() {
		t.Helper()
		err, ok := recover().(error)
		if !ok {
			t.Fatal("did not panic with an error")
		}
		message = strings.TrimPrefix(err.Error(), "Error: ")
	}()
	mistake()
	return ""
}
