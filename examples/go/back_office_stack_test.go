package main

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

func synthesizeBackOffice(t *testing.T) template {
	t.Helper()
	return synthesize(t, NewBackOfficeStack(awscdk.NewApp(nil), "BackOffice", nil))
}

// readFromSSM refers to the template's parameter whose value CloudFormation takes from SSM.
func readFromSSM(t *testing.T, tpl template, name string) any {
	t.Helper()
	for id, parameter := range tpl.Parameters {
		if parameter.Type == "AWS::SSM::Parameter::Value<String>" && parameter.Default == name {
			return ref(id)
		}
	}
	t.Fatalf("nothing is read from %s", name)
	return nil
}

func TestBackOfficeHasNothingOfItsOwnToStreamTo(t *testing.T) {
	backOffice := synthesizeBackOffice(t)

	for _, resourceType := range []string{"AWS::Kinesis::Stream", "AWS::Lambda::LayerVersion", "AWS::IAM::ManagedPolicy"} {
		wantSame(t, resourceType, len(backOffice.idsOf(resourceType)), 0)
	}
}

func TestBackOfficeAttachesByWhatTheWebShopHasLeftInSSM(t *testing.T) {
	backOffice := synthesizeBackOffice(t)
	reports := backOffice.function(t, "reports.handler")
	policy := readFromSSM(t, backOffice, "/web-shop/telemetry/runtime/policy/arn")

	wantSame(t, "layers", reports.Layers, []any{readFromSSM(t, backOffice, "/web-shop/telemetry/extension/arn")})
	wantSame(t, "variables", reports.Environment.Variables, map[string]any{
		"KINESIS_TELEMETRY_STREAM_ARN": readFromSSM(t, backOffice, "/web-shop/telemetry/stream/arn"),
		"KINESIS_TELEMETRY_ATTRIBUTES": `{"team":"back-office"}`,
	})
	if policies := backOffice.policiesOf(t, reports); !contains(policies, policy) {
		t.Errorf("got policies %s, want %s among them", asJSON(policies), asJSON(policy))
	}
}
