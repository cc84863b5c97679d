using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Routing;
using Streaming.Server;
using Streaming.Tests.Support;

namespace Streaming.Tests.OpenApi;

[Trait("Category", "Slow")]
public sealed class OpenApiTests
{
    [Fact]
    public async Task The_document_lists_every_route_of_every_controller()
    {
        await using var server = await TestServer.StartAsync();
        var paths = (await server.Client.GetJsonAsync("/openapi/v1.json")).GetProperty("paths");
        var described = paths.EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
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
    [InlineData("GET", "/workers")]
    [InlineData("GET", "/schedules")]
    [InlineData("GET", "/schedules/{name}")]
    [InlineData("PUT", "/schedules/{name}")]
    [InlineData("DELETE", "/schedules/{name}")]
    [InlineData("POST", "/schedules/{name}/run")]
    [InlineData("POST", "/webhooks")]
    [InlineData("GET", "/webhooks/{id}")]
    [InlineData("POST", "/webhooks/{id}/test")]
    [InlineData("GET", "/webhooks/{id}/deliveries")]
    [InlineData("GET", "/background-tasks")]
    [InlineData("POST", "/rooms/{room}/invitations")]
    [InlineData("GET", "/rooms")]
    [InlineData("GET", "/rooms/{room}/members")]
    public async Task The_document_contains_the_promised_operations(string method, string path)
    {
        await using var server = await TestServer.StartAsync();
        var paths = (await server.Client.GetJsonAsync("/openapi/v1.json")).GetProperty("paths");
        var operation = paths.GetProperty(path).GetProperty(method.ToLowerInvariant());
        operation.GetProperty("responses").EnumerateObject().Should().NotBeEmpty();
    }

    // The actions are found by reflection, so that new ones are tested too.
    private static IEnumerable<string> Routes() =>
        from controller in typeof(StreamingServer).Assembly.GetTypes()
        where controller.IsSubclassOf(typeof(ControllerBase))
            && controller.GetCustomAttribute<ApiExplorerSettingsAttribute>() is not { IgnoreApi: true }
        from action in controller.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where action.GetCustomAttribute<ApiExplorerSettingsAttribute>() is not { IgnoreApi: true }
        from route in action.GetCustomAttributes<HttpMethodAttribute>()
        from method in route.HttpMethods
            // Only browsers send the second HTTP method of a WebSocket (CONNECT), and OpenAPI cannot describe it.
        where method != "CONNECT"
        select $"{method} {Address(controller, route)}";

    private static string Address(Type controller, HttpMethodAttribute route)
    {
        var template = (route.Template ?? string.Empty).Replace("{**", "{", StringComparison.Ordinal);
        return template.StartsWith('/') ? template
            : string.Join('/', $"/{controller.GetCustomAttribute<RouteAttribute>()?.Template.TrimStart('/')}", template).TrimEnd('/');
    }
}
