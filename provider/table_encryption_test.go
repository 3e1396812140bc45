package provider

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEncryptionKey holds each choice of key to what the aws table gets, and to what AWS must have after the update. A
// table with an AWS owned key says so: without the setting it would keep the key that it has.
func TestEncryptionKey(t *testing.T) {
	t.Parallel()
	const own = "arn:aws:kms:us-east-1:111122223333:key/k"
	for name, test := range map[string]struct {
		given values
		want  values
	}{
		"by default":  {nil, values{"enabled": property.New(true)}},
		"AWS managed": {values{"encryptionKey": str("AWS_MANAGED")}, values{"enabled": property.New(true)}},
		"AWS owned":   {values{"encryptionKey": str("AWS_OWNED")}, values{"enabled": property.New(false)}},
		"customer managed": {
			values{"kmsKeyArn": str(own)}, values{"enabled": property.New(true), "kmsKeyArn": str(own)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, test.given), false)
			require.NoError(t, err)
			assert.Equal(t, object(test.want),
				plain(cloud.child(t, "aws:dynamodb/table:Table").Inputs).Get("serverSideEncryption"))
		})
	}
}

// TestOwnedKeyIsReadBack: a table that has a key of AWS KMS is not as the program says.
func TestOwnedKeyIsReadBack(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	cloud.otherwise = func(function string, answer values) error {
		if function == getTable {
			answer["serverSideEncryption"] = object(values{"enabled": property.New(true), "kmsKeyArn": str("")})
		}
		return nil
	}
	_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{"encryptionKey": str("AWS_OWNED")}), false)
	require.ErrorContains(t, err, "encryption with a key of AWS KMS: the program has it off, AWS has it on")
}

// TestOneEncryptionKey: a table has one key.
func TestOneEncryptionKey(t *testing.T) {
	t.Parallel()
	_, err := newCloud().construct(t, "PrivateTable", "orders", plus(least, values{
		"encryptionKey": str("AWS_OWNED"), "kmsKeyArn": str("arn:aws:kms:us-east-1:111122223333:key/k"),
	}), true)
	assert.Equal(t, []string{"encryptionKey: conflicts with kmsKeyArn: the table has one key; remove one of them"},
		failures(t, err))
}
