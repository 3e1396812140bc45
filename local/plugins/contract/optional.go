package contract

// ValueOr returns the value of an optional property, or a default where it is nil.
func ValueOr[T any](value *T, fallback T) T {
	if value == nil {
		return fallback
	}
	return *value
}
