using System.Net;
using System.Text;

namespace Streaming.Tests.Support;

/// <summary>A request body that is sent piece by piece, each piece when the test requires it.</summary>
public sealed class PausingContent : HttpContent
{
    private readonly System.Threading.Channels.Channel<byte[]> _pieces = System.Threading.Channels.Channel.CreateUnbounded<byte[]>();

    public PausingContent(string contentType, string? contentEncoding = null)
    {
        Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (contentEncoding is not null)
            Headers.ContentEncoding.Add(contentEncoding);
    }

    /// <summary>Sends a piece of the body now.</summary>
    public void Send(string piece) => Send(Encoding.UTF8.GetBytes(piece));

    /// <inheritdoc cref="Send(string)"/>
    public void Send(byte[] piece) => _pieces.Writer.TryWrite(piece);

    /// <summary>Ends the body.</summary>
    public void End() => _pieces.Writer.TryComplete();

    /// <summary>Aborts the connection in the middle of the body.</summary>
    public void Break() => _pieces.Writer.TryComplete(new IOException("The test broke it off."));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.FlushAsync();
        await foreach (var piece in _pieces.Reader.ReadAllAsync())
        {
            await stream.WriteAsync(piece);
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
