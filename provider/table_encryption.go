package provider

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// encryption encrypts with the key that is given, or with the AWS managed key.
func (a *PrivateTableArgs) encryption() dynamodb.TableServerSideEncryptionArgs {
	return dynamodb.TableServerSideEncryptionArgs{Enabled: pulumi.Bool(true), KmsKeyArn: a.KmsKeyArn}
}

// checkEncryptionKey refuses a key of another Region, which DynamoDB cannot use. Source: "Encryption at rest: How it
// works", AWS KMS keys.
func checkEncryptionKey(c *inputs.Check, to deployment) {
	key := c.Find("kmsKeyArn")
	arn, known := iam.ParseARN(key.PublicText())
	if known && to.known() && arn.Region != to.region {
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
