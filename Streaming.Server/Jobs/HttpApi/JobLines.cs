using System.Buffers;
using System.IO.Pipelines;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>
/// Enqueues the jobs on the lines of an NDJSON request while the request arrives. If a line is refused, the other lines are enqueued
/// nevertheless.
/// </summary>
/// <param name="enqueuer">The object that enqueues the job which a line of the request describes.</param>
/// <param name="caller">The caller that sent the request.</param>
/// <param name="key">The idempotency key of the request; null without one. The key of each job consists of this key and the number of its
/// line.</param>
/// <param name="maxLine">The maximum length of a line in bytes.</param>
/// <param name="maxSkipped">
/// The maximum number of bytes of all lines that are blank, too long or refused. If these lines have more bytes, the request ends.
/// </param>
internal sealed class JobLines(JobEnqueuer enqueuer, Caller caller, string? key, int maxLine, long maxSkipped)
{
    /// <summary>
    /// The maximum number of lines of one request. It also limits the size of the response, which has one result for each line.
    /// </summary>
    public const int MaxLines = 10_000;

    // The number of jobs that are enqueued together, in a few transactions.
    private const int Portion = 500;

    private readonly List<EnqueuedLine> _results = [];
    private int _line;
    private bool _isTooLong;
    private long _skipped;
    private bool _isBlank;

    /// <summary>Reads all lines and enqueues their jobs. Returns the result of each line.</summary>
    public async Task<IReadOnlyList<EnqueuedLine>> EnqueueAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            var portion = new List<Task<EnqueuedLine>>();
            while (portion.Count < Portion && _line < MaxLines && TryTakeLine(ref rest, read.IsCompleted, out var line))
            {
                if (line is { } utf8)
                    portion.Add(EnqueueAsync(_line, utf8, cancellationToken));
                else if (!_isBlank)
                    portion.Add(Task.FromResult(Refused(_line, TooLong())));
            }

            // Without a job, nothing here waits. A decoder may return further lines without waiting, so other requests run first.
            if (portion.Count == 0)
                await FairTurn.WaitAsync();
            _results.AddRange(await Task.WhenAll(portion));
            var hasTooMany = _line == MaxLines && !rest.IsEmpty;
            if (hasTooMany || _skipped > maxSkipped)
            {
                body.AdvanceTo(read.Buffer.End);
                _results.Add(Refused(_line + 1, hasTooMany ? TooMany() : TooManySkipped()));
                return _results;
            }

            // If the maximum number of lines is read, the bytes in memory may already contain further lines. So the next read must return
            // these bytes at once, and not wait for the client to send more.
            body.AdvanceTo(rest.Start, portion.Count == Portion ? rest.Start : rest.End);
            if (read.IsCompleted && rest.IsEmpty)
                return _results;
        }
    }

    // Takes the next line from the received bytes. The line is null if it is blank or too long. Of a line that is too long, all bytes up to
    // its end are skipped.
    private bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlyMemory<byte>? line)
    {
        (line, _isBlank) = (null, false);
        if (rest.IsEmpty && !(isLast && _isTooLong))
            return false;
        var end = rest.PositionOf((byte)'\n');
        if (end is null && !isLast)
        {
            _isTooLong |= rest.Length > maxLine;
            if (!_isTooLong)
                return false;
            Skip(rest.Length);
            rest = rest.Slice(rest.End);
            return false;
        }

        var bytes = end is { } at ? rest.Slice(0, at) : rest;
        rest = end is { } newLine ? rest.Slice(rest.GetPosition(1, newLine)) : rest.Slice(rest.End);
        _line++;
        var isTooLong = _isTooLong || bytes.Length > maxLine;
        _isTooLong = false;
        if (isTooLong)
        {
            Skip(bytes.Length);
            return true;
        }

        var utf8 = bytes.IsSingleSegment ? bytes.First : bytes.ToArray();
        if (_line == 1)
            utf8 = BodyReader.WithoutByteOrderMark(utf8);
        _isBlank = utf8.Span.Trim(" \t\r"u8).IsEmpty;
        if (_isBlank)
            Skip(bytes.Length + 1);
        else
            line = utf8;
        return true;
    }

    private async Task<EnqueuedLine> EnqueueAsync(int number, ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken)
    {
        try
        {
            var job = await enqueuer.EnqueueAsync(caller, JobRequest.ParseLine(utf8.Span), key, number, cancellationToken);
            return new EnqueuedLine(number, StatusCodes.Status202Accepted) { Id = job.Id.Value };
        }
        catch (RefusalException e)
        {
            Skip(utf8.Length);
            return Refused(number, e);
        }
    }

    // The jobs of several lines are enqueued at the same time.
    private void Skip(long bytes) => Interlocked.Add(ref _skipped, bytes);

    private static EnqueuedLine Refused(int number, RefusalException refusal) =>
        new(number, RefusalHandler.StatusOf(refusal.Reason)) { Detail = refusal.Message };

    private RefusalException TooLong() =>
        RefusalException.TooLarge(
            "Jobs:MaxArgumentBytes", $"The line is longer than {maxLine} bytes; send less, or raise Jobs:MaxArgumentBytes.");

    private RefusalException TooManySkipped() =>
        RefusalException.TooLarge(
            "Jobs:MaxBatchBytes", $"The lines that are blank, too long or refused have more than {maxSkipped} bytes; correct them, and " +
            "send this line and those after it in another request.");

    private static RefusalException TooMany() =>
        RefusalException.Invalid($"A request has at most {MaxLines} lines; send this line and those after it in another request.");
}
