package main

import (
	"errors"
	"fmt"

	"github.com/aws/smithy-go"
)

// oneError returns an error as Terraform's bridge prints the only one of a call.
func oneError(err error) error {
	return fmt.Errorf("1 error occurred:\n\t* %w\n\n", err) //nolint:staticcheck // as printed
}

// wrap says what failed, with Terraform's own words. It is nil where nothing did.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), err)
}

// errorCode returns AWS's code of an error. It is empty for any other error.
func errorCode(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}
