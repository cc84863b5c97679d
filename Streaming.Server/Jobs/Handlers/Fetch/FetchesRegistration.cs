namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>Registers fetches.</summary>
internal static class FetchesRegistration
{
    /// <summary>Adds jobs of type <c>fetch</c>.</summary>
    public static IServiceCollection AddFetches(this IServiceCollection services) =>
        services.AddJobPlaces(FetchJob.Type, 10)
            .AddJob<FetchJob>(FetchJob.Type, type => (type.IsPrivate, type.TimeLimit) = (true, TimeSpan.FromHours(1)));
}
