namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>The body of <c>POST /webhooks/{id}/replay</c>, which delivers messages of a topic to a webhook again.</summary>
internal sealed record ReplayRequest
{
    public const string Shape = "{\"topic\": \"room:lobby\", \"after\": \"k3f9a2-1042\"}; after may be \"earliest\", and " +
        "\"skip\": true allows a position after undelivered messages";

    /// <summary>The topic whose messages are delivered again.</summary>
    public required string Topic { get; init; }

    /// <summary>The position after which the replay (the repeated delivery) begins, or <c>earliest</c> for the oldest message.</summary>
    public required string After { get; init; }

    /// <summary>
    /// True to allow a position after messages that were not delivered yet, which are then never delivered (default false).
    /// </summary>
    public bool Skip { get; init; }
}
