package versions

// AWSVersion is the version of the official aws package whose SDK this module reads; AWSXVersion is awsx's, and
// AWSXWants is the aws version that awsx asks for, whatever else a program pins. A test holds the first two to go.mod.
const (
	AWS        = "6.83.4"
	AWSX       = "2.22.0"
	AWSForAWSX = "6.66.3"
)
