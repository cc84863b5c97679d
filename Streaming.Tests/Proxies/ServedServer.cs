using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Proxies;

/// <summary>A server that clients reach over TLS or behind a proxy, and not over plain HTTP at the root.</summary>
internal sealed class ServedServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ReverseProxy? _proxy;

    private ServedServer(TestServer server, TemporaryFolder folder, ReverseProxy? proxy, Uri address) =>
        (Server, _folder, _proxy, Address) = (server, folder, proxy, address);

    public TestServer Server { get; }

    /// <summary>The address of the server for clients, with a slash at its end.</summary>
    public Uri Address { get; }

    /// <summary>The address of the server for WebSockets.</summary>
    public Uri WebSocketAddress => new UriBuilder(Address) { Scheme = Address.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" }.Uri;

    /// <summary>The path of the server's certificate, for programs that need a file.</summary>
    public string CertificateFile => Path.Combine(_folder.Path, "streaming.crt");

    /// <summary>Starts a server with TLS, where clients may use HTTP/2.</summary>
    public static async Task<ServedServer> OverTlsAsync(params (string, string)[] settings)
    {
        var server = await Tls.StartServerAsync(settings);
        return new ServedServer(server, WithCertificate(), proxy: null, server.Address);
    }

    /// <summary>Starts a server behind nginx under <c>/live/</c>.</summary>
    public static async Task<ServedServer> UnderPathAsync(params (string, string)[] settings)
    {
        var server = await TestServer.StartAsync([("Access:Open", "true"), ("Access:Proxies:0", "127.0.0.1"), .. settings]);
        var proxy = await ReverseProxy.StartPathOnlyAsync(server.Address);
        return new ServedServer(server, WithCertificate(), proxy, new Uri(proxy.Address, "/live/"));
    }

    /// <summary>Publishes a message through the same address as the clients.</summary>
    public async Task PublishAsync(string topic, string text)
    {
        using var client = new HttpClient(Tls.CreateHandler()) { BaseAddress = Address, DefaultRequestVersion = HttpVersion.Version20 };
        using var answer = await client.PostAsync($"topics/{topic}/messages", new StringContent(text)).OrTimeout();
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private static TemporaryFolder WithCertificate()
    {
        var folder = new TemporaryFolder();
        Tls.WriteFiles(folder.Path, "streaming");
        return folder;
    }
}
