using System.Collections.Concurrent;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Http;

/// <summary>
/// Adds the middleware that runs downloads (long responses that clients may read slowly) on separate threads, so that downloads do not
/// occupy the thread pool.
/// </summary>
internal static class DownloadThreadsMiddleware
{
    /// <summary>
    /// Runs endpoints that are marked with <see cref="DownloadAttribute"/> (long responses) on the threads for downloads. All other
    /// endpoints run on the thread that received the request.
    /// </summary>
    public static void UseDownloadThreads(this IApplicationBuilder app) =>
        app.Use(next => context => context.GetEndpoint()?.Metadata.GetMetadata<DownloadAttribute>() is null ? next(context)
            : DownloadThreads.RunAsync(() => next(context)));
}
