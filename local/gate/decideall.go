package gate

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"path"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/authorize"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// decide decides a request to a service other than DynamoDB, by the caller's own policies and its organization's. All
// decisions are logged; the first refusal is the answer. A service whose API has no names of operations is not decided.
func (o *otherRequest) decide(ctx context.Context, door *Door, userAgent string, body []byte) error {
	if o.operation == "" || o.Service+":"+o.operation == "sts:GetCallerIdentity" {
		// "No permissions are required to perform this operation." (GetCallerIdentity, AWS STS API Reference.)
		return nil
	}
	found, err := o.state.Caller(ctx, o.Key)
	if errors.Is(err, awsstate.ErrUnknownKey) {
		return unknownKey()
	}
	if err != nil {
		return err
	}
	caller := authorize.Caller{Caller: found, Region: o.Region, UserAgent: userAgent, Origin: door.origin("")}
	var first error
	for _, needed := range o.authorizations(found, body) {
		decision, err := o.authorizer.Authorize(ctx, caller, needed)
		if err != nil {
			return err
		}
		o.log(ctx, caller, door, o.operation, decision)
		if !decision.Allowed() && first == nil {
			first = o.denied(decision.Message(caller))
		}
	}
	return first
}

// authorizations are the permissions that a request needs. Policies name "*" as the resource, since the gate does not
// know which resources of EC2 a request is about: a statement that names some of them allows nothing here. A role and a
// key have their ARN.
func (o *otherRequest) authorizations(caller *awsstate.Caller, body []byte) []request.Authorization {
	needed := request.Authorization{Action: o.Service + ":" + o.operation, Resource: "*", Keys: map[string][]string{}}
	list := []request.Authorization{needed}
	switch o.Service {
	case "ec2":
		// "If tags are specified in the resource-creating action, Amazon performs additional authorization on the
		// ec2:CreateTags action." ("Grant permission to tag Amazon EC2 resources during creation", Amazon EC2 User Guide.)
		for name := range o.form {
			if strings.HasPrefix(name, "TagSpecification.") && strings.Contains(name, ".Tag.") {
				keys := map[string][]string{"ec2:CreateAction": {o.operation}}
				return append(list, request.Authorization{Action: "ec2:CreateTags", Resource: "*", Keys: keys})
			}
		}
	case "iam":
		// A request has the role's name and not its path, which the gate knows of the caller's own role.
		if name := o.form.Get("RoleName"); name == path.Base(caller.ARN) {
			list[0].Resource = caller.ARN
		} else if name != "" {
			list[0].Resource = "arn:" + request.Partition(o.Region) + ":iam::" + caller.Account + ":role/" + name
		}
	case "kms":
		var asked struct{ KeyId string } //nolint:revive // AWS's name
		if json.Unmarshal(body, &asked) == nil {
			list[0].Resource = "arn:" + request.Partition(o.Region) + ":kms:" + o.Region + ":" + caller.Account + ":key/" +
				asked.KeyId[strings.LastIndexByte(asked.KeyId, '/')+1:]
		}
	case "application-autoscaling":
		var asked struct{ ServiceNamespace string }
		if json.Unmarshal(body, &asked) == nil && asked.ServiceNamespace != "" && !changesNoPolicy(o.operation) {
			// ("Actions, resources, and condition keys for AWS Application Auto Scaling", which lists the key for the
			// actions that change something.)
			needed.Keys["application-autoscaling:service-namespace"] = []string{asked.ServiceNamespace}
		}
	}
	return list
}

// denied is a refusal in the service's form.
func (o *otherRequest) denied(message string) *awserror.Error {
	switch o.protocol {
	case awserror.EC2:
		return &awserror.Error{
			Status: http.StatusForbidden, Code: "UnauthorizedOperation",
			Message: "You are not authorized to perform this operation. " + message,
		}
	case awserror.Query:
		return &awserror.Error{Status: http.StatusForbidden, Code: "AccessDenied", Message: message}
	default:
		return &awserror.Error{Code: "AccessDeniedException", Message: message}
	}
}
