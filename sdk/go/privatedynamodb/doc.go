// private-dynamodb: DynamoDB tables that are reachable only from inside a VPC, proven before anything is created.
package privatedynamodb
