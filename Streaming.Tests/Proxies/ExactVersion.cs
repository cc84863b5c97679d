namespace Streaming.Tests.Proxies;

/// <summary>Sends each request with one version of HTTP and no other.</summary>
internal sealed class ExactVersion(HttpMessageHandler inner, Version version) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
        return base.SendAsync(request, cancellationToken);
    }
}
