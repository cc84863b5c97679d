using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using ProtocolMessage = Microsoft.AspNetCore.SignalR.Protocol.HubMessage;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// The SignalR protocol of one connection. It notes the id of each stream that the client opens (<see cref="HubStreamTarget"/>), so that
/// the fan-out can write the items of the stream.
/// </summary>
internal sealed class HubStreamProtocol(IHubProtocol inner, HubOutput output) : IHubProtocol
{
    public string Name => inner.Name;

    public int Version => inner.Version;

    public TransferFormat TransferFormat => inner.TransferFormat;

    public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

    public bool TryParseMessage(
        ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out ProtocolMessage? message)
    {
        if (!inner.TryParseMessage(ref input, binder, out message))
            return false;
        HubStreamTarget.SetFor(message, inner, output);
        return true;
    }

    public void WriteMessage(ProtocolMessage message, IBufferWriter<byte> output) =>
        inner.WriteMessage(message, output);

    public ReadOnlyMemory<byte> GetMessageBytes(ProtocolMessage message) => inner.GetMessageBytes(message);
}
