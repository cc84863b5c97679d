using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

public sealed class ProtocolTests
{
    [Fact]
    public async Task Many_streams_share_one_connection_over_http_2()
    {
        await using var server = await TestServer.StartAsync(("Kestrel:Endpoints:Web:Url", "http://127.0.0.1:0"), ("Kestrel:Endpoints:Web:Protocols", "Http2"));
        using var client = ClientOf(server, HttpVersion.Version20, new SocketsHttpHandler());
        var streams = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => EventStream.OpenAsync(client, "/topics/news/events")));
        streams.Should().OnlyContain(stream => stream.Response.Version == HttpVersion.Version20);
        await client.PublishAsync("news", "to all");
        foreach (var stream in streams)
        {
            (await stream.NextAsync())!.Data.Should().Be("to all");
            await stream.DisposeAsync();
        }

        await client.SubscribersBecomeAsync("news", 0);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_stream_over_tls_is_like_any_other(string version)
    {
        using var certificate = MakeCertificate();
        await using var server = await TestServer.StartAsync(
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate)),
            folder: null,
            ("Urls", "https://127.0.0.1:0"));
        using var client = ClientOf(server, Version.Parse(version), new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, remote, _, _) => remote?.GetCertHashString() == certificate.GetCertHashString(),
            },
        });
        await using var events = await EventStream.OpenAsync(client, "/topics/news/events");
        events.Response.Version.Should().Be(Version.Parse(version));
        await client.PublishAsync("news", "secret");
        var seen = (await events.NextAsync())!;
        seen.Data.Should().Be("secret");
        await using var resumed = await EventStream.OpenAsync(client, "/topics/news/events", lastEventId: seen.Id);
        await client.PublishAsync("news", "more");
        (await resumed.NextAsync())!.Data.Should().Be("more");
    }

    private static HttpClient ClientOf(TestServer server, Version version, SocketsHttpHandler handler) =>
        new(new ExactVersion(version, handler)) { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
    }

    private sealed class ExactVersion(Version version, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Version = version;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
