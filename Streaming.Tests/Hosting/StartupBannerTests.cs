using Streaming.Server.Hosting;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

public sealed class StartupBannerTests
{
    [Fact]
    public async Task A_server_that_requires_tokens_shows_commands_with_a_token()
    {
        await using var server = await Tokens.StartServerAsync();
        Banner(server).Should().Contain("streaming token create").And.Contain("Authorization: Bearer $TOKEN");
    }

    [Fact]
    public async Task An_open_server_shows_commands_without_a_token()
    {
        await using var server = await TestServer.StartAsync();
        Banner(server).Should().Contain("curl -d 'hello'").And.NotContain("TOKEN");
    }

    private static string Banner(TestServer server) => server.Logs.Entries
        .Single(entry => entry.Category == typeof(StartupBanner).FullName && entry.Text.Contains("commands to try")).Text;
}
