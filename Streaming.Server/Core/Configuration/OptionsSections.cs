using Microsoft.Extensions.Options;

namespace Streaming.Server.Core.Configuration;

/// <summary>Binds an options class to a configuration section.</summary>
internal static class OptionsSections
{
    /// <summary>
    /// Binds a section to options that are validated at startup. A value that is not valid, a value out of its range and an unknown key are
    /// errors; each error
    /// names the key and the allowed values.
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
