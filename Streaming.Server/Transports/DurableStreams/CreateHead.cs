using Microsoft.Net.Http.Headers;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Holds the headers of a request that creates a stream of the Durable Streams protocol.</summary>
/// <param name="ContentType">The content type of the stream; null if the request has none.</param>
/// <param name="TimeToLive">The time without reads and writes after which the stream expires; null if it does not expire in this
/// way.</param>
/// <param name="ExpiresAt">The fixed time at which the stream expires, in UTC; null if it does not expire at a fixed time.</param>
/// <param name="IsClosed">Whether the stream is closed from the beginning, so that nothing can be appended.</param>
/// <param name="Fork">The source of the new stream, if the new stream is a fork (it begins with the data of its source); otherwise
/// null.</param>
internal readonly record struct CreateHead(
    string? ContentType, TimeSpan? TimeToLive, DateTime? ExpiresAt, bool IsClosed, ForkHead? Fork)
{
    private const int MaxContentTypeLength = 200;
    private const long MaxTimeToLiveSeconds = 100L * 365 * 24 * 60 * 60;

    /// <summary>Reads the headers of a request that creates a stream.</summary>
    /// <exception cref="RefusalException">One of the headers is not valid.</exception>
    public static CreateHead Read(HttpRequest request)
    {
        var (timeToLive, expiresAt) = (request.Headers[StreamHeaders.TimeToLive], request.Headers[StreamHeaders.ExpiresAt]);
        if (timeToLive.Count > 0 && expiresAt.Count > 0)
            throw RefusalException.Invalid(
                $"The request has both {StreamHeaders.TimeToLive} and {StreamHeaders.ExpiresAt}; send one of them.");
        return new CreateHead(
            ContentTypeOf(request), timeToLive.Count > 0 ? Seconds(timeToLive.ToString()) : null,
            expiresAt.Count > 0 ? Timestamp.Parse(expiresAt.ToString(), StreamHeaders.ExpiresAt).UtcDateTime : null,
            StreamHeaders.IsTrue(request, StreamHeaders.Closed), ForkHead.Read(request));
    }

    private static string? ContentTypeOf(HttpRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.ContentType))
            return null;
        return request.ContentType.Length <= MaxContentTypeLength && MediaTypeHeaderValue.TryParse(request.ContentType, out _)
            ? request.ContentType
            : throw RefusalException.Invalid(
                $"The Content-Type is not valid; send one such as text/plain, of at most {MaxContentTypeLength} characters.");
    }

    private static TimeSpan Seconds(string text) =>
        WholeNumber.TryParse(text, out var seconds) && seconds <= MaxTimeToLiveSeconds ? TimeSpan.FromSeconds(seconds)
            : throw RefusalException.Invalid(
                $"The header {StreamHeaders.TimeToLive} is not valid; send seconds as a whole number from 0 to {MaxTimeToLiveSeconds}, " +
                "without a sign or leading zeros.");
}
