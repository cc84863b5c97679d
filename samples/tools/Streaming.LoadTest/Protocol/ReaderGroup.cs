using System.Net;
using Streaming.LoadTest.Measure;
using Streaming.LoadTest.Net;
using Streaming.LoadTest.Options;

namespace Streaming.LoadTest.Protocol;

/// <summary>
/// Manages the subscribers of this process: opens their connections, opens broken connections again, and reports the results.
/// </summary>
internal sealed class ReaderGroup(LoadTestOptions options, EventLoop loop)
{
    private const int MostConnecting = 256;
    private readonly List<Reader> _readers = new(options.Connections + options.Stall);
    private readonly HashSet<Reader> _connecting = [];
    private long _startedAt;
    private long _keepAliveAt;

    public LoadTestOptions Options => options;
    public EventLoop Loop => loop;
    public Target Target { get; } = Target.Parse("--url", options.Url);
    public IPEndPoint Address { get; } = Target.Parse("--url", options.Url).Resolve();
    public Payload Payload { get; } = new(options.RunId, options.Size);
    public Deliveries Deliveries { get; } = new(options.Topics);
    public IReadOnlyList<Reader> Readers => _readers;
    public int Open { get; private set; }
    public int StalledOpen { get; private set; }
    public int Failed { get; private set; }
    public int ClosedEarly { get; private set; }
    public HashSet<string> Failures { get; } = new(StringComparer.Ordinal);
    public bool IsFinishing { get; set; }

    /// <summary>Opens the connections that may be opened now. Returns true when each connection is open or has failed.</summary>
    public bool ConnectMore()
    {
        var all = options.Connections + options.Stall;
        _startedAt = _startedAt == 0 ? loop.Now : _startedAt;
        var allowed = options.Ramp > 0 ? Math.Min(all, (int)((loop.Now - _startedAt) / 1e9 * options.Ramp) + 1) : all;
        while (_readers.Count < allowed && _connecting.Count < MostConnecting)
        {
            var reader = Create(options.First + _readers.Count, _readers.Count >= options.Connections);
            _readers.Add(reader);
            _connecting.Add(reader);
            reader.Connect();
        }

        foreach (var late in _connecting.Where(reader => loop.Now - reader.StartedAt > Clock.Seconds(options.Timeout)).ToArray())
            late.End($"no answer within {options.Timeout:0.#} s");
        return _readers.Count == all && _connecting.Count == 0;
    }

    public void KeepAlive()
    {
        if (options.KeepAlive is null || loop.Now < _keepAliveAt)
            return;
        _keepAliveAt = loop.Now + Clock.Seconds(options.KeepAliveEvery);
        foreach (var reader in _readers)
            (reader as WebSocketReader)?.SendText(options.KeepAlive);
    }

    public void OnOpened(Reader reader)
    {
        _connecting.Remove(reader);
        if (reader.Stalls)
        {
            StalledOpen++;
            return;
        }

        Open++;
        Deliveries.AddReader(reader.Topic);
    }

    public void OnClosed(Reader reader, ConnectionState before)
    {
        _connecting.Remove(reader);
        if (reader.Stalls && before == ConnectionState.Open)
        {
            StalledOpen--;
            return;
        }

        if (IsFinishing || reader.Failure is null)
            return;
        if (before == ConnectionState.Open)
            ClosedEarly++;
        else
            Failed++;
        if (Failures.Count < 5)
            Failures.Add(reader.Failure);
    }

    private Reader Create(int number, bool stalls) =>
        Target.IsWebSocket ? new WebSocketReader(this, number, stalls) : new SseReader(this, number, stalls);
}
