namespace Streaming.Tests.Support;

/// <summary>Sends all requests of a client in one version of HTTP, without falling back to another version.</summary>
internal sealed class ExactVersion(Version version, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public static HttpClient ClientOf(TestServer server, Version version, HttpMessageHandler? handler = null) =>
        new(new ExactVersion(version, handler ?? new SocketsHttpHandler()))
        {
            BaseAddress = server.Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Version = version;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return base.SendAsync(request, cancellationToken);
    }
}
