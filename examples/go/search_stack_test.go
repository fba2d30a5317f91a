package main

import (
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

var search = sync.OnceValue(func() template { return templateOf(NewSearchStack(awscdk.NewApp(nil), "Search")) })

func TestSearchWritesLogSubscriptionsToTheExistingStream(t *testing.T) {
	update := search().functions()["CatalogUpdate"].Environment.Variables

	wantSame(t, "stream", update[streamVariable], getAtt(search().idOfOnly(t, "AWS::Kinesis::Stream"), "Arn"))
	wantSame(t, "format", update["KINESIS_TELEMETRY_RECORD_FORMAT"], "cloudwatch-logs")
}

func TestSearchAttachesWhatIsIncludedAndNotExcluded(t *testing.T) {
	wantSame(t, "attached", search().attached(), []string{"CatalogUpdate"})
}

func TestSearchArchivesToTheExistingBucket(t *testing.T) {
	archive := propertiesOfOnly[struct {
		ExtendedS3DestinationConfiguration struct{ BucketARN any }
	}](t, search(), "AWS::KinesisFirehose::DeliveryStream")

	wantSame(t, "bucket", archive.ExtendedS3DestinationConfiguration.BucketARN, getAtt(search().idOfOnly(t, "AWS::S3::Bucket"), "Arn"))
}

func TestIndexReadsTheStream(t *testing.T) {
	source := propertiesOfOnly[eventSource](t, search(), "AWS::Lambda::EventSourceMapping")

	wantSame(t, "batch size", source.BatchSize, 500)
	wantSame(t, "starting position", source.StartingPosition, "TRIM_HORIZON")
}
