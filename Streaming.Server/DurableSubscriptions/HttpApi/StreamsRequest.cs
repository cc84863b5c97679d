using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The body of a request that adds streams to a subscription.</summary>
/// <param name="Streams">The paths of the streams to add.</param>
internal sealed record StreamsRequest([property: JsonPropertyName("streams")] IReadOnlyList<string?>? Streams);
