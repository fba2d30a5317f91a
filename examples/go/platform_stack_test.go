package main

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

var platform = sync.OnceValue(func() template { return templateOf(NewPlatformStack(awscdk.NewApp(nil), "Platform")) })

func TestPlatformStreamIsSizedKeptAndEncrypted(t *testing.T) {
	stream := propertiesOfOnly[struct {
		ShardCount, RetentionPeriodHours int
		StreamEncryption                 struct{ KeyId any }
	}](t, platform(), "AWS::Kinesis::Stream")

	wantSame(t, "shards", stream.ShardCount, 2)
	wantSame(t, "hours", stream.RetentionPeriodHours, 72)
	wantSame(t, "key", stream.StreamEncryption.KeyId, getAtt(platform().idOfOnly(t, "AWS::KMS::Key"), "Arn"))
	wantSame(t, "deletion policy", platform().Resources[platform().idOfOnly(t, "AWS::Kinesis::Stream")].DeletionPolicy, "Retain")
}

func TestOtherAppsFindTheArnsInSSM(t *testing.T) {
	values := map[string]any{}
	for _, parameter := range propertiesOfAll[struct {
		Name  string
		Value any
	}](platform(), "AWS::SSM::Parameter") {
		values[parameter.Name] = parameter.Value
	}

	// The archive has a policy, too.
	policies := slices.DeleteFunc(platform().idsOf("AWS::IAM::ManagedPolicy"), func(id string) bool { return strings.Contains(id, "Archive") })
	if len(policies) != 1 {
		t.Fatalf("got the policies %v, want one", policies)
	}

	wantSame(t, "parameters", values, map[string]any{
		"/platform/telemetry/extension/arn":      ref(platform().idOfOnly(t, "AWS::Lambda::LayerVersion")),
		"/platform/telemetry/runtime/policy/arn": ref(policies[0]),
		"/platform/telemetry/stream/arn":         getAtt(platform().idOfOnly(t, "AWS::Kinesis::Stream"), "Arn"),
		"/platform/telemetry/stream/key/arn":     getAtt(platform().idOfOnly(t, "AWS::KMS::Key"), "Arn"),
	})
}

func TestOrganizationAndPartnerMayUseTheLayer(t *testing.T) {
	principals := map[string]string{}
	for _, permission := range propertiesOfAll[struct{ Principal, OrganizationId string }](platform(), "AWS::Lambda::LayerVersionPermission") {
		principals[permission.Principal] = permission.OrganizationId
	}

	wantSame(t, "principals", principals, map[string]string{"*": organization, partnerAccount: ""})
}

func TestWarehouseAccountMayWriteToTheStream(t *testing.T) {
	resourcePolicy := propertiesOfOnly[struct {
		ResourcePolicy struct{ Statement []statement }
	}](t, platform(), "AWS::Kinesis::ResourcePolicy")

	wantSame(t, "action", resourcePolicy.ResourcePolicy.Statement[0].Action, "kinesis:PutRecords")
}

func TestPlatformReaderGetsReportsOnly(t *testing.T) {
	source := propertiesOfOnly[eventSource](t, platform(), "AWS::Lambda::EventSourceMapping")

	wantSame(t, "consumer", source.EventSourceArn, getAtt(platform().idOfOnly(t, "AWS::Kinesis::StreamConsumer"), "ConsumerARN"))
	wantSame(t, "pattern", source.FilterCriteria.Filters[0].Pattern, `{"data":{"type":["platform.report"]}}`)
}

func TestArchiveExpiresAfterAYear(t *testing.T) {
	buckets := asJSON(propertiesOfAll[struct {
		LifecycleConfiguration struct {
			Rules []struct{ ExpirationInDays int }
		}
	}](platform(), "AWS::S3::Bucket"))

	if !strings.Contains(buckets, `"ExpirationInDays":365`) {
		t.Errorf("got the buckets %s, want one that expires after 365 days", buckets)
	}
}

func TestNobodyIsPagedAboutSlowReaders(t *testing.T) {
	for _, id := range platform().idsOf("AWS::CloudWatch::Alarm") {
		if strings.Contains(id, "IteratorAge") {
			t.Errorf("got the alarm %s, want none", id)
		}
	}
}

func TestDashboardHasAName(t *testing.T) {
	dashboard := propertiesOfOnly[struct{ DashboardName string }](t, platform(), "AWS::CloudWatch::Dashboard")

	wantSame(t, "name", dashboard.DashboardName, "telemetry")
}
