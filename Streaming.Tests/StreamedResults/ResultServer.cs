using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Tests.Support;

namespace Streaming.Tests.StreamedResults;

/// <summary>A server of an application with the controller and the endpoints of these tests.</summary>
internal static class ResultServer
{
    public static Task<TestServer> StartAsync(Source source, params (string Key, string Value)[] settings) =>
        StartAsync(source, map: null, settings);

    public static Task<TestServer> StartAsync(
        Source source, Action<WebApplication>? map, params (string Key, string Value)[] settings) => TestServer.StartAsync(
        builder =>
        {
            builder.Services.AddControllers().AddApplicationPart(typeof(RowsController).Assembly);
            builder.Services.AddSingleton(source);
        },
        map, folder: null, settings);

    /// <summary>Sends a GET, and returns when the response headers have arrived.</summary>
    public static async Task<HttpResponseMessage> OpenAsync(
        this HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
    }

    /// <summary>Reads the next line of a response.</summary>
    public static Task<string?> NextLineAsync(this StreamReader reader) => reader.ReadLineAsync().OrTimeout();
}
