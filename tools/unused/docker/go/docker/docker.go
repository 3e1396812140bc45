// Package docker stands for Pulumi's SDK for Docker, which the SDK for awsx imports and this package does not use. See
// the README of tools/unused.
package docker
