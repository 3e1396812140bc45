package provider

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// EncryptionKey is a key of AWS's own, for tables without a customer managed key.
type EncryptionKey string

// The keys. Source: "DynamoDB encryption at rest".
const (
	EncryptionKeyAwsManaged EncryptionKey = "AWS_MANAGED"
	EncryptionKeyAwsOwned   EncryptionKey = "AWS_OWNED"
)

// Values lists the keys for the schema.
func (EncryptionKey) Values() []infer.EnumValue[EncryptionKey] {
	return []infer.EnumValue[EncryptionKey]{
		{Name: "AwsManaged", Value: EncryptionKeyAwsManaged, Description: "The key `aws/dynamodb` of the account, in AWS " +
			"KMS. AWS gives other accounts no access to such a table."},
		{Name: "AwsOwned", Value: EncryptionKeyAwsOwned, Description: "A key that DynamoDB owns: what a table has that is " +
			"made without encryption settings. It is free of charge, and no CloudTrail event shows its use."},
	}
}

const defaultEncryptionKey = EncryptionKeyAwsManaged

// encryption encrypts with the key that is given, or with a key of AWS's. Without the setting a table would keep the
// key that it has.
func (a *PrivateTableArgs) encryption() dynamodb.TableServerSideEncryptionArgs {
	return dynamodb.TableServerSideEncryptionArgs{Enabled: pulumi.Bool(a.usesKMS()), KmsKeyArn: a.KmsKeyArn}
}

// usesKMS reports whether the key is in AWS KMS.
func (a *PrivateTableArgs) usesKMS() bool {
	return a.KmsKeyArn != nil || valueOr(a.EncryptionKey, defaultEncryptionKey) != EncryptionKeyAwsOwned
}

// checkEncryption refuses two keys.
func checkEncryption(c *inputs.Check, table inputs.Input) {
	if own, chosen := table.Get(pathEncryptionKey), table.Get("encryptionKey"); own.Given() && chosen.Given() {
		c.Fail(chosen, "conflicts with kmsKeyArn: the table has one key; remove one of them")
	}
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
	switch {
	case a.KmsKeyArn != nil:
		return proof.CustomerKey
	case a.usesKMS():
		return proof.ManagedKey
	}
	return proof.OwnedKey
}
