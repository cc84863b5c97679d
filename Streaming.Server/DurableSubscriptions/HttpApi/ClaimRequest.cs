using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The body of a request by which a worker claims the current wake (notice of new messages) of a subscription.</summary>
/// <param name="Worker">The name of the worker, 1 to 200 characters.</param>
internal sealed record ClaimRequest([property: JsonPropertyName("worker")] string? Worker);
