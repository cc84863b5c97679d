using System.ComponentModel;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// The schema of a request with commands of the Centrifugal protocol, for clients that have no WebSocket and send the commands over HTTP.
/// </summary>
[Description("Commands on a connection by HTTP streaming or server-sent events.")]
internal sealed record EmulationShape
{
    [Description("The session, from the reply to `connect`.")]
    public required string Session { get; init; }

    [Description("The node, from the reply to `connect`.")]
    public string? Node { get; init; }

    [Description("The commands in JSON, one a line.")]
    public required string Data { get; init; }
}
