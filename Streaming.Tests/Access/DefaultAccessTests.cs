using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Streaming.Server;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests which access a server allows without a configuration.</summary>
[Trait("Category", "Slow")]
public sealed class DefaultAccessTests
{
    [Fact]
    public async Task In_Production_a_server_without_a_key_does_not_start_and_names_the_settings()
    {
        var start = async () => await StartAsync();
        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Message
            .Should().Contain("Access:Keys:0:Secret").And.Contain("Access:Authority").And.Contain("Access:Open=true").And.Contain(
                "openssl rand -base64 64");
    }

    [Fact]
    public async Task The_console_shows_only_the_sentence_of_the_error()
    {
        var start = new System.Diagnostics.ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Streaming.Server.dll"), "--Urls", "http://127.0.0.1:0", "--Storage:Provider",
            "memory"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        using var process = System.Diagnostics.Process.Start(start)!;
        var (errors, output) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync().OrTimeout();
        process.ExitCode.Should().Be(1);
        (await errors).Should().StartWith("The server does not start.").And.Contain("Access:Open=true").And.NotContain("   at ");
        (await output).Should().NotContain("Exception");
    }

    [Fact]
    public async Task In_Production_a_server_with_a_key_starts_and_requires_tokens()
    {
        await using var app = await StartAsync(("Access:Keys:0:Secret", Tokens.Secret));
        (await StatusAsync(app, "/topics/news")).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(app, "/health/live")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(app, "/")).Should().Be(HttpStatusCode.OK);
        await app.StopAsync().OrTimeout();
    }

    [Fact]
    public async Task In_Production_a_server_is_open_if_Access_Open_is_set()
    {
        await using var app = await StartAsync(("Access:Open", "true"));
        (await StatusAsync(app, "/topics/news")).Should().Be(HttpStatusCode.OK);
        await app.StopAsync().OrTimeout();
    }

    [Fact]
    public async Task In_Development_a_server_is_open_to_its_own_machine_only_and_logs_this()
    {
        await using var server = await TestServer.StartAsync(("Access:Proxies:0", "127.0.0.1"));
        server.Logs.Entries.Should().Contain(entry => entry.Text.Contains("to this machine only", StringComparison.Ordinal));
        (await StatusAsync(server)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(server, ("X-Forwarded-For", "203.0.113.7"))).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(server, ("X-Forwarded-For", "2001:db8::1"))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("x-forwarded-host", "localhost")]
    [InlineData("X-Forwarded-Proto", "http")]
    [InlineData("X-Forwarded-Anything", "1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("CF-Connecting-IP", "127.0.0.1")]
    [InlineData("Host", "rebound.example.com")]
    [InlineData("Host", "127.0.0.1.example.com:80")]
    public async Task In_Development_a_request_with_a_foreign_host_name_or_proxy_is_not_local(string header, string value)
    {
        await using var server = await TestServer.StartAsync();
        (await StatusAsync(server, (header, value))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task In_Development_a_configured_proxy_supplies_the_address_of_the_client()
    {
        await using var server = await TestServer.StartAsync(("Access:Proxies:0", "127.0.0.1"), ("Access:Proxies:1", "::1"));
        (await StatusAsync(server, ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Host", "localhost"))).Should()
            .Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(server, ("X-Forwarded-Host", "localhost"), ("Via", "1.1 proxy"))).Should()
            .Be(HttpStatusCode.Unauthorized, "it does not say where the request comes from");
        await using var other = await TestServer.StartAsync(("Access:Proxies:0", "192.0.2.1"));
        (await StatusAsync(other, ("X-Original-For", "127.0.0.1"), ("Via", "1.1 proxy"))).Should()
            .Be(HttpStatusCode.Unauthorized, "this peer is no configured proxy");
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:5000")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::1]:5000")]
    [InlineData("my-machine")]
    public async Task In_Development_all_host_names_of_this_machine_are_local(string host)
    {
        await using var server = await TestServer.StartAsync();
        (await StatusAsync(server, ("Host", host))).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task In_Development_a_page_of_another_origin_cannot_publish_through_the_browser()
    {
        await using var server = await TestServer.StartAsync();
        using var forged = await server.Client.SendAsync(
            HttpMethod.Post, "/topics/news/messages", token: null, new StringContent("forged"), ("Origin", "https://evil.example"));
        forged.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var own = await server.Client.SendAsync(
            HttpMethod.Post, "/topics/news/messages", token: null, new StringContent("own"),
            ("Origin", server.Address.GetLeftPart(UriPartial.Authority)));
        own.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("Access:Keys:0:Secret", "short", "at least 32 bytes")]
    [InlineData("Access:Keys:0:Secret", "c2hvcnQ=", "at least 32 bytes")]
    [InlineData("Access:Authority", "login.example.com", "https://")]
    [InlineData("Access:Authority", "http://login.example.com", "https://")]
    [InlineData("Access:Origins:0", "https://app.example.com/", "Access:Origins:0")]
    [InlineData("Access:Origins:0", "*", "Access:Origins:0")]
    [InlineData("Access:Proxies:0", "my-proxy", "Access:Proxies:0")]
    [InlineData("Access:Limits:Streams", "0", "Streams")]
    [InlineData("Access:Limits:PublishRate", "0", "PublishRate")]
    [InlineData("Access:ClockSkew", "01:00:00", "ClockSkew")]
    [InlineData("Access:Opne", "true", "Opne")]
    public async Task A_wrong_setting_prevents_the_start_and_is_named(string key, string value, string hint)
    {
        var start = async () => await StartAsync(("Access:Open", "true"), (key, value));
        (await start.Should().ThrowAsync<Exception>()).Which.Message.Should().Contain(hint);
    }

    [Fact]
    public async Task Two_keys_with_the_same_id_prevent_the_start()
    {
        var start = async () => await StartAsync(("Access:Keys:0:Secret", Tokens.Secret), ("Access:Keys:1:Secret", Tokens.Secret));
        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Message.Should().Contain("Access:Keys:1:Id");
    }

    private static async Task<HttpStatusCode> StatusAsync(TestServer server, params (string Name, string Value)[] headers)
    {
        using var response = await server.Client.SendAsync(HttpMethod.Get, "/topics/news", token: null, content: null, headers);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> StatusAsync(WebApplication app, string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var response = await client.GetAsync(path).OrTimeout();
        return response.StatusCode;
    }

    private static async Task<WebApplication> StartAsync(params (string Key, string Value)[] settings)
    {
        using var folder = new TemporaryFolder();
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = folder.Path, EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(
            [KeyValuePair.Create("Urls", (string?)"http://127.0.0.1:0"), KeyValuePair.Create("Storage:Provider", (string?)"memory")]);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddStreaming();
        var app = builder.Build();
        try
        {
            app.MapStreaming();
            await app.StartAsync().OrTimeout();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
