package inputs

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

var (
	vpcPattern      = regexp.MustCompile(`^vpc-[0-9a-f]+$`)
	endpointPattern = regexp.MustCompile(`^vpce-[0-9a-f]+$`)
	tablePattern    = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,255}$`)
	routePattern    = regexp.MustCompile(`^rtb-[0-9a-f]+$`)
	subnetPattern   = regexp.MustCompile(`^subnet-[0-9a-f]+$`)
	kmsPattern      = regexp.MustCompile(`^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[a-zA-Z0-9-]+$`)
	targetPattern   = regexp.MustCompile(`^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|[0-9]{12})$`)
)

// VPCID refuses what is not the id of a VPC.
func VPCID(id string) error {
	return matches(vpcPattern, id, "the id of a VPC, such as vpc-0a1b2c3d4e5f67890")
}

// VPCEndpointID refuses what is not the id of a VPC endpoint.
func VPCEndpointID(id string) error {
	return matches(endpointPattern, id, "the id of a VPC endpoint, such as vpce-0a1b2c3d4e5f67890")
}

// RouteTableID refuses what is not the id of a route table.
func RouteTableID(id string) error {
	return matches(routePattern, id, "the id of a route table, such as rtb-0a1b2c3d4e5f67890")
}

// SubnetID refuses what is not the id of a subnet.
func SubnetID(id string) error {
	return matches(subnetPattern, id, "the id of a subnet, such as subnet-0a1b2c3d4e5f67890")
}

// TableName refuses what is not the name of a table.
func TableName(name string) error {
	return matches(tablePattern, name, "3 to 255 letters, digits, underscores, hyphens and dots")
}

// IndexName refuses what is not the name of an index.
func IndexName(name string) error {
	return matches(tablePattern, name, "3 to 255 letters, digits, underscores, hyphens and dots")
}

// KMSKeyARN refuses what is not the ARN of a KMS key.
func KMSKeyARN(arn string) error {
	return matches(kmsPattern, arn, "the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/ID, "+
		"not of an alias")
}

// TargetID refuses what is not the id of an account, an organizational unit or a root.
func TargetID(id string) error {
	return matches(targetPattern, id, "the id of an account, an organizational unit or a root, such as 111122223333, "+
		"ou-ab12-34567890 or r-ab12")
}

func matches(pattern *regexp.Regexp, text, want string) error {
	if pattern.MatchString(text) {
		return nil
	}
	return fmt.Errorf("must be %s, got %q", want, text)
}

// AttributeName checks the length of a key attribute's name. Source: "Quotas in Amazon DynamoDB".
func AttributeName(name string) error {
	if len(name) < 1 || len(name) > 255 {
		return fmt.Errorf("must have 1 to 255 bytes, got %d", len(name))
	}
	return nil
}

// Reason refuses an empty reason.
func Reason(text string) error {
	if strings.TrimSpace(text) == "" {
		return errors.New("must say why it is needed: the access report shows it")
	}
	return nil
}
