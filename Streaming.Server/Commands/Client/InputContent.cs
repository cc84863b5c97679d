using System.Net;
using System.Net.Http.Headers;

namespace Streaming.Server.Commands.Client;

/// <summary>
/// The body of a request that sends each piece of the standard input when it arrives. The content of .NET would hold pieces back until it
/// has some kilobytes.
/// </summary>
internal sealed class InputContent : HttpContent
{
    private const int BufferBytes = 64 * 1024;

    private readonly Stream _input;

    public InputContent(Stream input, string mediaType)
    {
        _input = input;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await _input.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
