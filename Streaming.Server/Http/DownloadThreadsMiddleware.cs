using System.Collections.Concurrent;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Http;

/// <summary>Puts downloads on <see cref="DownloadThreads"/>.</summary>
internal static class DownloadThreadsMiddleware
{
    /// <summary>Puts the endpoints marked with <see cref="DownloadAttribute"/> there, and leaves all others where they are.</summary>
    public static void UseDownloadThreads(this IApplicationBuilder app) =>
        app.Use(next => context => context.GetEndpoint()?.Metadata.GetMetadata<DownloadAttribute>() is null ? next(context) : DownloadThreads.RunAsync(() => next(context)));
}
