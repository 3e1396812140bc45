package proof

// Key is the kind of KMS key that a table is encrypted with.
type Key int

// The kinds.
const (
	// UnknownKey is a key of which the proof assumes nothing.
	UnknownKey Key = iota
	// ManagedKey is the AWS managed key, which bars other accounts.
	ManagedKey
	// CustomerKey is a customer managed key, which has a policy of its own.
	CustomerKey
	// OwnedKey is a key that DynamoDB owns. It is in nobody's account, and bars nobody.
	OwnedKey
)
