using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Holds the headers of a request that creates a fork: a stream that begins with the data of another stream, its source.</summary>
/// <param name="Source">The topic of the source: the stream with whose data the fork begins.</param>
/// <param name="After">The position up to which the fork (the new stream) has the data of its source; null if it has all data.</param>
/// <param name="SubOffset">
/// The amount of data that the fork (the new stream) has in addition to the data up to the position: a number of bytes, or of messages if
/// the stream contains JSON.
/// </param>
internal sealed record ForkHead(TopicName Source, Position? After, long SubOffset)
{
    /// <summary>
    /// Reads the headers that describe a fork (a stream that begins with the data of another stream) from a request; null if the request
    /// does not create a fork.
    /// </summary>
    /// <exception cref="RefusalException">One of the headers is not valid.</exception>
    public static ForkHead? Read(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers[StreamHeaders.ForkedFrom].Count == 0)
        {
            RefuseWithoutSource(request, StreamHeaders.ForkOffset);
            RefuseWithoutSource(request, StreamHeaders.ForkSubOffset);
            return null;
        }

        var after = headers[StreamHeaders.ForkOffset] is { Count: > 0 } offset ? Offset(offset.ToString()) : (Position?)null;
        var sub = headers[StreamHeaders.ForkSubOffset] is { Count: > 0 } text ? SubOffsetOf(text.ToString()) : 0;
        if (sub > 0 && after is null)
            throw RefusalException.Invalid($"{StreamHeaders.ForkSubOffset} needs {StreamHeaders.ForkOffset}; send both.");
        return new ForkHead(SourceOf(request, headers[StreamHeaders.ForkedFrom].ToString()), after, sub);
    }

    private static void RefuseWithoutSource(HttpRequest request, string name)
    {
        if (request.Headers[name].Count > 0)
            throw RefusalException.Invalid($"{name} needs {StreamHeaders.ForkedFrom}; send both, or neither.");
    }

    private static TopicName SourceOf(HttpRequest request, string path)
    {
        var start = request.PathBase.ToUriComponent();
        if (start.Length > 0 && path.StartsWith(start, StringComparison.Ordinal))
            path = path[start.Length..];
        return path.StartsWith(StreamPath.Root, StringComparison.Ordinal)
            ? StreamPath.Parse(Uri.UnescapeDataString(path[StreamPath.Root.Length..]))
            : throw RefusalException.Invalid(
                $"{StreamHeaders.ForkedFrom} is not the path of a stream of this server; send one such as {StreamPath.Root}chat/42.");
    }

    private static Position Offset(string text) => StreamOffset.TryParse(text, out var position) ? position
        : throw RefusalException.Invalid(
            $"{StreamHeaders.ForkOffset} is not valid; send the value of {StreamHeaders.NextOffset} of a response of the source.");

    private static long SubOffsetOf(string text) => WholeNumber.TryParse(text, out var number) ? number
        : throw RefusalException.Invalid(
            $"{StreamHeaders.ForkSubOffset} is not valid; send a whole number of at least 0, without a sign or leading zeros.");
}
