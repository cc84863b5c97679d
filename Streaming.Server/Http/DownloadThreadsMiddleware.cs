using System.Collections.Concurrent;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Http;

/// <summary>Runs downloads on <see cref="DownloadThreads"/>.</summary>
internal static class DownloadThreadsMiddleware
{
    /// <summary>Runs endpoints with <see cref="DownloadAttribute"/> on these threads; other endpoints are unchanged.</summary>
    public static void UseDownloadThreads(this IApplicationBuilder app) =>
        app.Use(next => context => context.GetEndpoint()?.Metadata.GetMetadata<DownloadAttribute>() is null ? next(context)
            : DownloadThreads.RunAsync(() => next(context)));
}
