package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestParseARN(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, text string
		want            ARN
		valid           bool
	}{
		{
			"a table", "its six parts", homeTable,
			ARN{"aws", "dynamodb", "us-east-1", home, "table/orders"},
			true,
		},
		{
			"a stream", "the last part may contain colons", homeStream,
			ARN{"aws", "dynamodb", "us-east-1", home, "table/orders/stream/2026-01-01T00:00:00.000"},
			true,
		},
		{"a pattern", "the parts are not checked", "arn:*:iam::*:role/*", ARN{"*", "iam", "", "*", "role/*"}, true},
		{"five parts", "an ARN has six", "arn:aws:dynamodb:us-east-1:" + home, ARN{}, false},
		{"another prefix", "an ARN begins with arn", "urn:aws:dynamodb:us-east-1:1:table/x", ARN{}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			arn, valid := ParseARN(test.text)
			assert.Equal(t, test.valid, valid, test.why)
			assert.Equal(t, test.want, arn, test.why)
			if valid {
				assert.Equal(t, test.text, arn.String(), "the parts joined again")
			}
		})
	}
}

func TestIsAccountID(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{home: true, "11112222333": false, "1111222233334": false, "11112222333x": false} {
		assert.Equal(t, want, IsAccountID(text), "%q: an account ID has twelve digits", text)
	}
}
