using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Tests the commands that create and show tokens.</summary>
public sealed class TokenCommandTests : IDisposable
{
    private static readonly string s_key = Convert.ToBase64String(new byte[64].Select((_, i) => (byte)(i * 3)).ToArray());

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_with_the_same_key_accepts_the_token_for_its_topics_only()
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "false"), ("Access:Keys:0:Secret", s_key));
        var token = (await CreateAsync("--subject", "u-1", "--name", "Ann", "--publish", "room:*", "news", "--subscribe", "room:*"))
            .Output.Trim();
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        (await PublishAsync(server, "room:a")).Should().Be(HttpStatusCode.Created);
        (await PublishAsync(server, "news")).Should().Be(HttpStatusCode.Created);
        (await PublishAsync(server, "other")).Should().Be(HttpStatusCode.Forbidden);
        JsonNode.Parse(await server.Client.GetStringAsync(new Uri("/session", UriKind.Relative)).OrTimeout())!["subject"]!.ToString()
            .Should().Be("u-1");
    }

    [Theory]
    [InlineData("--key-file")]
    [InlineData("--key")]
    public async Task A_token_can_be_signed_offline(string option)
    {
        var file = Path.Combine(_folder.Path, "key");
        await File.WriteAllTextAsync(file, s_key[..40] + "\n" + s_key[40..] + "\n");
        var value = option == "--key" ? s_key : file;
        var created = await CommandRun.RunAsync(
            "token", "create", "--contentRoot", _folder.Path, "--subject", "backend", "--admin", "*", option, value, "--expires", "30d",
            "--json");
        var json = JsonNode.Parse(created.Succeeded().Output)!;
        json["permissions"]!["admin"]![0]!.ToString().Should().Be("*");

        var shown = await CommandRun.RunWithInputAsync($"{json["token"]}\n", "token", "show", "--contentRoot", _folder.Path, option, value);
        shown.Succeeded().Output.Should().Contain("Valid.").And.Contain("administer *").And.Contain("backend");
    }

    [Fact]
    public async Task A_given_key_replaces_all_configured_keys_and_has_the_given_id()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "appsettings.json"), $$"""
            { "Access": { "Keys": [{ "Id": "old", "Secret": "{{s_key}}" }, { "Id": "older", "Secret": "{{s_key}}" }] } }
            """);
        var given = Convert.ToBase64String(new byte[64]);
        string[] create = ["token", "create", "--contentRoot", _folder.Path, "--subject", "u-1", "--key", given];

        var plain = (await CommandRun.RunAsync([.. create, "--json"])).Succeeded().Output;
        JsonNode.Parse(plain)!["keyId"].Should().BeNull("the id of a configured key is not that of the given one");
        var token = (await CommandRun.RunAsync([.. create, "--key-id", "2027"])).Succeeded().Output.Trim();

        var shown = await CommandRun.RunAsync("token", "show", token, "--contentRoot", _folder.Path, "--key", given);
        shown.Succeeded().Output.Should().MatchRegex(@"kid \(header\) +2027").And.Contain("Valid.");
        (await CommandRun.RunAsync("token", "show", token, "--contentRoot", _folder.Path)).Code.Should().Be(1);
    }

    [Fact]
    public async Task A_token_of_another_key_is_shown_and_reported()
    {
        var token = (await CreateAsync("--subject", "u-1", "--subscribe", "news")).Output.Trim();
        var other = Convert.ToBase64String(new byte[64]);
        var shown = await CommandRun.RunAsync("token", "show", token, "--contentRoot", _folder.Path, "--key", other);
        shown.Code.Should().Be(1);
        shown.Output.Should().Contain("u-1").And.Contain("The token is not signed with a key that this server accepts.");

        var unchecked_ = await CommandRun.RunAsync("token", "show", token, "--contentRoot", _folder.Path, "--json");
        JsonNode.Parse(unchecked_.Succeeded().Output)!["claims"]!["subscribe"]!.ToJsonString().Should().Be("""["news"]""");
    }

    [Fact]
    public async Task A_time_that_is_not_in_seconds_is_shown_and_reported()
    {
        var token = Tokens.Make(new(StringComparer.Ordinal) { ["sub"] = "u-1", ["exp"] = 1_800_000_000_000 }, secret: s_key);

        var shown = await CommandRun.RunAsync("token", "show", token, "--contentRoot", _folder.Path, "--key", s_key);

        shown.Code.Should().Be(1);
        shown.Output.Should().Contain("1800000000000 (not a time in seconds)").And.Contain("is it in milliseconds?");
    }

    [Theory]
    [InlineData("The subject is missing", "--publish", "news")]
    [InlineData("is not a topic or a pattern", "--subject", "a", "--publish", "a b/c")]
    [InlineData("is not a time", "--subject", "a", "--expires", "tomorrow")]
    [InlineData("--algorithm", "--subject", "a", "--algorithm", "none")]
    public async Task Wrong_options_are_refused(string expected, params string[] options)
    {
        var end = await CommandRun.RunAsync(
            ["token", "create", "--contentRoot", _folder.Path, "--Access:Keys:0:Secret", s_key, .. options]);
        end.Code.Should().Be(2, end.Error);
        end.Error.Should().Contain(expected);
        end.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Without_a_key_the_command_says_how_to_make_one()
    {
        var end = await CommandRun.RunAsync(
            "token", "create", "--contentRoot", _folder.Path, "--environment", "Production", "--subject", "a");
        end.Code.Should().Be(1);
        end.Error.Should().Contain("set Access:Keys:0:Secret (openssl rand -base64 64), or give --key-file");
    }

    private static async Task<HttpStatusCode> PublishAsync(TestServer server, string topic)
    {
        using var response = await server.Client.PostAsync(
            new Uri($"/topics/{topic}/messages", UriKind.Relative), new StringContent("x")).OrTimeout();
        return response.StatusCode;
    }

    private async Task<CommandEnd> CreateAsync(params string[] options) => (await CommandRun.RunAsync(
        ["token", "create", "--contentRoot", _folder.Path, "--Access:Keys:0:Secret", s_key, .. options])).Succeeded();
}
