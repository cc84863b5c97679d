using Microsoft.Extensions.Options;

namespace Streaming.Server.Core.Configuration;

/// <summary>Binds an options class to a configuration section.</summary>
internal static class OptionsSections
{
    /// <summary>
    /// Binds a section to options that are validated at start. A value that cannot be read, a value out of its range and an unknown key are each an error that
    /// names the key and what is allowed.
    /// </summary>
    public static OptionsBuilder<T> AddSection<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddSingleton<IValidateOptions<T>>(new OptionsSectionValidator<T>(section));
        return services.AddOptions<T>()
            .Configure<IConfiguration>((options, configuration) =>
            {
                var (settings, failures) = OptionsSectionReader.Read(configuration.GetSection(section), typeof(T));
                if (failures.Count > 0)
                    throw new OptionsValidationException(Options.DefaultName, typeof(T), failures);
                settings.Bind(options);
            })
            .ValidateOnStart();
    }
}
