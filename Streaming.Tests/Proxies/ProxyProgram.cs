using Streaming.Tests.Support;

namespace Streaming.Tests.Proxies;

/// <summary>A reverse proxy of the machine, with the configuration in <c>samples/proxies</c> that users copy.</summary>
/// <param name="Name">The program.</param>
/// <param name="Configuration">The file in <c>samples/proxies</c>.</param>
internal sealed record ProxyProgram(string Name, string Configuration)
{
    public const string Nginx = "nginx";
    public const string Haproxy = "haproxy";
    public const string Caddy = "caddy";

    private static readonly ProxyProgram[] s_all = [new(Nginx, "nginx.conf"), new(Haproxy, "haproxy.cfg"), new(Caddy, "Caddyfile")];

    public static ProxyProgram Of(string name) => s_all.Single(program => program.Name == name);

    public string[] Arguments(string folder, string configuration) => Name switch
    {
        // One process, which ends when it is killed.
        Nginx => ["-p", folder, "-e", "stderr", "-g", "daemon off; master_process off;", "-c", configuration],
        Haproxy => ["-db", "-f", configuration],
        _ => ["run", "--adapter", "caddyfile", "--config", configuration],
    };

    /// <summary>The users' configuration with the server's address, free ports and files of a test in their place.</summary>
    public async Task<string> ConfigureAsync(string folder, Uri server, int port, int tlsPort)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples", "proxies", Configuration));
        (string From, string To)[] changes = Name switch
        {
            Nginx => [("listen 8080", $"listen 127.0.0.1:{port}"), ("listen 8443", $"listen 127.0.0.1:{tlsPort}"),
                ("/etc/ssl/streaming/", $"{folder}/")],
            Haproxy => [("bind :8080", $"bind 127.0.0.1:{port}"), ("bind :8443", $"bind 127.0.0.1:{tlsPort}"),
                ("/etc/haproxy/", $"{folder}/"), ("maxconn 20000", "maxconn 200")],
            _ =>
            [
                ("http://:8080 {", $"http://:{port} {{\n\tbind 127.0.0.1"), ("https://:8443 {", $"https://:{tlsPort} {{\n\tbind 127.0.0.1"),
                ("/etc/caddy/", $"{folder}/"), ("auto_https off", "auto_https off\n\tadmin off"),
            ],
        };
        foreach (var (from, to) in changes.Append(("127.0.0.1:5000", server.Authority)))
        {
            // The comments name some of it too.
            text.Should().Contain(from, "a test that replaces nothing would reach for the ports of this machine");
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        return Name == Nginx ? InHttp(text) : text;
    }

    // The file is one of /etc/nginx/conf.d: this is what Debian's nginx.conf has around it, with paths that the test may write to.
    private static string InHttp(string site) => $$"""
        pid nginx.pid;
        events { }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
        {{site}}
        }
        """;
}
