using System.ComponentModel;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// The JSON schema of a request with commands of the Centrifugal protocol, for clients that have no WebSocket and send the commands over
/// HTTP.
/// </summary>
[Description("Commands of a client that is connected by HTTP streaming or server-sent events.")]
internal sealed record EmulationShape
{
    [Description("The id of the client's session, from the reply to `connect`.")]
    public required string Session { get; init; }

    [Description("The id of the server process that has the session, from the reply to `connect`.")]
    public string? Node { get; init; }

    [Description("The commands in JSON, one command on each line.")]
    public required string Data { get; init; }
}
