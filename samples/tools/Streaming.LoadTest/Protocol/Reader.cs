using System.Net;
using Streaming.LoadTest.Measure;
using Streaming.LoadTest.Net;

namespace Streaming.LoadTest.Protocol;

/// <summary>Represents a connection that receives messages.</summary>
internal abstract class Reader(ReaderGroup group, int number, bool stalls) : Connection(group.Loop)
{
    private SequenceCheck _sequence;

    public int Topic { get; } = number % group.Options.Topics;
    public bool Stalls => stalls;
    public bool WasOpen { get; private set; }
    public SequenceCheck Sequence => _sequence;
    protected ReaderGroup Group => group;
    protected string Path => group.Target.PathFor(Topic, number);

    public void Connect() => Start(group.Address, From());

    /// <summary>
    /// Counts the payloads in received bytes, and returns the index of the first byte that may belong to an incomplete payload.
    /// </summary>
    protected int Count(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (group.Payload.TryFind(bytes, ref at, out var delivery))
        {
            if (stalls)
                _sequence.Add(delivery.Sequence);
            else
                group.Deliveries.Add(Topic, delivery, Loop.Now, ref _sequence);
        }

        return Math.Min(at, bytes.Length);
    }

    protected void Opened()
    {
        MarkOpen();
        WasOpen = true;
        group.OnOpened(this);
        if (stalls)
            Pause();
    }

    protected void Refused(ResponseHead head, ReadOnlySpan<byte> rest)
    {
        var text = System.Text.Encoding.UTF8.GetString(rest[..Math.Min(300, rest.Length)]).ReplaceLineEndings(" ");
        End($"the server answered {head.Status}{(text.Length == 0 ? string.Empty : ": " + text)}");
    }

    protected override void OnClosed(ConnectionState before) => group.OnClosed(this, before);

    /// <summary>
    /// Returns the local source address for a connection. One source address has about 28,000 ports, so many connections need several
    /// addresses of the loopback network.
    /// </summary>
    private IPAddress? From() => number >= 20_000 && group.Address.Address.Equals(IPAddress.Loopback)
        ? new IPAddress([127, 0, (byte)(1 + number / 20_000), 1])
        : null;
}
