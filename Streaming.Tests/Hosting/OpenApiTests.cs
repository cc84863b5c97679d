using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Routing;
using Streaming.Server;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_description_lists_every_address_of_every_controller()
    {
        await using var server = await TestServer.StartAsync();
        var paths = (await server.Client.GetJsonAsync("/openapi/v1.json")).GetProperty("paths");
        var described = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        described.Should().BeEquivalentTo(Routes());
    }

    [Theory]
    [InlineData("POST", "/topics/{topic}/messages")]
    [InlineData("GET", "/topics/{topic}/messages")]
    [InlineData("DELETE", "/topics/{topic}/messages")]
    [InlineData("GET", "/topics/{topic}/events")]
    [InlineData("GET", "/events")]
    [InlineData("GET", "/topics")]
    [InlineData("GET", "/topics/{topic}")]
    [InlineData("GET", "/ws/{room}")]
    [InlineData("GET", "/connection/websocket")]
    [InlineData("POST", "/connection/http_stream")]
    [InlineData("GET", "/connection/sse")]
    [InlineData("POST", "/emulation")]
    [InlineData("POST", "/jobs")]
    [InlineData("GET", "/jobs")]
    [InlineData("GET", "/jobs/{id}")]
    [InlineData("DELETE", "/jobs/{id}")]
    [InlineData("POST", "/jobs/{id}/retry")]
    [InlineData("GET", "/jobs/{id}/events")]
    [InlineData("GET", "/jobs/{id}/result")]
    [InlineData("GET", "/schedules")]
    [InlineData("GET", "/schedules/{name}")]
    [InlineData("PUT", "/schedules/{name}")]
    [InlineData("DELETE", "/schedules/{name}")]
    [InlineData("POST", "/webhooks")]
    [InlineData("GET", "/webhooks/{id}")]
    [InlineData("POST", "/webhooks/{id}/test")]
    [InlineData("GET", "/webhooks/{id}/deliveries")]
    [InlineData("GET", "/background-tasks")]
    [InlineData("POST", "/rooms/{room}/invitations")]
    [InlineData("GET", "/rooms")]
    [InlineData("GET", "/rooms/{room}/members")]
    public async Task The_description_has_what_the_contract_promises(string method, string path)
    {
        await using var server = await TestServer.StartAsync();
        var paths = (await server.Client.GetJsonAsync("/openapi/v1.json")).GetProperty("paths");
        var operation = paths.GetProperty(path).GetProperty(method.ToLowerInvariant());
        operation.GetProperty("responses").EnumerateObject().Should().NotBeEmpty();
    }

    [Fact]
    public async Task The_description_says_where_a_token_may_be_needed()
    {
        await using var server = await TestServer.StartAsync();
        var paths = (await server.Client.GetJsonAsync("/openapi/v1.json")).GetProperty("paths");
        var responses = paths.GetProperty("/topics/{topic}/messages").GetProperty("post").GetProperty("responses");
        responses.TryGetProperty("401", out _).Should().BeTrue();
        responses.TryGetProperty("403", out _).Should().BeTrue();
    }

    [Fact]
    public async Task The_description_says_what_a_publish_takes_and_answers()
    {
        await using var server = await TestServer.StartAsync();
        var paths = (await server.Client.GetJsonAsync("/openapi/v1.json")).GetProperty("paths");
        var publish = paths.GetProperty("/topics/{topic}/messages").GetProperty("post");
        publish.GetProperty("parameters").EnumerateArray().Select(parameter => $"{parameter.GetProperty("in").GetString()} {parameter.GetProperty("name").GetString()}")
            .Should().Equal("path topic", "query type", "query sender", "query deliver-at", "query delay", "header Idempotency-Key");
        MediaTypes(publish.GetProperty("requestBody")).Should().Equal("text/plain", "application/json", "application/x-ndjson");
        MediaTypes(publish.GetProperty("responses").GetProperty("201")).Should().Equal("application/json");
        foreach (var path in (string[])["/topics/{topic}/messages", "/jobs", "/rooms/{room}/invitations"])
            MediaTypes(paths.GetProperty(path).GetProperty("post").GetProperty("responses").GetProperty("422")).Should().Equal("application/problem+json");

        static IEnumerable<string> MediaTypes(JsonElement described) => described.GetProperty("content").EnumerateObject().Select(content => content.Name);
    }

    // What is there by reflection, whatever will be added.
    private static IEnumerable<string> Routes() =>
        from controller in typeof(StreamingServer).Assembly.GetTypes()
        where controller.IsSubclassOf(typeof(ControllerBase)) && controller.GetCustomAttribute<ApiExplorerSettingsAttribute>() is not { IgnoreApi: true }
        from action in controller.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where action.GetCustomAttribute<ApiExplorerSettingsAttribute>() is not { IgnoreApi: true }
        from route in action.GetCustomAttributes<HttpMethodAttribute>()
        from method in route.HttpMethods
            // A WebSocket's second verb, which only browsers send; OpenAPI has no word for it.
        where method != "CONNECT"
        select $"{method} {Address(controller, route)}";

    private static string Address(Type controller, HttpMethodAttribute route)
    {
        var template = route.Template ?? string.Empty;
        return template.StartsWith('/') ? template : string.Join('/', $"/{controller.GetCustomAttribute<RouteAttribute>()?.Template.TrimStart('/')}", template).TrimEnd('/');
    }
}
