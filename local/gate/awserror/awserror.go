// Package awserror writes errors in AWS's formats, so that AWS clients understand them.
package awserror

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"encoding/xml"
	"hash/crc32"
	"net/http"
	"strconv"
)

// Error is an AWS error.
type Error struct {
	Status  int // 400 if 0
	Code    string
	Message string
	Reason  string // in errors of AWS Organizations
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Protocol is the format of a service's responses.
type Protocol int

// The protocols of the services that the gate answers for. ("Smithy: AWS JSON 1.0, AWS JSON 1.1, AWS query and
// EC2 query protocols".)
const (
	DynamoDB     Protocol = iota // AWS JSON 1.0
	CloudControl                 // AWS JSON 1.0
	JSON                         // AWS JSON 1.1
	Query
	EC2
)

// ContentType is the media type of a service's responses.
func (p Protocol) ContentType() string {
	switch p {
	case DynamoDB, CloudControl:
		return "application/x-amz-json-1.0"
	case JSON:
		return "application/x-amz-json-1.1"
	default:
		return "text/xml"
	}
}

// Write answers a request with an error.
func Write(w http.ResponseWriter, protocol Protocol, e *Error) {
	id := rand.Text()
	var body []byte
	switch protocol {
	case DynamoDB, CloudControl, JSON:
		body = jsonBody(protocol, e)
	default:
		body = xmlBody(protocol, e, id)
	}
	w.Header().Set("X-Amzn-Requestid", id)
	w.Header().Set("Content-Type", protocol.ContentType())
	if protocol == DynamoDB { // its clients verify the checksum
		w.Header().Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(body)), 10))
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(e.status())
	_, _ = w.Write(body) // a client that is gone needs no response
}

func (e *Error) status() int {
	if e.Status == 0 {
		return http.StatusBadRequest
	}
	return e.Status
}

// namespaces are those of the framework behind an API, for the errors that it defines. All others are the API's own.
// ("Error handling with DynamoDB", whose example is com.amazonaws.dynamodb.v20120810#ResourceNotFoundException.)
var namespaces = map[string]string{
	"AccessDeniedException":               "com.amazon.coral.service",
	"MissingAuthenticationTokenException": "com.amazon.coral.service",
	"IncompleteSignatureException":        "com.amazon.coral.service",
	"SerializationException":              "com.amazon.coral.service",
	"UnknownOperationException":           "com.amazon.coral.service",
	"UnrecognizedClientException":         "com.amazon.coral.service",
	"ValidationException":                 "com.amazon.coral.validate",
	"ThrottlingException":                 "com.amazon.coral.availability",
	"ServiceUnavailableException":         "com.amazon.coral.availability",
}

func jsonBody(protocol Protocol, e *Error) []byte {
	fields := map[string]string{"__type": e.Code, "message": e.Message}
	if own := map[Protocol]string{
		DynamoDB: "com.amazonaws.dynamodb.v20120810", CloudControl: "com.amazonaws.cloudcontrol",
	}[protocol]; own != "" {
		fields["__type"] = cmp.Or(namespaces[e.Code], own) + "#" + e.Code
	}
	if e.Code == "AccessDeniedException" || protocol != DynamoDB {
		delete(fields, "message")
		fields["Message"] = e.Message
	}
	if e.Reason != "" {
		fields["Reason"] = e.Reason
	}
	body, err := json.Marshal(fields)
	if err != nil {
		panic(err) // a map of strings
	}
	return body
}

type xmlError struct {
	Type    string `xml:",omitempty"`
	Code    string
	Message string
}

// xmlBody writes <Response><Errors> for EC2 and <ErrorResponse> for the other services.
func xmlBody(protocol Protocol, e *Error, id string) []byte {
	var document any
	if protocol == EC2 {
		document = struct {
			XMLName   xml.Name   `xml:"Response"`
			Errors    []xmlError `xml:"Errors>Error"`
			RequestID string
		}{Errors: []xmlError{{Code: e.Code, Message: e.Message}}, RequestID: id}
	} else {
		fault := "Sender"
		if e.status() >= http.StatusInternalServerError {
			fault = "Receiver"
		}
		document = struct {
			XMLName   xml.Name `xml:"ErrorResponse"`
			Error     xmlError
			RequestID string `xml:"RequestId"`
		}{Error: xmlError{Type: fault, Code: e.Code, Message: e.Message}, RequestID: id}
	}
	body, err := xml.Marshal(document)
	if err != nil {
		panic(err) // strings only
	}
	return append([]byte(xml.Header), body...)
}
