using Microsoft.AspNetCore.ResponseCompression;

namespace Streaming.Server.Http;

/// <summary>
/// Compresses responses with <see cref="GzipBlockStream"/>, so that a response whose client reads slowly holds no compressor in memory.
/// </summary>
internal sealed class GzipBlocks : ICompressionProvider
{
    public GzipBlocks() => NativeMemory.ReturnLargeBlocks();

    public string EncodingName => "gzip";

    public bool SupportsFlush => true;

    public Stream CreateStream(Stream outputStream) => new GzipBlockStream(outputStream);
}
