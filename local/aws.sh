#!/bin/sh
# The AWS CLI of local AWS. The endpoint is local AWS's, but the CLI builds the address of some services itself: whatever
# would leave the machine goes to a proxy that does not exist, and fails with its name.
here=$(cd "$(dirname "$0")" && pwd)
export HTTPS_PROXY=http://this-is-local-aws.invalid:9 HTTP_PROXY=http://this-is-local-aws.invalid:9
export NO_PROXY=127.0.0.1,localhost
unset https_proxy http_proxy no_proxy ALL_PROXY all_proxy
exec "$here/../.local/venv-moto/bin/aws" "$@"
