package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
)

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
	Type       string
	Properties json.RawMessage
}

type function struct {
	Handler     string
	Layers      []any
	Role        any
	Environment struct{ Variables map[string]any }
}

func synthesize(t *testing.T, stack awscdk.Stack) template {
	t.Helper()
	text, err := json.Marshal(assertions.Template_FromStack(stack, nil).ToJSON())
	if err != nil {
		t.Fatal(err)
	}
	var found template
	decode(t, text, &found)
	return found
}

func decode(t *testing.T, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

func (tpl template) idsOf(resourceType string) []string {
	var ids []string
	for id, resource := range tpl.Resources {
		if resource.Type == resourceType {
			ids = append(ids, id)
		}
	}
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

// properties decodes those of the only resource of a type.
func (tpl template) properties(t *testing.T, resourceType string, into any) {
	t.Helper()
	decode(t, tpl.Resources[tpl.idOfOnly(t, resourceType)].Properties, into)
}

func (tpl template) function(t *testing.T, handler string) function {
	t.Helper()
	for _, id := range tpl.idsOf("AWS::Lambda::Function") {
		var fn function
		decode(t, tpl.Resources[id].Properties, &fn)
		if fn.Handler == handler {
			return fn
		}
	}
	t.Fatalf("no function has the handler %s", handler)
	return function{}
}

// policiesOf gives the managed policies of a function's role.
func (tpl template) policiesOf(t *testing.T, fn function) []any {
	t.Helper()
	for _, id := range tpl.idsOf("AWS::IAM::Role") {
		if same(fn.Role, getAtt(id, "Arn")) {
			var role struct{ ManagedPolicyArns []any }
			decode(t, tpl.Resources[id].Properties, &role)
			return role.ManagedPolicyArns
		}
	}
	t.Fatalf("no role is that of %s", fn.Handler)
	return nil
}

// attributes are fields that a setting puts into every envelope.
func attributes(t *testing.T, variables map[string]any) (found map[string]string) {
	t.Helper()
	text, ok := variables["KINESIS_TELEMETRY_ATTRIBUTES"].(string)
	if !ok {
		t.Fatal("no attributes are set")
	}
	decode(t, []byte(text), &found)
	return found
}

func ref(id string) any { return map[string]any{"Ref": id} }

func getAtt(id, attribute string) any {
	return map[string]any{"Fn::GetAtt": []any{id, attribute}}
}

func same(a, b any) bool { return asJSON(a) == asJSON(b) }

func asJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func contains(values []any, wanted any) bool {
	for _, value := range values {
		if same(value, wanted) {
			return true
		}
	}
	return false
}

func wantSame(t *testing.T, what string, got, want any) {
	t.Helper()
	if !same(got, want) {
		t.Errorf("%s: got %s, want %s", what, asJSON(got), asJSON(want))
	}
}

// panicOf gives what a mistake is told with: the library panics with an error, which has "Error: " in front if it comes from a method.
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
