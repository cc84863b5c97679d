using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Holds the headers of a request that appends data to a stream of the Durable Streams protocol, or closes the stream.</summary>
/// <param name="ContentType">The content type of the body; null if the request has none.</param>
/// <param name="StreamSeq">A text by which writers keep their order: the text must be greater than that of the previous append. Null if the
/// request has none.</param>
/// <param name="Producer">The id, the number of restarts and the request number of the producer (a client that numbers its requests), by
/// which a repeated request is detected. Null if the request has none.</param>
/// <param name="Closes">Whether the request closes the stream.</param>
internal readonly record struct AppendHead(string? ContentType, string? StreamSeq, ProducerStamp? Producer, bool Closes)
{
    private const int MaxSeqLength = 256;

    /// <summary>Reads the headers of a request that appends data to a stream or closes the stream.</summary>
    /// <exception cref="RefusalException">One of the headers is not valid.</exception>
    public static AppendHead Read(HttpRequest request)
    {
        var seq = request.Headers[StreamHeaders.Seq];
        if (seq.Count > 1 || seq.ToString().Length > MaxSeqLength)
            throw RefusalException.Invalid(
                $"The header {StreamHeaders.Seq} is not valid; send it once, with 1 to {MaxSeqLength} characters.");
        return new AppendHead(
            string.IsNullOrWhiteSpace(request.ContentType) ? null : request.ContentType,
            seq.ToString() is { Length: > 0 } text ? text : null,
            ProducerHeaders.Read(request), StreamHeaders.IsTrue(request, StreamHeaders.Closed));
    }

    /// <summary>Returns the conditions under which the store appends the messages of the request, as its headers require.</summary>
    public AppendConditions ConditionsFor(IReadOnlyList<NewMessage> messages) => new()
    {
        MustExist = true,
        // A request without a body only closes the stream, so its content type does not matter.
        ContentType = messages.Count > 0 ? ContentType : null,
        StreamSeq = StreamSeq,
        Producer = Producer,
        Closes = Closes,
    };
}
