package main

import (
	"errors"
	"fmt"

	"github.com/aws/smithy-go"
)

// awsError is an AWS answer in one line: service, operation, code, message. The SDK's own text has request ids in it,
// which differ in each run, and the cause at the end.
type awsError struct {
	operation string
	cause     smithy.APIError
}

func (e *awsError) Error() string {
	return fmt.Sprintf("%s%s: %s", e.operation, e.cause.ErrorCode(), e.cause.ErrorMessage())
}

func (e *awsError) Unwrap() error { return e.cause }

// plainly turns an error of the AWS SDK into an awsError and leaves every other as it is.
func plainly(err error) error {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return err
	}
	out := &awsError{cause: api}
	if op, ok := errors.AsType[*smithy.OperationError](err); ok {
		out.operation = op.Service() + " " + op.Operation() + ": "
	}
	return out
}

// errorCode is AWS's code of an error, empty for any other error.
func errorCode(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}
