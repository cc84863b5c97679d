using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Hosting;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

public sealed class StartupBannerTests
{
    [Fact]
    public async Task An_application_that_requires_tokens_shows_commands_with_a_token_of_its_own()
    {
        await using var server = await Tokens.StartServerAsync();
        Banner(server).Should().Contain("in the variable TOKEN").And.Contain("Authorization: Bearer $TOKEN").And.NotContain("token create");
    }

    [Fact]
    public async Task A_program_that_requires_tokens_shows_how_to_create_one()
    {
        await using var server = await Tokens.StartServerAsync(
            builder => builder.Services.AddSingleton(new ProgramCommand("/usr/bin/streaming")));
        Banner(server).Should().Contain(
            "TOKEN=$(/usr/bin/streaming token create --subject me --publish 'room:*' --subscribe 'room:*' --environment Development " +
            "--contentRoot /").And.Contain("the first one needs this server's Access:Keys:0:Secret (code)");
    }

    [Theory]
    [InlineData("/usr/share/dotnet/dotnet", "/opt/app/Streaming.Server.dll", "dotnet /opt/app/Streaming.Server.dll")]
    [InlineData("/home/ann/my tools/streaming", "/home/ann/.store/streaming.dll", "'/home/ann/my tools/streaming'")]
    [InlineData("/opt/$(id)/streaming", "/opt/streaming.dll", "'/opt/$(id)/streaming'")]
    [InlineData("/opt/ann's/streaming", "/opt/streaming.dll", "'/opt/ann'\\''s/streaming'")]
    public void A_program_is_named_as_it_was_started(string process, string assembly, string expected) =>
        ProgramCommand.Of(process, assembly).Should().Be(expected);

    [Theory]
    [InlineData("true", "/topics/ticks/events")]
    [InlineData("false", "/topics/room:lobby/events")]
    public async Task An_open_server_shows_commands_without_a_token(string ticker, string expected)
    {
        await using var server = await TestServer.StartAsync(("Samples:Ticker", ticker));
        Banner(server).Should().Contain(expected).And.Contain("curl -d 'hello'").And.NotContain("TOKEN");
    }

    private static string Banner(TestServer server) => server.Logs.Entries
        .Single(entry => entry.Category == typeof(StartupBanner).FullName && entry.Text.Contains("to try")).Text;
}
