namespace Streaming.Server.Jobs.Handlers.Export;

/// <summary>Registers the export of messages to files in the DI container.</summary>
internal static class ExportsRegistration
{
    /// <summary>Adds the job type <c>export</c>, with which clients write the messages of topics to a file.</summary>
    public static IServiceCollection AddExports(this IServiceCollection services) =>
        services.AddJob<ExportJob>(ExportJob.Type, type => type.TimeLimit = TimeSpan.FromHours(6));
}
