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
    /// Returns the target of the hub method that is running, and removes it from the flow of control, so that nothing that the method
    /// starts keeps the connection in memory. Null if SignalR itself has to write the items of the stream.
    /// </summary>
    public static HubStreamTarget? Take()
    {
        var target = s_current.Value;
        s_current.Value = null;
        return target;
    }

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
