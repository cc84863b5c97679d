using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.Sse;

/// <summary>
/// Writes many events of one topic in several parts, so that only one part at a time is in memory while the client does not read.
/// </summary>
/// <param name="writer">The writer of the stream.</param>
/// <param name="records">The records of the events.</param>
/// <param name="owner">The owner, for which all writes are one.</param>
internal sealed class CompositeEventWrite(CompositeEventWriter writer, ReadOnlyMemory<byte> records, IWriteOwner owner) : IWriteOwner
{
    private ReadOnlyMemory<byte> _rest = records;
    private volatile bool _hasEnded;

    public Task Writing
    {
        get => owner.Writing;
        set => owner.Writing = value;
    }

    public bool LimitsTime => owner.LimitsTime;

    /// <summary>
    /// Writes the events, until all are written or the client accepts no more. In the second case, the owner is notified later.
    /// </summary>
    /// <returns>Whether all events were written, or the connection has ended.</returns>
    public bool TryContinue()
    {
        while (!_rest.IsEmpty && !_hasEnded)
        {
            if (!writer.TryWriteSome(ref _rest, this))
                return false;
        }

        return true;
    }

    public void MadeProgress() => owner.MadeProgress();

    public void Written(bool ended)
    {
        if (!ended)
            owner.MadeProgress();
        if (ended || TryContinue())
            owner.Written(ended || _hasEnded);
    }

    public void End()
    {
        _hasEnded = true;
        owner.End();
    }
}
