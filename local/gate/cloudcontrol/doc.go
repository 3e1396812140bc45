// Package cloudcontrol reads resources as the read handlers of AWS Cloud Control API do: with requests of the caller's
// own, so that the caller needs the right to each. ("If you do not specify a role, Cloud Control API uses a temporary
// session created using your Amazon Web Services user credentials", GetResource, Cloud Control API Reference.)
package cloudcontrol
