package gate

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/authorize"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/cloudcontrol"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// cloudControlTarget begins X-Amz-Target of a request to AWS Cloud Control API.
const cloudControlTarget = "CloudApiService."

func isCloudControl(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("X-Amz-Target"), cloudControlTarget)
}

// serveCloudControl answers requests to AWS Cloud Control API, which moto does not have. Of its operations there is
// GetResource, and of its resource types the table.
func (s *Server) serveCloudControl(door *Door, by signature, unsigned error, w http.ResponseWriter, r *http.Request) {
	c := &cloudControlRequest{Server: s, door: door, signature: by, incoming: r}
	answer, err := c.answer(w, unsigned)
	var refusal *awserror.Error
	switch {
	case errors.As(err, &refusal):
		s.Log.Info("refused", "origin", door.Name, "key", by.Key, "target", r.Header.Get("X-Amz-Target"),
			"code", refusal.Code, "reason", refusal.Message)
		awserror.Write(w, awserror.CloudControl, refusal)
	case err != nil:
		s.Log.Error("read the emulator", "error", err.Error())
		awserror.Write(w, awserror.CloudControl, unavailable())
	default:
		reply(w, awserror.CloudControl, answer)
	}
}

type cloudControlRequest struct {
	*Server

	door      *Door
	signature signature
	incoming  *http.Request
}

// getResource has the parameters of GetResource.
type getResource struct{ TypeName, Identifier, RoleArn, TypeVersionId string } //nolint:revive // AWS's names

// resourceDescription is the response to GetResource.
type resourceDescription struct {
	TypeName            string
	ResourceDescription struct{ Identifier, Properties string }
}

func (c *cloudControlRequest) answer(w http.ResponseWriter, unsigned error) (*resourceDescription, error) {
	if err := checkSigned(unsigned); err != nil {
		return nil, err
	}
	operation := strings.TrimPrefix(c.incoming.Header.Get("X-Amz-Target"), cloudControlTarget)
	if err := c.authorize(operation); err != nil {
		return nil, err
	}
	var asked getResource
	if err := json.NewDecoder(http.MaxBytesReader(w, c.incoming.Body, 1<<20)).Decode(&asked); err != nil {
		return nil, &awserror.Error{Code: request.Serialization, Message: "The request's body cannot be read"}
	}
	if err := asked.check(operation); err != nil {
		return nil, err
	}
	properties, err := cloudcontrol.ReadTable(c.incoming.Context(), c.onBehalf(), asked.Identifier)
	if err != nil {
		return nil, handlerFailure(asked.TypeName, err)
	}
	found := &resourceDescription{TypeName: asked.TypeName}
	found.ResourceDescription.Identifier, found.ResourceDescription.Properties = asked.Identifier, properties
	return found, nil
}

// authorize decides the action of the operation itself. It has no resource: a policy names "*" for it. ("Actions,
// resources, and condition keys for AWS Cloud Control API".) AWS's refusals call it arn:…:resource/*.
func (c *cloudControlRequest) authorize(operation string) error {
	ctx := c.incoming.Context()
	found, err := c.state.Caller(ctx, c.signature.Key)
	if errors.Is(err, awsstate.ErrUnknownKey) {
		return unknownKey()
	}
	if err != nil {
		return err
	}
	caller := authorize.Caller{
		Caller: found, Region: c.signature.Region, UserAgent: c.incoming.UserAgent(), Origin: c.door.origin(""),
	}
	decision, err := c.authorizer.Authorize(ctx, caller, request.Authorization{
		Action: "cloudformation:" + operation, Resource: "*",
	})
	if err != nil {
		return err
	}
	c.log(ctx, caller, c.door, operation, decision)
	if !decision.Allowed() {
		decision.Authorization.Resource = fmt.Sprintf("arn:%s:cloudformation:%s:%s:resource/*",
			request.Partition(c.signature.Region), c.signature.Region, found.Account)
		return &awserror.Error{Code: "AccessDeniedException", Message: decision.Message(caller)}
	}
	return nil
}

