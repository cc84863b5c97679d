using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

/// <summary>A subscriber with the real SignalR client for .NET.</summary>
public sealed class HubReader : IAsyncDisposable
{
    private HubReader(HubConnection connection) => Connection = connection;

    public HubConnection Connection { get; }

    public static Task<HubReader> ConnectAsync(TestServer server, string query = "", bool messagePack = false) =>
        ConnectAsync(server.Address, query, messagePack);

    public static async Task<HubReader> ConnectAsync(
        Uri server, string query = "", bool messagePack = false, string? token = null, System.Net.CookieContainer? cookies = null)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(server, "/hubs/stream" + query), options =>
        {
            options.AccessTokenProvider = token is null ? null : () => Task.FromResult<string?>(token);
            options.Cookies = cookies ?? options.Cookies;
        });
        if (messagePack)
            builder.AddMessagePackProtocol();
        var connection = builder.Build();
        try
        {
            await connection.StartAsync().OrTimeout();
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        return new HubReader(connection);
    }

    public Task<T> CallAsync<T>(string method, params object?[] arguments) => Connection.InvokeCoreAsync<T>(method, arguments).OrTimeout();

    public HubSubscription Subscribe(string topic, string? after = null) => Subscribe([topic], after);

    public HubSubscription Subscribe(string[] topics, string? after = null) => new(Connection, "Subscribe", topics, after);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
