namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>Registers the jobs that call URLs (type fetch) in the DI container.</summary>
internal static class FetchesRegistration
{
    /// <summary>Adds the job type <c>fetch</c>, with which clients make the server call URLs.</summary>
    public static IServiceCollection AddFetches(this IServiceCollection services) =>
        services.AddJobSlots(FetchJob.Type, 10)
            .AddJob<FetchJob>(FetchJob.Type, type => (type.IsPrivate, type.TimeLimit) = (true, TimeSpan.FromHours(1)));
}
