using System.Buffers;
using System.IO.Pipelines;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// Publishes the lines of an NDJSON request body of any length while the body arrives. All lines that have arrived are published as one
/// batch. Lines that arrive during the publish of a batch form the next batch.
/// </summary>
internal sealed class NdjsonUpload(Publisher publisher, Caller caller, PublishHead head, int maxBatch) : IDisposable
{
    private const int MaxBlankBytes = 64 * 1024;

    // The maximum length of a line in bytes. A character that is escaped in JSON takes up to six bytes. Another 1,024 bytes are allowed for
    // the property names and for the values other than the data.
    private readonly long _maxLine = (publisher.MaxMessageBytes(head.Topic) * 6L) + 1_024;
    private readonly List<NewMessage> _batch = [];
    private readonly IdempotencyKey? _key = head.Key is null ? null
        : IdempotencyScope.OfCaller(caller, IdempotencyScope.Publish, head.Topic.Value, head.Key, payload: null);
    private readonly UploadHash? _hash = head.Key is null ? null : new UploadHash();
    private readonly List<long> _linesOfBatch = [];
    private readonly int _maxBatch = Math.Min(maxBatch, publisher.PerSecond(caller, head.Topic));
    private long _line;

    // The first line of a batch that is not published, or not known to be; 0 if there is none.
    private long _failedLine;
    private long _blankBytes;

    // The number of lines of the batch that are no messages to publish, such as the joins in an exported history. They count in the rate:
    // otherwise a few compressed bytes could contain any number of them.
    private int _leftOut;
    private long _published;
    private PublishAnswer? _answer;
    private long _publishedByKey;

    /// <summary>Reads and publishes the lines of the request body up to its end.</summary>
    /// <exception cref="RefusalException">A line is not a valid message, or differs from the line with the same number in an earlier upload
    /// with the same idempotency key. All lines before this line are published, and the refusal states their number.</exception>
    public async Task<PublishAnswer> PublishAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await ReadAsync(body, cancellationToken);
            var rest = read.Buffer;
            try
            {
                while (_batch.Count + _leftOut < _maxBatch && TryTakeLine(ref rest, read.IsCompleted, out var line))
                    Add(line);
            }
            catch (RefusalException e)
            {
                await PublishBatchAsync(body, read, cancellationToken);
                // After a refused line, the server ignores the rest of the request body.
                body.AdvanceTo(read.Buffer.End);
                throw new RefusalException(e.Reason, $"{e.Message} {Before()}", e, ProblemExtensions());
            }

