// Package request reads what a request to DynamoDB or DynamoDB Streams asks for: which IAM actions on which
// resources. It is pure: it is given the X-Amz-Target header and the body, and returns a list.
//
// A request can need several authorisations, and is allowed only if each is: a batch needs its action on every
// table, a transaction one action an item, PartiQL one a statement. ("DynamoDB API permissions: actions,
// resources, and conditions reference" and "Using IAM with DynamoDB transactions", Amazon DynamoDB Developer
// Guide; "Actions, resources, and condition keys for Amazon DynamoDB", Service Authorization Reference.)
//
// What cannot be read is refused. A request that the reader took for one table and the emulator for another
// would be a way around every policy, so field names are compared letter by letter, a name or an ARN must have
// AWS's exact form, and a PartiQL statement must have one of four shapes.
package request
