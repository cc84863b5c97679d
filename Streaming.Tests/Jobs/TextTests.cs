using System.Net;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Tests that invalid text is refused when it is received: the store and the subscribers could not handle it.</summary>
[Trait("Category", "Slow")]
public sealed class TextTests
{
    [Theory]
    [InlineData("POST", "/jobs", """{"type":"publish","arguments":{"topic":"news","messages":[{"data":"\ud800"}]}}""",
        "in arguments.messages[].data")]
    [InlineData("POST", "/jobs", """{"type":"publish","arguments":{"topic":"news","messages":[{"data":{"a":"\ud800"}}]}}""",
        "in arguments.messages[].data.a")]
    [InlineData("POST", "/jobs", """{"type":"\udc00"}""", "in type")]
    [InlineData("PUT", "/schedules/nightly", """{"cron":"0 3 * * *","type":"retention","zone":"\ud800"}""", "in zone")]
    [InlineData("PUT", "/schedules/nightly", """{"cron":"0 3 * * *","type":"retention","\ud800":1}""", "in the name of a property")]
    [InlineData("POST", "/webhooks", """{"url":"https://example.com/\ud800","topics":["news"]}""", "in url")]
    [InlineData("POST", "/topics/news/messages", """{"data":{"a":["\ud800"]}}""", "in a[]")]
    public async Task An_unpaired_surrogate_is_refused_with_its_place(string method, string path, string body, string place)
    {
        await using var server = await TestServer.StartAsync();
        (await RefusedAsync(server, method, path, Encoding.UTF8.GetBytes(body))).Should()
            .Contain("half of a surrogate pair").And.Contain(place);
    }

    [Theory]
    [InlineData("POST", "/jobs", "{'type':'publish','arguments':{'topic':'news','messages':[{'data':'#'}]}}")]
    [InlineData("PUT", "/schedules/nightly", "{'cron':'0 3 * * *','type':'retention','zone':'#'}")]
    [InlineData("POST", "/topics/news/messages", "{'data':{'a':'#'}}")]
    [InlineData("POST", "/topics/news/messages", "{'data':'#'}")]
    public async Task Invalid_UTF8_is_refused(string method, string path, string body)
    {
        await using var server = await TestServer.StartAsync();
        byte[] bytes = [.. Encoding.UTF8.GetBytes(body.Replace('\'', '"')).Select(each => each == '#' ? (byte)0xFF : each)];
        (await RefusedAsync(server, method, path, bytes)).Should().Contain("not valid UTF-8");
    }

    [Theory]
    [InlineData("H * * * *")]
    [InlineData("H H(0-7) * * *")]
    [InlineData("@reboot")]
    [InlineData("* * * * * * *")]
    [InlineData("")]
    public async Task An_invalid_cron_expression_is_refused(string cron) => await RefusedScheduleAsync(cron, "The cron line is not valid");

    [Fact]
    public async Task The_number_of_fields_of_a_cron_expression_is_named() =>
        await RefusedScheduleAsync("0 3 * *", "it has 4 fields. Give five fields");

    [Fact]
    public async Task An_unknown_macro_is_refused_with_the_known_ones() =>
        await RefusedScheduleAsync("@every 5m", "after '@' comes yearly");

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4,6,9,11 *")]
    public async Task A_cron_expression_that_never_fires_is_refused(string cron) => await RefusedScheduleAsync(cron, "never fires");

    private static async Task RefusedScheduleAsync(string cron, string expected)
    {
        await using var server = await TestServer.StartAsync();
        (await RefusedAsync(server, "PUT", "/schedules/nightly", Encoding.UTF8.GetBytes($$"""{"cron":"{{cron}}","type":"retention"}""")))
            .Should().Contain(expected);
    }

    private static async Task<string> RefusedAsync(TestServer server, string method, string path, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var response = await server.Client.SendAsync(request).OrTimeout();
        return await response.ProblemAsync(HttpStatusCode.BadRequest);
    }
}
