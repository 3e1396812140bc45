package main

import (
	"errors"

	"github.com/aws/smithy-go"
)

// codeOf returns the code of an AWS error, or "" for any other.
func codeOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

func messageOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorMessage()
	}
	return ""
}

// answerOf puts the answer to a call into words.
func answerOf(err error) string {
	switch {
	case err == nil:
		return "allowed"
	case codeOf(err) != "":
		return codeOf(err) + ": " + messageOf(err)
	default:
		return err.Error()
	}
}
