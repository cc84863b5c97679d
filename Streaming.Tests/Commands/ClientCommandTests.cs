using System.Text.Json.Nodes;
using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Tests the commands that publish, read and list topics of a running server.</summary>
public sealed class ClientCommandTests
{
    [Fact]
    public async Task Published_messages_are_listed_and_downloaded()
    {
        await using var server = await TestServer.StartAsync();
        (await RunAsync(server, "publish", "room:a", "hello")).Succeeded().Output.Should().MatchRegex("^[a-z0-9]{6}-1\n$");
        (await RunAsync(server, "publish", "room:a", """{"n":2}""", "--json", "--type", "number")).Succeeded();
        (await CommandRun.RunWithInputAsync("from stdin\n", ["publish", "room:a", "--server", server.Address.ToString()])).Succeeded();

        (await RunAsync(server, "topics")).Succeeded().Output.Should().MatchRegex(@"room:a +3 ");
        (await RunAsync(server, "topics", "sport:*")).Succeeded().Lines.Should().HaveCount(1);
        JsonNode.Parse((await RunAsync(server, "topics", "room:a", "--json")).Succeeded().Output)!["count"]!.GetValue<int>().Should().Be(3);

        var lines = (await RunAsync(server, "history", "room:a")).Succeeded().Lines.Select(line => JsonNode.Parse(line)!).ToList();
        lines.Select(line => line["data"]!.ToJsonString()).Should().Equal("\"hello\"", """{"n":2}""", "\"from stdin\"");
        (await RunAsync(server, "history", "room:a", "--format", "csv", "--columns", "offset,data", "--newest-first", "--limit", "1"))
            .Succeeded().Output.Should().Contain("3,from stdin").And.NotContain("hello");
        (await RunAsync(server, "history", "room:a", "--from", $"{lines[1]["time"]}", "--to", $"{lines[2]["time"]}"))
            .Succeeded().Output.Should().Contain("""{"n":2}""").And.NotContain("hello").And.NotContain("stdin");
    }

    [Fact]
    public async Task The_output_of_history_can_be_published_again()
    {
        await using var server = await TestServer.StartAsync();
        (await RunAsync(server, "publish", "a", "1")).Succeeded();
        (await RunAsync(server, "publish", "a", "2")).Succeeded();
        var history = (await RunAsync(server, "history", "a")).Succeeded().Output;
        (await CommandRun.RunWithInputAsync(history, "publish", "b", "--ndjson", "--server", server.Address.ToString())).Succeeded();
        (await RunAsync(server, "history", "b", "--format", "csv", "--columns", "data")).Succeeded().Lines.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_file_appears_when_its_download_is_complete()
    {
        await using var server = await TestServer.StartAsync();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "a.json");
        (await RunAsync(server, "publish", "a", "1")).Succeeded();
        (await RunAsync(server, "history", "a", "--format", "json", "-o", file, "--progress")).Succeeded().Error.Should().Contain("MiB");
        JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsArray().Should().HaveCount(1);

        (await RunAsync(server, "history", "a b", "-o", file + "2")).Code.Should().Be(1);
        Directory.EnumerateFiles(folder.Path).Should().Equal(file);
    }

    [Fact]
    public async Task Following_begins_where_it_is_told_and_ends_after_a_number()
    {
        await using var server = await TestServer.StartAsync();
        var first = (await RunAsync(server, "publish", "a", "1")).Succeeded().Output.Trim();
        (await RunAsync(server, "publish", "a", """{"n":2}""", "--json", "--type", "number")).Succeeded();
        (await RunAsync(server, "publish", "b", "3")).Succeeded();

        (await RunAsync(server, "follow", "a", "--after", "earliest", "--count", "2")).Succeeded().Lines.Should()
            .Equal("1", """[number] {"n":2}""");
        (await RunAsync(server, "follow", "a", "--after", first, "--count", "1", "--json")).Succeeded().Output.Trim().Should()
            .Be($$$"""{"topic":"a","position":"{{{first[..^1]}}}2","type":"number","data":{"n":2}}""");
        (await RunAsync(server, "follow", "a", "b", "--after", "earliest", "--count", "3")).Succeeded().Lines.Should()
            .BeEquivalentTo("a  1", """a  [number] {"n":2}""", "b  3");
    }

    [Fact]
    public async Task Following_ends_when_the_topic_is_closed()
    {
        await using var server = await TestServer.StartAsync();
        (await RunAsync(server, "publish", "a", "1")).Succeeded();
        using var closed = await server.Client.PostAsync(new Uri("/topics/a/close", UriKind.Relative), content: null).OrTimeout();
        var end = (await RunAsync(server, "follow", "a", "--after", "earliest")).Succeeded();
        end.Lines.Should().Equal("1");
        end.Error.Should().Contain("The topic a has ended.");
    }

    [Fact]
    public async Task Jobs_are_enqueued_shown_counted_and_changed()
    {
        await using var server = await TestServer.StartAsync(("Samples:Jobs", "true"));
        var id = (await RunAsync(server, "jobs", "enqueue", "nothing", "{}", "--delay", "1h")).Succeeded().Output.Trim();
        (await RunAsync(server, "jobs", "list", "--state", "queued")).Succeeded().Output.Should().Contain(id);
        (await RunAsync(server, "jobs", "show", id)).Succeeded().Output.Should().Contain("queued").And.Contain("arguments");
        (await RunAsync(server, "jobs", "stats")).Succeeded().Output.Should().Contain("nothing");
        (await RunAsync(server, "jobs", "cancel", id)).Succeeded().Output.Trim().Should().Be($"{id} cancelled");
        (await RunAsync(server, "jobs", "retry", "--state", "cancelled")).Succeeded().Output.Trim().Should().Be("1 jobs: queued again");
        (await RunAsync(server, "jobs", "cancel")).Code.Should().Be(2);
        (await RunAsync(server, "jobs", "show", "none")).Code.Should().Be(1);
    }

    [Fact]
    public async Task A_refusal_is_the_sentence_of_the_server()
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "false"), ("Access:Keys:0:Secret",
            Convert.ToBase64String(new byte[64])));
        var end = await RunAsync(server, "publish", "a", "1");
        end.Code.Should().Be(1);
        end.Error.Should().Contain("A token is needed to publish to a;").And.Contain("(401 Unauthorized)");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_reported_in_one_sentence()
    {
        var end = await CommandRun.RunAsync("topics", "--server", $"http://127.0.0.1:{FreePort.Take()}/live");
        end.Code.Should().Be(1);
        end.Error.Should().StartWith("No server answers at http://127.0.0.1:").And.Contain("streaming serve").And.NotContain("   at ");
        (await CommandRun.RunAsync("topics", "--server", "localhost:5000")).Code.Should().Be(2);
    }

    private static Task<CommandEnd> RunAsync(TestServer server, params string[] args) =>
        CommandRun.RunAsync([.. args, "--server", server.Address.ToString()]);
}
