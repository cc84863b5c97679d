using System.Globalization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Reads the headers of a producer (a client that numbers its requests, so that a repeated request appends nothing).</summary>
internal static class ProducerHeaders
{
    private const int MaxIdLength = 256;
    private const long Largest = (1L << 53) - 1;

    /// <summary>
    /// Reads the id, the number of restarts and the request number of a producer (a client that numbers its requests) from the headers of a
    /// request. Returns null if the request has none of these headers.
    /// </summary>
    /// <exception cref="RefusalException">Only some of the headers are present, or one of them is not valid.</exception>
    public static ProducerStamp? Read(HttpRequest request)
    {
        var (id, epoch, seq) = (request.Headers[StreamHeaders.ProducerId], request.Headers[StreamHeaders.ProducerEpoch],
            request.Headers[StreamHeaders.ProducerSeq]);
        if (id.Count + epoch.Count + seq.Count == 0)
            return null;
        if (id.Count != 1 || epoch.Count != 1 || seq.Count != 1)
            throw RefusalException.Invalid(
                $"A producer sends the headers {StreamHeaders.ProducerId}, {StreamHeaders.ProducerEpoch} and " +
                $"{StreamHeaders.ProducerSeq}; send each of them once, or none.");
        if (string.IsNullOrEmpty(id[0]) || id[0]!.Length > MaxIdLength)
            throw RefusalException.Invalid($"The header {StreamHeaders.ProducerId} is not valid; send 1 to {MaxIdLength} characters.");
        return new ProducerStamp(id[0]!, Number(epoch[0], StreamHeaders.ProducerEpoch), Number(seq[0], StreamHeaders.ProducerSeq));
    }

    private static long Number(string? text, string name) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Largest ? number
            : throw RefusalException.Invalid($"The header {name} is not valid; send a whole number from 0 to {Largest}.");
}
