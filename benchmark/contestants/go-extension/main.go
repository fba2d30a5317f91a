// A minimal extension in Go: the least that delivers telemetry within an invocation. It registers, subscribes, and makes one PutRecords
// call at the end of each invocation, without retries, a bound of its memory or an envelope. The benchmark compares our extension with it.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

const (
	name = "go-extension"
	// The maximum of Kinesis is 1 MiB with the partition key.
	maxRecordBytes = 1_000_000
)

var (
	api         = "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API")
	runtimeDone = []byte(`"platform.runtimeDone"`)
)

// buffer has the events that are not sent yet, one a line.
type buffer struct {
	lock  sync.Mutex
	lines []byte
	// done has an element when the invocation has ended.
	done chan struct{}
}

// ServeHTTP takes a batch of the Telemetry API.
func (b *buffer) ServeHTTP(_ http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return // Lambda sends it again.
	}
	var events []json.RawMessage
	if err := json.Unmarshal(body, &events); err != nil {
		log.Printf("%s: %v", name, err)
		return
	}
	isDone := false
	b.lock.Lock()
	for _, event := range events {
		b.lines = append(append(b.lines, event...), '\n')
		isDone = isDone || isRuntimeDone(event)
	}
	b.lock.Unlock()
	if isDone {
		b.done <- struct{}{}
	}
}

func isRuntimeDone(event []byte) bool {
	// A log line can have this text too.
	if !bytes.Contains(event, runtimeDone) {
		return false
	}
	var parsed struct{ Type string }
	return json.Unmarshal(event, &parsed) == nil && parsed.Type == "platform.runtimeDone"
}

// take returns the events and forgets them.
func (b *buffer) take() []byte {
	b.lock.Lock()
	defer b.lock.Unlock()
	lines := b.lines
	b.lines = nil
	return lines
}

// send puts all buffered events into as few records as possible, and these into one call.
func (b *buffer) send(client *kinesis.Client) {
	var records []types.PutRecordsRequestEntry
	for lines := b.take(); len(lines) > 0; {
		end := len(lines)
		if end > maxRecordBytes {
			end = bytes.LastIndexByte(lines[:maxRecordBytes], '\n') + 1
		}
		if end == 0 { // An event is longer.
			end = bytes.IndexByte(lines, '\n') + 1
		}
		records = append(records, types.PutRecordsRequestEntry{Data: lines[:end], PartitionKey: aws.String(name)})
		lines = lines[end:]
	}
	if len(records) == 0 {
		return
	}
	output, err := client.PutRecords(context.Background(), &kinesis.PutRecordsInput{
		StreamARN: aws.String(os.Getenv("KINESIS_TELEMETRY_STREAM_ARN")), Records: records,
	})
	if err != nil {
		log.Printf("%s: %v", name, err)
	} else if failed := aws.ToInt32(output.FailedRecordCount); failed > 0 {
		log.Printf("%s: %d records were not accepted", name, failed)
	}
}

func newClient() *kinesis.Client {
	options := kinesis.Options{
		Region: os.Getenv("AWS_REGION"),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{
				AccessKeyID:     os.Getenv("AWS_ACCESS_KEY_ID"),
				SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"),
				SessionToken:    os.Getenv("AWS_SESSION_TOKEN"),
			}, nil
		}),
		Retryer: aws.NopRetryer{},
	}
	if endpoint := os.Getenv("AWS_ENDPOINT_URL_KINESIS"); endpoint != "" {
		options.BaseEndpoint = aws.String(endpoint)
	}
	return kinesis.New(options)
}

// call calls a local API of Lambda, and returns the headers and the body of the answer.
func call(method, path string, headers map[string]string, body string) (http.Header, []byte) {
	request, err := http.NewRequest(method, api+path, strings.NewReader(body))
	check(err)
	for header, value := range headers {
		request.Header.Set(header, value)
	}
	response, err := http.DefaultClient.Do(request)
	check(err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	check(err)
	if response.StatusCode != http.StatusOK {
		check(fmt.Errorf("%s %s: %s %s", method, path, response.Status, text))
	}
	return response.Header, text
}

func check(err error) {
	if err != nil {
		log.Fatalf("%s: %v", name, err)
	}
}

func main() {
	registered, _ := call("POST", "/2020-01-01/extension/register", map[string]string{"Lambda-Extension-Name": name},
		`{"events":["INVOKE","SHUTDOWN"]}`)
	id := map[string]string{"Lambda-Extension-Identifier": registered.Get("Lambda-Extension-Identifier")}

	telemetry := &buffer{done: make(chan struct{}, 16)}
	listener, err := net.Listen("tcp", "0.0.0.0:0")
	check(err)
	go func() { check(http.Serve(listener, telemetry)) }()

	port := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	call("PUT", "/2022-07-01/telemetry", id, `{"schemaVersion":"2022-12-13","types":["platform","function","extension"],`+
		`"buffering":{"timeoutMs":`+os.Getenv("BUFFERING_TIMEOUT_MS")+`,"maxBytes":262144,"maxItems":1000},`+
		`"destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:`+port+`"}}`)

	client := newClient()
	for {
		_, body := call("GET", "/2020-01-01/extension/event/next", id, "")
		var event struct{ EventType string }
		check(json.Unmarshal(body, &event))
		if event.EventType == "SHUTDOWN" {
			telemetry.send(client)
			return
		}
		<-telemetry.done
		telemetry.send(client)
	}
}
