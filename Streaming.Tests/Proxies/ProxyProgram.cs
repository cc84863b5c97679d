using Streaming.Tests.Support;

namespace Streaming.Tests.Proxies;

/// <summary>A reverse proxy that is installed on the machine, with its configuration in <c>samples/proxies</c> that users copy.</summary>
/// <param name="Name">The name of the program.</param>
/// <param name="Configuration">The name of the file in <c>samples/proxies</c>.</param>
internal sealed record ProxyProgram(string Name, string Configuration)
{
    public const string Nginx = "nginx";
    public const string Haproxy = "haproxy";
    public const string Caddy = "caddy";

    private static readonly ProxyProgram[] s_all = [new(Nginx, "nginx.conf"), new(Haproxy, "haproxy.cfg"), new(Caddy, "Caddyfile")];

    public static ProxyProgram Of(string name) => s_all.Single(program => program.Name == name);

    public string[] Arguments(string folder, string configuration) => Name switch
    {
        // One process without children, so that killing it ends nginx.
        Nginx => ["-p", folder, "-e", "stderr", "-g", "daemon off; master_process off;", "-c", configuration],
        Haproxy => ["-db", "-f", configuration],
        _ => ["run", "--adapter", "caddyfile", "--config", configuration],
    };

    /// <summary>
    /// Creates the configuration of a test: the users' configuration with the test's server address, free ports and files.
    /// </summary>
    public async Task<string> ConfigureAsync(string folder, Uri server, int port, int tlsPort)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples", "proxies", Configuration));
        (string From, string To)[] changes = Name switch
        {
            Nginx => [("listen 8080", $"listen 127.0.0.1:{port}"), ("listen 8443", $"listen 127.0.0.1:{tlsPort}"),
                ("/etc/ssl/streaming/", $"{folder}/")],
            Haproxy => [("bind :8080", $"bind 127.0.0.1:{port}"), ("bind :8443", $"bind 127.0.0.1:{tlsPort}"),
                ("/etc/haproxy/", $"{folder}/"), ("maxconn 9000", "maxconn 200")],
            _ =>
            [
                ("http://:8080 {", $"http://:{port} {{\n\tbind 127.0.0.1"), ("https://:8443 {", $"https://:{tlsPort} {{\n\tbind 127.0.0.1"),
                ("/etc/caddy/", $"{folder}/"), ("auto_https off", "auto_https off\n\tadmin off"),
            ],
        };
        foreach (var (from, to) in changes.Append(("127.0.0.1:5000", server.Authority)))
        {
            // The comments contain some of the replaced texts too.
            text.Should().Contain(from, "a test without the replacement would use fixed ports of this machine");
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        return Name == Nginx ? InHttp(text) : text;
    }

    // nginx includes this file from /etc/nginx/conf.d; these are the lines of Debian's nginx.conf around it, with paths that the test may
    // write to.
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