var resourceTypeName = regexp.MustCompile(`^[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}(::MODULE)?$`)

// check refuses what local AWS does not have. An AWS type that it does not have is one that it cannot read; whether AWS
// has the type is not known here.
func (g getResource) check(operation string) error {
	refuse := func(code, format string, args ...any) error {
		return &awserror.Error{Code: code, Message: fmt.Sprintf(format, args...)}
	}
	switch {
	case operation != "GetResource":
		return refuse("UnsupportedActionException", "Local AWS has no %s of Cloud Control API, only GetResource", operation)
	case !resourceTypeName.MatchString(g.TypeName):
		return refuse(request.Validation, "1 validation error detected: Value '%s' at 'typeName' failed to satisfy "+
			"constraint: Member must satisfy regular expression pattern: %s", g.TypeName, resourceTypeName)
	case g.Identifier == "":
		return refuse(request.Validation, "1 validation error detected: Value at 'identifier' failed to satisfy "+
			"constraint: Member must not be null")
	case !strings.HasPrefix(g.TypeName, "AWS::"):
		return refuse("TypeNotFoundException", "The type '%s' cannot be found.", g.TypeName)
	case g.TypeName != cloudcontrol.TableType:
		return refuse("UnsupportedActionException", "Resource type %s does not support READ action on local AWS; %s does",
			g.TypeName, cloudcontrol.TableType)
	case g.RoleArn != "" || g.TypeVersionId != "":
		return refuse("UnsupportedActionException", "Local AWS reads with the caller's own rights and the current version "+
			"of the type: leave out RoleArn and TypeVersionId")
	}
	return nil
}

// handlerFailure words the failure of a handler as AWS does. Seen on AWS: "AWS::CloudFormation::HookVersion Handler
// returned status FAILED: … (Service: CloudFormation, Status Code: 403, Request ID: …) (HandlerErrorCode: AccessDenied,
// RequestToken: …)", with the code AccessDeniedException. That DynamoDB's handler answers with that code, and not with
// GeneralServiceException, is not verified.
func handlerFailure(typeName string, err error) error {
	var failed *cloudcontrol.HandlerError
	if !errors.As(err, &failed) {
		return err
	}
	if failed.Code == cloudcontrol.ServiceInternalFailure { // of the emulator: clients retry after a 503
		return unavailable()
	}
	return &awserror.Error{
		Code: map[string]string{
			cloudcontrol.AccessDenied: "AccessDeniedException", cloudcontrol.NotFound: "ResourceNotFoundException",
			cloudcontrol.Throttling: "ThrottlingException", cloudcontrol.GeneralServiceError: "GeneralServiceException",
		}[failed.Code],
		Message: fmt.Sprintf("%s Handler returned status FAILED: %s (HandlerErrorCode: %s, RequestToken: %s)",
			typeName, failed.Message, failed.Code, rand.Text()),
	}
}

// forwarding is the service whose name a request has that a read handler makes for the caller. aws:CalledVia lists
// CloudFormation, whose handlers they are. No document names Cloud Control API itself.
const forwarding = "cloudformation.amazonaws.com"

// onBehalf returns a client whose requests are the caller's own, forwarded by the service ("Forward access sessions",
// IAM User Guide: aws:ViaAWSService is true). The gate decides each of them like any other.
func (c *cloudControlRequest) onBehalf() *dynamodb.Client {
	door := &Door{Name: forwarding, Via: forwarding}
	return dynamodb.NewFromConfig(aws.Config{
		BaseEndpoint: aws.String("http://gate"), Region: c.signature.Region,
		Credentials: credentials.NewStaticCredentialsProvider(c.signature.Key, "none", ""),
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
		HTTPClient: inProcess(func(w http.ResponseWriter, r *http.Request) {
			by, unsigned := identify(r)
			c.serveDynamoDB(door, by, unsigned, w, r)
		}),
	})
}
