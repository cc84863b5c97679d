using Microsoft.AspNetCore.ResponseCompression;

namespace Streaming.Server.Http;

/// <summary>
/// Compresses responses with gzip, by a <see cref="GzipBlockStream"/>, which holds no compressor in memory while it waits for a slow
/// client.
/// </summary>
internal sealed class GzipBlocks : ICompressionProvider
{
    public GzipBlocks() => NativeMemory.ReturnLargeBlocks();

    public string EncodingName => "gzip";

    public bool SupportsFlush => true;

    public Stream CreateStream(Stream outputStream) => new GzipBlockStream(outputStream);
}