            var full = _batch.Count + _leftOut == _maxBatch;
            // None of these lines was a message. A decoder may return further lines without waiting, so other requests run first.
            if (_batch.Count == 0)
                await FairTurn.WaitAsync();
            await PublishBatchAsync(body, read, cancellationToken);
            // If the batch is full, the received bytes may already contain lines of the next batch. So the next read must return these
            // bytes at once, and not wait for the client to send more.
            body.AdvanceTo(rest.Start, full ? rest.Start : rest.End);
            if (read.IsCompleted && rest.IsEmpty)
                return WholeAnswer();
        }
    }

    public void Dispose() => _hash?.Dispose();

    private PublishAnswer WholeAnswer()
    {
        if (_answer is not { } answer)
            throw RefusalException.Invalid("The body has no message; send one JSON object a line.");
        return _publishedByKey <= _published ? answer : throw _key!.Conflict(
            $"Idempotency-Key '{_key.Name}' was used for another payload: that upload had at least {_publishedByKey} messages, and this " +
                $"one ends after {_published}.");
    }

    private async ValueTask<ReadResult> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(cancellationToken);
        }
        catch (RefusalException e)
        {
            throw new RefusalException(
                e.Reason, $"{e.Message} {Before()}", e, ProblemExtensions())
            {
                Limit = e.Limit,
                RetryAfter = e.RetryAfter,
            };
        }
    }

    private bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
        }
        else
        {
            line = rest;
            // A line that is longer than the limit is refused at once, before its end has arrived.
            if (rest.Length <= _maxLine && (!isLast || rest.IsEmpty))
                return false;
            rest = rest.Slice(rest.End);
        }

        _line++;
        return line.Length <= _maxLine ? true : throw TooLong();
    }

    private void Add(in ReadOnlySequence<byte> line)
    {
        var utf8 = line.IsSingleSegment ? line.First : line.ToArray();
        if (_line == 1)
            utf8 = BodyReader.WithoutByteOrderMark(utf8);
        if (utf8.Span.Trim(" \t\r"u8).IsEmpty)
        {
            AddBlank(utf8.Length);
            return;
        }

        _blankBytes = 0;
        if (JsonMessages.ReadLine(utf8, _line, head.Type, head.Sender) is not { } message)
        {
            _leftOut++;
            return;
        }

        if (message.Data.Length > publisher.MaxMessageBytes(head.Topic))
            throw TooLong();
        _batch.Add(message);
        _linesOfBatch.Add(_line);
    }

    // A client may send a blank line now and then, to keep the connection open. Without the limit, a few compressed bytes could contain
    // gigabytes of blank lines.
    private void AddBlank(int length)
    {
        _blankBytes += length + 1;
        if (_blankBytes > MaxBlankBytes)
            throw RefusalException.Invalid($"Line {_line} is blank, as are the {MaxBlankBytes} bytes before it; send fewer blank lines.");
    }

    private async ValueTask PublishBatchAsync(PipeReader body, ReadResult read, CancellationToken cancellationToken)
    {
        try
        {
            await PublishBatchAsync(cancellationToken);
        }
        catch (RefusalException e)
        {
            body.AdvanceTo(read.Buffer.End);
            throw new RefusalException(e.Reason, $"{e.Message} {(e.IsOutcomeUnknown ? BeforeUnknown() : Before())}", e, ProblemExtensions())
            {
                Limit = e.Limit,
                RetryAfter = e.RetryAfter,
                IsOutcomeUnknown = e.IsOutcomeUnknown,
            };
        }
    }

    private async ValueTask PublishBatchAsync(CancellationToken cancellationToken)
    {
        _failedLine = _linesOfBatch.FirstOrDefault();
        if (_leftOut > 0)
            await publisher.CountAsync(caller, head.Topic, _leftOut, cancellationToken);
        _leftOut = 0;
        if (_batch.Count == 0)
            return;
        // Publishes a copy of the list, because this object reuses the list for the next batch. If the client disconnects, the publisher
        // may still be appending the copy.
        var messages = _batch.ToArray();
        var part = _hash is null ? null : new UploadPart(_published, _hash.Next(messages));
        // An earlier upload with the same key has stored these lines, so they are only compared.
        var isRepeated = _published + messages.Length <= _publishedByKey;
        var result = await publisher.AppendAsync(caller, head.Topic, messages, _key, part, isRepeated, cancellationToken);
        if (result.Conflict is { Message: > 0 } conflict)
            throw Differs(conflict);
        var answer = Publisher.ResultOf(head.Topic, _key, result);
        _published += _batch.Count;
        _publishedByKey = result.Count;
        _batch.Clear();
        _linesOfBatch.Clear();
        _failedLine = 0;
        _answer = answer with { First = _answer?.First ?? answer.First, Count = _published };
    }

    private RefusalException Differs(IdempotencyConflict conflict)
    {
        var line = _linesOfBatch[(int)(conflict.Message - 1 - _published)];
        _failedLine = line;
        _published = conflict.Message - 1;
        return _key!.Conflict($"Line {line}{(conflict.IsExact ? string.Empty : " or a line before it")} differs from the line that was " +
            $"sent in its place before under Idempotency-Key '{_key.Name}'.");
    }

    private string Before() => _published switch
    {
        0 => "Nothing was published.",
        1 => "The message before it is published.",
        _ => $"The {_published} messages before it are published.",
    };

    // Returns the end of the sentence with which a failed batch is refused. This end states the number of messages of earlier batches,
    // which are published. It is not known whether the messages of the failed batch are published.
    private string BeforeUnknown() => _published == 0
        ? $"This concerns the lines up to {_line}."
        : $"This concerns the last {_batch.Count} messages up to line {_line}; the {_published} before them are published.";

    private RefusalException TooLong() =>
        RefusalException.TooLarge(
            Publisher.SizeLimit, $"Line {_line} is larger than the {publisher.MaxMessageBytes(head.Topic)} bytes of data this topic " +
            "allows for a message.");

    private Dictionary<string, object?> ProblemExtensions() => new(StringComparer.Ordinal)
    {
        ["line"] = _failedLine > 0 ? _failedLine : _line,
        ["published"] = _published,
        ["first"] = _answer?.First,
        ["last"] = _answer?.Last,
    };
}
