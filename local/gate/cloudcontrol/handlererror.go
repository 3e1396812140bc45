package cloudcontrol

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

// HandlerError is the failure of a read handler.
type HandlerError struct {
	Code    string // one of the constants below
	Message string
}

func (e *HandlerError) Error() string { return e.Code + ": " + e.Message }

// Some error codes of handlers. ("Handler error codes", AWS CloudFormation CLI User Guide.)
const (
	AccessDenied           = "AccessDenied"
	GeneralServiceError    = "GeneralServiceException"
	NotFound               = "NotFound"
	Throttling             = "Throttling"
	ServiceInternalFailure = "ServiceInternalError"
)

var throttled = []string{"ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"}

// failure turns the error of a request that a handler made into the handler's own. An error that is not the service's
// is returned as it is.
func failure(err error) error {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return err
	}
	var response *awshttp.ResponseError
	status, id := http.StatusBadRequest, ""
	if errors.As(err, &response) {
		status, id = response.HTTPStatusCode(), response.ServiceRequestID()
	}
	code := GeneralServiceError
	switch {
	case api.ErrorCode() == "AccessDeniedException":
		code = AccessDenied
	case slices.Contains(throttled, api.ErrorCode()):
		code = Throttling
	case status >= http.StatusInternalServerError:
		code = ServiceInternalFailure
	}
	return &HandlerError{code, fmt.Sprintf("%s (Service: DynamoDb, Status Code: %d, Request ID: %s)",
		api.ErrorMessage(), status, id)}
}
