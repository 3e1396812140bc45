package gate

import (
	"errors"
	"net/http"
	"regexp"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
)

// signature is the content of a request's Authorization header. ("Create a signed AWS API request", IAM User Guide.)
type signature struct{ Key, Date, Region, Service string }

var (
	signed = regexp.MustCompile(`^AWS4-HMAC-SHA256 Credential=([A-Za-z0-9]{1,128})/([0-9]{8})/([a-z0-9-]+)/([a-z0-9-]+)` +
		`/aws4_request,? *SignedHeaders=[a-z0-9;-]+,? *Signature=[0-9A-Za-z]+$`)

	errUnsigned  = errors.New("the request is not signed")
	errSignature = errors.New("the request's signature cannot be read")
)

func identify(r *http.Request) (signature, error) {
	given := r.Header.Values("Authorization")
	if len(given) == 0 {
		return signature{}, errUnsigned
	}
	parts := signed.FindStringSubmatch(given[0])
	if len(given) > 1 || parts == nil {
		return signature{}, errSignature
	}
	return signature{parts[1], parts[2], parts[3], parts[4]}, nil
}

// isDynamoDB reports whether moto could take a request for one to DynamoDB or DynamoDB Streams. moto reads the scope of
// the signature and the target, and builds a host name from what it finds there.
func isDynamoDB(r *http.Request) bool {
	for _, name := range []string{"Authorization", "X-Amz-Target"} {
		for _, value := range r.Header.Values(name) {
			if strings.Contains(strings.ToLower(value), "dynamodb") {
				return true
			}
		}
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(strings.ToLower(r.URL.Path), "/"), "/")
	return r.Header.Get("Authorization") == "" && strings.Contains(first, "dynamodb")
}

// checkSigned refuses a request that is not signed, or whose signature cannot be read.
func checkSigned(unsigned error) error {
	switch {
	case errors.Is(unsigned, errUnsigned):
		return &awserror.Error{
			Code: "MissingAuthenticationTokenException", Message: "Request is missing Authentication Token",
		}
	case unsigned != nil:
		return &awserror.Error{Code: "IncompleteSignatureException", Message: "The gate cannot read the signature of the " +
			"request: it takes AWS4-HMAC-SHA256"}
	}
	return nil
}

func unknownKey() error {
	return &awserror.Error{
		Code: "UnrecognizedClientException", Message: "The security token included in the request is invalid.",
	}
}
