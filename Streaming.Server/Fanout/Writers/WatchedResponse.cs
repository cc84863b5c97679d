using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// Aborts a response over HTTP/2 or later if its client accepts no bytes for too long. Such a connection carries several responses at once,
/// and a client may read only some of them. So a limit for the whole connection would not be enough. A response to a HEAD request sends no
/// bytes (<see cref="HeadResponseBody"/>).
/// </summary>
internal static class WatchedResponse
{
    /// <summary>
    /// Adds the middleware that limits the time of writes that wait for the client. It must come before all middleware that writes
    /// responses.
    /// </summary>
    public static void UseWriteTimeout(this IApplicationBuilder app)
    {
        var watch = app.ApplicationServices.GetRequiredService<WriteWatch>();
        app.Use((http, next) =>
        {
            if (http.Features.Get<IHttpResponseBodyFeature>() is { } body && !HttpProtocol.IsHttp11(http.Request.Protocol)
                && !HttpProtocol.IsHttp10(http.Request.Protocol))
                http.Features.Set(BodyOf(http, body, watch));
            return next(http);
        });
    }

    private static IHttpResponseBodyFeature BodyOf(HttpContext http, IHttpResponseBodyFeature inner, WriteWatch watch) =>
        HttpMethods.IsHead(http.Request.Method) ? new HeadResponseBody(inner) : new Body(inner, watch, http.Abort);

    private sealed class Body(IHttpResponseBodyFeature inner, WriteWatch watch, Action abort) : IHttpResponseBodyFeature
    {
        private readonly WatchedPipeWriter _writer = new(inner.Writer, watch, abort);
        private Stream? _stream;

        public Stream Stream => _stream ??= _writer.AsStream(leaveOpen: true);

        public PipeWriter Writer => _writer;

        public void DisableBuffering() => inner.DisableBuffering();

        public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

        public Task CompleteAsync() => inner.CompleteAsync();
    }
}
