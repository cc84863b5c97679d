using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

public sealed class HealthTests
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_running_server_is_live_and_ready(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync(path).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stopping_server_is_live_but_not_ready()
    {
        await using var server = await TestServer.StartAsync();
        server.Logs.Expect("Health check stopping");
        await using var stopping = new HeldStop(server);
        await stopping.BeginAsync();
        using var live = await server.Client.GetAsync("/health/live").OrTimeout();
        live.StatusCode.Should().Be(HttpStatusCode.OK);
        using var ready = await server.Client.GetAsync("/health/ready").OrTimeout();
        ready.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }
}
