using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Streaming.Server.Http;

/// <summary>
/// The body of a response to a HEAD request over HTTP/2 or later: sends the headers and discards what is written. Kestrel (the HTTP server)
/// would send the bytes that are written into its own buffer before the headers, as the formatter of JSON does, and a client takes such a
/// body for an error of the protocol.
/// </summary>
internal sealed class HeadResponseBody(IHttpResponseBodyFeature inner) : IHttpResponseBodyFeature
{
    private readonly DiscardingWriter _writer = new(inner);
    private Stream? _stream;

    public Stream Stream => _stream ??= _writer.AsStream(leaveOpen: true);

    public PipeWriter Writer => _writer;

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        inner.StartAsync(cancellationToken);

    public Task CompleteAsync() => inner.CompleteAsync();

    private sealed class DiscardingWriter(IHttpResponseBodyFeature inner) : PipeWriter
    {
        private const int SmallestBuffer = 4 * 1024;

        private byte[] _buffer = [];
        private long _unflushed;

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => _unflushed;

        public override void Advance(int bytes) => _unflushed += bytes;

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            var size = Math.Max(sizeHint, SmallestBuffer);
            return _buffer.Length >= size ? _buffer : _buffer = new byte[size];
        }

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void CancelPendingFlush() => inner.Writer.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Writer.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.Writer.CompleteAsync(exception);

        // The first flush sends the headers.
        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            _unflushed = 0;
            return inner.Writer.FlushAsync(cancellationToken);
        }

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
            FlushAsync(cancellationToken);
    }
}
