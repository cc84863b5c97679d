using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Server;
using Streaming.Tests.Support;

namespace Streaming.Tests.House.OwnApplication;

public sealed class OwnApplicationTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogCollector _logs = new();
    private WebApplication? _app;
    private HttpClient? _client;

    private HttpClient Client => _client!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _folder.Path });
        builder.Configuration.AddInMemoryCollection(
            [KeyValuePair.Create("Urls", (string?)"http://127.0.0.1:0"), KeyValuePair.Create("Access:Open", (string?)"true")]);
        builder.Logging.ClearProviders().AddProvider(_logs);
        builder.Services.AddControllers().AddApplicationPart(typeof(OrdersController).Assembly);
        builder.AddStreaming();
        _app = builder.Build();
        _app.MapStreaming();
        _app.MapGet("/own", () => new { Hello = "world", Nothing = (string?)null });
        await _app.StartAsync().OrTimeout();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        await _app!.StopAsync().OrTimeout();
        await _app.DisposeAsync();
        _logs.ThrowIfUnexpected();
    }

    public void Dispose()
    {
        _folder.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task The_applications_own_controllers_and_routes_work_as_without_the_server()
    {
        (await GetAsync("/orders/7")).Should().Be("""{"id":7,"state":1,"note":null}""");
        (await GetAsync("/orders/stream")).Should()
            .Be("""[{"id":1,"state":0,"note":"first & last"},{"id":2,"state":0,"note":"first & last"},{"id":3,"state":0,"note":"first & last"}]""");
        (await GetAsync("/own")).Should().Be("""{"hello":"world","nothing":null}""");
    }

    [Fact]
    public async Task The_applications_own_controllers_have_their_own_content_negotiation()
    {
        foreach (var accept in (string[])["text/csv", "application/x-ndjson", "text/event-stream"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/orders/7");
            request.Headers.Add("Accept", accept);
            using var response = await Client.SendAsync(request).OrTimeout();
            response.StatusCode.Should().Be(HttpStatusCode.OK);
            response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        }
    }

    [Fact]
    public async Task The_applications_own_validation_works_as_without_the_server()
    {
        using var response = await Client.PostAsync("/orders", """{"id":"seven"}""", "application/json");
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.TryGetProperty("errors", out _).Should().BeTrue();
    }

    [Fact]
    public async Task The_server_works_next_to_the_applications_controllers_and_they_can_publish()
    {
        await using var events = await EventStream.OpenAsync(Client, "/topics/orders/events");
        using var response = await Client.PostAsync("/orders", """{"id":8,"state":0}""", "application/json");
        response.StatusCode.Should().Be(HttpStatusCode.Created);
        (await events.NextAsync())!.Data.Should().Be("order 8");
        (await Client.GetJsonAsync("/topics/orders/messages")).EnumerateArray().Should().ContainSingle();
    }

    private Task<string> GetAsync(string path) => Client.GetStringAsync(new Uri(path, UriKind.Relative)).OrTimeout();
}
