using System.Text;
using System.Threading.Channels;
using Streaming.Server.Fanout.Writers;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

/// <summary>A connection whose client accepts a write only when the test says so.</summary>
internal sealed class HeldWriter : ConnectionWriter
{
    private readonly Channel<(string Text, IWriteOwner Owner)> _writes = Channel.CreateUnbounded<(string, IWriteOwner)>();
    private int _pending;

    /// <summary>The largest number of writes that were in progress at the same time.</summary>
    public int MostPending { get; private set; }

    public int Pending => Volatile.Read(ref _pending);

    public override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        MostPending = Math.Max(MostPending, Interlocked.Increment(ref _pending));
        _writes.Writer.TryWrite((Encoding.UTF8.GetString(bytes.Span), owner)).Should().BeTrue();
        return false;
    }

    public override void Abort()
    {
    }

    /// <summary>Waits for the next write, lets the client accept it, and returns its text.</summary>
    public async Task<string> AcceptAsync()
    {
        var (text, owner) = await _writes.Reader.ReadAsync().AsTask().OrTimeout();
        Interlocked.Decrement(ref _pending);
        owner.Written(ended: false);
        return text;
    }
}
