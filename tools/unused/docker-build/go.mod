module github.com/pulumi/pulumi-docker-build/sdk/go/dockerbuild

go 1.25.11
