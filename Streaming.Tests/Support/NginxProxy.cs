using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Support;

/// <summary>nginx in front of a server, which it serves under <c>/live/</c>; it takes the prefix off and names it in <c>X-Forwarded-Prefix</c>.</summary>
internal sealed class NginxProxy : IAsyncDisposable
{
    public const string Program = "nginx";

    private readonly TemporaryFolder _folder;
    private readonly OsProcess _process;

    private NginxProxy(TemporaryFolder folder, OsProcess process, Uri address) => (_folder, _process, Address) = (folder, process, address);

    /// <summary>Where it listens, without the prefix.</summary>
    public Uri Address { get; }

    // Debian keeps it where PATH of a user without privileges does not look.
    public static string? Find() => Programs.Find(Program) ?? (File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : null);

    public static async Task<NginxProxy> StartAsync(Uri server)
    {
        var folder = new TemporaryFolder();
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var settings = Path.Combine(folder.Path, "nginx.conf");
        await File.WriteAllTextAsync(settings, Settings(address, server));
        var start = new ProcessStartInfo(Find() ?? throw new FileNotFoundException("Install nginx to run this test.")) { UseShellExecute = false };
        foreach (var argument in new[] { "-p", folder.Path, "-e", "stderr", "-c", settings })
            start.ArgumentList.Add(argument);
        var proxy = new NginxProxy(folder, OsProcess.Start(start)!, address);
        using var client = new HttpClient();
        await Eventually.BecomesAsync(() => IsThereAsync(client, address), there => there);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().OrTimeout();
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<bool> IsThereAsync(HttpClient client, Uri address)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(address, "/live/health/live"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Settings(Uri address, Uri server) => $$"""
        daemon off;
        master_process off;
        pid nginx.pid;
        events { }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
          server {
            listen {{address.Authority}};
            location /live/ {
              proxy_pass {{server}};
              proxy_http_version 1.1;
              proxy_buffering off;
              proxy_set_header Host $http_host;
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header Connection $connection_upgrade;
              proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
              proxy_set_header X-Forwarded-Prefix /live;
            }
          }
        }
        """;
}
