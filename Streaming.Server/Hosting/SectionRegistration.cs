using Microsoft.Extensions.Options;

namespace Streaming.Server.Hosting;

/// <summary>Registers the checks of the names of configuration sections.</summary>
internal static class SectionRegistration
{
    /// <summary>Refuses to start with a section that has a misspelt name. Only the server's own programs call this.</summary>
    public static IServiceCollection AddSectionCheck(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<SectionNames>, SectionCheck>();
        services.AddOptions<SectionNames>().ValidateOnStart();
        return services;
    }

    /// <summary>Logs a warning at startup for each key in a section with a misspelt name.</summary>
    public static IServiceCollection AddSectionWarnings(this IServiceCollection services) => services.AddHostedService<SectionWarnings>();
}
