using System.Net;
using Streaming.LoadTest.Measure;
using Streaming.LoadTest.Net;
using Streaming.LoadTest.Options;
using Streaming.LoadTest.Protocol;

namespace Streaming.LoadTest.Runs;

/// <summary>Publishes messages at a fixed rate, or as fast as they are acknowledged.</summary>
internal sealed class PublishLoad
{
    private static readonly long s_late = Clock.Seconds(0.005);
    private readonly LoadTestOptions _options;
    private readonly EventLoop _loop;
    private readonly Target _target;
    private readonly IPEndPoint _address;
    private readonly Payload _payload;
    private readonly Func<long> _complete;
    private readonly Publisher[] _publishers;
    private readonly Queue<(long Message, long Due)>[] _waiting;
    private long _startedAt;
    private long _keepAliveAt;
    private long _next;

    public PublishLoad(LoadTestOptions options, EventLoop loop, Func<long> complete)
    {
        (_options, _loop, _complete) = (options, loop, complete);
        _target = Target.Parse("--publish-url", options.PublishUrl!);
        _address = _target.Resolve();
        _payload = new Payload(options.RunId, options.Size);
        // A WebSocket belongs to one room, so each topic needs its own WebSocket.
        var count = options.Command == Command.Publish ? options.Connections : _target.IsWebSocket
            && _target.Path.Contains("{topic}", StringComparison.Ordinal) ? options.Topics : options.Publishers;
        _publishers = [.. Enumerable.Range(0, count).Select(Connect)];
        _waiting = [.. _publishers.Select(_ => new Queue<(long, long)>())];
    }

    public PublishCounts Counts { get; } = new();
    public bool IsReady => _publishers.All(publisher => publisher.State is ConnectionState.Open or ConnectionState.Closed);
    public bool IsAcknowledged =>
        Array.TrueForAll(_publishers, publisher => publisher.Waiting == 0) && Array.TrueForAll(_waiting, queue => queue.Count == 0);
    public bool HasFailed => Counts.Errors > 0 && Array.Exists(_publishers, publisher => publisher.State == ConnectionState.Closed);

    /// <summary>Whether the next message must wait until the server has acknowledged or delivered earlier ones.</summary>
    public bool WaitsForServer => _options.InFlight > 0 || WindowIsFull;

    /// <summary>The number of messages of all topics that have got a sequence number so far.</summary>
    public long Scheduled => _next;

    public void Start() => _startedAt = _loop.Now;

    /// <summary>
    /// Sends the messages that are due now. Returns the time in nanoseconds until the next messages are due, or null when all messages are
    /// sent.
    /// </summary>
    public long? SendMore()
    {
        for (var i = 0; i < _publishers.Length; i++)
            Drain(i);
        return _options.Rate > 0 ? ByClock() : ByAcknowledgement();
    }

    public void Drain()
    {
        for (var i = 0; i < _publishers.Length; i++)
            Drain(i);
    }

    /// <summary>Counts the messages that still wait for an acknowledgement as failed, since none will arrive any more.</summary>
    public void FailUnacknowledged()
    {
        if (!IsAcknowledged)
            Counts.Fail($"publishing: no acknowledgement for {_options.Timeout:0.#} s",
                _publishers.Sum(publisher => publisher.Waiting) + _waiting.Sum(queue => queue.Count));
    }

    public void KeepAlive()
    {
        if (_options.KeepAlive is null || _loop.Now < _keepAliveAt)
            return;
        _keepAliveAt = _loop.Now + Clock.Seconds(_options.KeepAliveEvery);
        foreach (var publisher in _publishers)
            publisher.KeepAlive(_options.KeepAlive);
    }

    private long? ByClock()
    {
        var all = _options.Messages > 0 ? _options.Messages : (long)(_options.Rate * _options.Duration);
        while (_next < all && !WindowIsFull)
        {
            var due = _startedAt + (long)(_next * 1e9 / _options.Rate);
            if (due > _loop.Now)
                return due - _loop.Now;
            NoteLateness(due);
            _waiting[PublisherOf(_next)].Enqueue((_next++, due));
            Drain(PublisherOf(_next - 1));
            if (_waiting[PublisherOf(_next - 1)].Count > 0)
                Counts.HeldUp++;
        }

        return _next < all ? 20_000_000 : null;
    }

    private long? ByAcknowledgement()
    {
        var until = _options.Duration > 0 ? _startedAt + Clock.Seconds(_options.Duration) : long.MaxValue;
        if (_loop.Now >= until || (_options.Messages > 0 && _next >= _options.Messages))
            return null;
        var idle = 0;
        for (var i = 0; idle < _publishers.Length && (_options.Messages == 0 || _next < _options.Messages) && !WindowIsFull; i++)
        {
            // Only one connection keeps the order of messages within a topic. The command `publish` does not need the order, so it uses all
            // connections.
            var at = _options.Command == Command.Publish ? i % _publishers.Length : PublisherOf(_next);
            if (!_publishers[at].CanSend)
            {
                idle = _options.Command == Command.Publish ? idle + 1 : _publishers.Length;
                continue;
            }

            idle = 0;
            Send(at, _next++, _loop.Tick());
        }

        return 20_000_000;
    }

    private bool WindowIsFull => _options.Window > 0 && _next - _complete() >= _options.Window;

    private int PublisherOf(long message) =>
        (int)(_options.Command == Command.Publish ? message % _publishers.Length : message % _options.Topics % _publishers.Length);

    /// <summary>
    /// Counts a message that was sent late because the event loop was late. The load test or the machine is the cause, not the server.
    /// </summary>
    private void NoteLateness(long due)
    {
        Counts.LatestNanoseconds = Math.Max(Counts.LatestNanoseconds, _loop.Now - due);
        if (_loop.Now - due > s_late)
            Counts.SentLate++;
    }

    private void Drain(int at)
    {
        if (_publishers[at].State == ConnectionState.Closed && !HasFailed)
            _publishers[at] = Connect(at);
        while (_waiting[at].Count > 0 && _publishers[at].CanSend)
        {
            var (message, due) = _waiting[at].Dequeue();
            Send(at, message, due);
        }
    }

    private void Send(int at, long message, long due) =>
        _publishers[at].Publish((int)(message % _options.Topics), message / _options.Topics, due);

    private Publisher Connect(int topic)
    {
        var publisher = new Publisher(_options, _loop, _target, topic, _payload, Counts);
        publisher.Connect(_address);
        return publisher;
    }
}
