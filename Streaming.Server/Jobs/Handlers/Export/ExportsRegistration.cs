namespace Streaming.Server.Jobs.Handlers.Export;

/// <summary>Registers exports.</summary>
internal static class ExportsRegistration
{
    /// <summary>Adds jobs of type <c>export</c>.</summary>
    public static IServiceCollection AddExports(this IServiceCollection services) =>
        services.AddJob<ExportJob>(ExportJob.Type, type => type.TimeLimit = TimeSpan.FromHours(6));
}
