package awsstate

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsiam "github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// ErrUnknownKey means that an access key belongs to no principal.
var ErrUnknownKey = errors.New("no principal has this access key")

// Caller is the principal that signed a request, with the policies attached to it.
type Caller struct {
	iam.Caller

	MessageARN string // the ARN in AWS's error messages: a role session's, not the role's
	UserID     string // aws:userid
	Tags       map[string]string
	Policies   []NamedPolicy
	Boundary   *NamedPolicy // the permissions boundary; nil for none
}

// NamedPolicy is a policy as the emulator holds it.
type NamedPolicy struct{ Name, Body string }

var (
	sessionOf = regexp.MustCompile(`^arn:[a-z-]+:sts::([0-9]{12}):assumed-role/([^/]+)/(.+)$`)
	userOf    = regexp.MustCompile(`^arn:[a-z-]+:iam::([0-9]{12}):user/(?:.*/)?([^/]+)$`)
)

// Caller finds the principal that an access key belongs to. moto's STS tells the session or the user. Its IAM tells the
// role's ARN, because a session's ARN leaves out the role's path. A key that the emulator does not know is refused;
// moto itself would answer with a user of its own invention.
func (s *State) Caller(ctx context.Context, key string) (*Caller, error) {
	return Cached(ctx, s, "caller "+key, func(ctx context.Context) (*Caller, error) {
		if key == s.RootKey {
			arn := "arn:aws:iam::" + s.Account + ":root"
			root, err := iam.ParseCaller(arn)
			return &Caller{Caller: root, MessageARN: arn, UserID: s.Account}, err
		}
		found, err := s.sts(key).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			return nil, fmt.Errorf("find the caller of an access key: %w", err)
		}
		arn, id := aws.ToString(found.Arn), aws.ToString(found.UserId)
		if parts := sessionOf.FindStringSubmatch(arn); parts != nil {
			return s.session(ctx, parts[1], parts[2], parts[3], arn, id)
		}
		if parts := userOf.FindStringSubmatch(arn); parts != nil {
			return s.user(ctx, parts[1], parts[2], key)
		}
		return nil, ErrUnknownKey
	})
}

func (s *State) session(ctx context.Context, account, name, session, arn, id string) (*Caller, error) {
	client := s.iam(account)
	found, err := client.GetRole(ctx, &awsiam.GetRoleInput{RoleName: &name})
	if isCode(err, "NoSuchEntity") { // moto lets anyone assume a role that does not exist
		return nil, ErrUnknownKey
	}
	if err != nil {
		return nil, fmt.Errorf("read role %s: %w", name, err)
	}
	caller := &Caller{MessageARN: arn, UserID: id, Tags: tagsOf(found.Role.Tags)}
	if caller.Caller, err = iam.ParseCaller(aws.ToString(found.Role.Arn)); err != nil {
		return nil, err
	}
	caller.Session = session
	if caller.Policies, err = rolePolicies(ctx, client, name); err != nil {
		return nil, fmt.Errorf("read the policies of role %s: %w", name, err)
	}
	caller.Boundary, err = boundary(ctx, client, found.Role.PermissionsBoundary)
	return caller, err
}

func (s *State) user(ctx context.Context, account, name, key string) (*Caller, error) {
	client := s.iam(account)
	found, err := client.GetUser(ctx, &awsiam.GetUserInput{UserName: &name})
	if isCode(err, "NoSuchEntity") {
		return nil, ErrUnknownKey
	}
	if err != nil {
		return nil, fmt.Errorf("read user %s: %w", name, err)
	}
	keys, err := client.ListAccessKeys(ctx, &awsiam.ListAccessKeysInput{UserName: &name})
	if err != nil {
		return nil, fmt.Errorf("read the keys of user %s: %w", name, err)
	}
	for _, k := range keys.AccessKeyMetadata {
		if aws.ToString(k.AccessKeyId) == key && k.Status != iamtypes.StatusTypeActive {
			return nil, ErrUnknownKey
		}
	}
	caller := &Caller{
		MessageARN: aws.ToString(found.User.Arn), UserID: aws.ToString(found.User.UserId), Tags: tagsOf(found.User.Tags),
	}
	if caller.Caller, err = iam.ParseCaller(caller.MessageARN); err != nil {
		return nil, err
	}
	if caller.Policies, err = userPolicies(ctx, client, name); err != nil {
		return nil, fmt.Errorf("read the policies of user %s: %w", name, err)
	}
	caller.Boundary, err = boundary(ctx, client, found.User.PermissionsBoundary)
	return caller, err
}

func tagsOf(tags []iamtypes.Tag) map[string]string {
	m := map[string]string{}
	for _, tag := range tags {
		m[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return m
}

// Exists reports whether a role or a user exists. In an account that the emulator does not know, none does.
func (s *State) Exists(ctx context.Context, caller iam.Caller) (bool, error) {
	name := path.Base(caller.ARN)
	var arn *string
	var err error
	switch caller.Kind {
	case iam.UserCaller:
		var found *awsiam.GetUserOutput
		if found, err = s.iam(caller.Account).GetUser(ctx, &awsiam.GetUserInput{UserName: &name}); err == nil {
			arn = found.User.Arn
		}
	case iam.RoleCaller, iam.ServiceLinkedCaller:
		var found *awsiam.GetRoleOutput
		if found, err = s.iam(caller.Account).GetRole(ctx, &awsiam.GetRoleInput{RoleName: &name}); err == nil {
			arn = found.Role.Arn
		}
	default:
		return true, nil
	}
	if isCode(err, "NoSuchEntity") {
		return false, nil
	}
	return err == nil && aws.ToString(arn) == caller.ARN, err
}
