using Streaming.LoadTest.Net;
using Streaming.LoadTest.Options;
using Streaming.LoadTest.Runs;

namespace Streaming.LoadTest.Protocol;

/// <summary>Downloads the messages of a topic as CSV, and counts the rows. Only complete downloads are counted.</summary>
internal sealed class Download(
    EventLoop loop, Target target, LoadTestOptions options, int number, CsvResult result, long until) : Connection(loop)
{
    private BodyDecoder _body;
    private long _askedAt;
    private long _heardAt;
    private long _rows;
    private bool _inBody, _gotBytes, _inQuotes;

    public void CheckTime()
    {
        if (State != ConnectionState.Closed && Loop.Now - Math.Max(_heardAt, StartedAt) > Clock.Seconds(options.Timeout))
            End($"nothing came for {options.Timeout:0.#} s");
    }

    protected override void OnOpen()
    {
        MarkOpen();
        Ask();
    }

    protected override int OnBytes(Span<byte> bytes)
    {
        _heardAt = Loop.Now;
        var at = 0;
        if (!_inBody)
        {
            if (ResponseHead.TryParse(bytes) is not { } head)
                return 0;
            if (head.Status != 200)
            {
                End($"the server answered {head.Status}");
                return bytes.Length;
            }

            at = head.Length;
            _body = BodyDecoder.For(head);
            _inBody = true;
        }

        var rest = bytes[at..];
        Count(rest[.._body.Decode(rest, out var used)]);
        if (_body.IsDone)
            Done();
        return at + used;
    }

    protected override void OnClosed(ConnectionState before)
    {
        if (Failure is not null)
            result.Fail("download: " + Failure);
    }

    private void Ask()
    {
        (_askedAt, _heardAt, _rows, _inBody, _gotBytes, _inQuotes) = (Loop.Now, Loop.Now, 0, false, false, false);
        Send(Request.Get(target, target.PathFor(number % options.Topics, number), "text/csv", options.Headers));
    }

    private void Done()
    {
        result.Completed++;
        result.Rows += Math.Max(0, _rows - 1);
        result.Whole.Add(Loop.Now - _askedAt);
        if (Loop.Now < until)
            Ask();
        else
            End(null);
    }

    /// <summary>
    /// Counts the rows of a CSV file, which are separated by line ends outside of quotes. The first line is the header row.
    /// </summary>
    private void Count(ReadOnlySpan<byte> body)
    {
        if (body.Length == 0)
            return;
        if (!_gotBytes)
            result.FirstByte.Add(Loop.Now - _askedAt);
        _gotBytes = true;
        for (var at = body.IndexOfAny((byte)'"', (byte)'\n'); at >= 0; at = body.IndexOfAny((byte)'"', (byte)'\n'))
        {
            if (body[at] == '"')
                _inQuotes = !_inQuotes;
            else if (!_inQuotes)
                _rows++;
            body = body[(at + 1)..];
        }
    }
}
