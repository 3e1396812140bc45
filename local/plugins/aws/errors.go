package main

import (
	"errors"
	"fmt"

	"github.com/aws/smithy-go"
)

// awsError is an AWS error in one line: service, operation, code, message. The SDK's own text contains request ids,
// which differ in each run, and has the cause at the end.
type awsError struct {
	operation string
	cause     smithy.APIError
}

func (e *awsError) Error() string {
	return fmt.Sprintf("%s%s: %s", e.operation, e.cause.ErrorCode(), e.cause.ErrorMessage())
}

func (e *awsError) Unwrap() error { return e.cause }

// conciseError turns an error of the AWS SDK into an awsError, and returns every other as it is.
func conciseError(err error) error {
	var api smithy.APIError
	ok := errors.As(err, &api)
	if !ok {
		return err
	}
	out := &awsError{cause: api}
	var op *smithy.OperationError
	if errors.As(err, &op) {
		out.operation = op.Service() + " " + op.Operation() + ": "
	}
	return out
}

// errorCode returns AWS's code of an error. It is empty for any other error.
func errorCode(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}
