// Package request reads what a request to DynamoDB or DynamoDB Streams asks for: which IAM actions on which resources.
// It is pure: it takes the X-Amz-Target header and the body, and returns a list.
//
// A request can need several authorizations, and is allowed only if each is granted. A batch needs its action on every
// table, a transaction one action for each item, PartiQL one for each statement. ("DynamoDB API permissions: actions,
// resources, and conditions reference" and "Using IAM with DynamoDB transactions", Amazon DynamoDB Developer Guide;
// "Actions, resources, and condition keys for Amazon DynamoDB", Service Authorization Reference.)
//
// What cannot be read is refused. If this package took a request for one table and the emulator for another, the
// request would evade every policy. Field names are therefore compared exactly, a name or an ARN must have AWS's exact
// form, and a PartiQL statement must have one of four forms.
package request
