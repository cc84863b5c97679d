using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

public sealed class PublishJsonTests
{
    [Fact]
    public async Task An_object_is_one_message()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await PostAsync(server, """{"data":"hi 🎈","type":"greeting","sender":"Ada"}""");

        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("count").GetInt32().Should().Be(1);
        var message = (await MessagesAsync(server)).Single();
        message.GetProperty("data").GetString().Should().Be("hi 🎈");
        message.GetProperty("type").GetString().Should().Be("greeting");
        message.GetProperty("sender").GetString().Should().Be("Ada");
    }

    [Theory]
    [InlineData("""{"a":[1,2.50,1e3],"b":null,"c":"\u0000 \ud83c\udf88"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("12345678901234567890.123456789")]
    public async Task JSON_data_is_published_unchanged(string data)
    {
        await using var server = await TestServer.StartAsync();
        using var _ = await PostAsync(server, $$"""{"data":{{data}}}""");
        (await MessagesAsync(server)).Single().GetProperty("data").GetRawText().Should().Be(data);
    }

    [Fact]
    public async Task Line_ends_between_tokens_do_not_break_a_line_of_NDJSON()
    {
        await using var server = await TestServer.StartAsync();
        using var _ = await PostAsync(server, "{\r\n\"data\":{\n  \"a\":\n1}\n}");
        var lines = (await server.Client.GetStringAsync(new Uri("/topics/news/messages?format=ndjson", UriKind.Relative)).OrTimeout())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonDocument.Parse(lines.Should().ContainSingle().Which).RootElement.GetProperty("data").GetProperty("a").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task An_array_is_published_in_order_with_the_defaults_in_the_query()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await PostAsync(
            server, """[{"data":"1"},{"data":2,"type":"number"},{"data":{"n":3},"sender":"Bob"}]""", "?type=text&sender=Ada");

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        (answer.GetProperty("first").GetString()![^2..], answer.GetProperty("last").GetString()![^2..], answer.GetProperty("count")
            .GetInt32()).Should().Be(("-1", "-3", 3));
        (await MessagesAsync(server))
            .Select(message => $"{message.GetProperty("type")} {message.GetProperty("sender")} {message.GetProperty("data").GetRawText()}")
            .Should().Equal("text Ada \"1\"", "number Ada 2", "text Bob {\"n\":3}");
    }

    [Fact]
    public async Task An_array_with_one_invalid_message_publishes_nothing()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync(
            "/topics/news/messages", """[{"data":"1"},{"data":"2"},{"type":"no-data"}]""", "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().StartWith("Message 3 of the array has no data");
        (await MessagesAsync(server)).Should().BeEmpty();
    }

    [Fact]
    public async Task An_array_with_one_message_above_the_size_limit_publishes_nothing()
    {
        await using var server = await TestServer.StartAsync(("Topics:Policies:0:MaxMessageBytes", "10"));
        using var response = await server.Client.PostAsync(
            "/topics/news/messages", """[{"data":"short"},{"data":"longer than ten"}]""", "application/json");
        (await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge)).Should().Contain("10 bytes");
        (await MessagesAsync(server)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_messages_of_an_array_and_the_bytes_of_a_body_are_limited()
    {
        await using var server = await TestServer.StartAsync(("Publishing:MaxBatchMessages", "2"), ("Publishing:MaxBatchBytes", "1024"));

        using (var many = await server.Client.PostAsync(
            "/topics/news/messages", """[{"data":1},{"data":2},{"data":3}]""", "application/json"))
            (await many.ProblemAsync(HttpStatusCode.RequestEntityTooLarge)).Should()
                .Contain("3 messages, but one request may have at most 2");
        using (var large = await server.Client.PostAsync(
            "/topics/news/messages", $$"""{"data":"{{new string('x', 1_024)}}"}""", "application/json"))
            (await large.ProblemAsync(HttpStatusCode.RequestEntityTooLarge)).Should().Contain("1024 bytes");
        (await MessagesAsync(server)).Should().BeEmpty();
    }

    private static async Task<HttpResponseMessage> PostAsync(TestServer server, string body, string query = "")
    {
        var response = await server.Client.PostAsync($"/topics/news/messages{query}", body, "application/json");
        response.StatusCode.Should().Be(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return response;
    }

    private static async Task<List<JsonElement>> MessagesAsync(TestServer server) =>
        [.. (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray()];
}
