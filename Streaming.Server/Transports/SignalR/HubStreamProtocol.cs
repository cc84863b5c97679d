using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using ProtocolMessage = Microsoft.AspNetCore.SignalR.Protocol.HubMessage;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// The SignalR protocol of one connection. It notes the id of each stream that the client opens (<see cref="HubStreamTarget"/>), so that
/// the fan-out can write the items of the stream. It explains calls with wrong arguments to the client (<see cref="HubArguments"/>).
/// </summary>
/// <param name="inner">The protocol of SignalR.</param>
/// <param name="output">The output of the connection; null if SignalR itself writes the items of streams.</param>
internal sealed class HubStreamProtocol(IHubProtocol inner, HubOutput? output) : IHubProtocol
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
        if (output is not null)
            HubStreamTarget.SetFor(message, inner, output);
        if (message is InvocationBindingFailureMessage failure)
            message = HubArguments.Explain(failure);
        return true;
    }

    public void WriteMessage(ProtocolMessage message, IBufferWriter<byte> output) =>
        inner.WriteMessage(message, output);

    public ReadOnlyMemory<byte> GetMessageBytes(ProtocolMessage message) => inner.GetMessageBytes(message);
}
