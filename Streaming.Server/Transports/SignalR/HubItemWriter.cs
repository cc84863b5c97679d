using System.Runtime.InteropServices;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Writes the items of one topic of a stream to the connection of a SignalR client.</summary>
/// <param name="output">The output of the connection.</param>
/// <param name="envelope">What surrounds each item in the messages of the stream.</param>
/// <param name="turns">The turns of the topics of the stream; null if the stream has one topic.</param>
/// <param name="failed">A function that is called if the items of the topic cannot be read or encoded.</param>
internal sealed class HubItemWriter(HubOutput output, HubItemEnvelope envelope, ConnectionTurns? turns, Action failed) : ConnectionWriter
{
    /// <summary>The subscriber of the topic. It is set once, before the first write.</summary>
    public Subscriber? Subscriber { get; set; }

    public override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        turns?.Use();
        var records = MemoryMarshal.TryGetArray(bytes, out var array) && array.Count == array.Array!.Length ? array.Array
            : bytes.ToArray();
        return output.Writer.TryWrite(HubItemFrames.Of(records, envelope), owner);
    }

    // The fan-out aborts the connection of a client that accepts no bytes. Without a write, the reason is an error of the topic, which ends
    // only the stream.
    public override void Abort()
    {
        if (Subscriber!.IsBusy)
            output.Abort();
        else
            failed();
    }

    public override long Prefetch() =>
        output.Writer.Prefetch() + envelope.Invocation.Length + (turns?.Prefetch() ?? 0);

    public override bool TryTakeTurn(Subscriber subscriber) => turns?.TryTake(subscriber) ?? true;

    public override bool TryTakeHeartbeatTurn(Subscriber subscriber, long now) => false;

    public override void EndTurn(Subscriber subscriber) => turns?.End(subscriber);

    public override void Leave(Subscriber subscriber) => turns?.Leave(subscriber);
}
