module github.com/pulumi/pulumi-docker/sdk/v4

go 1.25.11
