package main

import (
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

var backOffice = sync.OnceValue(func() template { return templateOf(NewBackOfficeStack(awscdk.NewApp(nil), "BackOffice")) })

func TestBackOfficeHasNeitherStreamNorLayerOfItsOwn(t *testing.T) {
	for _, resourceType := range []string{"AWS::Kinesis::Stream", "AWS::Lambda::LayerVersion", "AWS::IAM::ManagedPolicy"} {
		wantSame(t, resourceType, len(backOffice().idsOf(resourceType)), 0)
	}
}

func TestBackOfficeReadsThePlatformTeamsParameters(t *testing.T) {
	ledger := backOffice().functions()["Ledger"]
	policyArn := asJSON(backOffice().readFromSSM(t, "/platform/telemetry/runtime/policy/arn"))

	wantSame(t, "layers", ledger.Layers, []any{backOffice().readFromSSM(t, "/platform/telemetry/extension/arn")})
	wantSame(t, "stream", ledger.Environment.Variables[streamVariable], backOffice().readFromSSM(t, "/platform/telemetry/stream/arn"))
	if roles := asJSON(propertiesOfAll[struct{ ManagedPolicyArns []any }](backOffice(), "AWS::IAM::Role")); !strings.Contains(roles, policyArn) {
		t.Errorf("got the roles %s, want %s among their policies", roles, policyArn)
	}
}

func TestTagKeepsFunctionsOut(t *testing.T) {
	wantSame(t, "attached", backOffice().attached(), []string{"ExperimentsAudit", "Invoices", "Ledger"})
}

func TestContainerImageGetsSettingsButNoLayer(t *testing.T) {
	invoices := backOffice().functions()["Invoices"]

	wantSame(t, "layers", len(invoices.Layers), 0)
	wantSame(t, "format", invoices.Environment.Variables["KINESIS_TELEMETRY_RECORD_FORMAT"], "kpl-aggregated")
}

func TestFunctionsInTheVpcReachKinesis(t *testing.T) {
	endpoint := propertiesOfOnly[struct {
		VpcEndpointType   string
		PrivateDnsEnabled bool
	}](t, backOffice(), "AWS::EC2::VPCEndpoint")

	wantSame(t, "type", endpoint.VpcEndpointType, "Interface")
	wantSame(t, "private DNS", endpoint.PrivateDnsEnabled, true)
}
