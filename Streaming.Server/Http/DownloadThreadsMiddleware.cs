using System.Collections.Concurrent;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Http;

/// <summary>
/// Adds the middleware that runs downloads on the threads of <see cref="DownloadThreads"/>, so that they do not occupy the thread pool.
/// </summary>
internal static class DownloadThreadsMiddleware
{
    /// <summary>
    /// Runs the endpoints with a <see cref="DownloadAttribute"/> on the threads for downloads. Other endpoints are not changed.
    /// </summary>
    public static void UseDownloadThreads(this IApplicationBuilder app) =>
        app.Use(next => context => context.GetEndpoint()?.Metadata.GetMetadata<DownloadAttribute>() is null ? next(context)
            : DownloadThreads.RunAsync(() => next(context)));
}
