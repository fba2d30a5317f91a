#!/usr/bin/env bash
# Completes the Go module that jsii-pacmak generates, and compiles it.
set -euo pipefail
cd "$(dirname "$0")/../../dist/go/kinesistelemetryextension"
# Older releases of aws-cdk-go do not compile with constructs 10.5, our floor: docs/decisions/0001-peer-floors.md
go mod edit -require github.com/aws/aws-cdk-go/awscdk/v2@v2.240.0
# Indirect requirements follow from aws-cdk-go, not from the versions that npm has installed here.
sed -i.bak '/ \/\/ indirect$/d' go.mod && rm go.mod.bak
go mod tidy
GOFLAGS= GOWORK=off go build ./...
