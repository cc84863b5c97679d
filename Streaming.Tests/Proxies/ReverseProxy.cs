using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Proxies;

/// <summary>
/// A real reverse proxy in front of a server, on free ports of the loopback address. It serves the server at <c>/</c> and under
/// <c>/live/</c>.
/// </summary>
internal sealed class ReverseProxy : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly OsProcess _process;
    private readonly StringBuilder _output = new();

    private ReverseProxy(TemporaryFolder folder, OsProcess process, Uri address, Uri secure) =>
        (_folder, _process, Address, Secure) = (folder, process, address, secure);

    /// <summary>The address of the proxy for plain HTTP, without the prefix.</summary>
    public Uri Address { get; }

    /// <summary>The address of the proxy for TLS, with HTTP/2 and HTTP/1.1.</summary>
    public Uri Secure { get; }

    /// <summary>The certificate of the proxy in PEM, for clients that need a file.</summary>
    public string CertificateFile => Path.Combine(_folder.Path, "streaming.crt");

    /// <summary>Starts nginx that serves only the path <c>/live/</c>: a request without the path gets a 404.</summary>
    public static Task<ReverseProxy> StartPathOnlyAsync(Uri server) =>
        StartAsync(ProxyProgram.Nginx, server,
            configuration => configuration.Replace("proxy_pass http://streaming;", "return 404;", StringComparison.Ordinal));

    public static Task<ReverseProxy> StartAsync(string name, Uri server) => StartAsync(name, server, configuration => configuration);

    private static async Task<ReverseProxy> StartAsync(string name, Uri server, Func<string, string> change)
    {
        var program = ProxyProgram.Of(name);
        var folder = new TemporaryFolder();
        Tls.WriteFiles(folder.Path, "streaming");
        var (port, tlsPort) = (FreePort.Take(), FreePort.Take());
        var configuration = Path.Combine(folder.Path, program.Configuration);
        await File.WriteAllTextAsync(configuration, change(await program.ConfigureAsync(folder.Path, server, port, tlsPort)));

        var start = new ProcessStartInfo(Programs.Find(name) ?? throw new FileNotFoundException(Programs.Missing(name)))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        // Caddy stores its state in this folder.
        start.Environment["HOME"] = start.Environment["XDG_DATA_HOME"] = start.Environment["XDG_CONFIG_HOME"] = folder.Path;
        foreach (var argument in program.Arguments(folder.Path, configuration))
            start.ArgumentList.Add(argument);
        var proxy = new ReverseProxy(
            folder, OsProcess.Start(start)!, new Uri($"http://127.0.0.1:{port}"), new Uri($"https://127.0.0.1:{tlsPort}"));
        try
        {
            await proxy.WaitUntilReadyAsync();
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Creates a client for one of the proxy's addresses, which connects from the given address of the machine. It uses HTTP/2 over TLS.
    /// </summary>
    public static HttpClient Connect(Uri address, string from = "127.0.0.1")
    {
        var handler = Tls.CreateHandler();
        handler.ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        return new HttpClient(new ExactVersion(
            handler, address.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11))
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync().OrTimeout();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task WaitUntilReadyAsync()
    {
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = Address };
        await Eventually.BecomesAsync(() => AnswersAsync(client), answers => answers);
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }

    private async Task<bool> AnswersAsync(HttpClient client)
    {
        if (_process.HasExited)
        {
            // The last lines of the output may arrive after the exit of the process.
            await _process.WaitForExitAsync();
            throw new InvalidOperationException($"The proxy ended at once:\n{_output}");
        }

        try
        {
            // A 502 is accepted: the server may start later than the proxy.
            using var answer = await client.GetAsync("/");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
