using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Reads the messages in the body of a request to a stream of the Durable Streams protocol.</summary>
internal sealed class StreamBody(Publisher publisher, IOptions<PublishingOptions> options)
{
    /// <summary>Reads the whole body of a request into memory.</summary>
    /// <exception cref="RefusalException">The body is too large.</exception>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // Disables the limit of the HTTP server (Kestrel), because this class limits the body itself, with a refusal that states the limit.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        return BodyReader.ReadBytesAsync(request, RefuseAboveBatch, cancellationToken);
    }

    /// <summary>
    /// Returns the messages in a request body. For a JSON stream these are the elements of the body; otherwise all bytes are one message.
    /// An empty body and an empty array have no messages.
    /// </summary>
    /// <exception cref="RefusalException">The body is not valid JSON, although the content type is that of JSON.</exception>
    public IReadOnlyList<NewMessage> Messages(ReadOnlySpan<byte> body, TopicName topic, string contentType)
    {
        if (body.IsEmpty)
            return [];
        if (MediaType.IsJson(contentType))
            return JsonElements.Read(BodyReader.WithoutByteOrderMark(body), options.Value.MaxBatchMessages);
        var limit = publisher.MaxMessageBytes(topic);
        return body.Length <= limit ? [NewMessage.OfContent(body, contentType)] : Parts(body, contentType, limit);
    }

    // Divides a body that is larger than one message into several messages, which are appended together.
    private static List<NewMessage> Parts(ReadOnlySpan<byte> body, string contentType, int limit)
    {
        var parts = new List<NewMessage>();
        while (body.Length > limit)
        {
            // Text is divided only between two characters, never within the bytes of one character.
            var length = limit;
            while (length > limit - 3 && length > 1 && (body[length] & 0xC0) == 0x80)
                length--;
            parts.Add(NewMessage.OfContent(body[..length], contentType));
            body = body[length..];
        }

        parts.Add(NewMessage.OfContent(body, contentType));
        return parts;
    }

    private void RefuseAboveBatch(long bytes)
    {
        var limit = options.Value.MaxBatchBytes;
        if (bytes > limit)
            throw RefusalException.TooLarge(
                "Publishing:MaxBatchBytes", $"The body is larger than {limit} bytes, the limit of one request; send several requests.");
    }
}
