using System.Buffers;

namespace Streaming.Server.Publishing;

/// <summary>Reads a whole request body, up to a limit.</summary>
internal static class BodyReader
{
    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>The body without a byte order mark.</summary>
    /// <param name="request">The request.</param>
    /// <param name="refuseAbove">Is called with the number of bytes seen so far and throws if that is too many.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, Action<long> refuseAbove, CancellationToken cancellationToken)
    {
        refuseAbove(request.ContentLength ?? 0);
        var body = new ArrayBufferWriter<byte>((int)Math.Max(request.ContentLength ?? 256, 1));
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer)
                body.Write(segment.Span);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            refuseAbove(body.WrittenCount);
            if (read.IsCompleted)
                return body.WrittenSpan.StartsWith(s_byteOrderMark) ? body.WrittenMemory[s_byteOrderMark.Length..] : body.WrittenMemory;
        }
    }
}
