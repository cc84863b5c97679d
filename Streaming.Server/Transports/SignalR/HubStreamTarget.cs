using Microsoft.AspNetCore.SignalR.Protocol;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Names the stream for whose items a hub method was called: the connection's output, and what surrounds each item in its messages.
/// </summary>
/// <param name="Output">The output of the connection.</param>
/// <param name="Envelope">What surrounds each item in the messages of the stream.</param>
internal sealed record HubStreamTarget(HubOutput Output, HubItemEnvelope Envelope)
{
    private static readonly AsyncLocal<HubStreamTarget?> s_current = new();

    /// <summary>
    /// The target of the hub method that is running. Null if SignalR itself has to write the items of the stream.
    /// </summary>
    public static HubStreamTarget? Current => s_current.Value;

    /// <summary>
    /// Sets the target of the next hub method, from the message that calls the method. SignalR calls the method in the same flow of
    /// control, and passes it no id of its stream.
    /// </summary>
    public static void SetFor(Microsoft.AspNetCore.SignalR.Protocol.HubMessage message, IHubProtocol protocol, HubOutput output)
    {
        var envelope = message is StreamInvocationMessage { InvocationId: { } id, Target: var method }
            && string.Equals(method, nameof(StreamHub.Subscribe), StringComparison.OrdinalIgnoreCase)
                ? HubItemEnvelope.TryCreate(protocol, id) : null;
        if (envelope is not null)
            s_current.Value = new HubStreamTarget(output, envelope);
        else if (s_current.Value is not null)
            s_current.Value = null;
    }
}
