package gate

import (
	"context"
	"log/slog"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/authorize"
)

// log writes one decision.
func (s *Server) log(
	ctx context.Context, caller authorize.Caller, door *Door, operation string, decision authorize.Decision,
) {
	attributes := []slog.Attr{
		slog.String("caller", caller.MessageARN),
		slog.String("principal", caller.ARN),
		slog.String("action", decision.Authorization.Action),
		slog.String("resource", decision.Authorization.Resource),
		slog.String("origin", door.Name),
		slog.String("operation", operation),
		slog.Bool("allowed", decision.Allowed()),
	}
	if decision.Undecided != nil {
		attributes = append(attributes,
			slog.String("decision", "undecided"), slog.String("reason", decision.Undecided.Error()))
	} else {
		result := decision.Result
		attributes = append(attributes, slog.String("decision", result.Effect.String()),
			slog.String("reason", result.String()), slog.String("document", result.Document))
		if result.Statement >= 0 {
			attributes = append(attributes, slog.Int("statement", result.Statement), slog.String("sid", result.Sid))
		}
		if decision.Boundary {
			attributes = append(attributes, slog.Bool("boundary", true))
		}
	}
	s.Log.LogAttrs(ctx, slog.LevelInfo, "decision", attributes...)
}
