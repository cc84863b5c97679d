using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

/// <summary>Tests that a connection whose token has expired is closed, so that its client comes back with a new token.</summary>
public sealed class ExpiryTests
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly TaskCompletionSource _reconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _tokens;

    [Theory]
    [InlineData(HttpTransportType.WebSockets, false)]
    [InlineData(HttpTransportType.WebSockets, true)]
    [InlineData(HttpTransportType.ServerSentEvents, false)]
    [InlineData(HttpTransportType.LongPolling, false)]
    public async Task A_client_with_automatic_reconnect_comes_back_with_a_new_token(HttpTransportType transport, bool isStateful)
    {
        await using var server = await StartServerAsync();
        await using var connection = await ConnectAsync(server, transport, builder =>
        {
            builder.WithAutomaticReconnect(new Immediately());
            if (isStateful)
                builder.WithStatefulReconnect();
        });
        await using var subscription = new HubSubscription(connection, "Subscribe", (string[])["news"], null);
        await Eventually.BecomesAsync(() => Task.FromResult(server.Get<TopicRegistry>().CountSubscribers(new("news"))), now => now == 1);
        var (before, tokens) = (connection.ConnectionId, _tokens);

        _clock.Advance(TimeSpan.FromMinutes(2));
        (await subscription.NextAsync())!.Type.Should().Be("expired");
        (await subscription.NextAsync()).Should().BeNull();
        (connection.State, connection.ConnectionId).Should().Be(
            (HubConnectionState.Connected, before), "the streams have time to send their last item");

        _clock.Advance(TimeSpan.FromSeconds(6));
        await _reconnected.Task.OrTimeout();
        connection.ConnectionId.Should().NotBe(before);
        _tokens.Should().BeGreaterThan(tokens);
        (await connection.InvokeAsync<string>("Cursor", (string[])["news"]).OrTimeout()).Should().StartWith("news=");
    }

    [Fact]
    public async Task A_client_without_automatic_reconnect_learns_of_the_close()
    {
        await using var server = await StartServerAsync();
        await using var connection = await ConnectAsync(server, HttpTransportType.WebSockets, static _ => { });
        // The first call runs after the server has registered the connection.
        await connection.InvokeAsync<string>("Cursor", (string[])["news"]).OrTimeout();
        _clock.Advance(TimeSpan.FromMinutes(2));
        _clock.Advance(TimeSpan.FromSeconds(6));
        await _closed.Task.OrTimeout();
    }

    private Task<TestServer> StartServerAsync() =>
        Tokens.StartServerAsync(builder => builder.Services.AddSingleton<TimeProvider>(_clock));

    private async Task<HubConnection> ConnectAsync(TestServer server, HttpTransportType transport, Action<IHubConnectionBuilder> configure)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(server.Address, "/hubs/stream"), transport, options =>
            options.AccessTokenProvider = () =>
            {
                Interlocked.Increment(ref _tokens);
                return Task.FromResult<string?>(Tokens.For(subscribe: ["news"], expires: _clock.GetUtcNow().AddMinutes(1)));
            });
        configure(builder);
        var connection = builder.Build();
        connection.Reconnected += _ =>
        {
            _reconnected.TrySetResult();
            return Task.CompletedTask;
        };
        connection.Closed += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
        await connection.StartAsync().OrTimeout();
        return connection;
    }

    private sealed class Immediately : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext retryContext) => TimeSpan.FromMilliseconds(20);
    }
}
