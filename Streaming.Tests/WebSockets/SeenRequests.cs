using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Streaming.Tests.WebSockets;

/// <summary>Keeps the request lines that the server has received: <c>GET /path HTTP/1.1</c>.</summary>
internal sealed class SeenRequests : IStartupFilter
{
    private readonly ConcurrentQueue<string> _requests = new();

    public IReadOnlyCollection<string> Requests => _requests;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following => http =>
        {
            _requests.Enqueue($"{http.Request.Method} {http.Request.Path} {http.Request.Protocol}");
            return following(http);
        });
        next(app);
    };
}
