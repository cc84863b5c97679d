using System.Net;
using Streaming.Server.Core.Messages;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableStreams;

public sealed class PathTests
{
    [Theory]
    [InlineData("chat/42", "chat:42")]
    [InlineData("chat:42", "chat:42")]
    [InlineData("a/b/c", "a:b:c")]
    [InlineData("__dsx", "__dsx")]
    public void A_path_is_the_topic_whose_name_has_colons_instead_of_slashes(string path, string topic) =>
        StreamPath.Parse(path).Value.Should().Be(topic);

    [Fact]
    public void A_topic_has_one_path() => StreamPath.Of(new TopicName("chat:42")).Should().Be("/v1/stream/chat/42");

    [Theory]
    [InlineData("", "names no stream")]
    [InlineData("a//b", "empty segment")]
    [InlineData("a/", "empty segment")]
    [InlineData("a b", "not allowed at place 2")]
    [InlineData("__ds/x", "reserved")]
    [InlineData("__ds", "reserved")]
    public void Another_path_is_refused_with_the_reason(string path, string sentence) =>
        FluentActions.Invoking(() => StreamPath.Parse(path)).Should().Throw<RefusalException>().WithMessage($"*{sentence}*");

    [Fact]
    public async Task A_path_that_breaks_the_rules_of_topic_names_is_refused_by_each_method()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Put, HttpMethod.Post, HttpMethod.Delete])
        {
            using var response = await server.StreamAsync(method, "a%20b", [1], "text/plain");
            (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("not allowed at place 2");
        }
    }
}
