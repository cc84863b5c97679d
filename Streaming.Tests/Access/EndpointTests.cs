using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server;
using Streaming.Server.Access.Authorization;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests all endpoints of the server, including endpoints that are added later.</summary>
public sealed class EndpointTests
{
    [Fact]
    public async Task Every_endpoint_declares_its_authorization()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var endpoint in AllEndpoints.Of(server))
            endpoint.Metadata.OfType<IAccessMetadata>().Distinct().Should()
                .ContainSingle($"{endpoint.DisplayName} must have one of Demands, AdministratorsOnly, AsksItself and OpenToAll");
    }

    [Fact]
    public void Every_action_of_every_controller_declares_its_authorization_in_the_source()
    {
        var actions =
            from controller in typeof(StreamingServer).Assembly.GetTypes()
            where controller.IsSubclassOf(typeof(ControllerBase))
            from action in controller.GetMethods()
            where action.GetCustomAttributes(typeof(HttpMethodAttribute), inherit: true).Length > 0
            select (Action: action, Says: action.GetCustomAttributes(inherit: true).Concat(controller.GetCustomAttributes(inherit: true))
                .OfType<IAccessMetadata>());
        actions.Should().NotBeEmpty();
        foreach (var (action, says) in actions)
            says.Should().NotBeEmpty($"{action.DeclaringType!.Name}.{action.Name} asks nobody");
    }

    [Fact]
    public async Task Every_protected_endpoint_refuses_a_caller_without_a_token_or_without_claims()
    {
        await using var server = await Tokens.StartServerAsync();
        var nothing = Tokens.For();
        foreach (var (method, path, endpoint) in AllEndpoints.AddressesOf(server))
        {
            var access = endpoint.Metadata.OfType<IAccessMetadata>().Distinct().Single();
            using var anonymous = await server.Client.SendAsync(new HttpMethod(method), path, token: null);
            using var weak = await server.Client.SendAsync(new HttpMethod(method), path, nothing);
            if (access is RequireTopicAttribute or AdministratorsOnlyAttribute)
            {
                anonymous.StatusCode.Should().Be(HttpStatusCode.Unauthorized, $"{method} {path}");
                weak.StatusCode.Should().Be(HttpStatusCode.Forbidden, $"{method} {path}");
            }
            else
            {
                ((int)anonymous.StatusCode).Should().BeLessThan(500, $"{method} {path}");
                if (access is AuthorizesInActionAttribute && method is not ("GET" or "HEAD")
                    && !path.StartsWith("/session", StringComparison.Ordinal))
                {
                    ((int)anonymous.StatusCode).Should().BeGreaterThanOrEqualTo(400, $"{method} {path} changes nothing for strangers");
                    ((int)weak.StatusCode).Should().BeGreaterThanOrEqualTo(400, $"{method} {path}");
                }

                if (access is AuthorizesInActionAttribute)
                    (await TextAsync(anonymous)).Should().NotContain("secret-topic", $"{method} {path} shows nothing to strangers");
            }
        }
    }

    [Fact]
    public async Task Lists_show_only_what_the_caller_may_read()
    {
        await using var server = await Tokens.StartServerAsync();
        var all = Tokens.For("root", admin: ["*"]);
        foreach (var topic in (string[])["room:a", "room:b", "news"])
            (await server.Client.PublishWithAsync(all, topic)).Dispose();
        (await ListAsync(server, "/topics", Tokens.For(subscribe: ["room:*"]))).Should()
            .Contain("room:a").And.Contain("room:b").And.NotContain("news");
        (await ListAsync(server, "/topics", token: null)).Should().Be("[]");
        await using var member = await RoomClient.JoinAsync(server, "a", $"access_token={all}");
        await EventuallyListedAsync(server, all);
        (await ListAsync(server, "/rooms", Tokens.For(subscribe: ["room:b"]))).Should().Be("[]");
    }

    private static async Task EventuallyListedAsync(TestServer server, string token)
    {
        while (!(await ListAsync(server, "/rooms", token)).Contains("\"a\"", StringComparison.Ordinal))
            await Task.Yield();
    }

    private static async Task<string> ListAsync(TestServer server, string path, string? token)
    {
        using var response = await server.Client.SendAsync(HttpMethod.Get, path, token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync().OrTimeout();
    }

    private static async Task<string> TextAsync(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? string.Empty
            : await response.Content.ReadAsStringAsync().OrTimeout();
}
