package provider

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// encryption encrypts with the key that is given, or with the AWS managed key.
func (a *PrivateTableArgs) encryption() dynamodb.TableServerSideEncryptionArgs {
	return dynamodb.TableServerSideEncryptionArgs{Enabled: pulumi.Bool(true), KmsKeyArn: a.KmsKeyArn}
}

const pathEncryptionKey = "kmsKeyArn"

// checkKeyARN refuses what is not the ARN of a key in a Region that its partition has.
func checkKeyARN(arn string) error {
	if err := inputs.KMSKeyARN(arn); err != nil {
		return err
	}
	return policy.CheckARNRegion(arn)
}

// checkEncryptionKey refuses a key of another partition or Region, which DynamoDB cannot use. The partition is known
// before the Region is, since the principals tell it too. Source: "Encryption at rest: How it works", AWS KMS keys.
func checkEncryptionKey(c *inputs.Check, to deployment) {
	key := c.Find(pathEncryptionKey)
	arn, known := iam.ParseARN(key.PublicText())
	switch {
	case !known:
	case arn.Partition != to.partition:
		c.Fail(key, "must be a key of the table's partition, %s, got one of %s", to.partition, arn.Partition)
	case to.known() && arn.Region != to.region:
		c.Fail(key, "must be a key of the table's Region, %s, got one of %s", to.region, arn.Region)
	}
}

// encryptionKey returns the kind of key that [PrivateTableArgs.encryption] encrypts with.
func (a *PrivateTableArgs) encryptionKey() proof.Key {
	if a.KmsKeyArn == nil {
		return proof.ManagedKey
	}
	return proof.CustomerKey
}
